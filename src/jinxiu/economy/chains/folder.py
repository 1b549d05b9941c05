"""The tables of this room in a city's folder."""

from jinxiu.core.folder import SOURCE
from jinxiu.core.folders.cells import integer, text
from jinxiu.core.folders.simple import Plain, Reference, simple_table
from jinxiu.core.folders.tables import offer
from jinxiu.core.models import Organisation
from jinxiu.economy.chains.models import Chain

offer(
    simple_table(
        "chains.csv",
        Chain,
        50,
        (
            Plain("group", text(40)),
            Plain("order", integer, required=True),
            Plain("name", text(120), required=True),
            Reference("lead", Organisation, "organisations.csv"),
            SOURCE,
        ),
    )
)
