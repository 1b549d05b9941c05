"""What is kept: the city, its bodies and posts, accounts, sources, evidence, and the audit trail."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import UserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class AppendOnlyError(RuntimeError):
    """A row that must not change was about to be changed or deleted."""


class AppendOnly(models.Model):
    """Rows that are written once: a correction is a new row."""

    class Meta:
        abstract = True

    def save(self, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(f"{self._meta.label} {self.pk} is append-only: write a new row instead")
        super().save(force_insert=True, **{k: v for k, v in kwargs.items() if k != "force_insert"})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ARG002
        raise AppendOnlyError(f"{self._meta.label} {self.pk} is append-only: it cannot be deleted")


class Source(models.Model):
    """Where a fact about the real world comes from (来源)."""

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=300, blank=True)
    published_on = models.DateField(null=True, blank=True)
    url_note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.title


class City(models.Model):
    """The city that this installation serves: one database, one city."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    plan_year = models.PositiveSmallIntegerField()
    #: The dates that pages open with, for a plan whose year has passed; empty means today.
    default_as_of = models.DateField(null=True, blank=True)
    compare_to = models.DateField(null=True, blank=True)
    settings_toml = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "cities"

    def __str__(self) -> str:
        return self.name


class Frame(models.Model):
    """A city's numbered work system (such as “543”), whose items the city itself fills in."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    note = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.name


class Area(models.Model):
    """A division of GB/T 2260, or a place without a code of its own, with its seat's coordinates."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=60)
    level = models.CharField(max_length=20)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    lon = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    lat = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    crs = models.CharField(max_length=20, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="+")
    coordinates_source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """A public body or another organisation that answers for something (单位)."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=30)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="organisations")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="+")
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.short_name or self.name


class Post(models.Model):
    """A post (岗位): it holds duties; persons come and go."""

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="posts")
    duty = models.CharField(max_length=300, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="+")
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.title


class Account(AbstractBaseUser):
    """Who signs in. What an account may do comes from its roles, never from a flag on the account."""

    username = models.CharField(_("account"), max_length=60, unique=True, validators=[UnicodeUsernameValidator()])
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="accounts")
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects = UserManager["Account"]()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.username


class RoleGrant(models.Model):
    """An account holds a role from one moment to another."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=40)
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("account", "role"), condition=models.Q(ended_at=None), name="one_open_grant_a_role"
            ),
        )

    def __str__(self) -> str:
        return f"{self.account_id}: {self.role}"


class SignInLink(models.Model):
    """A link that signs one account in, once, before it expires. Only the token's hash is kept."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"link {self.pk} for account {self.account_id}"


class StoredFile(AppendOnly):
    """A file kept in private storage under the SHA-256 of its bytes."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=120)
    name = models.CharField(max_length=255)
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class AuditEvent(AppendOnly):
    """One business act. Each row holds the hash of the row before it, so that no row can change unseen."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="acts")
    #: What acted, in words that stay true when accounts are renamed: an account's name, or "command line".
    actor_name = models.CharField(max_length=60)
    action = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=60, blank=True)
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("number",)
        indexes = (models.Index(fields=("subject_type", "subject_id"), name="audit_by_subject"),)

    def __str__(self) -> str:
        return f"{self.number} {self.action}"
