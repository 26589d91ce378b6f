"""Figures: calls and agents' time by quarters of an hour, made from facts, live and exact."""
