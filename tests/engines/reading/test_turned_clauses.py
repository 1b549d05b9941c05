"""Clauses that put the verb behind: works that are to be pushed on, and objects before their verb and number."""

from datetime import date

import pytest


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ("云岭大桥的建设要加快。", ["云岭大桥"]),
        ("云岭产业新城的规划建设都要加快。", ["云岭产业新城"]),
        ("云岭大桥建设继续深化。", ["云岭大桥"]),
        ("云岭大桥建设提速。", ["云岭大桥"]),
        ("云岭机场三期的服务保障要继续做好。", ["云岭机场三期"]),
        ("云岭大桥、青溪隧道加快建设。", ["云岭大桥", "青溪隧道"]),
        ("云岭大桥、青溪隧道等项目有序推进。", ["云岭大桥", "青溪隧道"]),
        ("云岭大桥、青溪隧道年内加快推进。", ["云岭大桥", "青溪隧道"]),
        ("云岭产业基地和青溪中试基地的建设都要加快。", ["云岭产业基地", "青溪中试基地"]),
        ("国家园林城市、全国双拥城市的创建全力冲刺。", ["国家园林城市", "全国双拥城市"]),
        ("加快推进云岭大桥的建设。", ["云岭大桥"]),
        ("推动云岭大桥、青溪隧道加快建设。", ["云岭大桥", "青溪隧道"]),
        ("按照高起点、高标准的要求推进云岭新区的建设。", ["云岭新区"]),
        ("做好云岭机场三期改扩建服务保障。", ["云岭机场三期改扩建"]),
        ("支持建设云岭智慧城。", ["云岭智慧城"]),
    ],
)
def test_works_before_their_verb_are_pushed_on(milestones, text, works):
    found = milestones(text)
    assert [target.object for target in found] == works
    assert {str(target.stage) for target in found} == {"advance"}


def test_the_last_work_reaches_to_the_end_of_its_clause(milestones):
    first, last = milestones("云岭大桥、青溪隧道的建设要加快，环境要改善。")
    assert (first.quote, last.quote) == ("云岭大桥", "青溪隧道的建设要加快")


@pytest.mark.parametrize(
    ("text", "work"),
    [
        ("协助云岭研究院申建青溪材料全国重点实验室。", "青溪材料全国重点实验室"),
        ("支持北郊区同南郊县共建“云岭园区”。", "“云岭园区”"),
    ],
)
def test_who_is_helped_is_no_part_of_the_work(milestones, text, work):
    (target,) = milestones(text)
    assert (target.object, str(target.stage), target.quote) == (work, "advance", text.rstrip("。"))


@pytest.mark.parametrize(
    "text",
    [
        "重点项目加快推进。",
        "产业园区建设提速。",
        "营商环境改革继续深化。",
        "住房保障和管网更新这“两大工程”有序推进。",
        "棚户区改造有序推进。",
        "协助企业申报项目。",
        "鼓励群众监督。",
        "全国统一大市场建设加快推进。",
    ],
)
def test_classes_and_policies_are_no_works_in_either_order(milestones, text):
    assert milestones(text) == []


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("每条产业链要培育企业5家。", "每条产业链"),
        ("每个园区都要新建厂房3座。", "每个园区"),
        ("每个园区年内新建厂房3座。", "每个园区"),
        ("每个园区继续新建厂房3座。", "每个园区"),
        ("每个重要园区新建厂房3座。", "每个重要园区"),
        ("各县区都要新建学校2所。", "各县区"),
    ],
)
def test_a_scope_ends_before_what_is_asked_of_it(quantities, text, scope):
    (target,) = quantities(text)
    assert target.per == scope


@pytest.mark.parametrize(
    ("text", "item", "verb"),
    [
        ("智慧社区场景打造6个以上。", "智慧社区场景", "打造"),
        ("前沿技术攻关项目再布局6个。", "前沿技术攻关项目", "布局"),
        ("高标准农田要建成6万亩。", "高标准农田", "建成"),
        ("实施老旧管网改造6公里。", "老旧管网改造", "实施"),
        ("老旧管网改造6公里。", "老旧管网改造", ""),
        ("为既有建筑加装连廊6座。", "既有建筑加装连廊", ""),
    ],
)
def test_a_verb_between_object_and_number_is_no_part_of_the_object(quantities, text, item, verb):
    (target,) = quantities(text)
    assert (target.object, target.verb) == (item, verb)
    assert target.quote == text.rstrip("。")


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("税收增加6亿元以上。", ["税收增加"]),
        ("新增产值6亿元以上。", ["新增产值"]),
        ("工业投资达到6亿元。", ["工业投资"]),
        ("新建项目完成投资6亿元，税收增加2亿元。", ["项目投资", "税收增加"]),
        ("工业增加值增长6%。", ["工业增加值"]),
        ("新增企业6家。", ["企业"]),
    ],
)
def test_an_increase_is_told_from_a_level(quantities, text, items):
    assert [target.object for target in quantities(text)] == items


def test_a_heading_in_the_paragraph_is_no_part_of_the_work(milestones):
    (target,) = milestones("（四）发挥项目的支撑作用。今年推动云岭电池基地早日投产。")
    assert (target.object, target.due) == ("云岭电池基地", date(2024, 12, 31))


def test_a_preposition_before_the_time_is_no_part_of_the_work(milestones):
    (target,) = milestones("云岭隧道二期工程在年内开工。")
    assert target.object == "云岭隧道二期工程"
