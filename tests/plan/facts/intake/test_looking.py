"""A file is looked at first: what is new, changed, the same, or refused cell by cell; nothing is written."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from jinxiu.core.models import Area, AuditEvent
from jinxiu.plan.facts import members
from jinxiu.plan.facts.intake import runs
from jinxiu.plan.facts.intake.sheets import NotAFormError
from jinxiu.plan.facts.measures import actions as measures
from jinxiu.plan.facts.models import Observation


def _counts(run):
    return (run.new, run.changed, run.same, run.refused)


def test_new_figures_wait_for_confirmation(measure, row, bring):
    measure()
    run = bring([row(), row(as_of="2024-07")])

    assert (run.state, _counts(run)) == ("ready", (2, 0, 0, 0))
    assert [(line["code"], line["as_of"], line["new"]) for line in run.lines] == [
        ("IV", "2024-06-30", "12 亿元"),
        ("IV", "2024-07-31", "12 亿元"),
    ]
    assert not Observation.objects.exists()
    assert AuditEvent.objects.filter(action="facts.import-in").count() == 1


def test_what_is_on_record_is_the_same_or_changed(measure, row, bring, write):
    measure()
    write([row(), row(as_of="2024-07-31", value=14)])
    run = bring([row(), row(as_of="2024-07-31", value=15), row(as_of="2024-08-31", value=16)])

    assert _counts(run) == (1, 1, 1, 0)
    changed = next(line for line in run.lines if line["corrects"])
    assert (changed["old"], changed["new"]) == ("14 亿元", "15 亿元")


def test_the_same_amount_in_another_unit_is_the_same(measure, row, bring, write):
    measure()
    write([row()])
    assert _counts(bring([row(value=120000, 单位="万元")])) == (0, 0, 1, 0)


def test_another_source_of_the_same_day_is_another_figure(measure, row, bring, write):
    measure()
    write([row()])
    assert _counts(bring([row(来源="公报")])) == (1, 0, 0, 0)


def test_rows_that_nobody_filled_in_are_passed_over(measure, row, bring):
    measure()
    assert _counts(bring([row(value=None), row()])) == (1, 0, 0, 0)


def test_a_target_without_a_measure_is_reported_by_its_own_code(target, milestone, row, bring):
    target("T1")
    milestone("M1")
    run = bring([row("T1"), row("M1", value=None, 节点="开通", 单位=None)])
    assert (run.state, _counts(run)) == ("ready", (2, 0, 0, 0))
    assert [line["new"] for line in run.lines] == ["12 亿元", "开通"]


def test_a_measure_is_found_by_its_name_or_another_one(measure, row, bring, workbook, heads):
    measure(aliases=("固投",))
    names = ("指标或任务", "本次数值", "截至日期", "编号")
    run = bring(workbook([("固投", 12, "2024-06", None), ("固定资产投资", 13, "2024-07", None)], names))
    assert [line["code"] for line in run.lines] == ["IV", "IV"]


def test_a_member_is_named_by_code_or_name(measure, target, row, bring, monkeypatch, now):
    monkeypatch.setattr(members, "_LISTERS", [lambda scope: [("C7", "新一代半导体")]])
    Area.objects.create(code="140105", name="小店区", level="district")
    measures.link(None, measure(), [target("T1", scope="chain")], now)
    run = bring([row(对象="新一代半导体"), row(对象="C7", as_of="2024-07"), row(对象="小店区"), row()])
    assert [line["member"] for line in run.lines] == ["C7", "C7", "140105", ""]


BAD = {
    "another dimension": ({"单位": "个"}, "D2", "单位", "量纲"),
    "text in a number cell": ({"value": "约12"}, "C2", "本次数值", "不是数"),
    "a day that has not come": ({"as_of": "2090-01-01"}, "F2", "截至日期", "还没有到"),
    "a month that is not over": ({"as_of": "2090年3月"}, "F2", "截至日期", "还没有到"),
    "no day": ({"as_of": None}, "F2", "截至日期", "日期"),
    "a day that is none": ({"as_of": "六月"}, "F2", "截至日期", "不是日期"),
    "an unknown code": ({"code": "XX"}, "A2", "编号", "没有此编号"),
    "an unknown member": ({"对象": "火星"}, "B2", "对象", "火星"),
    "a stage where a number is asked": ({"节点": "开工"}, "E2", "节点", "清空"),
    "an unknown confidence": ({"可信度": "大概"}, "K2", "可信度", "直接"),
    "a per cent of another unit": ({"value": "12%"}, "C2", "本次数值", "百分数"),
    "too long a statement": ({"说明": "字" * 501}, "G2", "说明", "501"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_cell_that_cannot_be_taken_is_told_with_its_place(measure, row, bring, case):
    measure()
    given, cell, head, reason = BAD[case]
    run = bring([row(**given), row(as_of="2024-05-31")])

    assert (run.state, run.refused, run.new) == ("refused", 1, 0)
    (fault,) = run.faults
    assert (fault["sheet"], fault["row"], fault["cell"], fault["head"]) == ("数据表", 2, cell, head)
    import re

    assert re.search(reason, fault["reason"])


def test_every_bad_cell_is_told_at_once(measure, row, bring):
    measure()
    run = bring([row(value="约12", as_of="六月", 单位="个"), row(code="XX")])
    assert [fault["cell"] for fault in run.faults] == ["D2", "C2", "F2", "A3"]
    assert (run.fault_count, run.refused) == (4, 2)


def test_an_unknown_code_is_answered_with_the_measure_that_is_near(measure, row, bring, workbook):
    measure()
    run = bring(workbook([("固定资产投资额", 12, "2024-06", None)], ("指标或任务", "本次数值", "截至日期", "编号")))
    assert "IV 固定资产投资" in run.faults[0]["reason"]


def test_a_target_in_words_alone_or_taken_out_is_refused(target, row, bring):
    target("Q1", type="quality", value=None, unit="", comparator="")
    target("W1", withdrawn=True)
    run = bring([row("Q1"), row("W1")])
    assert ["不计分" in run.faults[0]["reason"], "移出" in run.faults[1]["reason"]] == [True, True]


def test_the_same_row_twice_is_refused(measure, row, bring):
    measure()
    run = bring([row(), row(value=13)])
    assert (run.faults[0]["row"], "第2行" in run.faults[0]["reason"]) == (3, True)


def test_what_somebody_else_reported_is_corrected_by_them_or_a_verifier(measure, row, bring, write, account):
    measure()
    write([row()])
    run = bring([row(value=13)], actor=account("reporter", name="other"))
    assert (run.state, "F0001" in run.faults[0]["reason"]) == ("refused", True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_file_says_the_same(measure, row, bring, heads, encoding):
    measure()
    buffer = io.StringIO()
    csv.writer(buffer).writerows([heads, row(), row(value="1,234.5", as_of="2024年7月")])
    run = bring(buffer.getvalue().encode(encoding), name="数据.csv")
    assert [(line["row"], line["new"]) for line in run.lines] == [(2, "12 亿元"), (3, "1,234.5 亿元")]


def test_what_our_export_keeps_from_being_a_formula_is_read_as_it_was(measure, row, bring, heads):
    measure()
    buffer = io.StringIO()
    csv.writer(buffer).writerows([heads, row(说明="'=HYPERLINK(1)")])
    assert bring(buffer.getvalue().encode(), name="数据.csv").lines[0]["code"] == "IV"


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"\x00\x01\x02\x03", "a.bin", "既不是Excel"),
        (b"%PDF-1.4 nothing", "a.pdf", "没有含表头"),
        ("编号,数值\n1,2\n".encode(), "a.csv", "没有含表头"),
        (b"PK\x03\x04 broken", "a.xlsx", "."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls", "xls"),
        ('编号,数值,截至日期\nIV,"12,2024-06\n'.encode(), "a.csv", "CSV"),
    ],
)
def test_what_is_no_form_is_refused_as_a_whole(db, bring, data, name, words):
    import re

    run = bring(data, name=name)
    assert run.state == "failed"
    assert re.search(words, run.message)


def test_an_empty_file_is_not_kept(db, bring):
    with pytest.raises(NotAFormError, match="空文件"):
        bring(b"")


def test_heads_may_stand_under_a_title_and_in_any_order(measure, workbook, bring):
    measure()
    data = workbook([("6月报表",), ("截至", "数值", "编号"), ("2024-06", 12, "IV")], ("填报单位：统计局",))
    assert bring(data).lines[0]["row"] == 4


def test_a_head_that_stands_twice_is_refused(measure, workbook, bring):
    run = bring(workbook([("IV", 12, 13, "2024-06")], ("编号", "数值", "本次数值", "截至日期")))
    assert (run.state, "重复" in run.message) == ("failed", True)


def test_who_only_reads_brings_nothing_in(account, bring):
    with pytest.raises(PermissionDenied):
        bring(b"x", actor=account("viewer"))


def test_an_interrupted_look_is_taken_up_again(measure, row, bring, now):
    measure()
    run = bring([row()])
    type(run).objects.update(state="reading", lines=[], new=0)
    assert runs.resume_interrupted(now) == 1
    run.refresh_from_db()
    assert (run.state, run.new) == ("ready", 1)
    assert runs.look_now(run.pk, now).state == "ready"


def test_days_of_a_month_are_its_last(measure, row, bring, write):
    measure()
    write([row(as_of="2024年2月")])
    fact = Observation.objects.get()
    assert (fact.as_of, fact.as_of_precision) == (date(2024, 2, 29), "month")
