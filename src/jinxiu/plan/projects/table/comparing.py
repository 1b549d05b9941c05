"""A table held against what is on record: what it would add and change, what looks odd, and what cannot be."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from jinxiu.core.models import Area, Organisation
from jinxiu.engines.terms import Rung
from jinxiu.plan.projects import rules
from jinxiu.plan.projects.keeping import CODE
from jinxiu.plan.projects.ladders import Ladder, Line
from jinxiu.plan.projects.models import Project, rung_name
from jinxiu.plan.projects.money import Told, months
from jinxiu.plan.projects.recording import particulars_of
from jinxiu.plan.projects.rules import in_wan
from jinxiu.plan.projects.standing import standings
from jinxiu.plan.projects.table.columns import PROJECTS
from jinxiu.plan.projects.table.reading import Fault, Reading, Taken

_EMPTY = Ladder(tuple(Line(rung) for rung in Rung))


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that would change: of which project, what it is called, and both values in words."""

    taken: Taken
    code: str
    what: str
    old: str
    new: str
    #: What it looks odd about, where it does.
    asked: str = ""


@dataclass(slots=True)
class Comparison:
    """What a table would do. ``new`` are projects to be added, by the row that names them."""

    new: list[Taken] = field(default_factory=list)
    particulars: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: What rows of projects say, with names already looked up, by the row's number.
    fields: dict[int, dict[str, Any]] = field(default_factory=dict)
    plans: list[tuple[Taken, Rung, date]] = field(default_factory=list)
    reached: list[tuple[Taken, Rung, date]] = field(default_factory=list)
    money_planned: list[tuple[Taken, date, Decimal]] = field(default_factory=list)
    money_done: list[tuple[Taken, date, Decimal]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    #: Cells that say what is on record already.
    same: int = 0
    #: Something on record would be replaced: that needs a reason.
    replaces: bool = False

    @property
    def writes(self) -> int:
        """How many projects and cells would be written."""
        return len(self.new) + len(self.changes)

    @property
    def keeps(self) -> bool:
        """Whether it writes what only those who keep projects may write."""
        return bool(self.new or self.particulars or self.plans or self.money_planned)

    @property
    def reports(self) -> bool:
        """Whether it reports what was reached or done."""
        return bool(self.reached or self.money_done)

    @property
    def asked(self) -> list[Change]:
        return [change for change in self.changes if change.asked]

    @property
    def fingerprint(self) -> str:
        """A name of exactly this comparison: a confirmation holds for it and for no other."""
        said = [(c.code, c.what, c.old, c.new, c.asked) for c in self.changes]
        added = [(t.number, sorted((k, str(v)) for k, v in t.values.items())) for t in self.new]
        return hashlib.sha256(repr((said, added)).encode()).hexdigest()


def compare(reading: Reading, today: date) -> Comparison:
    """Hold a table against the projects on record; a fixed number of queries, and nothing is written."""
    weighing = _Weighing(reading, today)
    return weighing.found


class _Weighing:
    def __init__(self, reading: Reading, today: date) -> None:
        self.today = today
        self.found = Comparison(faults=list(reading.faults))
        self.held = {one.project.code: one for one in standings()}
        self.taken_back = set(Project.objects.filter(withdrawn=True).values_list("code", flat=True))
        self.areas = _by_words(Area.objects.all(), ("code", "name"))
        self.bodies = _by_words(Organisation.objects.all(), ("code", "name", "short_name"))
        self.kinds = {one.project.kind for one in self.held.values()}
        self.names = {one.project.name: one.project.code for one in self.held.values()}
        self.added: dict[str, Taken] = {}
        self._refuse_twice(reading)
        for taken in reading.rows.get("projects", ()):
            self._project(taken)
        self._steps(reading.rows.get("steps", ()))
        self._money(reading.rows.get("money", ()))

    def _refuse_twice(self, reading: Reading) -> None:
        """Two rows about one thing cannot both be meant."""
        for key, name in (("projects", ""), ("steps", "rung"), ("money", "month")):
            seen: dict[Any, int] = {}
            for taken in reading.rows.get(key, ()):
                of = (taken.values.get("code"), taken.values.get(name))
                if of[0] and of in seen:
                    why = _("Row %(row)s says something of the same already: keep one of them.")
                    self.found.faults.append(taken.fault(name or "code", why % {"row": seen[of]}))
                seen.setdefault(of, taken.number)

    def _fault(self, taken: Taken, key: str, sentence: str) -> None:
        self.found.faults.append(taken.fault(key, sentence))

    def _change(self, taken: Taken, code: str, what: str, old: str, new: str, asked: str = "") -> None:
        self.found.changes.append(Change(taken, code, what, old, new, asked))
        self.found.replaces = self.found.replaces or bool(old)

    # Projects

    def _project(self, taken: Taken) -> None:
        code = taken.values.get("code", "")
        if code and not CODE.fullmatch(code):
            self._fault(taken, "code", _("A code has letters, digits, - _ . and at most 60 of them."))
            return
        if code in self.taken_back:
            self._fault(taken, "code", _("This project was taken back: take it up again on its page first."))
            return
        fields = self._fields(taken)
        if fields is None:
            return
        held = self.held.get(code)
        before = particulars_of(held.project) if held else {}
        if fault := rules.particulars_fault(before | fields):
            self._fault(taken, *fault)
            return
        if not code and fields["name"] in self.names:
            why = _("%(code)s has this name already: put its code, or give the new one another name.")
            self._fault(taken, "code", why % {"code": self.names[fields["name"]]})
            return
        self.found.fields[taken.number] = fields
        if held is None:
            self.names.setdefault(fields["name"], code or "—")
            self.found.new.append(taken)
            if code:
                self.added[code] = taken
            for name in ("kind", "investment"):
                if asked := rules.particulars_question({name: fields.get(name)}, self.kinds):
                    self._change(taken, code or "—", _head(name), "", _words(name, fields[name]), asked)
            self.kinds.add(fields["kind"])
            return
        changed = {name: value for name, value in fields.items() if before[name] != value}
        self.found.same += len(fields) - len(changed)
        if changed:
            self.found.particulars[code] = changed
        for name, value in changed.items():
            asked = rules.particulars_question({name: value}, self.kinds)
            self._change(taken, code, _head(name), _words(name, before[name]), _words(name, value), asked)

    def _fields(self, taken: Taken) -> dict[str, Any] | None:
        """Return the particulars that a row says, names looked up; None where a name is nobody's."""
        fields = {key: value for key, value in taken.values.items() if key != "code"}
        for key, known in (("area", self.areas), ("responsible", self.bodies)):
            if key not in fields:
                continue
            found = known.get(fields[key], [])
            if len(found) != 1:
                why = _("Nothing is known by this name.") if not found else _("Several are called so: give the code.")
                self._fault(taken, key, why)
                return None
            fields[key] = found[0]
        return fields

    def _known(self, taken: Taken) -> bool:
        """Whether the project of a row is there or is added; a fault where it is neither."""
        code = taken.values.get("code", "")
        if code in self.held or code in self.added:
            return True
        why = _("There is no project of this code: add it on the sheet of projects.") if code else _("Give the code.")
        self._fault(taken, "code", why)
        return False

    # Steps

    def _steps(self, rows: Iterable[Taken]) -> None:
        of_project: dict[str, list[Taken]] = defaultdict(list)
        for taken in rows:
            if not self._known(taken):
                continue
            if "rung" not in taken.values:
                self._fault(taken, "rung", _("Say which step it is."))
                continue
            of_project[taken.values["code"]].append(taken)
        for code, its_rows in of_project.items():
            found = self.held.get(code)
            ladder = found.ladder if found else _EMPTY
            plan = ladder.plan | {
                taken.values["rung"]: taken.values["planned_on"] for taken in its_rows if "planned_on" in taken.values
            }
            after = self._ladder_after(its_rows, ladder)
            for taken in its_rows:
                self._plan(taken, ladder, plan)
                self._reach(taken, ladder, after)

    def _plan(self, taken: Taken, ladder: Ladder, plan: dict[Rung, date]) -> None:
        """Weigh a planned day against the plan as all rows of the project together would make it."""
        day, rung = taken.values.get("planned_on"), taken.values["rung"]
        if day is None:
            return
        line = ladder.lines[rung]
        if day == line.planned_on:
            self.found.same += 1
            return
        if fault := rules.plan_fault(day):
            self._fault(taken, "planned_on", fault)
            return
        self.found.plans.append((taken, rung, day))
        what = _("%(rung)s: planned for") % {"rung": rung_name(rung)}
        asked = rules.plan_question(plan, rung, day)
        self._change(taken, taken.values["code"], what, _iso(line.planned_on), day.isoformat(), asked)

    def _ladder_after(self, rows: list[Taken], ladder: Ladder) -> Ladder:
        reached = {taken.values["rung"]: taken.values["reached_on"] for taken in rows if "reached_on" in taken.values}
        return Ladder(
            tuple(
                Line(line.rung, reached_on=reached.get(line.rung, line.reached_on), seen=line.seen)
                for line in ladder.lines
            )
        )

    def _reach(self, taken: Taken, ladder: Ladder, after: Ladder) -> None:
        day, rung = taken.values.get("reached_on"), taken.values["rung"]
        if day is None:
            return
        line = ladder.lines[rung]
        if day == line.reached_on:
            self.found.same += 1
            return
        if fault := rules.reach_fault(ladder, rung, day, self.today):
            self._fault(taken, "reached_on", fault)
            return
        self.found.reached.append((taken, rung, day))
        what = _("%(rung)s: reached on") % {"rung": rung_name(rung)}
        others = Ladder(tuple(one if one.rung != rung else ladder.lines[rung] for one in after.lines))
        asked = rules.reach_question(others, rung, day)
        self._change(taken, taken.values["code"], what, "", day.isoformat(), asked)

    # Money

    def _money(self, rows: Iterable[Taken]) -> None:
        of_project: dict[str, list[Taken]] = defaultdict(list)
        for taken in rows:
            if not self._known(taken):
                continue
            if "month" not in taken.values:
                self._fault(taken, "month", _("Say which month it is."))
                continue
            of_project[taken.values["code"]].append(taken)
        for code, its_rows in of_project.items():
            self._money_of(code, its_rows)

    def _money_of(self, code: str, rows: list[Taken]) -> None:
        found = self.held.get(code)
        held = {m.month: (m.planned, m.said) for m in found.months} if found else {}
        after = dict(held)
        for taken in rows:
            month = taken.values["month"]
            planned, done = after.get(month, (None, None))
            after[month] = (taken.values.get("planned", planned), taken.values.get("done", done))
        sums = months(Told(month, planned, done) for month, (planned, done) in after.items())
        investment = self._investment(code)
        for taken in rows:
            month = taken.values["month"]
            for at, key in enumerate(("planned", "done")):
                amount, before = taken.values.get(key), held.get(month, (None, None))[at]
                if amount is None:
                    continue
                if amount == before:
                    self.found.same += 1
                elif fault := rules.money_fault(month, amount, self.today, done=key == "done"):
                    self._fault(taken, "month" if fault[0] == "month" else key, fault[1])
                else:
                    asked = (
                        rules.money_question(sums, month, amount, investment)
                        if key == "done"
                        else rules.plan_money_question(amount, investment)
                    )
                    into = self.found.money_done if key == "done" else self.found.money_planned
                    into.append((taken, month, amount))
                    what = (_("%(month)s: done") if key == "done" else _("%(month)s: planned")) % {
                        "month": month.strftime("%Y-%m")
                    }
                    self._change(taken, code, what, "" if before is None else in_wan(before), in_wan(amount), asked)

    def _investment(self, code: str) -> Decimal | None:
        if code in self.held:
            changed = self.found.particulars.get(code, {})
            total: Decimal | None = changed.get("investment", self.held[code].project.investment)
            return total
        said: Decimal | None = self.added[code].values.get("investment") if code in self.added else None
        return said


def _by_words(rows: Iterable[Any], names: tuple[str, ...]) -> dict[str, list[Any]]:
    out: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        for word in {getattr(row, name) for name in names} - {""}:
            out[word].append(row)
    return out


def _head(key: str) -> str:
    return next(column.head for column in PROJECTS.columns if column.key == key)


def _words(key: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if key == "investment":
        return in_wan(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
