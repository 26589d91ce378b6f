"""Automatic call distribution."""
