"""The workshop: set-up, size check, our own lint rules, generated reference pages."""
