from typing import Any

from django.apps import AppConfig
from django.conf import settings
from wagtail.users.apps import WagtailUsersAppConfig


class PortalConfig(AppConfig):
    name = "config"
    label = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from config.health import checks  # noqa: F401  # registers the system checks
        from config.page_cache import invalidation

        invalidation.connect_signals(app=self)
        post_migrate.connect(record_installation, sender=self)
        if settings.SENTRY_DSN:
            from config.logs.sentry import start_sentry

            start_sentry(settings.SENTRY_DSN)


def record_installation(**kwargs: Any) -> None:
    """A new portal has done nothing yet, which is no reason to worry (config/health/report.py)."""
    from django.db import connection
    from django.utils import timezone

    from config.models import INSTALLED, JobHeartbeat

    if JobHeartbeat._meta.db_table in connection.introspection.table_names():  # not while only other apps are migrated
        JobHeartbeat.objects.get_or_create(name=INSTALLED, defaults={"at": timezone.now()})


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's user screens, which show no guarded account and let no administrator give what she has not."""

    user_viewset = "accounts.wagtail_hooks.UserViewSet"
    group_viewset = "accounts.wagtail_hooks.GroupViewSet"
