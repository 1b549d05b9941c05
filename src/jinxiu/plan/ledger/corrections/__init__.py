"""What the reader got wrong, as people decided: a list to look at, counts to judge it by, files to improve it with."""
