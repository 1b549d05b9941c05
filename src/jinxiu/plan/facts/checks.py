"""What must hold of stored facts; ``jinxiu check`` walks it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from jinxiu.core.checks import integrity_check
from jinxiu.plan.facts.models import Measure, MeasureVersion, Observation, Verification


@integrity_check("versions of facts")
def broken_chains() -> Iterator[str]:
    """Version 1 supersedes nothing; version n supersedes version n-1 of the same code."""
    whole = Q(version=1, supersedes=None) | Q(
        version__gt=1, supersedes__code=F("code"), supersedes__version=F("version") - 1
    )
    for observation in Observation.objects.exclude(whole).order_by("pk").iterator():
        yield (
            f"fact {observation.code} version {observation.version} does not follow the version before it: "
            f"it supersedes row {observation.supersedes_id or 'none'}"
        )


@integrity_check("grounds of facts")
def facts_without_grounds() -> Iterator[str]:
    """A fact says something, and has a source that can be named, even where it bears on no target or project."""
    groundless = Q(statement="") | Q(source__title="")
    for observation in Observation.objects.filter(groundless).order_by("pk").iterator():
        yield f"fact {observation.code} version {observation.version} lacks a statement or a source with a title"


@integrity_check("facts taken back")
def withdrawn_but_counting() -> Iterator[str]:
    """A fact that was taken back bears on no target and is about no project."""
    counting = Q(bearings__isnull=False) | ~Q(project="")
    for observation in Observation.objects.filter(counting, withdrawn=True).distinct().order_by("pk"):
        yield f"fact {observation.code} version {observation.version} was taken back but still bears on something"


@integrity_check("verifiers of facts")
def verified_by_their_reporter() -> Iterator[str]:
    """Nobody verified what they reported themselves."""
    own = Verification.objects.filter(by__isnull=False, by=F("observation__recorded_by"))
    for verification in own.select_related("observation", "by").order_by("pk"):
        yield f"fact {verification.observation.code} was verified by {verification.by}, who reported it"


@integrity_check("verdicts on facts")
def second_verdicts() -> Iterator[str]:
    """A fact is decided once; a correction is a fact of its own."""
    earlier = Verification.objects.filter(observation=OuterRef("observation"), pk__lt=OuterRef("pk"))
    for verification in Verification.objects.filter(Exists(earlier)).select_related("observation").order_by("pk"):
        yield f"fact {verification.observation.code} version {verification.observation.version} was decided twice"


@integrity_check("versions of measures")
def stale_measures() -> Iterator[str]:
    """The version that a measure shows is its newest."""
    newer = MeasureVersion.objects.filter(measure=OuterRef("pk"), version__gt=OuterRef("current__version"))
    for measure in Measure.objects.filter(Q(current=None) | Exists(newer)).order_by("pk"):
        yield f"measure {measure.code} does not show its newest version"
