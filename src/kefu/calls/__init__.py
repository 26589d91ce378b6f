"""Calls in CSTA terms (ECMA-269): devices, connections, events, the Switch port, call records."""
