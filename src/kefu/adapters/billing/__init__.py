"""Billing systems (BOSS): one protocol a module, behind one guard that keeps a sick one from hurting calls."""
