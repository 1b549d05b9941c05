"""Bad input is refused with file, sheet, row, column and reason, in both languages, and nothing is stored."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.utils import translation

from jinxiu.core.models import AuditEvent, Source
from jinxiu.plan.facts.errors import RefusedError
from jinxiu.plan.facts.intake import runs
from jinxiu.plan.facts.models import Bearing, Observation, Question

#: What is wrong: cells by head, the cell's letter, head and content, and what is said of it in Chinese and English.
BAD = {
    "wrong unit": (
        {"单位": "个"}, "D", "单位", "个",
        "“个”与应填单位“亿元”的量纲不同。请改用该单位或同一量纲的单位。",
        "“个” measures something else than “亿元”. Put that unit, or another of its kind.",
    ),
    "a day that has not come": (
        {"截至日期": "2090-01-31"}, "F", "截至日期", "2090-01-31",
        "2090-01-31 还没有到：请填报已经发生的事。",
        "2090-01-31 has not come yet: report what has happened.",
    ),
    "unknown subject": (
        {"编号": "XX9"}, "A", "编号", "XX9",
        "没有此编号或名称的指标、任务，数据表中列有可填的各项。",
        "No measure or target has this code or name. The form lists them.",
    ),
    "text in a number cell": (
        {"本次数值": "约12"}, "C", "本次数值", "约12",
        "这里不是数。请只写数字，单位另填“单位”列。",
        "This is no number. Write digits only, the unit has a column of its own.",
    ),
    "an unknown member": (
        {"对象": "火星"}, "B", "对象", "火星",
        "“火星”不在此项的填报对象之内；全市数请留空。",
        "“火星” is not among what this is reported for. Leave it empty for the whole city.",
    ),
    "a day that is none": (
        {"截至日期": "六月"}, "F", "截至日期", "六月",
        "“六月”不是日期。请写成2024-06-30、2024年6月30日或2024年6月。",
        "“六月” is not a day. Write it as 2024-06-30, 2024年6月30日 or 2024年6月.",
    ),
}  # fmt: skip


def as_csv(rows, heads) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([heads, *rows])
    return text.getvalue().encode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("case", BAD)
def test_the_cell_is_named_and_nothing_is_stored(
    measure, row, bring, workbook, heads, reporter, now, case, kind, language
):
    measure()
    change, letter, head, content, chinese, english = BAD[case]
    good, bad = row(as_of="2024-05-31"), row()
    bad = [change.get(name, cell) for name, cell in zip(heads, bad, strict=True)]
    data = workbook([good, bad]) if kind == "xlsx" else as_csv([good, bad], heads)
    with translation.override(language):
        run = bring(data, f"六月.{kind}")

    assert (run.state, run.file_name, run.fault_count, run.refused) == ("refused", f"六月.{kind}", 1, 1)
    assert run.faults == [
        {
            "sheet": "数据表" if kind == "xlsx" else "六月.csv",
            "row": 3,
            "cell": f"{letter}3",
            "head": head,
            "given": content,
            "reason": english if language == "en" else chinese,
        }
    ]
    with pytest.raises(RefusedError):
        runs.confirm(reporter, run, run.fingerprint, now, acknowledged=True)
    assert not any(model.objects.exists() for model in (Observation, Bearing, Question, Source))
    assert not AuditEvent.objects.filter(action="facts.import").exists()


def test_the_page_says_file_sheet_cell_and_reason(measure, row, bring, reporter):
    measure()
    run = bring([row(value="约12")], "六月报表.xlsx")
    client = Client()
    client.force_login(reporter, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/facts/import/{run.pk}/").content.decode()
    for words in ("六月报表.xlsx", "数据表", "C2", "本次数值", "约12", "请只写数字", "整表没有导入"):
        assert words in page


def test_many_bad_cells_are_counted_and_the_first_are_told(measure, row, bring):
    measure()
    run = bring([row(value="约", as_of=f"{2000 + n // 12}-{n % 12 + 1:02d}") for n in range(300)] * 2)
    assert (run.state, run.fault_count, len(run.faults)) == ("refused", 600, 500)
    assert [fault["cell"] for fault in run.faults[:2]] == ["C2", "C3"]


def test_more_rows_than_are_taken_are_refused_as_a_whole(measure, row, bring, heads, monkeypatch):
    measure()
    monkeypatch.setattr("jinxiu.plan.facts.intake.sheets.MOST_ROWS", 2)
    run = bring(as_csv([row(as_of=f"2024-0{month}") for month in (1, 2, 3)], heads), "长.csv")
    assert (run.state, run.message) == ("failed", "“长.csv”超过2行，请分次导入。")


def test_a_correction_that_is_not_ones_own_names_its_cell(measure, row, bring, write, account):
    measure()
    write([row()])
    run = bring([row(value=13)], actor=account("reporter", name="other"))
    assert (run.faults[0]["cell"], run.faults[0]["head"], run.faults[0]["given"]) == ("C2", "本次数值", "13 亿元")
