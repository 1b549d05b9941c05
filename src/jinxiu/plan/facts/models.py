"""What is kept of facts: observations, which targets they bear on, and who verified them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jinxiu.core.models import Account, AppendOnly, Source, StoredFile
from jinxiu.plan.documents.models import Promise
from jinxiu.plan.ledger.models import Target


class Observation(AppendOnly):
    """A fact as told by a source: a value, a stage reached, or a plain statement. A correction is a new row."""

    class Confidence(models.TextChoices):
        DIRECT = "direct", _("Direct")
        INDIRECT = "indirect", _("Indirect")
        CONFLICTING = "conflicting", _("Conflicting")

    class Precision(models.TextChoices):
        DAY = "day", _("Day")
        MONTH = "month", _("Month")
        YEAR = "year", _("Year")
        UNKNOWN = "unknown", _("Unknown")

    code = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="superseded_by")
    #: The code of the project the fact is about; empty where it is about none.
    project = models.CharField(max_length=60, blank=True, db_index=True)
    #: The member of a “for each” scope that the fact is about (a chain's code); empty for the whole city.
    member = models.CharField(max_length=60, blank=True)
    subject = models.CharField(_("about"), max_length=200)
    measure = models.CharField(_("measure"), max_length=200, blank=True)
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=6, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    stage = models.CharField(_("stage reached"), max_length=10, choices=Promise.StageChoice.choices, blank=True)
    #: True: ``as_of`` is the day on which it happened. False: only seen to be so on that day.
    event = models.BooleanField(_("happened on that day"), default=False)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    as_of_precision = models.CharField(max_length=10, choices=Precision.choices, default=Precision.DAY)
    reported_on = models.DateField(null=True, blank=True)
    statement = models.CharField(_("what the source says"), max_length=500)
    source = models.ForeignKey(Source, models.PROTECT, related_name="observations")
    confidence = models.CharField(max_length=12, choices=Confidence.choices)
    evidence = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="observations")
    #: Taken back by who reported it: such a version bears on nothing, and the versions before it stay.
    withdrawn = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="observations")

    class Meta:
        ordering = ("as_of", "pk")
        constraints = (models.UniqueConstraint(fields=("code", "version"), name="observation_version"),)

    def __str__(self) -> str:
        return self.statement


class Bearing(AppendOnly):
    """How a fact bears on a target: it settles what the target asks, or tells of the same thing beside it."""

    class Kind(models.TextChoices):
        SETTLES = "settles", _("Settles")
        CONTEXT = "context", _("Context")

    observation = models.ForeignKey(Observation, models.PROTECT, related_name="bearings")
    target = models.ForeignKey(Target, models.PROTECT, related_name="bearings")
    kind = models.CharField(max_length=10, choices=Kind.choices)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("observation", "target"), name="one_bearing"),)

    def __str__(self) -> str:
        return f"{self.observation_id} {self.kind} {self.target_id}"


class Verification(AppendOnly):
    """Another post looked at a reported fact and verified or returned it."""

    class Verdict(models.TextChoices):
        VERIFIED = "verified", _("Verified")
        RETURNED = "returned", _("Returned")

    observation = models.ForeignKey(Observation, models.PROTECT, related_name="verifications")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="verifications")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.verdict} {self.observation_id}"
