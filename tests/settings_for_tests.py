"""The real settings, with a folder of their own, quick password hashes, and work done at once."""

import os
import tempfile

# Playwright keeps a loop in the thread that runs the tests; nothing here runs beside anything else.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
os.environ["JINXIU_VAR"] = tempfile.mkdtemp(prefix="jinxiu-test-")

from jinxiu.site.settings import *  # noqa: F403
from jinxiu.site.settings import STATIC_ROOT, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
