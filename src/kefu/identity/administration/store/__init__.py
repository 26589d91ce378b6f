"""All SQL of the administration."""
