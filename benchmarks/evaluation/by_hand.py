"""The same sums written by hand in SQL for DuckDB, over the same arrays: what one would write instead of an engine.

The SQL knows this city alone: one unit, six kinds, integers in hundredths. The engine knows units, members, ten kinds.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from made_up import City, rungs

from jinxiu.engines.measuring import STATES, Results, State
from jinxiu.engines.terms import Comparator

_SQL = """
with known as materialized (
  select series, day, ord, member, rung, mantissa, event from facts
  where settles and not doubtful and recorded <= $at and superseded > $at and returned > $at and day <= $today
),
levels as (
  select t.id, max_by(f.mantissa, (f.day, f.ord)) as top, max(f.day) as told,
    min_by((f.day, f.event), (f.day, f.ord)) filter (where f.mantissa * 10 >= t.goal) as first
  from targets t join known f using (series) where t.kind = 'level' group by t.id
),
sums as (
  select t.id, f.day, f.ord, f.event, sum(f.mantissa) over (partition by t.id order by f.day, f.ord) as so_far
  from targets t join known f using (series)
  where t.kind = 'cumulative' and f.day between t.begins and t.due
),
cumulatives as (
  select s.id, max_by(s.so_far, (s.day, s.ord)) as top, max(s.day) as told,
    min_by((s.day, s.event), (s.day, s.ord)) filter (where s.so_far * 10 >= t.goal) as first
  from sums s join targets t using (id) group by s.id
),
dated as (
  select t.id, t.begins, t.due, f.day, f.ord, f.mantissa, date '0001-01-01' + (f.day - 1) as d
  from targets t join known f using (series) where t.kind = 'growth'
),
growing as (  -- a month's last day answers a month's last day
  select *, (case when d = last_day(d) then last_day(d - interval 1 year) else (d - interval 1 year)::date end
    - date '0001-01-01' + 1) as before
  from dated
),
bases as (
  select id, day, max_by(mantissa, ord) as base from growing group by id, day
),
growths as (
  select g.id, max_by(g.mantissa - b.base, (g.day, g.ord)) * 1000 as top, max_by(b.base, (g.day, g.ord)) as under,
    max(g.day) as told
  from growing g join bases b on b.id = g.id and b.day = g.before where b.base > 0 and g.day between g.begins and g.due
  group by g.id
),
parts as (
  select t.id, max_by(f.mantissa, (f.day, f.ord)) as part, max(f.day) as told
  from targets t join known f using (series) where t.kind = 'share' group by t.id
),
wholes as (
  select t.id, max_by(f.mantissa, (f.day, f.ord)) as whole, max(f.day) as told
  from targets t join known f on f.series = t.other where t.kind = 'share' group by t.id
),
shares as (
  select id, part * 1000 as top, whole as under, greatest(p.told, w.told) as told
  from parts p join wholes w using (id) where whole > 0
),
firsts as (
  select t.id, f.member, min_by((f.day, f.ord, f.event), (f.day, f.ord)) as hit
  from targets t join known f using (series)
  where t.kind = 'count' and f.rung >= 3 and f.member >= 0 group by t.id, f.member
),
ranked as (
  select id, hit, row_number() over (partition by id order by hit[1], hit[2]) as n from firsts
),
reached as (
  select r.id, count(*) as top, min_by((hit[1], hit[3]), (hit[1], hit[2])) filter (where n * 10 >= t.goal) as first
  from ranked r join targets t using (id) group by r.id
),
counts as (
  select t.id, coalesce(any_value(r.top), 0) as top, max(f.day) as told, any_value(r.first) as first
  from targets t join known f using (series) left join reached r using (id)
  where t.kind = 'count' and f.rung >= 0 and f.member >= 0 group by t.id
),
stages as (
  select t.id, max(f.day) as told, min_by((f.day, f.event), (f.day, f.ord)) filter (where f.rung >= 3) as seen,
    min(f.day) filter (where f.rung >= 3 and f.event) as happened
  from targets t join known f using (series) where t.kind = 'milestone' and f.rung >= 0 group by t.id
),
numbers as (
  select id, top * 10 as top, 1 as under, told, first[1] as day, first[2] as event from levels
  union all select id, top * 10, 1, told, first[1], first[2] from cumulatives
  union all select id, top * 10, 1, told, first[1], first[2] from counts
  union all select id, top, under, told, null, null from growths
  union all select id, top, under, told, null, null from shares
),
judged as (
  select t.id, n.top, n.under, n.told,
    case
      when t.kind = 'milestone' then case
        when s.told is null then 'not_reported'
        when s.seen[1] <= t.due then 'met'
        when s.happened is not null then 'late'
        when s.seen is not null then 'not_reported'
        when $today <= t.due then 'on_course'
        when s.told >= t.due then 'missed'
        else 'not_reported' end
      when n.id is null then 'not_reported'
      when t.at_most or t.kind = 'growth' then case
        when $today >= t.due and n.told < t.due then 'not_reported'
        when if(t.at_most, n.top <= t.goal::hugeint * n.under, n.top >= t.goal::hugeint * n.under)
          then if($today >= t.due, 'met', 'on_course')
        else if($today >= t.due, 'missed', 'behind') end
      when t.kind = 'share' and n.top >= t.goal::hugeint * n.under then 'met'
      when n.day <= t.due then 'met'
      when n.day is not null then if(n.event, 'late', 'not_reported')
      when $today > t.due then if(n.told >= t.due, 'missed', 'not_reported')
      when t.goal <> 0 and n.top::hugeint * 10 * (t.due - t.begins + 1)
        < (10 * greatest(n.told - t.begins + 1, 0) - (t.due - t.begins + 1)) * t.goal::hugeint * n.under then 'behind'
      else 'on_course' end as state
  from targets t left join numbers n using (id) left join stages s using (id)
)
select id, state, top, under,
  case when top is null then null when at_most then greatest(top - goal::hugeint * under, 0)
    else greatest(goal::hugeint * under - top, 0) end as gap
from judged join targets using (id) order by id
"""


class ByHand:
    """DuckDB with a city in it."""

    def __init__(self, city: City) -> None:
        import duckdb

        self._db = duckdb.connect()
        facts, targets = city.facts, city.targets
        columns = {
            name: getattr(facts, name)
            for name in ("series", "day", "member", "mantissa", "event", "settles", "doubtful")
        } | {name: getattr(facts, name) for name in ("recorded", "superseded", "returned")}
        columns |= {"ord": facts.order, "rung": rungs(facts).astype(np.int8)}
        goals = [int((p.value or 0) * 1000) if k != "count" else int(p.value or 0) * 10 for p, k in _kinds(city)]
        goals = [
            int((p.value or 0) * 10) if k in {"growth", "share"} else g
            for (p, k), g in zip(_kinds(city), goals, strict=True)
        ]
        asked = {
            "id": np.arange(len(targets)),
            "kind": city.kinds.astype(object),
            "series": targets.series,
            "other": targets.other,
            "begins": targets.begins,
            "due": targets.due,
            "goal": np.array(goals, dtype=np.int64),
            "at_most": np.array([p.comparator is Comparator.AT_MOST for p in targets.promises]),
        }
        for name, held in (("facts", columns), ("targets", asked)):
            self._db.register("held", held)
            self._db.execute(f"create table {name} as select * from held")
            self._db.unregister("held")

    def on(self, day: date, at: int) -> dict[str, Any]:
        """Return state, value and gap of every target on a day as its facts were known at a moment."""
        return self._db.execute(_SQL, {"today": day.toordinal(), "at": at}).fetchnumpy()


def differences(city: City, results: Results, found: dict[str, Any]) -> int:
    """Count the targets of which the engine and the SQL say different things on the results' one day."""
    names = np.array([state.value for state in STATES])
    states = names[results.states[:, 0]]
    other = states != np.asarray(found["state"])
    top, under = (np.ma.filled(np.ma.masked_array(found[name]).astype(object), 0) for name in ("top", "under"))
    ours, below = results.column("top")[:, 0].astype(object), results.column("under")[:, 0].astype(object)
    scale = results.column("scale")[:, 0]
    for at in range(len(city.targets)):
        power = {"growth": 1, "share": 1}.get(str(city.kinds[at]), 3) + int(scale[at])
        if city.kinds[at] == "count":
            power = 1 + int(scale[at])
        mine = ours[at] * 10 ** max(power, 0) * int(under[at])
        other[at] |= mine != int(top[at]) * below[at] * 10 ** max(-power, 0)
    return int(other.sum())


def _kinds(city: City) -> list[tuple[Any, str]]:
    return [(p, str(k)) for p, k in zip(city.targets.promises, city.kinds, strict=True)]


__all__ = ["ByHand", "State", "differences"]
