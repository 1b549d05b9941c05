"""What is kept of forecasts: a probability, once said, stands, so that it can be held against what came."""

from __future__ import annotations

from django.db import models

from jinxiu.core.models import Account, AppendOnly
from jinxiu.plan.ledger.models import Target, TargetDefinition


class ForecastRun(AppendOnly):
    """All open targets were forecast from what was known of days up to ``as_of``."""

    as_of = models.DateField()
    engine = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-as_of", "-pk")

    def __str__(self) -> str:
        return f"forecast {self.pk} as of {self.as_of}"


class Forecast(AppendOnly):
    """What was said of one target (of one member of its scope) in a run."""

    run = models.ForeignKey(ForecastRun, models.PROTECT, related_name="forecasts")
    target = models.ForeignKey(Target, models.PROTECT, related_name="forecasts")
    definition = models.ForeignKey(TargetDefinition, models.PROTECT, related_name="+")
    #: The code of a member of the target's scope; empty where it has none.
    member = models.CharField(max_length=60, blank=True)
    due = models.DateField()
    probability = models.FloatField()
    #: The 10, 50 and 90 % points at the deadline, in the definition's unit.
    low = models.FloatField(null=True)
    median = models.FloatField(null=True)
    high = models.FloatField(null=True)
    expected_on = models.DateField(null=True)
    method = models.CharField(max_length=60)
    enough_history = models.BooleanField()
    reason = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("run", "pk")
        constraints = (models.UniqueConstraint(fields=("run", "target", "member"), name="one_forecast_in_a_run"),)

    def __str__(self) -> str:
        return f"{self.target_id} {self.probability:.2f}"
