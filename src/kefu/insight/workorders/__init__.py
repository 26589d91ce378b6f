"""Figures of work orders: read only."""
