"""Questions about rows of a file: one answer for all, or a row's own in the file; both stay with the figures."""

from __future__ import annotations

import pytest

from jinxiu.plan.facts.errors import RefusedError
from jinxiu.plan.facts.intake import runs
from jinxiu.plan.facts.models import Question


@pytest.fixture
def falling(measure, row, write):
    """A running total with five months on record, and rows that fall."""
    measure(kind="spending")
    write([row(as_of=f"2024-{month:02d}", value=f"{month * 10}.57") for month in range(1, 6)])
    return [row(as_of="2024-06", value="41.23"), row(as_of="2024-07", value="33.21")]


def test_one_answer_is_kept_with_every_row_that_was_asked_about(falling, bring, reporter, now):
    run = bring(falling)
    assert run.question_count == 2
    runs.confirm(reporter, run, run.fingerprint, now, acknowledged=True, answer="扣除退库项目")
    assert list(Question.objects.values_list("answer", flat=True)) == ["扣除退库项目"] * 2


def test_a_row_that_answers_in_the_file_is_answered(falling, heads, workbook, bring, reporter, now):
    answers = ["退库2个项目", None]
    data = workbook([[*line, one] for line, one in zip(falling, answers, strict=True)], [*heads, "疑问答复"])
    run = bring(data)
    assert run.question_count == 1
    assert {line["answer"] for line in run.lines} == {"退库2个项目", ""}
    with pytest.raises(RefusedError, match="疑问"):
        runs.confirm(reporter, run, run.fingerprint, now)
    runs.confirm(reporter, run, run.fingerprint, now, acknowledged=True, answer="口径调整")
    kept = Question.objects.order_by("observation__as_of").values_list("answer", flat=True)
    assert list(kept) == ["退库2个项目", "口径调整"]


def test_a_file_whose_rows_all_answer_is_written_without_a_tick(falling, heads, workbook, bring, reporter, now):
    run = bring(workbook([[*line, "已核实"] for line in falling], [*heads, "疑问答复"]))
    assert run.question_count == 0
    assert runs.confirm(reporter, run, run.fingerprint, now).state == "done"
    assert set(Question.objects.values_list("answer", flat=True)) == {"已核实"}
