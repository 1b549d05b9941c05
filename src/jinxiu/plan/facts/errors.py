"""What this room refuses."""


class RefusedError(ValueError):
    """An act that the rules of facts do not allow; its text is a sentence for whoever asked."""
