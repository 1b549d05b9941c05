"""What is kept of promises and outcomes: comparisons, what each found, and what people decided of it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jinxiu.core.models import Account, AppendOnly
from jinxiu.plan.documents.models import Document, Promise
from jinxiu.plan.facts.models import Observation
from jinxiu.plan.ledger.models import Target, TargetDefinition


class VerdictChoice(models.TextChoices):
    """What became of a promise. A promise on which the review is silent has no verdict."""

    MET = "met", pgettext_lazy("verdict", "Met")
    EXCEEDED = "exceeded", pgettext_lazy("verdict", "Exceeded")
    PARTLY = "partly", pgettext_lazy("verdict", "Partly done")
    MISSED = "missed", pgettext_lazy("verdict", "Not met")


class PairingRun(models.Model):
    """One comparison of a review with a plan by one version of the engine. Its state only moves forward."""

    class State(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("comparison", "Waiting")
        PAIRING = "pairing", pgettext_lazy("comparison", "Comparing")
        DONE = "done", pgettext_lazy("comparison", "Compared")
        FAILED = "failed", pgettext_lazy("comparison", "Failed")

    review = models.ForeignKey(Document, models.PROTECT, related_name="pairings")
    plan = models.ForeignKey(Document, models.PROTECT, related_name="pairings_as_plan")
    #: The year that the review tells of; facts that are confirmed are as of its last day.
    year = models.PositiveSmallIntegerField(_("year reviewed"))
    engine = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    #: Code points read so far, of ``total``.
    progress = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="pairings")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"comparison {self.pk} of document {self.review_id} with {self.plan_id}: {self.state}"


class Outcome(AppendOnly):
    """One thing that the reader says the review reports as reached, with its exact words. It never changes."""

    run = models.ForeignKey(PairingRun, models.PROTECT, related_name="outcomes")
    number = models.PositiveIntegerField()
    type = models.CharField(max_length=10, choices=[(one.value, one.label) for one in Promise.SCORED])
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    sentence_start = models.PositiveIntegerField()
    sentence_end = models.PositiveIntegerField()
    object = models.CharField(max_length=300)
    value = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    stage = models.CharField(max_length=10, choices=Promise.StageChoice.choices, blank=True)
    #: Only a part of the work (its shell, its first phase) reached the stage.
    part = models.BooleanField(default=False)
    #: 1 for a rate at which something rose, -1 for one at which it fell; empty for a level and a stage.
    growth = models.SmallIntegerField(null=True, blank=True)
    confidence = models.FloatField()
    rule = models.CharField(max_length=60)

    class Meta:
        ordering = ("run", "number")
        constraints = (models.UniqueConstraint(fields=("run", "number"), name="outcome_number_in_run"),)

    def __str__(self) -> str:
        return self.quote


class Proposal(AppendOnly):
    """The reader's draft of what became of one promise as it was defined then. It never changes."""

    run = models.ForeignKey(PairingRun, models.PROTECT, related_name="proposals")
    target = models.ForeignKey(Target, models.PROTECT, related_name="proposals")
    definition = models.ForeignKey(TargetDefinition, models.PROTECT, related_name="proposals")
    outcome = models.ForeignKey(Outcome, models.PROTECT, related_name="proposals")
    verdict = models.CharField(max_length=10, choices=VerdictChoice.choices)
    #: The figure or stage as the promise counts it: a fall of what was to rise is negative, a part is not the whole.
    value = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    stage = models.CharField(max_length=10, choices=Promise.StageChoice.choices, blank=True)
    likeness = models.FloatField()
    #: The engine's own short phrases, the last of them the ground of the verdict.
    reasons = models.JSONField(default=list)

    class Meta:
        ordering = ("run", "pk")
        constraints = (models.UniqueConstraint(fields=("run", "target"), name="one_proposal_for_a_target"),)

    def __str__(self) -> str:
        return f"{self.verdict} {self.target_id}"


class Judgement(AppendOnly):
    """What a person decided of a promise and a review. Undoing is a judgement too."""

    class Act(models.TextChoices):
        CONFIRM = "confirm", pgettext_lazy("outcome", "Confirmed")
        CORRECT = "correct", pgettext_lazy("outcome", "Corrected")
        BY_HAND = "by-hand", pgettext_lazy("outcome", "Paired by hand")
        REJECT = "reject", pgettext_lazy("outcome", "Not the same thing")
        UNDO = "undo", pgettext_lazy("outcome", "Undone")

    #: Those that say what became of a promise, and entered a fact.
    SETTLING = (Act.CONFIRM, Act.CORRECT, Act.BY_HAND)

    run = models.ForeignKey(PairingRun, models.PROTECT, related_name="judgements")
    review = models.ForeignKey(Document, models.PROTECT, related_name="judgements")
    target = models.ForeignKey(Target, models.PROTECT, related_name="judgements")
    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, blank=True, related_name="judgements")
    act = models.CharField(max_length=10, choices=Act.choices)
    #: Judgements made in one act share it, and are undone in one act.
    group = models.UUIDField(default=uuid.uuid4, db_index=True)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="undone_by")
    #: Where the review says it: the exact words, and the sentence around them.
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    sentence_start = models.PositiveIntegerField()
    sentence_end = models.PositiveIntegerField()
    verdict = models.CharField(max_length=10, choices=VerdictChoice.choices, blank=True)
    value = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    stage = models.CharField(max_length=10, choices=Promise.StageChoice.choices, blank=True)
    #: The first version of the fact that the judgement entered.
    observation = models.OneToOneField(Observation, models.PROTECT, null=True, blank=True, related_name="judgement")
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="judgements")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.act} {self.target_id}"
