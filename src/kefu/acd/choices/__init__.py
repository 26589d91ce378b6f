"""What agents choose from, as an administrator changes it: reasons for not_ready, and the tree of results."""
