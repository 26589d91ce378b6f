"""What still needs somebody today: callers whom nobody has served, promises that are due, work that is late."""
