"""Pure arithmetic of what is measured and of what theory expects."""
