"""What this room refuses."""


class RefusedError(ValueError):
    """An act that has no effect; its text is a sentence for whoever asked."""


class AlreadyDecidedError(RefusedError):
    """Somebody decided this promise before, perhaps this very person in another tab."""


class ChangedError(RefusedError):
    """What was shown is no longer so: other people decided in between, or the promise was revised."""
