"""Closed work orders and complaints become survey cases: each morning, and when somebody asks for it."""
