"""All SQL of work orders. What happens often asks the driver itself: one statement, one JSON value."""
