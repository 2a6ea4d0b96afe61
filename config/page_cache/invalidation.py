"""Which changes make kept pages old, and what follows once they are in the database.

All kept pages at once, since one change touches many: a new version of the content leads to new keys, our own proxies
are told, and a cache in front is told by a task (config/tasks.py), which asks again until the cache has heard it.
"""

import threading
from collections.abc import Callable
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import transaction

# What public pages are made of, and what of it no reader ever sees.
SHOWN_APPS = {"toolkit", "modules", "wagtailcore", "wagtailredirects", "wagtaildocs", "wagtailimages"}
UNSEEN_MODELS = {"LoadedContent", "ModelLogEntry", "PageLogEntry", "ReferenceIndex", "Revision"}
UNSEEN_MODELS |= {"SearchEntry", "SearchWord", "TaskState"}
# What lecturers keep for themselves: whoever has an account may save it as often as she likes.
UNSEEN_MODELS |= {"Feedback", "LecturerRequest", "PlannedClass", "TaughtClass"}
# What readers write to the editors: anybody may.
UNSEEN_MODELS |= {"ReaderMessage"}
# Of an app that is not shown: which countries are open stands on public pages.
SHOWN_MODELS = {"network.Country"}
# What a saved draft, or one that is being worked on, leaves on the page that readers see.
DRAFT_FIELDS = {"draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_created_at"}
DRAFT_FIELDS |= {"locked", "locked_at", "locked_by"}


def connect_signals(*, app: AppConfig) -> None:
    """Once, when the portal starts. `app` is the one whose migrations bring new templates along."""
    from django.db.models.signals import post_delete, post_migrate, post_save
    from wagtail.signals import page_published, page_unpublished, post_page_move

    for signal in (post_save, post_delete, page_published, page_unpublished, post_page_move):
        signal.connect(invalidate_on_change)
    post_migrate.connect(purge_after_migrating, sender=app)


def invalidate_on_change(sender: Any, update_fields: Any = None, **kwargs: Any) -> None:
    """Pages that are kept for readers are forgotten once the change is in the database."""
    if update_fields and DRAFT_FIELDS.issuperset(update_fields):
        return
    is_shown = sender._meta.app_label in SHOWN_APPS and sender.__name__ not in UNSEEN_MODELS
    if is_shown or sender._meta.label in SHOWN_MODELS:
        run_once_on_commit(invalidate_pages)
        if settings.WAGTAILFRONTENDCACHE and sender.__module__ != "__fake__":  # a migration's own model
            request_purge()


class PendingSteps(threading.local):
    """What this thread has to run once its transaction is in the database."""

    def __init__(self) -> None:
        self.steps: set[Callable[[], None]] = set()


pending = PendingSteps()


def run_once_on_commit(step: Callable[[], None]) -> None:
    """Once for all rows of a transaction. Each row says so, since others may be rolled back to a savepoint."""

    def run() -> None:
        if step in pending.steps:
            pending.steps.remove(step)
            step()

    pending.steps.add(step)
    transaction.on_commit(run, robust=True)


def invalidate_pages() -> None:
    from toolkit.caching.content_version import renew_content_version

    renew_content_version()
    if settings.PROXY_ADDRESSES:
        from config.page_cache.frontend import notify_proxies

        notify_proxies()


def request_purge() -> None:
    """In the change's own transaction; beat sends it should the broker be away now."""
    from config.models import Purge

    Purge.objects.create()
    run_once_on_commit(queue_purge)


def queue_purge() -> None:
    """A second later, because editors save in bursts. Where the broker is away nobody waits: beat asks each minute."""
    from config.tasks import purge_frontend_caches
    from exports.tasks.queueing import send_task

    send_task(purge_frontend_caches, countdown=1)


def purge_after_migrating(**kwargs: Any) -> None:
    """A new release has new templates."""
    if settings.WAGTAILFRONTENDCACHE:
        request_purge()
