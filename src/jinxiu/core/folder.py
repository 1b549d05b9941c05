"""The tables of this room in a city's folder."""

from jinxiu.core.folders.cells import boolean, choice, day, decimal, text
from jinxiu.core.folders.simple import Plain, Reference, simple_table
from jinxiu.core.folders.tables import offer
from jinxiu.core.models import Area, Organisation, Post, Source

SOURCE = Reference("source", Source, "sources.csv")

offer(
    simple_table(
        "sources.csv",
        Source,
        10,
        (
            Plain("title", text(300), required=True),
            Plain("publisher", text(300)),
            Plain("published_on", day, empty=None),
            Plain("url_note", text(500)),
        ),
    ),
    simple_table(
        "areas.csv",
        Area,
        20,
        (
            Plain("name", text(60), required=True),
            Plain("level", choice("city", "district", "county", "county_city", "other"), required=True),
            Reference("parent", Area, "areas.csv"),
            Plain("lon", decimal, empty=None),
            Plain("lat", decimal, empty=None),
            Plain("crs", choice("wgs84", "cgcs2000", "gcj02", "bd09")),
            SOURCE,
            Reference("coordinates_source", Source, "sources.csv"),
        ),
    ),
    simple_table(
        "organisations.csv",
        Organisation,
        30,
        (
            Plain("name", text(120), required=True),
            Plain("short_name", text(60)),
            Plain(
                "kind",
                choice("government", "department", "district_government", "zone", "enterprise", "other"),
                required=True,
            ),
            Reference("parent", Organisation, "organisations.csv"),
            Reference("area", Area, "areas.csv"),
            Plain("valid_from", day, empty=None),
            Plain("valid_to", day, empty=None),
            SOURCE,
            Plain("synthetic", boolean, empty=False),
        ),
    ),
    simple_table(
        "posts.csv",
        Post,
        40,
        (
            Plain("title", text(120), required=True),
            Reference("organisation", Organisation, "organisations.csv"),
            Plain("duty", text(300)),
            SOURCE,
            Plain("synthetic", boolean, empty=False),
        ),
    ),
)
