"""Asterisk through ARI, in CSTA terms."""
