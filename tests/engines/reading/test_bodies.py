"""Who answers for a promise: brackets, lines of their own, columns of a table. Nothing is guessed."""

from __future__ import annotations

import pytest

from jinxiu.engines.reading import open_document, read


def bodies(text: str, **more) -> list[list[tuple[str, str]]]:
    return [[(b.name, b.role.value) for b in t.bodies] for t in read(text, year=2026, **more).targets]


@pytest.mark.parametrize(
    ("bracket", "expected"),
    [
        ("（市住建局牵头，市水务局、各区配合）", [("市住建局", "lead"), ("市水务局", "support"), ("各区", "support")]),
        ("（牵头单位：市住建局；配合单位：市水务局）", [("市住建局", "lead"), ("市水务局", "support")]),
        ("（责任单位：住房和城乡建设局）", [("住房和城乡建设局", "responsible")]),
        ("（财政部、人民银行按职责分工负责）", [("财政部", "shared"), ("人民银行", "shared")]),
        (
            "（财政部牵头，银保监会等有关部门及各地区按职责分工负责）",
            [("财政部", "lead"), ("银保监会", "shared"), ("有关部门", "shared"), ("各地区", "shared")],
        ),
        ("（共10公里）", []),
    ],
)
def test_a_bracket_names_bodies_with_their_part(bracket, expected):
    assert bodies(f"改造管网10公里{bracket}。") == [expected]


def test_a_bracket_answers_for_its_whole_item_and_for_no_other():
    text = "1.新建学校3所；改造医院2家。（教育局负责）2.新建公园4个。（园林局负责）"
    assert bodies(text) == [[("教育局", "responsible")]] * 2 + [[("园林局", "responsible")]]


def test_a_line_of_bodies_answers_for_the_paragraphs_above_it():
    text = "新建学校3所。\n改造医院2家。\n牵头单位：教育局、卫健委\n新建公园4个。\n责任单位：园林局\n"
    lead = [("教育局", "lead"), ("卫健委", "lead")]
    assert bodies(text) == [lead, lead, [("园林局", "responsible")]]


def test_the_columns_of_a_task_table_name_who_answers():
    table = (
        "序号,重点任务,牵头单位,责任单位,完成时限\n1,新建学校3所,教育局,财政局,6月底前\n2,新建公园4个,园林局,,年底前\n"
    )
    reading = read(open_document(table.encode(), "tasks.csv"), year=2026)
    assert [[(b.name, b.role.value) for b in t.bodies] for t in reading.targets] == [
        [("教育局", "lead"), ("财政局", "support")],
        [("园林局", "lead")],
    ]


def test_who_is_not_named_does_not_answer():
    assert bodies("新建学校3所。") == [[]]


def test_a_bracket_behind_a_number_is_not_what_is_counted():
    targets = read("改造管网10公里、新建学校3所（住建局牵头，教育局（含直属单位）配合）。", year=2026).targets
    assert [(t.object, t.unit) for t in targets] == [("管网", "公里"), ("学校", "所")]
