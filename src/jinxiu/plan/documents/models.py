"""What is kept of documents: the bytes as issued, the text that offsets count in, and what the reader found."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jinxiu.core.models import Account, AppendOnly, Source, StoredFile


class Document(models.Model):
    """A plan or a review as it was issued. Offsets everywhere count code points of ``text``."""

    class Kind(models.TextChoices):
        PLAN = "plan", _("Plan")
        REVIEW = "review", _("Review")

    code = models.CharField(max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.PLAN)
    year = models.PositiveSmallIntegerField(_("plan year"))
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    publisher = models.CharField(_("issued by"), max_length=200, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="documents")
    note = models.CharField(max_length=500, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="documents")
    #: What its file was called where it came from.
    file_name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=120)
    encoding = models.CharField(max_length=40, blank=True)
    text = models.TextField()
    #: The offset map: ``[start, end, kind, locator]`` for each block of the text, in order, and
    #: what part the bodies have that a cell of a task table names.
    blocks = models.JSONField(default=list)
    handed_in_at = models.DateTimeField()
    handed_in_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="documents")

    class Meta:
        ordering = ("-year", "-pk")

    def __str__(self) -> str:
        return self.title


class ReadingRun(models.Model):
    """One reading of one document by one version of the engine. Its state only moves forward."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        READING = "reading", _("Reading")
        DONE = "done", _("Read")
        FAILED = "failed", _("Failed")

    document = models.ForeignKey(Document, models.PROTECT, related_name="runs")
    engine = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    #: Code points read so far, of ``total``.
    progress = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)
    #: ``[start, end, level, part, title]`` for each section; ``[start, end, reason]`` for each number in a name.
    sections = models.JSONField(default=list)
    names = models.JSONField(default=list)
    requested_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"reading {self.pk} of document {self.document_id}: {self.state}"


class Promise(models.Model):
    """The fields of one promise, as a reader found it or as a person defined it."""

    class Type(models.TextChoices):
        QUANTITY = "quantity", _("Quantity")
        MILESTONE = "milestone", _("Milestone")
        #: Promised in words alone (定性要求): it stands in the ledger and is never scored.
        QUALITY = "quality", _("Quality")

    #: What can be held against facts.
    SCORED = (Type.QUANTITY, Type.MILESTONE)

    class StageChoice(models.TextChoices):
        ADVANCE = "advance", _("Advance")
        APPROVE = "approve", _("Approved")
        START = "start", _("Started")
        FINISH = "finish", _("Finished")
        OPEN = "open", _("Opened")
        PRODUCE = "produce", _("In production")

    class ComparatorChoice(models.TextChoices):
        AT_LEAST = ">=", _("at least (≥)")
        EXACT = "=", _("exactly (=)")
        ABOUT = "≈", _("about (≈)")
        AT_MOST = "<=", _("at most (≤)")
        RANGE = "range", _("range")

    class StrengthChoice(models.TextChoices):
        FIRM = "firm", _("Firm")
        STRIVE = "strive", _("Strive (力争)")

    class KindChoice(models.TextChoices):
        """What is promised, as the reading engine tells it apart: different measures even where units are alike."""

        LEVEL = "level", _("level to be reached")
        GROWTH = "growth", _("growth")
        BOUND = "bound", _("bound to be kept")
        WORKS = "works", _("count of works")
        MILESTONE = "milestone", _("stage of a work")
        SPENDING = "spending", _("money spent")
        ATTRACTED = "attracted", _("money attracted")
        SERVICE = "service", _("service delivered")
        DOCUMENT = "document", _("paper to be issued")
        COVERAGE = "coverage", _("coverage")
        RANK = "rank", _("rank or title")
        RELATIVE = "relative", _("relative to another measure")
        RED_LINE = "red-line", _("red line")

    type = models.CharField(_("type"), max_length=10, choices=Type.choices)
    #: Empty where nobody said: rows from before kinds were kept.
    kind = models.CharField(_("kind"), max_length=12, choices=KindChoice.choices, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    object = models.CharField(_("object"), max_length=300)
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=6, null=True, blank=True)
    value_to = models.DecimalField(_("upper value"), max_digits=24, decimal_places=6, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    #: The value from which the number starts, in its unit; whether it is a part of the number before it (其中).
    baseline = models.DecimalField(_("baseline"), max_digits=24, decimal_places=6, null=True, blank=True)
    part = models.BooleanField(_("part"), default=False)
    comparator = models.CharField(_("comparator"), max_length=5, choices=ComparatorChoice.choices, blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=StageChoice.choices, blank=True)
    per = models.CharField(_("for each"), max_length=60, blank=True)
    due = models.DateField(_("due"), null=True, blank=True)
    strength = models.CharField(
        _("strength"), max_length=10, choices=StrengthChoice.choices, default=StrengthChoice.FIRM
    )

    class Meta:
        abstract = True

    @property
    def scored(self) -> bool:
        """Whether facts can tell if it was kept: it names a number or a stage."""
        return self.type in self.SCORED


class Draft(AppendOnly, Promise):
    """What a reading run found. It never changes; what people decide of it stands in the ledger."""

    run = models.ForeignKey(ReadingRun, models.PROTECT, related_name="drafts")
    number = models.PositiveIntegerField()
    sentence_start = models.PositiveIntegerField()
    sentence_end = models.PositiveIntegerField()
    section = models.JSONField(default=list)
    due_basis = models.CharField(max_length=10)
    #: ``[name, role]`` of each body that the text names for it.
    bodies = models.JSONField(default=list)
    verb = models.CharField(max_length=30, blank=True)
    confidence = models.FloatField()
    rule = models.CharField(max_length=60)

    class Meta:
        ordering = ("run", "number")
        constraints = (models.UniqueConstraint(fields=("run", "number"), name="draft_number_in_run"),)

    def __str__(self) -> str:
        return self.quote
