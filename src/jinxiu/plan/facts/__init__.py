"""Facts about promises: append-only observations, each with its source."""
