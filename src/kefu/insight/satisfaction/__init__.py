"""What customers say: satisfaction by hall, hotline, repair, crew, area, group and day."""
