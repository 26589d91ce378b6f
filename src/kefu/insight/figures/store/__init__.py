"""All SQL of figures."""
