"""Figures from files: a form goes out filled with what is known, comes back as xlsx or csv, is looked at, written.

``columns`` describes the form once. ``sheets`` opens files, ``cells`` and ``reading`` read rows, ``known`` is what they
are held against, ``weighing`` says what each would do, ``runs`` carries it out behind the pages, ``writing`` writes.
"""
