from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "config"
    label = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        from config import checks  # noqa: F401  # registers the system checks
