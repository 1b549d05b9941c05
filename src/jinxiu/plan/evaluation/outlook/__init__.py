"""Whether a target will be met: the probability by its deadline, what it rests on, and how well such words held."""
