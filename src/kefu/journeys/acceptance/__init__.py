"""What the form of acceptance wants to know before something is accepted."""
