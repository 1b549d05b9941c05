"""What is kept of policy funds."""

from __future__ import annotations

from django.db import models

from jinxiu.core.models import Source
from jinxiu.plan.ledger.models import Target


class Fund(models.Model):
    """A fund (资金) that the plan names, with the amount and unit as written."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    amount = models.DecimalField(max_digits=24, decimal_places=6)
    unit = models.CharField(max_length=20)
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="+")
    target = models.ForeignKey(Target, models.PROTECT, null=True, blank=True, related_name="funds")

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name
