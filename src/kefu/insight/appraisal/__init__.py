"""Scorecards: computed from figures, published to whom they are of, appealed against, answered."""
