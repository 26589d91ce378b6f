"""Plumbing: settings, database, events, clock, log, files."""
