"""Calls that are over, as a supervisor reads them: who, how long, what happened and why, by names."""
