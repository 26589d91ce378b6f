"""Short messages: templates, an outbox, receipts, replies."""
