"""What is asked of a figure and what was answered (“it is so, because …”) stays with it and is shown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from jinxiu.plan.facts.models import Observation, Question
from jinxiu.plan.facts.questions import name_of, warnings

WHY = "6月一次性纳入新开工项目12个"


def _page(signed_in, fact: Observation, role: str = "viewer") -> str:
    return str(signed_in(role, name="reader").get(f"/facts/{fact.pk}/").content.decode())


def test_the_answer_of_a_report_stays_with_the_fact_and_is_shown(target, tell, signed_in):
    made = target()
    tell(made)
    asked = warnings([made], value=Decimal(11), unit="亿元", as_of=date(2024, 9, 30))
    fact = tell(made, value=Decimal(11), as_of=date(2024, 9, 30), asked=asked, answer=f"  {WHY} ")

    assert fact.questions.get().answer == WHY
    page = _page(signed_in, fact)
    assert "不应下降" in page
    assert f"情况属实，理由：{WHY}" in page


def test_without_an_answer_the_page_says_that_it_was_confirmed(target, tell, signed_in):
    made = target()
    tell(made)
    asked = warnings([made], value=Decimal(11), unit="亿元", as_of=date(2024, 9, 30))
    fact = tell(made, value=Decimal(11), as_of=date(2024, 9, 30), asked=asked)
    assert "理由：" not in _page(signed_in, fact)


def test_the_form_keeps_what_was_answered_until_it_is_confirmed(target, tell, signed_in):
    made = target()
    tell(made)
    client = signed_in("reporter", name="r2")
    filled = {
        "subject": "投资", "value": "11", "unit": "亿元", "as_of": "2024-09-30", "as_of_precision": "day",
        "statement": "降了", "confidence": "direct", "source_title": "月报", "settles": "on", "answer": WHY,
    }  # fmt: skip
    asked = client.post("/facts/report/?target=T1", filled)
    assert asked.status_code == 422
    assert f'value="{WHY}"' in asked.content.decode()
    sentences = asked.context["questions"]
    client.post("/facts/report/?target=T1", filled | {"confirmed": "on", "questions": name_of(sentences)})
    assert Question.objects.get().answer == WHY


def test_the_verifier_reads_question_and_answer_in_the_list(target, tell, signed_in):
    made = target()
    tell(made)
    asked = warnings([made], value=Decimal(11), unit="亿元", as_of=date(2024, 9, 30))
    tell(made, value=Decimal(11), as_of=date(2024, 9, 30), asked=asked, answer=WHY)
    page = signed_in("verifier").get("/facts/verify/").content.decode()
    assert "不应下降" in page
    assert WHY in page
