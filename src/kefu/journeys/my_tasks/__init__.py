"""Everything that is expected of somebody, from whichever room, in one list."""
