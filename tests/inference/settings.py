"""The portal as it runs, in either mode. Nothing that is looked at is changed: static files need no collecting, and
what rides along is the stage's clock (served.py)."""

from config.settings import *  # noqa: F403
from config.settings import STORAGES

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
