"""Subscribers who call the centre: when they come, who they are, what they do on the line."""
