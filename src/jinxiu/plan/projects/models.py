"""What is kept of projects: named works, and which promises they carry."""

from __future__ import annotations

from django.db import models

from jinxiu.core.models import Area, Source
from jinxiu.plan.ledger.models import Target


class Project(models.Model):
    """A named work (项目)."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="projects")
    owner = models.CharField(max_length=200, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    targets: models.ManyToManyField[Target, ProjectTarget] = models.ManyToManyField(
        Target, through="ProjectTarget", related_name="projects"
    )

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class ProjectTarget(models.Model):
    """A project carries a promise."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="links")
    target = models.ForeignKey(Target, models.PROTECT, related_name="project_links")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("project", "target"), name="one_link_a_promise"),)

    def __str__(self) -> str:
        return f"{self.project_id} → {self.target_id}"
