"""How a job reaches the broker, without ever making anybody wait for a dead one."""

import logging
from typing import Any

from celery import Task, current_app
from django.utils import timezone
from kombu.exceptions import OperationalError

from exports.models import Export
from exports.models.exports import Lane

logger = logging.getLogger(__name__)
# A worker without -Q takes both (embedded); in production each has its own (docker-compose.yml: worker, large).
QUEUES = {Lane.QUICK: "celery", Lane.SLOW: "large"}

RENDER = "exports.tasks.render_export"

# One try, on a connection of its own: a pooled one may be stale after a restart of the broker, and the
# default policy waits for seconds. Measured: 3 ms on loopback, 1 ms where nothing listens, 1 s where
# something listens but does not answer.
IMPATIENT = {"max_retries": 0, "interval_start": 0, "socket_connect_timeout": 0.5, "socket_timeout": 1}


def send_task(task: Task, *args: Any, queue: str | None = None, countdown: int | None = None) -> bool:
    """Hands a task to the broker, to be done after `countdown` seconds. False where the broker cannot be
    reached; never raises for that."""
    options = {**current_app.conf.broker_transport_options, **IMPATIENT}
    try:
        with current_app.connection_for_write(transport_options=options) as connection:
            task.apply_async(args, connection=connection, retry=False, queue=queue, countdown=countdown)
    except (OperationalError, OSError) as error:
        logger.warning("The broker did not take %s: %s", task.name, type(error).__name__)
        return False
    return True


def enqueue_export(export_id: int) -> bool:
    """Sends one export to the workers of its lane and notes it. The message is a nudge: by then the ledger says whose
    turn it is. A second one for the same row does no harm."""
    lane = Export.objects.filter(pk=export_id).values_list("lane", flat=True).first() or Lane.QUICK
    sent = send_task(current_app.tasks[RENDER], export_id, queue=QUEUES[Lane(lane)])
    if sent:
        Export.objects.queued().filter(pk=export_id).update(enqueued_at=timezone.now())
    return sent
