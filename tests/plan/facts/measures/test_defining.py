"""A measure is defined once; a correction is a new version, and the version in force on a day is found."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from jinxiu.core.models import AppendOnlyError, AuditEvent
from jinxiu.plan.facts import checks
from jinxiu.plan.facts.errors import RefusedError
from jinxiu.plan.facts.measures import actions, offer, offering
from jinxiu.plan.facts.measures.serving import in_force
from jinxiu.plan.facts.models import Measure


def test_a_definition_is_kept_with_who_made_it(measure, planner):
    made = measure(aliases=("投资额", "投资额", " 固投 "))

    version = made.versions.get()
    assert (version.version, version.name, version.made_by) == (1, "固定资产投资", planner)
    assert version.aliases == ["投资额", "固投"]
    assert made.current == version
    assert AuditEvent.objects.get(action="measures.define").data["code"] == "IV"


def test_a_correction_is_a_new_version_with_its_reason(measure, definition, planner, now):
    made = measure()
    new = actions.redefine(planner, made, definition(formula="不含农户投资"), "统计制度修订", now)

    assert (new.version, new.reason) == (2, "统计制度修订")
    assert made.versions.get(version=1).formula == "年初以来完成的投资额"
    assert Measure.objects.get().current == new
    assert AuditEvent.objects.get(action="measures.redefine").data["changed"] == ["formula"]
    assert not list(checks.stale_measures())


def test_a_version_never_changes(measure):
    version = measure().versions.get()
    version.name = "别的"
    with pytest.raises(AppendOnlyError):
        version.save()


def test_the_version_in_force_on_a_day_is_found(measure, definition, planner, now):
    made = measure(valid_from=date(2023, 1, 1))
    actions.redefine(planner, made, definition(valid_from=date(2024, 1, 1), formula="新口径"), "修订", now)
    versions = list(made.versions.all())

    assert in_force(versions, date(2022, 12, 31)) is None
    assert in_force(versions, date(2023, 12, 31)).version == 1
    assert in_force(versions, date(2024, 1, 1)).version == 2


def test_a_correction_backwards_takes_the_place_of_what_it_corrects(measure, definition, planner, now):
    made = measure(valid_from=date(2024, 1, 1))
    actions.redefine(planner, made, definition(valid_from=date(2023, 1, 1)), "生效日期有误", now)

    assert in_force(made.versions.all(), date(2024, 6, 1)).version == 2


@pytest.mark.parametrize("reason", ["", "  "])
def test_it_needs_a_reason(measure, definition, planner, now, reason):
    with pytest.raises(RefusedError):
        actions.redefine(planner, measure(), definition(formula="x"), reason, now)


def test_it_needs_a_difference(measure, definition, planner, now):
    with pytest.raises(RefusedError, match="没有差别"):
        actions.redefine(planner, measure(), definition(), "x", now)


def test_a_code_is_taken_once(measure):
    measure()
    with pytest.raises(RefusedError, match="IV"):
        measure()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"unit": ""}, "unit"),
        ({"kind": "milestone"}, "unit"),
        ({"over_places": "weighted"}, "over_places"),
        ({"kind": "nonsense"}, "kind"),
        ({"name": ""}, "name"),
        ({"name": "名" * 121}, "name"),
    ],
)
def test_what_does_not_go_together_is_refused_by_field(measure, fields, wrong):
    with pytest.raises(ValidationError) as refusal:
        measure(**fields)
    assert wrong in refusal.value.message_dict
    assert not Measure.objects.exists()


def test_a_share_names_both_its_parts(measure):
    part = measure("A")
    with pytest.raises(ValidationError) as refusal:
        measure("S", unit="%", kind="share", numerator=part)
    assert "denominator" in refusal.value.message_dict
    assert measure("S", unit="%", kind="share", numerator=part, denominator=measure("B")).current.numerator == part


def test_who_reports_does_not_define(account, definition, now):
    with pytest.raises(PermissionDenied):
        actions.define(account("reporter"), "X", definition(), now)


def test_a_code_of_another_room_is_taken(measure):
    offer("toy", "玩具", "个", lambda _day: [])
    try:
        with pytest.raises(RefusedError, match="toy"):
            measure("toy")
    finally:
        offering.withdraw("toy")


def test_the_check_finds_a_measure_whose_newest_version_is_not_current(measure, definition, planner, now):
    made = measure()
    actions.redefine(planner, made, definition(formula="x"), "y", now)
    Measure.objects.update(current=made.versions.get(version=1))

    assert [line for line in checks.stale_measures() if "IV" in line]
