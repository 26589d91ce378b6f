"""The agent's desk over WebSocket and HTTP: snapshots, numbered events, telephone services."""
