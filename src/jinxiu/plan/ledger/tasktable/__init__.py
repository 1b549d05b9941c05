"""The task decomposition table (任务分解表): the ledger as the form that offices pass round, out and back in.

Its heads and its words are those of the Chinese form in every language of the pages, so that what went out can come
back from whoever filled it in. ``rows`` describes the columns once; all else follows it.
"""
