import threading
from collections.abc import Callable
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import transaction
from wagtail.users.apps import WagtailUsersAppConfig


class PortalConfig(AppConfig):
    name = "config"
    label = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        from django.db.models.signals import post_delete, post_migrate, post_save
        from wagtail.signals import page_published, page_unpublished, post_page_move

        from config import checks  # noqa: F401  # registers the system checks

        for signal in (post_save, post_delete, page_published, page_unpublished, post_page_move):
            signal.connect(something_changed)
        post_migrate.connect(after_migrating, sender=self)
        post_migrate.connect(note_installation, sender=self)
        if settings.SENTRY_DSN:
            from config.reporting import begin

            begin(settings.SENTRY_DSN)


def note_installation(**kwargs: Any) -> None:
    """A new portal has done nothing yet, which is no reason to worry (config/judging.py)."""
    from django.db import connection
    from django.utils import timezone

    from config.models import INSTALLED, Pulse

    if Pulse._meta.db_table in connection.introspection.table_names():  # not while only other apps are migrated
        Pulse.objects.get_or_create(name=INSTALLED, defaults={"at": timezone.now()})


# What public pages are made of, and what of it no reader ever sees.
SHOWN = {"toolkit", "modules", "wagtailcore", "wagtailredirects", "wagtaildocs", "wagtailimages"}
BEHIND = {"Findable", "Loaded", "ModelLogEntry", "PageLogEntry", "ReferenceIndex", "Revision", "TaskState", "Word"}
# What lecturers keep for themselves: whoever has an account may save it as often as she likes.
BEHIND |= {"Feedback", "LecturerRequest", "PlannedClass", "Taught"}
# What a saved draft, or one that is being worked on, leaves on the page that readers see.
DRAFT = {"draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_created_at"}
DRAFT |= {"locked", "locked_at", "locked_by"}


def something_changed(sender: Any, update_fields: Any = None, **kwargs: Any) -> None:
    """Pages that are kept for readers are forgotten once the change is in the database."""
    if update_fields and DRAFT.issuperset(update_fields):
        return
    if sender._meta.app_label in SHOWN and sender.__name__ not in BEHIND:
        once_committed(forget_pages)
        if settings.WAGTAILFRONTENDCACHE and sender.__module__ != "__fake__":  # a migration's own model
            remember_to_purge()


class Due(threading.local):
    """What this thread has to do once its transaction is in the database."""

    def __init__(self) -> None:
        self.steps: set[Callable[[], None]] = set()


due = Due()


def once_committed(step: Callable[[], None]) -> None:
    """Once for all rows of a transaction. Each row says so, since others may be rolled back to a savepoint."""

    def do() -> None:
        if step in due.steps:
            due.steps.remove(step)
            step()

    due.steps.add(step)
    transaction.on_commit(do, robust=True)


def forget_pages() -> None:
    from toolkit.caching.content_version import content_changed

    content_changed()
    if settings.PROXY_ADDRESSES:
        from config.purging import knock

        knock()


def remember_to_purge() -> None:
    """In the change's own transaction; beat sends it should the broker be away now."""
    from config.models import Purge

    Purge.objects.create()
    once_committed(ask_to_purge)


def ask_to_purge() -> None:
    """A second later, because editors save in bursts. Where the broker is away nobody waits: beat asks each minute."""
    from config.tasks import purge
    from exports.tasks.queueing import send

    send(purge, countdown=1)


def after_migrating(**kwargs: Any) -> None:
    """A new release has new templates."""
    if settings.WAGTAILFRONTENDCACHE:
        remember_to_purge()


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's user screens, which show no guarded account and let nobody give what she has not."""

    user_viewset = "accounts.wagtail_hooks.UserViewSet"
    group_viewset = "accounts.wagtail_hooks.GroupViewSet"
