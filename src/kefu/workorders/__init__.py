"""Work in the field: areas, crews, orders with deadlines, outages."""
