"""What pages are made of: their frame, forms, lists, charts, and the browser files they name."""
