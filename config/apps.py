from typing import Any

from django.apps import AppConfig
from django.db import transaction
from wagtail.users.apps import WagtailUsersAppConfig


class PortalConfig(AppConfig):
    name = "config"
    label = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        from django.db.models.signals import post_delete, post_save
        from wagtail.signals import page_published, page_unpublished, post_page_move

        from config import checks  # noqa: F401  # registers the system checks

        for signal in (post_save, post_delete, page_published, page_unpublished, post_page_move):
            signal.connect(something_changed)


# What public pages are made of, and what of it no reader ever sees.
SHOWN = {"toolkit", "modules", "wagtailcore", "wagtailredirects", "wagtaildocs", "wagtailimages"}
BEHIND = {"Findable", "Loaded", "ModelLogEntry", "PageLogEntry", "ReferenceIndex", "Revision", "TaskState", "Word"}


def something_changed(sender: Any, **kwargs: Any) -> None:
    """Pages that are kept for readers are forgotten once the change is in the database."""
    if sender._meta.app_label in SHOWN and sender.__name__ not in BEHIND:
        transaction.on_commit(forget_pages, robust=True)


def forget_pages() -> None:
    from config.middleware.kept import content_changed

    content_changed()


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's user screens, which show no guarded account."""

    user_viewset = "accounts.wagtail_hooks.UserViewSet"
