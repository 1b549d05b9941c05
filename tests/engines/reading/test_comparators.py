"""Comparators: the words around a number and what they ask for."""

import pytest


@pytest.mark.parametrize(
    ("text", "comparator"),
    [
        ("培育瞪羚企业8家。", "="),
        ("培育瞪羚企业8家以上。", ">="),
        ("瞪羚企业达到8家。", ">="),
        ("旅游收入突破90亿元。", ">="),
        ("交通投资超60亿元。", ">="),
        ("新增岗位不少于4万个。", ">="),
        ("资助困难学生2000余名。", ">="),
        ("失业率控制在5%以内。", "<="),
        ("能耗强度不高于0.4吨标准煤。", "<="),
        ("居民消费价格涨幅控制在3%左右。", "≈"),
        ("遴选20个左右的村庄开展试点。", "≈"),
        ("人均预期寿命提高到80岁左右。", "≈"),
        ("粮食产量稳定在50万吨以上。", ">="),
        ("城镇化率增长1个百分点。", "="),
    ],
)
def test_comparator(quantities, text, comparator):
    (target,) = quantities(text)
    assert target.comparator == comparator


def test_the_span_holds_the_comparator_behind_the_number(quantities):
    (target,) = quantities("全年培育瞪羚企业8家以上，形成梯队。")
    assert target.quote == "培育瞪羚企业8家以上"
