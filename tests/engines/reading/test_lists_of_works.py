"""Lists of works: what a shared head, a sum or a class behind them makes of the members."""

from __future__ import annotations

import pytest

from jinxiu.engines.reading import read


def works(text: str) -> list[tuple[str, str]]:
    return [(t.object, str(t.stage)) for t in read(text + "。", year=2026).targets if t.type == "milestone"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("建成青屏山和白鹭滩两个公园", [("青屏山", "finish"), ("白鹭滩", "finish")]),
        ("加快乌兰坝、黑岱梁、石灰沟等煤矿建设", [("乌兰坝", "advance"), ("黑岱梁", "advance"), ("石灰沟", "advance")]),
        ("推进鹤鸣湖、澄潭国家公园建设", [("鹤鸣湖", "advance"), ("澄潭国家公园", "advance")]),
        ("推动青屏古镇、澄潭湖景区等创建国家5A级景区", [("青屏古镇", "advance"), ("澄潭湖景区", "advance")]),
        ("配合市里实施澄潭大桥、青屏隧道等工程", [("澄潭大桥", "advance"), ("青屏隧道", "advance")]),
        ("推动青屏风电整机、澄潭产业园等投产增效", [("青屏风电整机", "produce"), ("澄潭产业园", "produce")]),
        (
            "完成青屏写字楼、澄潭小区主体建设和8万平方米广场等工程",
            [("青屏写字楼", "finish"), ("澄潭小区主体建设", "finish"), ("8万平方米广场", "finish")],
        ),
        ("完成起步区道路、供电、供水等基础设施建设", [("起步区道路、供电、供水等基础设施", "finish")]),
        ("启动青屏变电站迁建的前期工作", [("青屏变电站迁建", "advance")]),
        ("通过“国家园林县城”复审", [("“国家园林县城”", "approve")]),
        ("完成澄潭污水处理厂改造年度任务", [("澄潭污水处理厂", "finish")]),
        ("推进总投资5亿元的澄潭大桥工程建设", [("澄潭大桥工程", "advance")]),
    ],
)
def test_members_are_read_one_by_one(text, expected):
    assert works(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "确保签约项目落地、在建项目建成达产",  # phrases of one shape, no names
        "确保政策落实、项目开工、资金拨付能快则快",
        "开放合作能级明显提升",
    ],
)
def test_phrases_that_name_nothing_are_no_works(text):
    assert works(text) == []


def numbers(text: str) -> list[tuple[int, str]]:
    return [(int(t.value), t.object) for t in read(text + "。", year=2026).targets if t.type == "quantity"]


def test_a_number_that_only_sums_its_list_is_no_promise_of_its_own():
    assert numbers("建成青屏山和白鹭滩两个公园") == []
    assert numbers("改造青屏路、澄潭路等9条道路") == [(9, "道路")]


def test_numbers_in_chinese_characters_count_works_behind_a_verb_of_building():
    assert numbers("新建两条滨河路、四座人行桥") == [(2, "滨河路"), (4, "人行桥")]
    assert numbers("统筹两个市场，抓好五个方面的工作") == []


def test_what_is_said_behind_respectively_goes_on_to_the_next_clause():
    text = "城镇和农村居民人均可支配收入分别达到3.5万元、2.5万元，分别增长7%、8%"
    assert [t.object for t in read(text + "。", year=2026).targets] == [
        "城镇居民人均可支配收入",
        "农村居民人均可支配收入",
        "城镇居民人均可支配收入增长",
        "农村居民人均可支配收入增长",
    ]
