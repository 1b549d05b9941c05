"""Documents as they were issued, and what the reader found in them."""
