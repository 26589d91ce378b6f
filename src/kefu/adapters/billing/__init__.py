"""The operator's billing systems (BOSS)."""
