"""Long reports, made in the background and kept for some days."""
