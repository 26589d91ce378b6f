"""What figures shall reach, since when, and who says so."""
