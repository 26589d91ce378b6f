"""Reports that are sent by mail, by the clock, to who holds a role."""
