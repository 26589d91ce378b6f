"""Agents who are ready and free take survey cases and call: where the pool meets the telephone."""
