"""All SQL of callback surveys."""
