"""What is promised without a number: kept apart with its kind, never among the targets that are scored."""

from __future__ import annotations

import datetime as dt

import pytest

from jinxiu.engines.reading import read


@pytest.mark.parametrize(
    ("text", "kind", "subject"),
    [
        ("居民收入增长与经济增长同步", "relative", "居民收入增长"),
        ("工业投资增速高于全省平均水平", "relative", "工业投资增速"),
        ("农村公路硬化全覆盖", "coverage", "农村公路硬化"),
        ("农村公路实现全覆盖", "coverage", "农村公路"),
        ("营商环境评价进入全国前列", "rank", "营商环境评价"),
        ("坚决不发生重大安全事故", "red-line", "不发生重大安全事故"),
        ("制定养老服务管理办法", "document", "制定养老服务管理办法"),
        ("外贸进出口总额翻一番", "growth", "外贸进出口总额"),
    ],
)
def test_a_promise_without_a_number_is_kept_with_its_kind(text, kind, subject):
    reading = read(text + "。", year=2026)
    assert reading.targets == ()
    assert [(q.kind.value, q.object, q.type) for q in reading.qualities] == [(kind, subject, "quality")]
    assert reading.qualities[0].quote in text


def test_whom_a_bracket_names_answers_for_it_and_is_no_part_of_its_words():
    found = read("不发生系统性金融风险（市财政局牵头，市教育局配合）。\n农村公路硬化全覆盖。", year=2026).qualities
    assert [(q.quote, [(body.name, body.role.value) for body in q.bodies]) for q in found] == [
        ("不发生系统性金融风险", [("市财政局", "lead"), ("市教育局", "support")]),
        ("农村公路硬化全覆盖", []),
    ]


@pytest.mark.parametrize("item", ["（一）", "3.", "二是", "①"])
def test_the_number_of_an_item_is_no_part_of_its_words(item):
    text = f"{item}守牢安全底线，不发生系统性区域性金融风险（市住建局牵头，市财政局配合）。"
    found, _other = read(text, year=2026).qualities
    assert (found.quote, found.object) == ("守牢安全底线", "守牢安全底线")


def test_a_paper_that_others_issued_is_no_promise():
    assert read("以省里出台的支持意见为契机，加快发展。", year=2026).qualities == ()


def test_a_clause_with_a_number_is_a_target_and_nothing_else():
    reading = read("5G网络覆盖率达到95%，农村宽带全覆盖。", year=2026)
    assert [t.object for t in reading.targets] == ["5G网络覆盖率"]
    assert [q.kind.value for q in reading.qualities] == ["coverage"]


@pytest.mark.parametrize(
    ("text", "kind", "due"),
    [
        ("6月底前制定出台养老服务的指导意见", "document", dt.date(2026, 6, 30)),
        ("2027年底前在全市实现不动产登记全程网上办", "milestone", dt.date(2027, 12, 31)),
    ],
)
def test_a_paper_or_measure_with_a_last_day_of_its_own_is_a_milestone(text, kind, due):
    target = read(text + "。", year=2026).targets[0]
    assert (target.kind.value, target.stage, target.due) == (kind, "finish", due)


def test_without_a_last_day_it_is_none():
    assert read("制定养老服务的指导意见。", year=2026).targets == ()


def test_a_number_keeps_the_value_from_which_it_starts():
    target = read("保费由每生每年5元提高至10元。", year=2026).targets[0]
    assert (target.object, target.value, target.baseline, target.per) == ("保费", 10, 5, "每生每年")


def test_a_part_is_marked_so_that_nobody_adds_it():
    targets = read("新建学校10所，其中小学5所、中学3所。", year=2026).targets
    assert [(t.object, t.part) for t in targets] == [("学校", False), ("小学", True), ("中学", True)]
