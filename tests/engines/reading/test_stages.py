"""Milestones: stage words, lists that share them, and what is only pushed on."""

import pytest


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("滨湖大桥年内开工建设。", "start"),
        ("启动滨湖大桥建设。", "start"),
        ("滨湖大桥年内竣工。", "finish"),
        ("建成滨湖大桥。", "finish"),
        ("滨湖大桥主体完工。", "finish"),
        ("滨湖大桥年底建成通车。", "open"),
        ("确保滨湖医院投入使用。", "open"),
        ("推动华瑞电池基地投产达效。", "produce"),
        ("推动滨湖电子项目尽快投产满产。", "produce"),
        ("力争龙山煤矿完成核准。", "approve"),
        ("推动云岭高铁纳入国家规划。", "approve"),
        ("加快滨湖大桥建设。", "advance"),
        ("做好滨湖大桥前期工作。", "advance"),
        ("争创国家知识产权强市试点城市。", "advance"),
    ],
)
def test_stage(milestones, text, stage):
    (target,) = milestones(text)
    assert target.stage == stage
    assert target.quote == text[target.span.start : target.span.end]


def test_a_list_shares_the_stage_word_behind_it(milestones):
    found = milestones("推动滨湖大桥、云岭隧道、青溪路东延等项目年内完工。")
    assert [(target.object, str(target.stage)) for target in found] == [
        ("滨湖大桥", "finish"),
        ("云岭隧道", "finish"),
        ("青溪路东延", "finish"),
    ]
    assert found[-1].quote == "青溪路东延等项目年内完工"


def test_a_list_shares_the_verb_before_it(milestones):
    found = milestones("年内完成滨湖写字楼、云岭安置区一期建设，启动青溪学校等项目。")
    assert [(target.object, str(target.stage)) for target in found] == [
        ("滨湖写字楼", "finish"),
        ("云岭安置区一期", "finish"),
        ("青溪学校", "start"),
    ]


def test_two_stages_of_one_work(milestones):
    found = milestones("确保龙山90万吨煤矿二季度完成核准并开工建设。")
    assert [(target.object, str(target.stage)) for target in found] == [
        ("龙山90万吨煤矿", "approve"),
        ("龙山90万吨煤矿", "start"),
    ]


def test_a_stage_without_a_work_takes_the_one_before_it(milestones):
    pushed, started = milestones("做好滨湖高铁前期工作，力争年内开工建设。")
    assert (str(pushed.stage), str(started.stage)) == ("advance", "start")
    assert started.object == "滨湖高铁"
    assert started.quote == "滨湖高铁前期工作，力争年内开工建设"


def test_named_examples_of_a_count_are_works_and_the_count_a_quantity(milestones, quantities):
    text = "完成湖滨路、云岭街等9条道路工程。"
    assert [target.object for target in milestones(text)] == ["湖滨路", "云岭街"]
    assert [target.value for target in quantities(text)] == [9]


@pytest.mark.parametrize(
    "text",
    [
        "推动在建项目尽快开工。",
        "完善公共文化服务体系。",
        "推进城乡融合发展。",
        "加快产业园区建设。",
        "如期完成改革任务。",
        "扩大对外开放。",
        "深化营商环境改革。",
    ],
)
def test_policies_and_general_classes_are_no_milestones(milestones, text):
    assert milestones(text) == []
