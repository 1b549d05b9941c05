"""Which works that are only pushed on are named, and which words tell a kind of thing."""

import pytest


@pytest.mark.parametrize(
    "text",
    [
        "推进云岭电池项目建设。",
        "加快光明路建设。",
        "实施云岭河流域治理工程。",
        "协助做好云岭机场前期工作。",
        "抓好云岭医院建设。",
        "各县都要加快云岭新城建设。",
        "推进国家标准化综合改革试点。",
    ],
)
def test_a_place_a_quotation_or_an_own_word_names_a_work(milestones, text):
    (target,) = milestones(text)
    assert target.stage == "advance"


@pytest.mark.parametrize(
    "text",
    [
        "推进地热电厂建设。",
        "推进盐碱沼泽区建设。",
        "实施固沙育林提质项目。",
        "推动各地创建国家级示范基地。",
        "支持企业创建国家级实验室。",
        "创建全国示范性宜居社区。",
    ],
)
def test_ordinary_words_and_what_many_may_have_name_nothing(milestones, text):
    assert milestones(text) == []


def test_one_named_member_vouches_for_a_list_that_shares_its_noun(milestones):
    found = milestones("推进云岭湖流域、北部生态保护工程。")
    assert [target.object for target in found] == ["云岭湖流域", "北部生态保护工程"]
