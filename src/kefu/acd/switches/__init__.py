"""Quick switches of queues: closed, a notice, overflow, callbacks offered; for now, by hand, and taken back."""
