"""Synthetic agents: a desk over the product's own HTTP and WebSocket, the voice on a SIP phone."""
