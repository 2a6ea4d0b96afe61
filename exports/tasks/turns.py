"""Whose turn it is, for the worker that asks: a message says only that somebody waits."""

from datetime import timedelta

from celery import current_app
from django.utils import timezone

from exports.models import Export
from exports.models.exports import MOST_ATTEMPTS, Lane
from exports.tasks.queueing import QUEUES, enqueue_export

PATIENCE = timedelta(
    seconds=60
)  # that the slow lane has with a quick one that is never empty, where one worker has both


def get_worker_lanes() -> set[Lane]:
    """The lanes whose queues this process's worker takes; both where it is no worker."""
    taken = set(current_app.amqp.queues.consume_from)
    return {lane for lane, queue in QUEUES.items() if queue in taken}


def find_next_export() -> int | None:
    """The row to be made next, or None where nobody waits whom this worker may take.

    A worker that takes both lanes begins nothing slow while a quick one waits or another slow one is made: one of its
    children stays free for whoever comes next.
    """
    lanes = get_worker_lanes()
    waiting = Export.objects.claimable(attempts=MOST_ATTEMPTS)
    quick = waiting.in_turn(Lane.QUICK).first() if Lane.QUICK in lanes else None
    if lanes == {Lane.QUICK} or (lanes != {Lane.SLOW} and slow_is_made()):
        return quick.pk if quick else None
    slow = waiting.in_turn(Lane.SLOW).first()
    if slow and (quick is None or slow.queued_at < timezone.now() - PATIENCE):
        return slow.pk
    return quick.pk if quick else None


def slow_is_made() -> bool:
    return Export.objects.rendering().filter(lane=Lane.SLOW, lease_until__gt=timezone.now()).exists()


def enqueue_next_slow(export_id: int) -> None:
    """After this slow one, where one worker takes both lanes: messages for the next may have come while none could be
    begun. Elsewhere each has its own message."""
    if get_worker_lanes() != set(Lane) or slow_is_made():
        return
    waiting = Export.objects.claimable(attempts=MOST_ATTEMPTS).exclude(pk=export_id)
    following = waiting.in_turn(Lane.SLOW).first()
    if following:
        enqueue_export(following.pk)
