"""What went silent: everything that should have been reported by a day and was not, the longest silence first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jinxiu.desk.queries.cockpit import Lead
from jinxiu.desk.queries.narrowing import Choices, Narrow, Tags, choices, narrowed, pillars_of, units_of
from jinxiu.engines.measuring.silence import GraceRule
from jinxiu.plan.evaluation.silence import Silent, Why, silences
from jinxiu.plan.facts.measures.silence import rule_on

NAMES = {
    Why.PERIOD: gettext_lazy("Period not reported"),
    Why.DEADLINE: gettext_lazy("Past its day, not reported"),
    Why.FIRST: gettext_lazy("Never reported so far"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One silence in words."""

    silent: Silent

    @property
    def tags(self) -> Tags:
        return Tags(
            units_of(self.silent.units),
            pillars_of(row.pillar for row in self.silent.rows),
            (self.silent.why.value, str(NAMES[self.silent.why])),
        )

    @property
    def leads(self) -> tuple[Lead, ...]:
        return tuple(Lead(str(unit), unit.synthetic) for unit in self.silent.units)

    @property
    def why(self) -> str:
        return str(NAMES[self.silent.why])

    @property
    def days(self) -> str:
        n = self.silent.gone.days
        return ngettext("%(days)d day", "%(days)d days", n) % {"days": n}

    @property
    def missing(self) -> str:
        """How many periods are missing; nothing where no rhythm was set."""
        version, n = self.silent.version, self.silent.gone.periods
        if version is None or version.frequency == version.Frequency.ONCE:
            return ""
        return ngettext("%(n)d period", "%(n)d periods", n) % {"n": n}

    @property
    def frequency(self) -> str:
        return str(self.silent.version.get_frequency_display()) if self.silent.version else ""

    @property
    def members(self) -> str:
        """The silent members by name."""
        return "、".join(member.name for member in self.silent.members)

    @property
    def asked(self) -> str:
        """The codes of the promises that wait for it."""
        return "、".join(row.target.code for row in self.silent.rows)


@dataclass(frozen=True, slots=True)
class Board:
    """What the filters let through; how many of each kind before the filter on kinds."""

    lines: list[Line]
    counts: dict[str, int]
    total: int
    choices: Choices
    #: By which rule the days of grace are counted.
    rule: GraceRule | None

    @property
    def narrowed_total(self) -> int:
        return sum(self.counts.values())

    @property
    def grace(self) -> str:
        """The rule in words."""
        return self.rule.source if self.rule else _("No days of grace are set for this day.")


def board(as_of: date, narrow: Narrow) -> Board:
    """Return what is silent at the end of a day; the number of queries does not grow with it."""
    lines = [Line(one) for one in silences(as_of)]
    of_any_kind = narrowed(lines, Narrow(narrow.unit, narrow.pillar))
    counts = {why.value: sum(line.silent.why is why for line in of_any_kind) for why in Why}
    return Board(narrowed(lines, narrow), counts, len(lines), choices(lines, narrow), rule_on(as_of))
