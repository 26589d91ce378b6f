"""The pure distribution engine: no clock, no I/O, no randomness."""
