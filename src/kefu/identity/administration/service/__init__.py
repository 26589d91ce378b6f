"""Use cases of the administration."""
