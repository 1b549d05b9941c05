"""What the pages ask, one file a page; each answers in a fixed number of queries, however many targets there are."""
