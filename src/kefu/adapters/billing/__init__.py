"""Billing systems (BOSS): one protocol a module, each behind a guard that keeps a sick one from hurting calls."""
