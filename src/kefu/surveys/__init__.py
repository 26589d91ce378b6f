"""Callback surveys: groups, a pool of cases, attempts, answers."""
