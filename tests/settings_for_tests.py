"""The real settings, with a folder of their own, quick password hashes, and work done at once."""

import os
import tempfile

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
