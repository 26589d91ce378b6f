"""The demonstration's data, made through the product's own use cases."""
