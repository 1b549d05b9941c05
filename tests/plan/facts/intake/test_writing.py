"""What was confirmed is written: all of the file in one act, once; what moved meanwhile is looked at again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jinxiu.core.audit import broken_links
from jinxiu.core.models import AuditEvent, Source
from jinxiu.plan.evaluation.queries import Evaluator
from jinxiu.plan.facts import actions, checks
from jinxiu.plan.facts.errors import RefusedError
from jinxiu.plan.facts.intake import runs, writing
from jinxiu.plan.facts.intake.known import Known
from jinxiu.plan.facts.measures import actions as measures
from jinxiu.plan.facts.models import Bearing, Observation, Question


def test_a_figure_is_written_with_its_file_as_evidence(measure, row, write, reporter):
    made = measure()
    run = write([row(说明="上半年完成12亿元", 发布单位="统计局", 来源日期="2024-07-05", 可信度="间接")])

    fact = Observation.objects.get()
    assert (run.state, fact.code, fact.version, fact.value, fact.unit) == ("done", "F0001", 1, Decimal(12), "亿元")
    assert (fact.of_measure, fact.as_of, fact.statement) == (made, date(2024, 6, 30), "上半年完成12亿元")
    assert (fact.source.title, fact.source.publisher, fact.source.published_on) == ("月报", "统计局", date(2024, 7, 5))
    assert (fact.confidence, fact.evidence, fact.recorded_by) == ("indirect", run.file, reporter)


def test_one_act_leaves_one_row_in_the_trail(measure, row, write):
    measure()
    write([row(as_of=f"2024-{month:02d}") for month in range(1, 7)])

    event = AuditEvent.objects.get(action="facts.import")
    assert (event.data["new"], event.data["first"], event.data["last"]) == (6, "F0001", "F0006")
    assert not list(broken_links())


def test_a_figure_serves_every_target_of_its_measure(measure, target, row, write, now):
    measures.link(None, measure(), [target("T1"), target("T2")], now)
    write([row()])

    assert Bearing.objects.count() == 2
    assert [one.result.value for one in Evaluator().on(date(2024, 12, 31)).rows] == [Decimal(12), Decimal(12)]


def test_a_row_of_a_linked_target_is_a_figure_of_the_measure(measure, target, row, write, now):
    made = measure()
    measures.link(None, made, [target("T1"), target("T2")], now)
    write([row("T1")])

    assert Observation.objects.get().of_measure == made
    assert Bearing.objects.count() == 2


def test_the_same_file_again_changes_nothing(measure, row, workbook, bring, write, reporter, now):
    measure()
    data = workbook([row(), row(as_of="2024-07", value=13)])
    write(data)
    again = bring(data)

    assert (again.state, again.new, again.changed, again.same) == ("ready", 0, 0, 2)
    with pytest.raises(RefusedError, match="一致"):
        runs.confirm(reporter, again, again.fingerprint, now)
    assert Observation.objects.count() == 2
    assert AuditEvent.objects.filter(action="facts.import").count() == 1


def test_a_change_is_a_correction_that_supersedes(measure, row, write):
    measure()
    write([row()])
    write([row(value=13)])

    old, new = Observation.objects.order_by("version")
    assert (new.code, new.version, new.supersedes, new.value) == ("F0001", 2, old, Decimal(13))
    assert not list(checks.broken_chains())


def test_a_file_with_one_bad_cell_writes_nothing(measure, row, bring, reporter, now):
    measure()
    run = bring([*(row(as_of=f"2024-{month:02d}") for month in range(1, 7)), row(value="约12", as_of="2024-07")])
    with pytest.raises(RefusedError):
        runs.confirm(reporter, run, run.fingerprint, now, acknowledged=True)
    assert not Observation.objects.exists()


def test_confirming_twice_writes_once(measure, row, write, reporter, now):
    measure()
    run = write([row()])
    assert runs.confirm(reporter, run, run.fingerprint, now).state == "done"
    assert runs.write_now(run.pk, now).state == "done"
    assert Observation.objects.count() == 1


def test_another_person_does_not_confirm(measure, row, bring, account, now):
    measure()
    run = bring([row()])
    with pytest.raises(RefusedError):
        runs.confirm(account("reporter", name="other"), run, run.fingerprint, now)


def test_what_was_not_looked_at_is_not_written(measure, row, bring, reporter, now):
    measure()
    run = bring([row()])
    with pytest.raises(runs.MovedOnError):
        runs.confirm(reporter, run, "another print", now)


def test_when_the_record_moved_on_the_file_is_looked_at_again(measure, row, bring, write, reporter, now):
    measure()
    run = bring([row()])
    write([row(value=11)])
    run = runs.confirm(reporter, run, run.fingerprint, now)

    assert (run.state, run.new, run.changed) == ("ready", 0, 1)
    assert "有变" in run.message
    assert Observation.objects.count() == 1
    assert runs.confirm(reporter, run, run.fingerprint, now).state == "done"
    assert Observation.objects.get(superseded_by=None).value == Decimal(12)


def test_an_error_half_way_leaves_nothing(measure, row, bring, reporter, now, monkeypatch):
    measure()
    run = bring([row(), row(as_of="2024-07", value=13)])
    monkeypatch.setattr(writing._Writer, "_questions", lambda *_given: 1 / 0)
    run = runs.confirm(reporter, run, run.fingerprint, now)

    assert run.state == "failed"
    assert not Observation.objects.exists()
    assert not AuditEvent.objects.filter(action="facts.import").exists()


def test_questions_are_answered_together_and_kept(measure, row, bring, write, reporter, now):
    measure(kind="spending")
    write([row(as_of=f"2024-{month:02d}", value=f"{month * 10}.5") for month in range(1, 7)])
    run = bring([row(as_of="2024-07", value="705000"), row(as_of="2024-08", value="1.25")])

    assert run.question_count == 2
    assert ["一万倍" in run.lines[0]["questions"][0], "不应下降" in "".join(run.lines[1]["questions"])] == [True, True]
    with pytest.raises(RefusedError, match="疑问"):
        runs.confirm(reporter, run, run.fingerprint, now)
    runs.confirm(reporter, run, run.fingerprint, now, acknowledged=True)
    kept = Question.objects.filter(observation__as_of=date(2024, 7, 31)).get()
    assert (kept.kind, kept.answered_by) == ("unit-slip", reporter)


def test_rows_of_one_file_are_held_against_each_other(measure, row, bring):
    measure()
    run = bring([row(value="12.34", 来源="月报"), row(value="13.34", 来源="公报")])
    assert "以哪个为准" in run.lines[0]["questions"][0]


def test_a_stage_below_an_earlier_one_is_asked_about(milestone, row, bring, write):
    milestone("M1")
    write([row("M1", value=None, 节点="完工", 单位=None)])
    run = bring([row("M1", value=None, 节点="开工", 单位=None, as_of="2024-07-31")])
    assert "完工" in run.lines[0]["questions"][0]


def test_a_returned_figure_is_mended_by_the_next_file(measure, row, write, verifier, now):
    measure()
    write([row()])
    actions.verify(verifier, Observation.objects.get(), "returned", "口径不对", now)
    write([row(value=11)])
    assert Observation.objects.get(superseded_by=None).verifications.count() == 0


def test_as_many_questions_of_the_database_for_many_rows_as_for_few(measure, target, row, workbook, reporter, now):
    measures.link(None, measure(), [target("T1")], now)

    def asked(first: int, months: int) -> int:
        rows = [row(as_of=f"{first + n // 12}-{n % 12 + 1:02d}", value=n + 1) for n in range(months)]
        run = runs.take_in(reporter, workbook(rows), "a.xlsx", now)
        run.refresh_from_db()
        with CaptureQueriesContext(connection) as captured:
            runs.confirm(reporter, run, run.fingerprint, now, acknowledged=True)
        assert Observation.objects.filter(as_of__year__gte=first).count() == months
        return len(captured)

    assert asked(2020, 40) - asked(2024, 3) <= 3  # rows are inserted in batches of what a statement carries
    assert Source.objects.count() == 1


def test_what_rows_are_held_against_is_read_in_a_fixed_number_of_queries(measure, target, row, write, reporter):
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            known = Known(reporter)
            known.load(known.refs.values())
        return len(captured)

    measure("A")
    target("T0")
    few = asked()
    for n in range(1, 6):
        measure(f"B{n}", name=f"指标{n}")
        target(f"T{n}")
    write([row("B1"), row("T1")])
    assert asked() == few


def test_a_correction_keeps_the_project_and_all_that_the_figure_bore_on(target, tell, row, write, reporter):
    one, other = target("T1"), target("T2", scope="chain")
    fact = tell(one, project="P1", event=True, source_title="月报", publisher="", published_on=None)
    Bearing.objects.create(observation=fact, target=other, kind="context", member="C7")
    write([row("T1", value=13)])

    new = Observation.objects.get(superseded_by=None)
    assert (new.supersedes, new.value, new.project, new.event) == (fact, Decimal(13), "P1", True)
    assert list(new.bearings.order_by("target__code").values_list("target__code", "kind", "member")) == [
        ("T1", "settles", ""),
        ("T2", "context", "C7"),
    ]
