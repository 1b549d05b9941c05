"""The verbs of this room. A reported step is a fact: its verifier is the facts' own, never who reported it."""

from jinxiu.core.permissions import verb

verb("projects.read")
#: Adds projects, corrects particulars, plans steps and money, links promises.
verb("projects.keep")
#: Reports steps reached, money done and blockers.
verb("projects.report")
#: Brings tables back; what may be written by it is asked for as on the pages.
verb("projects.import")
