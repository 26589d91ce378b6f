"""Interactive voice response: flows as data and their interpreter."""
