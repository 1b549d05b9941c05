"""Pure engines: no Django, no clock, no files, no network. They share only the words in ``terms``."""
