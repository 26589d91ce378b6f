"""Alarms by rule: raised once, acknowledged by somebody, over when it is well again."""
