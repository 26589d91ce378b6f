"""Kefu: the customer service centre of an operator."""
