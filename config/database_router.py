"""Which tables belong to which of the two connections."""

from django.conf import settings


class LimitsRouter:
    """On the connection that counts tries (settings.LIMITS) nothing else is made, flushed or looked for."""

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: object) -> bool | None:
        return None if db != settings.LIMITS else model_name == "purse"
