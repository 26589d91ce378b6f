"""Sets up what the make targets need. Standard library only: it runs before anything is installed."""
