"""Industry chains (产业链)."""
