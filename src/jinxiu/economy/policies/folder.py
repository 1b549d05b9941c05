"""The tables of this room in a city's folder."""

from jinxiu.core.folder import SOURCE
from jinxiu.core.folders.cells import decimal, text
from jinxiu.core.folders.simple import Plain, Reference, simple_table
from jinxiu.core.folders.tables import offer
from jinxiu.economy.policies.models import Fund
from jinxiu.plan.ledger.models import Target

offer(
    simple_table(
        "funds.csv",
        Fund,
        90,
        (
            Plain("name", text(120), required=True),
            Plain("amount", decimal, required=True),
            Plain("unit", text(20), required=True),
            SOURCE,
            Reference("target", Target, "targets.csv"),
        ),
    )
)
