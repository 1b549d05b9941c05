"""Promise and outcome: what a later review says became of each promise, confirmed by a person, entered as a fact."""
