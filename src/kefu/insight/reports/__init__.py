"""Reports: definitions of measures by dimensions, their tables on screen, in files and in print."""
