"""What is kept of projects: named works, their steps, their money, what blocks them, which promises they carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jinxiu.core.models import Account, AppendOnly, Area, Organisation, Source, StoredFile
from jinxiu.engines.terms import Rung
from jinxiu.plan.facts.models import Verification
from jinxiu.plan.ledger.models import Target

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class RungChoice(models.IntegerChoices):
    """The rungs of the ladder in words (项目节点)."""

    PLANNED = Rung.PLANNED.value, pgettext_lazy("rung", "Idea")
    SIGNED = Rung.SIGNED.value, pgettext_lazy("rung", "Signed")
    APPROVED = Rung.APPROVED.value, pgettext_lazy("rung", "Approved")
    STARTED = Rung.STARTED.value, pgettext_lazy("rung", "Started")
    TOPPED_OUT = Rung.TOPPED_OUT.value, pgettext_lazy("rung", "Main structure done")
    FINISHED = Rung.FINISHED.value, pgettext_lazy("rung", "Finished")
    PRODUCING = Rung.PRODUCING.value, pgettext_lazy("rung", "In production or use")
    FULL = Rung.FULL.value, pgettext_lazy("rung", "Full output")


class Particulars(models.Model):
    """What is said of a project as a whole; each field stands in the project and in each of its versions."""

    class Crs(models.TextChoices):
        WGS84 = "wgs84", "WGS 84"
        CGCS2000 = "cgcs2000", "CGCS2000"
        GCJ02 = "gcj02", "GCJ-02"
        BD09 = "bd09", "BD-09"

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=40)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("area"))
    #: Who builds it, in words (业主); who answers for it in the city is ``responsible`` (责任单位).
    owner = models.CharField(_("owner"), max_length=200, blank=True)
    responsible = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("responsible body")
    )
    lon = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    lat = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    crs = models.CharField(_("coordinate system"), max_length=20, choices=Crs.choices, blank=True)
    #: Yuan.
    investment = models.DecimalField(_("total investment"), max_digits=20, decimal_places=2, null=True, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("note"), max_length=500, blank=True)
    #: Invented to show what the product does (演示数据); said wherever it is seen.
    synthetic = models.BooleanField(_("made up for demonstration"), default=False)
    #: Added by mistake or twice: it counts nowhere any more, and what was written of it stays.
    withdrawn = models.BooleanField(_("taken back"), default=False)

    class Meta:
        abstract = True


class Project(Particulars):
    """A named work (项目). Its particulars are those of its newest version."""

    code = models.CharField(max_length=60, unique=True)
    targets: models.ManyToManyField[Target, ProjectTarget] = models.ManyToManyField(
        Target, through="ProjectTarget", related_name="projects"
    )

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class ProjectVersion(AppendOnly, Particulars):
    """The particulars of a project as they were from one moment on, and why they changed."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("project", "version")
        constraints = (models.UniqueConstraint(fields=("project", "version"), name="version_of_project"),)

    def __str__(self) -> str:
        return f"{self.project_id} v{self.version}"


class ProjectTarget(models.Model):
    """A project carries a promise."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="links")
    target = models.ForeignKey(Target, models.PROTECT, related_name="project_links")
    #: For which member of the promise's scope the work counts: its chain, its leading enterprise.
    member = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("project", "target"), name="one_link_a_promise"),)

    def __str__(self) -> str:
        return f"{self.project_id} → {self.target_id}"


class Report(AppendOnly):
    """A row that somebody wrote on some ground, and that a later row may supersede for a reason."""

    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="+")
    evidence = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="superseded_by")
    reason = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True


class Step(Report):
    """One rung of one project: when it is planned and when it was reached. A correction is a new row.

    A day reported here is a fact of plan/facts as well (``fact`` is its code): then the fact's newest version holds
    the day, and a verifier who returns it takes the step back. ``reached_on`` is the day as it was written down.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="steps")
    rung = models.PositiveSmallIntegerField(choices=RungChoice.choices)
    planned_on = models.DateField(_("planned for"), null=True, blank=True)
    reached_on = models.DateField(_("reached on"), null=True, blank=True)
    #: The code of the observation that tells of it; empty where none does.
    fact = models.CharField(max_length=60, blank=True, db_index=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering = ("project", "rung", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "rung"), condition=Q(supersedes=None), name="one_line_of_steps_a_rung"
            ),
        )

    def __str__(self) -> str:
        return f"{self.project_id} {self.get_rung_display()}"


class Money(Report):
    """What a project plans to invest in a month and what it did, in yuan. A correction is a new row."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="money")
    #: The first day of the month.
    month = models.DateField()
    planned = models.DecimalField(_("planned"), max_digits=20, decimal_places=2, null=True, blank=True)
    done = models.DecimalField(_("done"), max_digits=20, decimal_places=2, null=True, blank=True)
    #: The row in which ``done`` was reported, where this one only moves the plan; empty: this row itself.
    reported = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("project", "month", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "month"), condition=Q(supersedes=None), name="one_line_of_money_a_month"
            ),
        )

    def __str__(self) -> str:
        return f"{self.project_id} {self.month:%Y-%m}"

    @property
    def report(self) -> Money:
        """The row in which what was done was reported: it is the one that is verified."""
        return self.reported or self


class MoneyCheck(AppendOnly):
    """Another post looked at reported money and verified it, or returned it: then it does not count (核验、退回)."""

    money = models.ForeignKey(Money, models.PROTECT, related_name="checks")
    verdict = models.CharField(max_length=10, choices=Verification.Verdict.choices)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.money_id} {self.verdict}"


class Blocker(AppendOnly):
    """What keeps a project from moving on (堵点), since when, and who helps. A correction is a new row.

    A correction of one that was closed opens it again; ``withdrawn`` says that it never was one.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="blockers")
    what = models.CharField(_("what blocks it"), max_length=300)
    since = models.DateField(_("since"))
    helper = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who helps")
    )
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="superseded_by")
    reason = models.CharField(max_length=300, blank=True)
    withdrawn = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("since", "pk")

    def __str__(self) -> str:
        return self.what


class Unblocking(AppendOnly):
    """A blocker was closed: when, and how."""

    blocker = models.OneToOneField(Blocker, models.PROTECT, related_name="closed")
    on = models.DateField(_("closed on"))
    how = models.CharField(_("how it was solved"), max_length=300)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.blocker_id} {self.on}"


def rung_name(rung: Rung) -> StrOrPromise:
    """Return what a rung is called in the reader's language."""
    return RungChoice(rung.value).label
