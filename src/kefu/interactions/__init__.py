"""What passed between a customer and the centre, and how it was wrapped up."""
