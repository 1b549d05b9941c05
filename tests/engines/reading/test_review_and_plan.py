"""Only what looks forward is read."""

from jinxiu.engines.reading import read

REPORT = """政府工作报告
——2025年2月3日在某县第九届人民代表大会第四次会议上
一、2024年工作回顾
新建学校9所，云岭大桥建成通车。
（一）经济稳中有进
财政收入增长8%。
二、2025年工作安排
（一）全力稳增长
新建学校3所。去年改造小区7个，今年再改造5个。
三、加强自身建设
压减公用经费10%。
相关报道：
某地新建学校100所。
"""


def test_the_review_part_and_what_a_web_page_adds_are_left_out():
    reading = read(REPORT)
    assert [(target.value, target.unit) for target in reading.targets] == [(3, "所"), (10, "%")]


def test_the_heading_path_goes_with_the_target():
    target = read(REPORT).targets[0]
    assert target.section == ("二、2025年工作安排", "（一）全力稳增长")
    assert target.sentence.of(REPORT) == "新建学校3所"


def test_a_numbered_line_that_promises_is_read_and_is_no_title_of_itself():
    text = (
        "2026年工作要点\n一、总体要求\n稳中求进。\n二、重点任务\n（一）今年新建学校10所以上，农村公路硬化全覆盖。\n"
        "（二）滨河大桥年底建成通车\n（三）抓好产业\n1.全年新增就业5万人\n2.启动云岭机场建设\n"
    )
    reading = read(text, year=2026)
    assert [(found.quote, found.section[-1]) for found in reading.targets] == [
        ("新建学校10所以上", "二、重点任务"),
        ("滨河大桥年底建成通车", "二、重点任务"),
        ("新增就业5万人", "（三）抓好产业"),
        ("启动云岭机场建设", "（三）抓好产业"),
    ]
    assert [found.quote for found in reading.qualities] == ["农村公路硬化全覆盖"]


def test_sections_carry_their_part_and_their_body():
    sections = {section.title: section for section in read(REPORT).sections}
    assert sections["一、2024年工作回顾"].part == "review"
    assert sections["（一）经济稳中有进"].part == "review"
    assert sections["（一）全力稳增长"].part == "plan"
    assert sections["三、加强自身建设"].part == "plan"
    body = sections["二、2025年工作安排"].body.of(REPORT)
    assert "新建学校3所" in body
    assert "压减公用经费" not in body


def test_a_chapter_of_both_is_read_from_where_it_turns():
    text = (
        "政府工作报告\n——2026年1月8日在某市人民代表大会会议上\n一、“十四五”时期发展成就和“十五五”时期主要目标\n"
        "五年新建学校40所。\n“十五五”时期，新建学校60所。\n二、2026年重点工作\n新建学校12所。\n"
    )
    assert [target.value for target in read(text).targets] == [60, 12]


def test_what_was_done_inside_the_plan_is_no_promise():
    assert read("去年新建学校5所，改造学校8所。", year=2024).targets == ()
    assert read("全市已建成充电桩3000个。", year=2024).targets == ()


def test_a_comparison_with_last_year_is_no_past():
    (target,) = read("蔬菜产量40万吨以上、力争比去年更多。", year=2024).targets
    assert target.value == 40


def test_progress_is_told_and_ends_at_the_whole():
    seen: list[tuple[int, int]] = []
    read(REPORT, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (len(REPORT), len(REPORT))
    assert seen == sorted(seen)
