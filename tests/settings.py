"""The same settings, with a handful of overrides that make tests quick and repeatable."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("PORTAL", "embedded")
os.environ.setdefault("SECRET_KEY", "tests-only-" + "x" * 50)
os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="portal-tests-"))

from config.settings import *  # noqa: F403
from config.settings import STORAGES, VAR_DIR

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    # No manifest: tests need no collectstatic, and pages still name every file they use.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
WHITENOISE_AUTOREFRESH = True
GALLERY = True
for folder in ("queue", "control"):
    Path(VAR_DIR, "broker", folder).mkdir(parents=True, exist_ok=True)
