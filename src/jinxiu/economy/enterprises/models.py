"""What is kept of enterprises, and of the batches in which the city cultivates them."""

from __future__ import annotations

from django.db import models

from jinxiu.core.models import Source


class Batch(models.Model):
    """One of the batches in which 百亿级 enterprises are cultivated, with its lever (五个一批)."""

    code = models.CharField(max_length=40, unique=True)
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    lever = models.CharField(max_length=300, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("order",)

    def __str__(self) -> str:
        return self.name


class Enterprise(models.Model):
    """An enterprise as the plan names it; its legal name only where a source gives it."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    full_name = models.CharField(max_length=200, blank=True)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, blank=True, related_name="enterprises")
    role = models.CharField(max_length=120, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name
