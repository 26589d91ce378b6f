"""The world outside, simulated over real protocols."""
