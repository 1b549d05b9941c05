"""The tables of this room in a city's folder."""

from jinxiu.core.folder import SOURCE
from jinxiu.core.folders.cells import integer, text
from jinxiu.core.folders.simple import Plain, Reference, simple_table
from jinxiu.core.folders.tables import offer
from jinxiu.economy.enterprises.models import Batch, Enterprise

offer(
    simple_table(
        "batches.csv",
        Batch,
        55,
        (
            Plain("order", integer, required=True),
            Plain("name", text(120), required=True),
            Plain("lever", text(300)),
            SOURCE,
        ),
    ),
    simple_table(
        "enterprises.csv",
        Enterprise,
        56,
        (
            Plain("name", text(120), required=True),
            Plain("full_name", text(200)),
            Reference("batch", Batch, "batches.csv"),
            Plain("role", text(120)),
            SOURCE,
            Plain("note", text(500)),
        ),
    ),
)
