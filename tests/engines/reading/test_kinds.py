"""Each promise has a kind: levels, growths, counts and stages are different measures."""

from __future__ import annotations

import pytest

from jinxiu.engines.reading import read


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("工业总产值达到282亿元", "level"),
        ("地区生产总值增长11%", "growth"),
        ("基础养老金最低标准提高20元", "growth"),
        ("城镇调查失业率控制在5.5%以内", "bound"),
        ("新建学校10所", "works"),
        ("1号线一期开工建设", "milestone"),
        ("完成交通投资800亿元", "spending"),
        ("招商引资到位资金100亿元", "attracted"),
        ("培训职业农民1万人次", "service"),
        ("出台地方标准20项", "document"),
        ("农村自来水普及率达到95%", "coverage"),
        ("创建国家卫生城市", "rank"),
    ],
)
def test_a_promise_has_its_kind(text, kind):
    assert [target.kind.value for target in read(text + "。", year=2026).targets] == [kind]
