"""What is kept of promises: the sentence, its targets with every definition they had, who answers for them."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from jinxiu.core.models import Account, AppendOnly, Organisation, Source
from jinxiu.plan.documents.models import Document, Draft, Promise


class Pillar(models.Model):
    """A part of the city's own strategic frame (such as one of the “六地”)."""

    code = models.CharField(max_length=40, unique=True)
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("order",)

    def __str__(self) -> str:
        return self.name


class Commitment(models.Model):
    """A sentence of a document that promises something (承诺); its targets say what exactly."""

    code = models.CharField(max_length=60, unique=True)
    document = models.ForeignKey(Document, models.PROTECT, related_name="commitments")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    sentence = models.TextField()
    section = models.JSONField(default=list)
    pillar = models.ForeignKey(Pillar, models.PROTECT, null=True, blank=True, related_name="commitments")

    class Meta:
        ordering = ("document", "start")
        constraints = (models.UniqueConstraint(fields=("document", "start", "end"), name="commitment_is_a_sentence"),)

    def __str__(self) -> str:
        return self.sentence


class Responsibility(models.Model):
    """An organisation answers for a commitment, or for one target of it, from one moment to another."""

    class Role(models.TextChoices):
        LEAD = "lead", _("Lead")
        SUPPORT = "support", _("Support")

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="responsibilities")
    #: One sentence often promises what different bodies do; None answers for all of it.
    target = models.ForeignKey("Target", models.PROTECT, null=True, blank=True, related_name="responsibilities")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="responsibilities")
    role = models.CharField(max_length=10, choices=Role.choices)
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("commitment", "organisation"),
                condition=models.Q(ended_at=None, target=None),
                name="one_open_role_in_a_commitment",
            ),
            models.UniqueConstraint(
                fields=("target", "organisation"),
                condition=models.Q(ended_at=None, target__isnull=False),
                name="one_open_role_in_a_target",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.role} {self.commitment_id}"

    def covers(self, target: Target) -> bool:
        """Say whether the organisation answers for this target of the commitment."""
        return self.target_id is None or self.target_id == target.pk


class Decision(AppendOnly):
    """What a person decided of a draft, or added without one. Undoing is a decision too."""

    class Verdict(models.TextChoices):
        CONFIRM = "confirm", _("Confirmed")
        CORRECT = "correct", _("Corrected")
        SPLIT = "split", _("Split")
        ADD = "add", _("Added")
        REJECT = "reject", _("Not a promise")
        UNDO = "undo", _("Undone")

    document = models.ForeignKey(Document, models.PROTECT, related_name="decisions")
    draft = models.ForeignKey(Draft, models.PROTECT, null=True, blank=True, related_name="decisions")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    #: Decisions made in one act share it, and are undone in one act.
    group = models.UUIDField(default=uuid.uuid4, db_index=True)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="undone_by")
    reason = models.CharField(max_length=300, blank=True)
    #: ``[name, role]`` of who answers, where the person said other than the text; None leaves it as the text says.
    bodies = models.JSONField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="decisions")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.verdict} {self.draft_id or ''}"


class Target(models.Model):
    """One promised number or stage (目标). What it says stands in its definitions."""

    code = models.CharField(max_length=60, unique=True)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="targets")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="targets")
    #: The newest definition; ``jinxiu check`` proves that it is.
    current = models.ForeignKey("TargetDefinition", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("commitment", "pk")

    def __str__(self) -> str:
        return self.code


class TargetDefinition(AppendOnly, Promise):
    """A target as it was defined at one time. Version 1 is the promise as made and stays for ever."""

    target = models.ForeignKey(Target, models.PROTECT, related_name="definitions")
    version = models.PositiveSmallIntegerField()
    #: The key of the things that “for each” runs over (``chain``); empty where there is no such scope.
    scope = models.CharField(max_length=30, blank=True)
    #: Taken out of the ledger (a confirmation undone); the row stays.
    withdrawn = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="definitions")

    class Meta:
        ordering = ("target", "version")
        constraints = (models.UniqueConstraint(fields=("target", "version"), name="definition_version_of_target"),)

    def __str__(self) -> str:
        return self.quote
