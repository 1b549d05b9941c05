"""What is kept of industry chains."""

from __future__ import annotations

from django.db import models

from jinxiu.core.models import Organisation, Source


class Chain(models.Model):
    """An industry chain (产业链) of the city's chain system."""

    code = models.CharField(max_length=40, unique=True)
    group = models.CharField(max_length=40, blank=True)
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    lead = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="chains")
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("order",)

    def __str__(self) -> str:
        return self.name
