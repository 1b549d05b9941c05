"""The pages of facts: reporting, the verifiers' list, one fact, its correction."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jinxiu.plan.facts import actions, members
from jinxiu.plan.facts.models import Observation, Verification


@pytest.fixture
def filled():
    return {
        "subject": "投资",
        "value": "12",
        "unit": "亿元",
        "measure": "累计完成投资",
        "as_of": "2024-06-30",
        "as_of_precision": "day",
        "statement": "上半年完成投资12亿元。",
        "confidence": "direct",
        "settles": "on",
        "source_title": "上半年月报",
        "publisher": "市统计局",
        "published_on": "2024-07-05",
    }


def _report(*codes: str) -> str:
    return reverse("facts:report") + "?" + "&".join(f"target={code}" for code in codes)


def test_the_form_is_filled_from_the_target(target, signed_in):
    target()
    page = signed_in("reporter").get(_report("T1"))

    assert page.context["form"]["unit"].value() == "亿元"
    assert page.context["form"]["subject"].value() == "投资"
    assert "完成投资30亿元以上" in page.content.decode()


def test_a_milestone_asks_for_a_stage_and_no_number(milestone, signed_in):
    milestone()
    fields = signed_in("reporter").get(_report("M1")).context["form"].fields

    assert "stage" in fields
    assert "value" not in fields


def test_the_project_of_earlier_facts_is_not_asked_again(target, tell, signed_in):
    tell(target(), project="PJ1")

    assert signed_in("reporter", name="r2").get(_report("T1")).context["form"]["project"].value() == "PJ1"


def test_a_scope_offers_its_members_by_name(target, signed_in, monkeypatch):
    monkeypatch.setattr(members, "_LISTERS", [lambda scope: [("C7", "新一代半导体")]])
    target(scope="chain")

    assert "新一代半导体" in signed_in("reporter").get(_report("T1")).content.decode()


def test_reporting_leads_back_to_the_target(target, signed_in, filled):
    target()
    file = SimpleUploadedFile("月报.pdf", b"%PDF-1.7 x")
    answer = signed_in("reporter").post(_report("T1"), filled | {"evidence": file})

    assert (answer.status_code, answer.url) == (302, reverse("desk:target", args=["T1"]))
    fact = Observation.objects.get()
    assert (fact.value, fact.as_of, fact.evidence.name) == (Decimal(12), date(2024, 6, 30), "月报.pdf")


def test_a_question_holds_the_report_until_it_is_confirmed(target, signed_in, filled):
    target()
    client = signed_in("reporter")
    odd = filled | {"value": "280000"}

    answer = client.post(_report("T1"), odd)
    assert answer.status_code == 422
    assert answer.context["questions"]
    assert not Observation.objects.exists()

    confirmed = {"confirmed": "on", "questions": answer.context["questions_name"]}
    assert client.post(_report("T1"), odd | confirmed).status_code == 302
    assert Observation.objects.get().value == Decimal(280000)


def test_a_confirmation_does_not_hold_for_another_figure(target, signed_in, filled):
    target()
    client = signed_in("reporter")
    name = client.post(_report("T1"), filled | {"value": "280000"}).context["questions_name"]
    changed = filled | {"value": "290000", "confirmed": "on", "questions": name}

    assert client.post(_report("T1"), changed).status_code == 422
    assert not Observation.objects.exists()


def test_questions_come_while_the_form_is_filled(target, signed_in, filled):
    target()
    address = reverse("facts:questions") + "?target=T1"
    client = signed_in("reporter")

    assert "confirmed" in client.post(address, filled | {"value": "280000"}).content.decode()
    assert "confirmed" not in client.post(address, filled).content.decode()
    assert client.post(address, {"value": "x"}).status_code == 200


def test_questions_write_nothing_and_spare_the_fact_being_corrected(target, tell, signed_in, reporter, filled):
    fact = tell(target())
    client = signed_in("viewer")
    client.force_login(reporter, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("facts:correct", args=[fact.pk]))
    address = page.context["asks_at"]
    assert address == reverse("facts:questions") + f"?target=T1&correcting={fact.code}"

    assert "confirmed" not in client.post(address, filled | {"reason": "x"}).content.decode()
    assert Observation.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"as_of": "2999-01-01"}, "as_of"),
        ({"as_of": ""}, "as_of"),
        ({"value": ""}, "value"),
        ({"value": "1e400"}, "value"),
        ({"statement": ""}, "statement"),
        ({"source_title": ""}, "source_title"),
    ],
)
def test_what_is_missing_or_impossible_is_said_at_its_field(target, signed_in, filled, change, field):
    target()
    answer = signed_in("reporter").post(_report("T1"), filled | change)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Observation.objects.exists()


def test_background_needs_no_figure(target, signed_in, filled):
    target()
    del filled["settles"]

    assert signed_in("reporter").post(_report("T1"), filled | {"value": ""}).status_code == 302


def test_an_unknown_day_is_left_out(target, signed_in, filled):
    target()
    signed_in("reporter").post(_report("T1"), filled | {"as_of_precision": "unknown"})

    assert Observation.objects.get().as_of is None


@pytest.mark.parametrize(("data", "name"), [(b"MZ\x90\x00", "a.pdf"), (b"<html>", "a.html")])
def test_a_kind_that_is_not_taken_is_refused_on_the_form(target, signed_in, filled, data, name):
    target()
    answer = signed_in("reporter").post(_report("T1"), filled | {"evidence": SimpleUploadedFile(name, data)})

    assert name in answer.context["form"].errors["evidence"][0]


def test_a_file_beyond_the_limit_is_refused_on_the_form(target, signed_in, filled, settings):
    settings.UPLOAD_MAX_BYTES = 1000
    target()
    big = SimpleUploadedFile("a.pdf", b"%PDF-" + b"0" * 5000)
    answer = signed_in("reporter").post(_report("T1"), filled | {"evidence": big})

    assert answer.status_code == 422
    assert "evidence" in answer.context["form"].errors


@pytest.mark.parametrize("query", ["", "?target=NONE", "?target=T1&target=NONE"])
def test_a_report_on_nothing_is_not_found(target, signed_in, query):
    target()
    assert signed_in("reporter").get(reverse("facts:report") + query).status_code == 404


def test_a_reader_may_not_report(target, signed_in):
    target()
    assert signed_in("viewer").get(_report("T1")).status_code == 403


def test_the_verifier_decides_from_the_list(target, tell, signed_in):
    fact = tell(target())
    client = signed_in("verifier")
    assert fact.statement in client.get(reverse("facts:verify")).content.decode()

    answer = client.post(reverse("facts:decide", args=[fact.pk]), {"verdict": "verified", "back": "list"})
    assert answer.url == reverse("facts:verify")
    assert Verification.objects.get().observation == fact
    assert fact.statement not in client.get(reverse("facts:verify")).content.decode()


def test_the_enter_key_in_a_note_decides_nothing(target, tell, signed_in):
    tell(target())
    page = signed_in("verifier").get(reverse("facts:verify"), {"origin": "all"}).content.decode()

    form = page[page.index('class="row decide"') :]
    assert form.index("<button hidden disabled>") < form.index('value="verified"')


def test_ones_own_report_shows_why_not_instead_of_buttons(target, tell, signed_in, account):
    both = account("reporter", "verifier", name="both")
    fact = tell(target(), actor=both)
    client = signed_in("viewer")
    client.force_login(both, backend="django.contrib.auth.backends.ModelBackend")

    assert reverse("facts:decide", args=[fact.pk]) not in client.get(reverse("facts:verify")).content.decode()
    assert client.post(reverse("facts:decide", args=[fact.pk]), {"verdict": "verified"}).status_code == 403


def test_loaded_facts_wait_only_when_asked_for(target, tell, signed_in):
    fact = tell(target(), actor=None)
    client = signed_in("verifier")

    assert fact.statement not in client.get(reverse("facts:verify")).content.decode()
    assert fact.statement in client.get(reverse("facts:verify") + "?origin=all").content.decode()


def test_one_fact_shows_versions_source_evidence_and_targets(target, tell, signed_in, reporter, verifier, now):
    old = tell(target(), evidence=(b"%PDF-1", "月报.pdf"))
    new = actions.correct(reporter, old, {"value": Decimal(14)}, "抄写有误", now)
    actions.verify(verifier, new, "verified", "与附表一致", now)
    page = signed_in("viewer").get(reverse("facts:detail", args=[new.pk])).content.decode()

    for words in ("14 亿元", "12 亿元", "抄写有误", "与附表一致", "上半年月报", "月报.pdf", "T1"):
        assert words in page
    assert reverse("core:evidence-file", args=[old.evidence.sha256]) in page


def test_a_superseded_version_points_to_the_newest(target, tell, signed_in, reporter, now):
    old = tell(target())
    new = actions.correct(reporter, old, {"value": Decimal(14)}, "抄写有误", now)
    page = signed_in("verifier").get(reverse("facts:detail", args=[old.pk])).content.decode()

    assert reverse("facts:detail", args=[new.pk]) in page
    assert reverse("facts:decide", args=[old.pk]) not in page


def test_the_reporter_corrects_on_the_page(target, tell, signed_in, reporter, filled):
    fact = tell(target())
    client = signed_in("viewer")
    client.force_login(reporter, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("facts:correct", args=[fact.pk])
    assert client.get(address).context["form"]["value"].value() == "12"

    client.post(address, filled | {"value": "14", "reason": "抄写有误"})
    assert Observation.objects.get(version=2).value == Decimal(14)


def test_the_number_of_queries_is_fixed(target, tell, signed_in, django_assert_max_num_queries):
    made = target()
    fact = tell(made, as_of=date(2023, 12, 31), value=Decimal(0))
    client = signed_in("verifier")
    addresses = [reverse("facts:verify"), reverse("facts:detail", args=[fact.pk])]

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            with django_assert_max_num_queries(14) as queries:
                client.get(address)
            counts.append(len(queries))
        return counts

    few = asked()
    for month in range(1, 13):
        tell(made, as_of=date(2024, month, 1), value=Decimal(month))
    assert asked() == few


def test_a_fact_that_is_not_there_is_not_found(signed_in):
    assert signed_in("viewer").get(reverse("facts:detail", args=[9])).status_code == 404
