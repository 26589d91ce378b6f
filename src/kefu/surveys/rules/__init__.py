"""Pure decisions of callback surveys."""
