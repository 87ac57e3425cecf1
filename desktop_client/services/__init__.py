"""What a desk does for the people at it: opening, intake, forms left open, finding, importing, the line."""
