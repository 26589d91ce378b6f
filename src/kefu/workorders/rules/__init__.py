"""Pure decisions about work orders."""
