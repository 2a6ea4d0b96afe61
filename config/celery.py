"""The Celery application of whoever does the work: `celery -A config worker`. The clock has its own (beat.py)."""

import gc
import logging
import os

import django
from celery import Celery, Task, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
logger = logging.getLogger(__name__)
app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Their last success is noted: what should happen every minute, or every night, and no longer does, is seen.
WATCHED_TASKS = {"exports.tasks.sweep", "accounts.tasks.sweep", "network.tasks.purge"}


@signals.worker_init.connect
def refuse_incomplete(**kwargs: object) -> None:
    django.setup()  # Celery's own listener may come after this one
    from config.health.checks import refuse_to_start_incomplete

    refuse_to_start_incomplete()


@signals.setup_logging.connect
def keep_own_logging(**kwargs: object) -> None:
    """Django's LOGGING stands; Celery's own handlers would repeat task arguments."""


@signals.worker_before_create_process.connect
def prepare_fork(**kwargs: object) -> None:
    """A child begins with what its worker has: the renderer of PDFs, so that no reader waits for its imports, and
    everything that was loaded, which a collector that looked at it would copy."""
    from exports.pdf import RenderError, share_renderer

    try:
        share_renderer()
    except RenderError as error:
        logger.warning("No renderer for the next process: %s", type(error).__name__)
    gc.collect()
    gc.freeze()


@signals.worker_init.connect
def add_worker_heartbeat(**kwargs: object) -> None:
    from config.health.heartbeat import WorkerHeartbeat

    app.steps["worker"].add(WorkerHeartbeat)


@signals.task_success.connect
def record_success(sender: Task, **kwargs: object) -> None:
    """For the operators. A note that cannot be written is not the task's problem."""
    if sender.name not in WATCHED_TASKS:
        return
    from django.db import Error

    from config.models import JobHeartbeat

    try:
        JobHeartbeat.objects.record(sender.name)
    except Error as error:
        logger.warning("Success of %s was not noted: %s", sender.name, type(error).__name__)
