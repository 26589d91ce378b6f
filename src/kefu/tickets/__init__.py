"""Tickets: what a customer wants and is not an order; accepted, handed over, answered, seen to the end (TMF621)."""
