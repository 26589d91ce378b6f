"""Translations to the world outside; they decide nothing."""
