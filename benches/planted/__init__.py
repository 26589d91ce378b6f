"""Bugs that can be planted in the distribution engine, to see whether the tests find them."""
