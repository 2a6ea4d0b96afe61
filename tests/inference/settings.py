"""The portal as it runs, in either mode. Nothing that is looked at is changed: static files need no collecting, and
what rides along is the stage's clock (served.py) and, for test_planted.py, an old fault (faults.py)."""

import os

from config.settings import *  # noqa: F403
from config.settings import MIDDLEWARE, STORAGES

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
if os.environ.get("INFERENCE_FAULT") == "an_address_has_one_purse":
    MIDDLEWARE = [*MIDDLEWARE, "tests.inference.faults.PurseOfAll"]
