"""Pure words of the house; standard library only."""
