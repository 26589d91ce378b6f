"""Customers, accounts, places, products and contact media, in TM Forum words."""
