"""The view repairs the text; spans count the source."""

from jinxiu.engines.reading import read
from jinxiu.engines.reading.view import repair


def views(text: str) -> list[str]:
    return [paragraph.text for paragraph in repair(text)]


def test_a_caption_in_mid_sentence_is_passed_over():
    text = "推进产业升级是全市发展\n\n5月2日，厂房内工人正在检测12台设备。 张三 摄\n\n的第一要务，年内新建厂房6座。\n"
    assert views(text) == ["推进产业升级是全市发展的第一要务，年内新建厂房6座。"]
    (target,) = read(text, year=2024).targets
    assert target.quote == "新建厂房6座"


def test_a_line_broken_inside_a_word_is_joined_and_the_quote_keeps_the_break():
    text = "着力打造先进制造业，支持企业加大研发投入，年内新建重点实\n\n验室6家，推动成果转化。"
    (target,) = read(text, year=2024).targets
    assert target.quote == "新建重点实\n\n验室6家"
    assert target.object == "重点实验室"


def test_hard_wrapped_lines_are_joined():
    line = "坚持把项目建设摆在突出位置全力以赴抓好各项重点"
    assert len(views("\n".join([line] * 10))) == 1


def test_headings_are_not_joined_to_what_follows():
    text = "（一）狠抓项目建设，全力以赴稳住全市经济增长的基本盘\n今年要抓好投资，新建厂房6座。"
    assert len(views(text)) == 2


def test_forms_are_made_one():
    assert views("政 府 工 作 报 告\r\n　　增长１２.５％,其中:工业(规上)增长8%;") == [
        "政府工作报告",
        "增长12.5%，其中：工业（规上）增长8%；",
    ]


def test_thousands_keep_their_comma():
    assert views("投资1,250万元,增长5%") == ["投资1,250万元，增长5%"]


def test_positions_lead_back_to_the_source():
    text = "　　新 建 学 校 １２ 所。"
    (target,) = read(text, year=2024).targets
    assert target.quote == "新 建 学 校 １２ 所"
    assert text[target.span.start : target.span.end] == target.quote
