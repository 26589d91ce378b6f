"""Calls about tickets: whoever was promised a call is called by whoever may not read his number, too."""
