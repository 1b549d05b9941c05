"""Task tables (任务分解表): a row is a line, a header says what columns hold, a merged cell holds for each of its rows."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest

from jinxiu.engines.reading import SourceText, open_document, read


def page(*rows: str) -> SourceText:
    return open_document(
        f"<html><body><table>{''.join(f'<tr>{row}' for row in rows)}</table></body></html>".encode(), "tasks.html"
    )


def cells(*words: str) -> str:
    return "".join(f"<td>{word}" for word in words)


def told(source: SourceText) -> list[tuple[str, dt.date | None, list[tuple[str, str]]]]:
    reading = read(source, year=2026)
    return [(t.quote, t.due, [(b.name, b.role.value) for b in t.bodies]) for t in reading.targets]


def lines(source: SourceText) -> list[str]:
    return source.text.split("\n")


HEADER = cells("序号", "牵头单位", "重点任务", "完成时限", "配合单位")
JUNE, SEPTEMBER = dt.date(2026, 6, 30), dt.date(2026, 9, 30)


def test_a_table_of_a_page_is_read_row_by_row():
    source = page(HEADER, cells("1", "市教育局", "新建学校3所", "6月底前", "市财政局"))
    assert lines(source)[1] == "6月底前，新建学校3所；市教育局；市财政局；1"
    assert told(source) == [("新建学校3所", JUNE, [("市教育局", "lead"), ("市财政局", "support")])]
    target = read(source, year=2026).targets[0]
    assert source.locate(target.span.start).locator == "table 1, row 2, column 3"


def test_a_table_without_such_a_header_stays_one_cell_a_line():
    source = page(cells("名称", "长度"), cells("滨水路", "3公里"))
    assert lines(source) == ["名称", "长度", "滨水路", "3公里"]


def test_a_merged_unit_and_deadline_hold_for_each_row():
    source = page(
        HEADER,
        "<td>1<td rowspan=2>市教育局<td>新建学校3所<td rowspan='2'>6月底前<td>市财政局",
        cells("2", "改造校舍5栋", "市住建局"),
        cells("3", "市卫健委", "新建医院2所", "9月底前", ""),
    )
    assert told(source) == [
        ("新建学校3所", JUNE, [("市教育局", "lead"), ("市财政局", "support")]),
        ("改造校舍5栋", JUNE, [("市教育局", "lead"), ("市住建局", "support")]),
        ("新建医院2所", SEPTEMBER, [("市卫健委", "lead")]),
    ]
    again = [block.locator for block in source.blocks if block.span.of(source.text) == "市教育局"]
    assert again == ["table 1, row 2, column 2"] * 2


def test_rows_below_a_merged_task_tell_more_of_it_and_promise_nothing_twice():
    source = page(
        cells("任务", "责任单位", "完成时限"),
        "<td rowspan=2>新建学校3所<td>市教育局<td rowspan=2>6月底前",
        cells("市住建局"),
    )
    assert told(source) == [("新建学校3所", JUNE, [("市教育局", "responsible"), ("市住建局", "responsible")])]


def test_a_merged_task_without_a_figure_gives_each_goal_its_object():
    source = page(
        cells("任务", "目标", "责任单位"),
        "<td rowspan=2>新建学校<td>小学3所<td>市教育局",
        cells("中学2所", "各区"),
    )
    assert [(quote, names) for quote, _, names in told(source)] == [
        ("新建学校\t小学3所", [("市教育局", "responsible")]),
        ("新建学校\t中学2所", [("各区", "responsible")]),
    ]


def test_a_header_may_have_two_rows():
    source = page(
        "<td rowspan=2>序号<td rowspan=2>重点任务<td colspan=2>责任单位<td rowspan=2>完成时限",
        cells("牵头单位", "配合单位"),
        cells("1", "新建学校3所", "市教育局", "市财政局", "6月底前"),
    )
    assert told(source) == [("新建学校3所", JUNE, [("市教育局", "lead"), ("市财政局", "support")])]


def test_a_header_may_have_two_rows_in_csv_too():
    table = "序号,重点任务,责任单位,,完成时限\n,,牵头单位,配合单位,\n1,新建学校3所,市教育局,市财政局,6月底前\n"
    source = open_document(table.encode(), "tasks.csv")
    assert told(source) == [("新建学校3所", JUNE, [("市教育局", "lead"), ("市财政局", "support")])]


def test_a_header_repeated_on_the_next_page_is_no_row():
    row = cells("1", "市教育局", "新建学校3所", "6月底前", "市财政局")
    source = page(HEADER, row, HEADER, cells("2", "市卫健委", "新建医院2所", "9月底前", ""))
    assert lines(source)[2].rstrip("。") == "序号；牵头单位；重点任务；完成时限；配合单位"
    assert [due for _, due, _ in told(source)] == [JUNE, SEPTEMBER]


def test_officials_by_name_answer_for_nothing_and_progress_promises_nothing():
    source = page(
        cells("任务", "分管领导", "责任单位", "责任人", "目前进展"),
        cells("新建学校3所", "甲某", "市教育局", "乙某", "已建成校舍2栋"),
    )
    assert told(source) == [("新建学校3所", None, [("市教育局", "responsible")])]
    assert lines(source)[1:] == ["新建学校3所；市教育局；甲某；乙某。", "已建成校舍2栋"]


def test_a_row_across_the_table_is_the_heading_of_those_below():
    source = page(
        cells("任务", "责任单位"), "<td colspan=2>一、教育", cells("新建学校3所", "市教育局"), "<td colspan=2>二、卫生"
    )
    reading = read(source, year=2026)
    assert [section.title for section in reading.sections] == ["一、教育", "二、卫生"]
    assert reading.targets[0].section == ("一、教育",)


def test_the_unit_of_an_indicator_is_a_measure_and_no_body():
    source = page(cells("指标", "单位", "目标值"), cells("新增城镇就业", "万人", "5"))
    assert lines(source)[1] == "新增城镇就业\t5万人"
    assert [names for _, _, names in told(source)] == [[]]


def test_several_lines_in_a_cell_stay_in_their_row():
    source = page(
        cells("任务", "牵头单位"), "<td><p>新建学校3所</p><p>改造校舍5栋。</p><td><p>市教育局</p><p>市住建局</p>"
    )
    assert lines(source)[1] == "新建学校3所；改造校舍5栋。市教育局、市住建局"
    both = [("市教育局", "lead"), ("市住建局", "lead")]
    assert [names for _, _, names in told(source)] == [both, both]


def test_a_task_table_inside_a_table_that_only_lays_out_the_page():
    inner = f"<table><tr>{cells('任务', '牵头单位')}<tr>{cells('新建学校3所', '市教育局')}</table>"
    source = page(f"<td>通知<td>{inner}<p>附件")
    assert lines(source)[0] == "通知"
    assert lines(source)[-1] == "附件"
    assert told(source) == [("新建学校3所", None, [("市教育局", "lead")])]
    assert source.locate(read(source, year=2026).targets[0].span.start).locator == "table 2, row 2, column 1"


def test_tables_deeper_than_any_page_needs_are_read_as_text():
    depth = 3000
    source = open_document(f"<html><body>{'<table><tr><td>' * depth}新建学校3所{'</table>' * depth}".encode(), "a.html")
    assert source.text == "新建学校3所"


@pytest.mark.parametrize("span", ["0", "-1", "x", "99999999", "２", ""])
def test_a_cell_that_covers_nonsense_covers_what_it_can(span):
    source = page(HEADER, f"<td>1<td rowspan={span} colspan={span}>市教育局<td>新建学校3所<td>6月底前<td>", cells("2"))
    assert "新建学校3所" in source.text


def test_merged_cells_of_a_workbook_hold_for_their_rows():
    made = openpyxl.Workbook()
    sheet = made.active
    for row in (
        ["任务", "牵头单位", "完成时限"],
        ["新建学校3所", "市教育局", "6月底前"],
        ["改造校舍5栋", None, None],
        ["新建医院2所", "市卫健委", "9月底前"],
    ):
        sheet.append(row)
    sheet.merge_cells("B2:B3")
    sheet.merge_cells("C2:C3")
    file = io.BytesIO()
    made.save(file)
    source = open_document(file.getvalue(), "tasks.xlsx")
    assert [(due, [name for name, _ in names]) for _, due, names in told(source)] == [
        (JUNE, ["市教育局"]),
        (JUNE, ["市教育局"]),
        (SEPTEMBER, ["市卫健委"]),
    ]
    assert [block.locator for block in source.blocks if block.role][:2] == ["sheet Sheet, row 2, column B"] * 2


def test_every_block_is_its_text():
    source = page(
        HEADER, "<td>1<td rowspan=2>市教育局<td>新建学校3所<td>6月底前<td>", cells("2", "改造校舍5栋", "年底前")
    )
    ends = [0, *(block.span.end for block in source.blocks)]
    assert all(block.span.start >= end for block, end in zip(source.blocks, ends, strict=False))
    assert all(block.span.of(source.text).strip() for block in source.blocks)
