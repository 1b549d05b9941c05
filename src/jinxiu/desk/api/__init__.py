"""The trace of every figure for other programs: JSON over the same sign-in, the same verbs, the same words."""
