"""What stands of two documents, side by side: every difference by its name, what asks for less in front."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jinxiu.core.models import Account
from jinxiu.plan.documents.models import Document, Draft, ReadingRun
from jinxiu.plan.ledger import actions
from jinxiu.plan.ledger.comparing import adapters, queries, wording
from jinxiu.plan.ledger.comparing.adapters import MIRROR

HandIn = Callable[..., Document]


def said(old: Document, new: Document, code: str = "all") -> dict[str, str]:
    """Return each promise's changes in words."""
    found = queries.versions(old.pk, new.pk)
    return {row.object: "，".join(one.words for one in row.changes) for row in queries.rows(found.narrowed(code))}


def counted(old: Document, new: Document) -> Counter[str]:
    found = queries.versions(old.pk, new.pk)
    return Counter(str(change) for one in found.revised for change in one.changes)


def test_every_change_is_said_with_what_it_was_and_what_it_is(old: Document, new: Document) -> None:
    assert said(old, new) == {
        "学校": "调低 = 10 所 → = 8 所",
        "老旧小区": "放宽 确定 → 力争",
        "青屏大桥": "延后 2026-06-30 → 2026-12-31",
        "企业": "取消",
        "养老站": "适用范围改变 每个街道 → 每个社区",
        "充电桩": "调高 = 300 个 → = 500 个",
        "工业投资": "收紧 力争 → 确定",
        "澄潭水库": "提前 2026-12-31 → 2026-06-30",
        "景区": "新增",
        "城镇新增就业": "改写",
        "地区生产总值": "不变",
    }


def test_what_asks_for_less_comes_first(old: Document, new: Document) -> None:
    assert list(said(old, new))[:4] == ["学校", "老旧小区", "青屏大桥", "企业"]


def test_what_asks_for_the_same_is_left_out_unless_asked_for(old: Document, new: Document) -> None:
    found = queries.versions(old.pk, new.pk)
    assert (found.differing, found.hidden) == (9, 2)
    assert list(said(old, new, "less")) == ["学校", "老旧小区", "青屏大桥", "企业"]
    assert list(said(old, new, "more")) == ["充电桩", "工业投资", "澄潭水库", "景区"]
    assert list(said(old, new, "reworded")) == ["城镇新增就业"]


def test_both_sentences_come_with_the_words_of_the_promise_marked(old: Document, new: Document) -> None:
    school = queries.rows(queries.versions(old.pk, new.pk).narrowed("lowered"))[0]
    assert school.old is not None
    assert school.new is not None
    assert (school.old.sentence.words, school.new.sentence.words) == ("新建学校10所", "新建学校8所")
    assert school.new.sentence.whole == "新建学校8所"
    assert school.new.section.endswith("一、城市建设")


def test_a_comparison_that_binds_less_is_softer(hand_in: HandIn) -> None:
    old, new = hand_in("森林覆盖率达到20%以上。"), hand_in("森林覆盖率达到20%左右。")
    assert said(old, new) == {"森林覆盖率": "放宽 不少于（≥） → 左右（≈）"}


def test_a_deadline_that_is_gone_is_softer(hand_in: HandIn) -> None:
    old, new = hand_in("青屏大桥6月底前建成通车。"), hand_in("青屏大桥建成通车。")
    assert said(old, new) == {"青屏大桥": "放宽 2026-06-30 → 文中未写"}


def test_a_doubtful_pair_asks_for_a_look(hand_in: HandIn) -> None:
    old, new = hand_in("新建社区养老服务站10个。"), hand_in("新建养老服务站点8个。")
    rows = queries.rows(queries.versions(old.pk, new.pk).narrowed("lowered"))
    assert [(row.doubtful, row.alike) for row in rows] == [(True, "0.62")]


def test_what_a_person_decided_counts_and_not_what_was_read(
    old: Document, new: Document, planner: Account, now: Any, quantity: Callable[..., dict[str, Any]]
) -> None:
    draft = Draft.objects.get(run__document=new, object="学校")
    actions.confirm(planner, draft, now, quantity(object="学校", value="10", comparator="=", due=draft.due))
    assert said(old, new)["学校"] == "改写"


def test_the_same_question_is_answered_once(
    old: Document, new: Document, planner: Account, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    compare = adapters.compare
    monkeypatch.setattr(adapters, "compare", lambda *both: asked.append(1) or compare(*both))
    before = said(old, new)
    asked.clear()
    assert said(old, new, "all") == before
    assert asked == []
    actions.reject(planner, Draft.objects.get(run__document=new, object="学校"), now)
    assert said(old, new)["学校"] == "取消"
    assert asked == [1]


def test_what_was_rejected_stands_nowhere(old: Document, new: Document, planner: Account, now: Any) -> None:
    for document in (old, new):
        actions.reject(planner, Draft.objects.get(run__document=document, object="学校"), now)
    assert "学校" not in said(old, new)
    actions.reject(planner, Draft.objects.get(run__document=new, object="老旧小区"), now)
    assert said(old, new)["老旧小区"] == "取消"


def test_a_split_promise_stands_in_its_parts(
    old: Document, new: Document, planner: Account, now: Any, quantity: Callable[..., dict[str, Any]]
) -> None:
    parts = [quantity(object="东城小学", value="4"), quantity(object="西城中学", value="4")]
    actions.split(planner, Draft.objects.get(run__document=new, object="学校"), parts, now)
    found = said(old, new)
    assert (found["东城小学"], found["西城中学"]) == ("新增", "新增")


def test_confirming_changes_no_difference(old: Document, new: Document, now: Any) -> None:
    before = said(old, new)
    for document in (old, new):
        actions.confirm_all(None, document, now)
    assert said(old, new) == before


def test_the_end_of_its_year_is_no_delay_in_the_plan_of_the_next(hand_in: HandIn) -> None:
    old, new = hand_in("青屏大桥年底前开工。", year=2025), hand_in("青屏大桥年底前开工。\n", year=2026)
    assert said(old, new) == {"青屏大桥": "不变"}


def test_without_a_choice_the_two_newest_plans_stand_side_by_side(hand_in: HandIn) -> None:
    first, second, third = (
        hand_in(f"{year}年新建学校3所。", f"{year}年计划", year=year) for year in (2024, 2026, 2025)
    )
    review = hand_in("今年新建学校3所。", "报告", year=2027, kind="review")

    def chosen(**asked: int) -> tuple[str, str]:
        found = queries.versions(**asked)
        assert found.old is not None
        assert found.new is not None
        return found.old.title, found.new.title

    assert chosen() == ("2025年计划", "2026年计划")
    assert chosen(new=third.pk) == ("2024年计划", "2025年计划")
    assert chosen(new=first.pk) == ("2024年计划", "2025年计划")
    assert chosen(old=first.pk) == ("2024年计划", "2025年计划")
    assert chosen(old=second.pk) == ("2025年计划", "2026年计划")
    assert chosen(new=review.pk) == ("2026年计划", "报告")
    assert chosen(old=review.pk, new=first.pk) == ("报告", "2024年计划")


def test_without_a_choice_what_was_not_read_is_passed_over(hand_in: HandIn) -> None:
    first, second, third = (
        hand_in(f"{year}年新建学校3所。", f"{year}年计划", year=year) for year in (2024, 2025, 2026)
    )
    ReadingRun.objects.filter(document=third).update(state=ReadingRun.State.READING)
    found = queries.versions()
    assert (found.old, found.new) == tuple(one for one in found.documents if one.pk in {first.pk, second.pk})
    assert found.documents[-1].label == "2026年计划 · 2026 · 未识读"


@pytest.mark.parametrize(
    ("code", "mirrored"),
    [("", ""), ("less", "more"), ("more", "less"), ("all", "all"), ("dropped", "added"), ("rescoped", "rescoped")],
)
def test_a_filter_has_its_opposite(code: str, mirrored: str) -> None:
    assert wording.mirrored(code) == mirrored


def test_what_was_not_read_is_said_and_not_taken_for_dropped(old: Document, new: Document) -> None:
    ReadingRun.objects.filter(document=new).update(state=ReadingRun.State.QUEUED)
    found = queries.versions(old.pk, new.pk)
    assert [one.pk for one in found.unread] == [new.pk]
    assert (found.ready, found.revised) == (False, [])


def test_a_document_without_promises_is_said(old: Document, hand_in: HandIn) -> None:
    found = queries.versions(old.pk, hand_in("这里没有任务。", "空").pk)
    assert [one.title for one in found.without] == ["空"]


def test_a_document_that_does_not_exist_is_refused(old: Document) -> None:
    with pytest.raises(queries.UnknownDocumentError):
        queries.versions(old.pk, 9999)


PHRASES = st.lists(
    st.sampled_from(
        [
            "新建学校10所", "新建学校8所以上", "力争改造医院5家", "改造医院5家", "失业率控制在5%以内", "失业率控制在6%以内",
            "青屏大桥年内开工", "青屏大桥6月底前开工", "澄潭水库建成", "地区生产总值增长5%", "地区生产总值增长6%左右", "投资25亿元",
        ]
    ),
    min_size=1, max_size=6, unique=True,
)  # fmt: skip
FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FEW
@given(PHRASES)
def test_a_document_compared_with_itself_is_unchanged(hand_in: HandIn, phrases: list[str]) -> None:
    one = known(hand_in, phrases)
    assert set(counted(one, one)) <= {"unchanged"}


@FEW
@given(PHRASES, PHRASES)
def test_the_other_way_round_every_change_has_its_opposite(
    hand_in: HandIn, first: list[str], second: list[str]
) -> None:
    old, new = known(hand_in, first), known(hand_in, second)
    there, back = queries.versions(old.pk, new.pk), queries.versions(new.pk, old.pk)
    mirrored = Counter(MIRROR.get(change, change) for one in back.revised for change in one.changes)
    assert mirrored == Counter(change for one in there.revised for change in one.changes)


def known(hand_in: HandIn, phrases: list[str]) -> Document:
    """Hand a text in once: the same bytes are not taken twice."""
    text = "。".join(phrases) + "。"
    return Document.objects.filter(text=text).first() or hand_in(text)


def test_five_hundred_promises_ask_as_much_as_five(hand_in: HandIn) -> None:
    asked = []
    for count in (5, 500):
        lines = [f"今年新建第{n}中学教学楼{n + 2}栋。" for n in range(count)]
        old, new = hand_in("\n".join(lines), f"旧{count}"), hand_in("\n".join([*lines, "打造景区6处。"]), f"新{count}")
        with CaptureQueriesContext(connection) as questions:
            found = queries.versions(old.pk, new.pk)
            assert len(queries.rows(found.narrowed("all"))) == count + 1
        asked.append(len(questions))
    assert asked == [6, 6]


def test_promises_without_a_number_are_compared_too(hand_in: HandIn) -> None:
    old = hand_in("居民收入增长与经济增长同步。不发生重特大事故。", "草案")
    new = hand_in("居民收入增长与经济增长基本同步。", "印发稿")
    assert said(old, new) == {"不发生重特大事故": "取消", "居民收入增长": "改写"}
