from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class PortalConfig(AppConfig):
    name = "config"
    label = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        from config import checks  # noqa: F401  # registers the system checks


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's user screens, which show no guarded account."""

    user_viewset = "accounts.wagtail_hooks.UserViewSet"
