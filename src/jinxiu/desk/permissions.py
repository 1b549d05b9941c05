"""The verbs of the pages that look across rooms."""

from jinxiu.core.permissions import verb

verb("cockpit.read")
