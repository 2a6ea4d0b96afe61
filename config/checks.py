"""What a production portal cannot start without. Each finding says what to set.

Run by `manage.py check`, and by config/wsgi.py and config/celery.py before the first request or task.
"""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register, run_checks
from django.core.exceptions import ImproperlyConfigured

from accounts.models.keys import EVERYWHERE, KeyRing, NoKeys

TAG = "portal"


def secret_key_is_set() -> bool:
    try:
        return bool(settings.SECRET_KEY)
    except ImproperlyConfigured:
        return False


def keys_are_there() -> bool:
    try:
        return bool(KeyRing.load().current(EVERYWHERE))
    except NoKeys:
        return False


@register(TAG, Tags.security)
def production_is_complete(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Errors for a missing key, host list or broker. PORTAL=embedded brings its own."""
    found: list[CheckMessage] = []
    if settings.PORTAL not in {"production", "embedded"}:
        found.append(
            Error(
                f"PORTAL is {settings.PORTAL!r}.",
                hint="Set PORTAL=production, or PORTAL=embedded for one machine.",
                id="portal.E000",
            )
        )
    if not secret_key_is_set():
        found.append(
            Error(
                "There is no secret key.",
                hint="Set SECRET_KEY to at least 50 random characters, for instance from "
                "`python -c 'import secrets; print(secrets.token_urlsafe(50))'`, and keep it safe.",
                id="portal.E001",
            )
        )
    if not settings.ALLOWED_HOSTS:
        found.append(
            Error(
                "No host name is allowed.",
                hint="Set ALLOWED_HOSTS to the portal's host names, separated by commas: "
                "ALLOWED_HOSTS=toolkit.example.org",
                id="portal.E002",
            )
        )
    if not settings.EMBEDDED and not settings.CELERY_BROKER_URL.startswith(("redis://", "rediss://")):
        found.append(
            Error(
                "There is no broker that several machines can share.",
                hint="Set REDIS_URL=redis://:password@host:6379 (append-only, maxmemory-policy noeviction).",
                id="portal.E003",
            )
        )
    if not settings.EMBEDDED and not keys_are_there():
        found.append(
            Error(
                "There is no key file: nothing personal can be sealed.",
                hint="Run `manage.py make_keys` once, set KEYS_FILE to the file, and keep a copy apart from backups.",
                id="portal.E004",
            )
        )
    if not settings.EXIT_ADDRESS.startswith(("https://", "http://localhost")):
        found.append(
            Error(
                f"“Exit this page” would lead to {settings.EXIT_ADDRESS!r}.",
                hint="Set EXIT_ADDRESS to the whole address of a site that everybody visits: https://www.wikipedia.org/",
                id="portal.E005",
            )
        )
    if not settings.EMBEDDED and not settings.EMAIL_URL:
        found.append(
            Warning(
                "There is no mail server: codes and notices are thrown away.",
                hint="Set EMAIL_URL=smtp+tls://user:password@host:587 and a neutral DEFAULT_FROM_EMAIL.",
                id="portal.W001",
            )
        )
    return found


def refuse_to_start_incomplete() -> None:
    """Raises SystemExit with every finding and its hint, so that no process starts half configured."""
    found = [message for message in run_checks(tags=[TAG]) if message.is_serious()]
    if found:
        raise SystemExit("The portal cannot start:\n" + "\n".join(str(message) for message in found))
