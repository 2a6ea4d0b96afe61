"""The Celery application of the clock: `celery -A config.beat beat`.

It knows when tasks are due and what they are called, not what they do: of the portal's apps it loads the one with the
table where beats meet, and takes less than half of the memory of a process that could do the work.
"""

import os
import subprocess
import sys

from celery import Celery, signals
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["CELERY_SKIP_CHECKS"] = "1"  # Django's own import every address of the portal
app = Celery("portal", set_as_current=False)
app.config_from_object("django.conf:settings", namespace="CELERY")
CHECK = "from config.celery import refuse_incomplete; refuse_incomplete()"


@app.on_configure.connect
def keep_to_one_app(**kwargs: object) -> None:
    settings.INSTALLED_APPS = ["config"]


@signals.beat_init.connect
def refuse_incomplete(**kwargs: object) -> None:
    """Asked of a process that ends: it loads everything. Says on standard error what is missing."""
    if done := subprocess.run([sys.executable, "-c", CHECK], check=False).returncode:  # noqa: S603  our own words
        raise SystemExit(done)
    if settings.SENTRY_DSN:
        from config.logs.sentry import start_sentry

        start_sentry(settings.SENTRY_DSN)
