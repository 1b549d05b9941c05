"""Every setting in one file. Each can be set by an environment variable ``JINXIU_…``; the defaults run.

``docs/operations.md`` lists them; a test keeps that list complete.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env

env = Env(prefix="JINXIU_")

PACKAGE = Path(__file__).resolve().parent.parent

#: Everything that belongs to this installation and must be backed up: database, evidence, key.
VAR = Path(env.str("VAR", "var")).resolve()


def _secret_key() -> str:
    """Return the signing key: from the environment, else from a private file made on first use."""
    if given := env.str("SECRET_KEY", ""):
        return given
    path = VAR / "secret-key"
    if not path.exists():
        VAR.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with path.open("x", encoding="ascii") as file:
                path.chmod(0o600)
                file.write(secrets.token_urlsafe(50))
        except FileExistsError:  # another process of this installation was first
            pass
    return path.read_text(encoding="ascii")


def _database(url: str) -> dict[str, Any]:
    """Return Django's description of the database: SQLite by default, PostgreSQL by a URL."""
    if url:
        parts = urlsplit(url)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR / "jinxiu.sqlite3",
        "OPTIONS": {
            # A write lock is taken when a transaction begins: with WAL alone, two readers that both go on to
            # write fail with "database is locked".
            "transaction_mode": "IMMEDIATE",
            # Seconds: longer than the longest write of ours (200,000 figures of a file) on a slow machine.
            "timeout": 60,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA temp_store=MEMORY;"
            "PRAGMA mmap_size=134217728;PRAGMA cache_size=-20000;",
        },
    }


DEBUG = env.bool("DEBUG", False)
SECRET_KEY = _secret_key()
ALLOWED_HOSTS: list[str] = env.list("HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("ORIGINS", [])
DATABASES = {"default": _database(env.str("DATABASE_URL", ""))}

INSTALLED_APPS = [
    "jinxiu.site",
    "jinxiu.desk",
    "jinxiu.economy.chains",
    "jinxiu.economy.enterprises",
    "jinxiu.economy.policies",
    "jinxiu.plan.evaluation",
    "jinxiu.plan.outcomes",
    "jinxiu.plan.projects",
    "jinxiu.plan.facts",
    "jinxiu.plan.ledger",
    "jinxiu.plan.documents",
    "jinxiu.core",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "jinxiu.site.urls"
WSGI_APPLICATION = "jinxiu.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jinxiu.site.context.frame",
            ],
        },
    },
]

# --- Accounts ---
AUTH_USER_MODEL = "core.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "core:sign-in"
LOGIN_REDIRECT_URL = "desk:cockpit"
LOGOUT_REDIRECT_URL = "core:sign-in"
#: A sign-in link works once, and only this long (minutes).
SIGN_IN_LINK_MINUTES = env.int("SIGN_IN_LINK_MINUTES", 30)
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "jinxiu.core.views.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

# --- Sessions and headers ---
#: Set when TLS ends here or at a proxy in front: cookies then travel over TLS only, and HSTS is sent.
HTTPS = env.bool("HTTPS", False)
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", False) else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}

# --- Uploads ---
#: LibreOffice's program, which converts old Office files; empty looks on PATH.
OFFICE = env.str("OFFICE", "")
#: The largest document or evidence file that is taken (bytes).
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", 10 * 1024 * 1024)
#: The largest file of figures: 200,000 rows of the form as CSV take about half of it.
FIGURES_MAX_BYTES = env.int("FIGURES_MAX_BYTES", 64 * 1024 * 1024)
#: Views that take more than the rest, by name.
UPLOAD_MAX_BYTES_OF = {"facts:import": "FIGURES_MAX_BYTES"}
EVIDENCE = VAR / "evidence"
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_MAX_BYTES
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "jinxiu.core.uploads.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Work in the background ---
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- Language and time ---
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", "Asia/Shanghai")

# --- Static files ---
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "jinxiu.site.storage.StaticFiles"},
}
WHITENOISE_USE_FINDERS = DEBUG

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = [
    "security.W004",
    "security.W008",
    "security.W012",
    "security.W016",
]  # decided by HTTPS

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
}
