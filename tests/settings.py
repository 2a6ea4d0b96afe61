"""The same settings, with a handful of overrides that make tests quick and repeatable."""

import atexit
import base64
import json
import os
import secrets
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("PORTAL", "embedded")
os.environ.setdefault("SECRET_KEY", "tests-only-" + "x" * 50)
if "VAR_DIR" not in os.environ:
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="portal-tests-")  # other processes of this run inherit it
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)

from config.settings import *  # noqa: F403
from config.settings import CACHE_URL, CACHES, DATABASES, FILE_KINDS, KEYS_FILE, LIMITS, STORAGES, VAR_DIR, env

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    # No manifest: tests need no collectstatic, and pages still name every file they use.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
MAIL_SERVER = True  # the one before
SELF_REGISTRATION = False  # as in production
# The caches that users run on, Redis or files. Each worker of each run has a part of its own, and tests/conftest.py
# empties it before each test.
PART = f"{Path(VAR_DIR).name}-{os.environ.get('PYTEST_XDIST_WORKER', os.getpid())}"
OWN = {"KEY_PREFIX": PART} if CACHE_URL else {"KEY_PREFIX": PART, "LOCATION": str(Path(VAR_DIR, "caches", PART))}
# New ones: tests/chaos/settings.py goes on with those that all processes of a portal share.
CACHES = {**CACHES, "default": CACHES["default"] | OWN, "near": CACHES["near"] | {"LOCATION": "near"}}
if DATABASES[LIMITS]["ENGINE"].endswith("sqlite3"):  # two workers of a test run count for themselves
    DATABASES[LIMITS]["NAME"] = Path(VAR_DIR, f"limits-{os.getpid()}.sqlite3")
WHITENOISE_AUTOREFRESH = True
GALLERY = True
STARTER_TRANSLATIONS = env.list("STARTER_TRANSLATIONS", default=[])  # journeys load some
FILE_KINDS = [*FILE_KINDS, "tests.exports.paper.PRINTOUTS", "tests.exports.packing.PACKAGES"]
CLIENT_ROOM = 0  # every test comes from one client; tests/config/test_costly.py sets it
KEEP_PAGES = False  # a test's rows are rolled back, and no signal says so; tests/config/test_page_cache.py turns it on
for folder in ("queue", "control"):
    Path(VAR_DIR, "broker", folder).mkdir(parents=True, exist_ok=True)

if not Path(KEYS_FILE).exists():
    # The file is read without Django, which is not set up yet.
    keys = {number: base64.b64encode(secrets.token_bytes(32)).decode() for number in ["1"]}
    scopes = dict.fromkeys(["*", "AF", "BD", "IR", "IQ", "PK"], keys)
    Path(KEYS_FILE).write_text(json.dumps({"blind": keys, "scopes": scopes}))
