"""Every figure that we quote: one command each, results with the machine's facts."""
