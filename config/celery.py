"""The Celery application: `celery -A config worker`, `celery -A config beat`."""

import os

import django
from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.worker_init.connect
@signals.beat_init.connect
def refuse_incomplete(**kwargs: object) -> None:
    django.setup()  # Celery's own listener may come after this one
    from config.checks import refuse_to_start_incomplete

    refuse_to_start_incomplete()


@signals.setup_logging.connect
def keep_our_logging(**kwargs: object) -> None:
    """Django's LOGGING stands; Celery's own handlers would repeat task arguments."""


@signals.worker_process_init.connect
def warm_up_the_press(**kwargs: object) -> None:
    """Starts the fork server that renders PDFs, so that no reader waits for its imports."""
    from exports.pdf import warm_up

    warm_up()
