"""What is kept of facts: measures, observations, what they bear on, who verified them, and files brought in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jinxiu.core.models import Account, AppendOnly, Organisation, Source, StoredFile
from jinxiu.plan.documents.models import Promise
from jinxiu.plan.ledger.models import Target


class Measure(models.Model):
    """Something that is counted or measured again and again (指标). What it means stands in its versions."""

    code = models.CharField(max_length=60, unique=True)
    #: The newest version; ``jinxiu check`` proves that it is.
    current = models.ForeignKey("MeasureVersion", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code


class MeasureVersion(AppendOnly):
    """A measure as it is defined from one day on (口径). A correction is a new version."""

    class Kind(models.TextChoices):
        LEVEL = "level", _("Level of a measure")
        GROWTH = "growth", _("Growth of a measure")
        INCREMENT = "increment", _("Increment")
        SHARE = "share", _("Share")
        RATE = "rate", _("Rate")
        COUNT = "count", _("Count of things in a state")
        MILESTONE = "milestone", _("Milestone of a measure")
        SPENDING = "spending", _("Spending of a measure")
        RELATIVE = "relative", _("Relative to another")

    class Frequency(models.TextChoices):
        MONTH = "month", _("Monthly")
        QUARTER = "quarter", _("Quarterly")
        HALF = "half-year", _("Half-yearly")
        YEAR = "year", _("Yearly")
        ONCE = "once", _("Once")

    class OverTime(models.TextChoices):
        LAST = "last", _("The last figure")
        SUM = "sum", _("Sum of figures")
        MEAN = "mean", _("Mean of figures")
        MAX = "max", _("Largest figure")
        MIN = "min", _("Smallest figure")

    class OverPlaces(models.TextChoices):
        SUM = "sum", _("Sum of places")
        MEAN = "mean", _("Mean of places")
        WEIGHTED = "weighted", _("Mean weighted by the denominator")
        NONE = "none", _("Never put together")

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=120)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    kind = models.CharField(_("kind of measure"), max_length=10, choices=Kind.choices)
    owner = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="measures", verbose_name=_("who owns it")
    )
    frequency = models.CharField(_("how often"), max_length=10, choices=Frequency.choices)
    formula = models.CharField(_("formula in words"), max_length=500, blank=True)
    numerator = models.ForeignKey(
        Measure, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("numerator")
    )
    denominator = models.ForeignKey(
        Measure, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("denominator")
    )
    #: The stage that a work must have reached to be counted; empty where figures are told and works are not.
    stage = models.CharField(_("stage that counts"), max_length=10, choices=Promise.StageChoice.choices, blank=True)
    over_time = models.CharField(_("over time"), max_length=10, choices=OverTime.choices)
    over_places = models.CharField(_("over places"), max_length=10, choices=OverPlaces.choices)
    #: Other names under which reports call it.
    aliases = models.JSONField(default=list, blank=True)
    #: None: as long as one can think back.
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("source of a definition")
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("measure", "version")
        constraints = (models.UniqueConstraint(fields=("measure", "version"), name="version_of_measure"),)

    def __str__(self) -> str:
        return self.name


class MeasureTarget(models.Model):
    """A target asks for a figure of this measure, from one moment to another; a person said so."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="links")
    target = models.ForeignKey(Target, models.PROTECT, related_name="measure_links")
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("target",), condition=models.Q(ended_at=None), name="one_open_measure_of_a_target"
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure_id} {self.target_id}"


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
    #: The measure of which this is a figure: it then serves every target of that measure.
    of_measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="observations")
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
    #: The member of the target's scope for which it counts there, where the fact itself names none: a work's chain.
    member = models.CharField(max_length=60, blank=True)
    #: When a link of measure and target made the fact bear on it; None: from the day on which it was recorded.
    since = models.DateTimeField(null=True, blank=True)

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


class Question(AppendOnly):
    """What was asked of a figure before it was written down, and who answered that it is right as it is."""

    class Kind(models.TextChoices):
        JUMP = "jump", _("Jump")
        UNIT_SLIP = "unit-slip", _("Unit slipped")
        COPIED = "copied", _("Copied")
        FALL = "fall", _("Running total falls")
        CONTRADICTION = "contradiction", _("Sources differ")
        OUT_OF_RANGE = "out-of-range", _("Share beyond 0 to 100")
        OTHER = "other", _("Something else")

    observation = models.ForeignKey(Observation, models.PROTECT, related_name="questions")
    kind = models.CharField(max_length=15, choices=Kind.choices)
    sentence = models.CharField(max_length=500)
    #: Why the figure is right as it is, in the words of who reported it; empty where they only said that it is.
    answer = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.sentence


class ImportRun(models.Model):
    """A file of figures that was brought in: looked at, refused or confirmed. Its state only moves forward."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waits to be looked at")
        READING = "reading", _("Being looked at")
        REFUSED = "refused", _("Has cells to correct")
        READY = "ready", _("Waits for confirmation")
        CONFIRMED = "confirmed", _("Waits to be written")
        WRITING = "writing", _("Being written")
        DONE = "done", _("Written")
        FAILED = "failed", _("Stopped at an error")

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    #: Bytes or rows gone through so far, of ``total``.
    progress = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=10, blank=True)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    #: Cells that cannot be taken: how many, and the first of them.
    fault_count = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)
    #: Questions to acknowledge: how many; and the first rows that would be written, those with questions in front.
    question_count = models.PositiveIntegerField(default=0)
    #: What was answered to all of them; a row may bring an answer of its own.
    answer = models.CharField(max_length=300, blank=True)
    lines = models.JSONField(default=list)
    #: The print of everything that confirming would do.
    fingerprint = models.CharField(max_length=64, blank=True)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"import {self.pk} of {self.file_name}: {self.state}"
