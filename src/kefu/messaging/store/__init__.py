"""All SQL of short messages."""
