"""What a production portal cannot start without. Each finding says what to set.

Run by `manage.py check`, and by config/wsgi.py and config/celery.py before the first request or task.
"""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import storages
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection
from django.http.request import validate_host

from accounts.sealing.keys import EVERYWHERE, KeyRing, NoKeys
from exports.domain.kinds import file_kinds

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


def portal_is_known() -> bool:
    return settings.PORTAL in {"production", "embedded"}


def broker_is_shared() -> bool:
    return settings.EMBEDDED or settings.CELERY_BROKER_URL.startswith(("redis://", "rediss://"))


def exit_leads_somewhere() -> bool:
    return settings.EXIT_ADDRESS.startswith(("https://", "http://localhost"))


def own_address_is_allowed() -> bool:
    """Else whoever follows a link of ours gets the answer 400 (config/middleware/hosts.py)."""
    host = urlsplit(settings.BASE_URL).hostname or ""
    return validate_host(f"[{host}]" if ":" in host else host, settings.ALLOWED_HOSTS)


# What must be true, and what to say where it is not: kind, number, finding (with the settings at hand), hint.
Demand = tuple[Callable[[], bool], type[Error | Warning], str, str, str]
DEMANDS: list[Demand] = [
    (
        portal_is_known,
        Error,
        "E000",
        "PORTAL is {0.PORTAL!r}.",
        "Set PORTAL=production, or PORTAL=embedded for one machine.",
    ),
    (
        secret_key_is_set,
        Error,
        "E001",
        "There is no secret key.",
        "Set SECRET_KEY to at least 50 random characters, for instance from "
        "`python -c 'import secrets; print(secrets.token_urlsafe(50))'`, and keep it safe.",
    ),
    (
        lambda: bool(settings.ALLOWED_HOSTS),
        Error,
        "E002",
        "No host name is allowed.",
        "Set ALLOWED_HOSTS to the portal's host names, separated by commas: ALLOWED_HOSTS=toolkit.example.org",
    ),
    (
        broker_is_shared,
        Error,
        "E003",
        "There is no broker that several machines can share.",
        "Set REDIS_URL=redis://:password@host:6379 (append-only, maxmemory-policy noeviction).",
    ),
    (
        lambda: settings.EMBEDDED or keys_are_there(),
        Error,
        "E004",
        "There is no key file: nothing personal can be sealed.",
        "Run `manage.py make_keys` once, set KEYS_FILE to the file, and keep a copy apart from backups.",
    ),
    (
        exit_leads_somewhere,
        Error,
        "E005",
        "“Exit this page” would lead to {0.EXIT_ADDRESS!r}.",
        "Set EXIT_ADDRESS to the whole address of a site that everybody visits: https://www.wikipedia.org/",
    ),
    (
        lambda: settings.EMBEDDED or bool(settings.EMAIL_URL),
        Warning,
        "W001",
        "There is no mail server: codes and notices are thrown away.",
        "Set EMAIL_URL=smtp+tls://user:password@host:587 and a neutral DEFAULT_FROM_EMAIL.",
    ),
]
# What an operator may choose otherwise, and should know that she did: said by `check --deploy` alone.
ADVICE: list[Demand] = [
    (
        lambda: settings.EMBEDDED or settings.SECOND_FACTOR,
        Warning,
        "W006",
        "Editors and administrators sign in with a password alone.",
        "Set SECOND_FACTOR=true: who has no second step is led to set one up at the next sign-in.",
    ),
    (
        lambda: settings.EMBEDDED or bool(settings.SECURITY_CONTACT),
        Warning,
        "W007",
        "Who finds a hole is not told whom to tell: there is no /.well-known/security.txt.",
        "Set SECURITY_CONTACT to a mail address or an https page.",
    ),
    (
        own_address_is_allowed,
        Warning,
        "W008",
        "Nobody can follow a link of the portal's own: the host of BASE_URL ({0.BASE_URL}) is none of ALLOWED_HOSTS.",
        "Add it to ALLOWED_HOSTS. Only names there, and ports in BASE_URL and CSRF_TRUSTED_ORIGINS, are answered.",
    ),
]


@register(TAG, Tags.security)
def check_demands(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Every demand that is not met, with what to set. PORTAL=embedded brings its own key, hosts and queue."""
    return unmet(DEMANDS)


@register(TAG)
def files_say_what_withdraws_them(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Reads the declarations of all kinds of files, which raise where one is not complete: nothing starts with it."""
    file_kinds()
    return []


@register(Tags.security, deploy=True)
def check_advice(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    return unmet(ADVICE)


def unmet(demands: list[Demand]) -> list[CheckMessage]:
    return [
        kind(finding.format(settings), hint=hint, id=f"portal.{number}")
        for met, kind, number, finding, hint in demands
        if not met()
    ]


# Where uploads lay in a bucket before each kind had a prefix of its own (config/environment.py).
LEFT_BEHIND = ["images/", "original_images/", "documents/"]
IN_OPERATIONS = "See “A bucket instead of folders” in docs/operations.md."
OF_BUCKETS = [
    ("W002", "Everybody may read the bucket.", IN_OPERATIONS),
    ("W003", "The bucket keeps what is deleted (versioning).", IN_OPERATIONS),
    ("W004", "The bucket did not say who may read it and whether it forgets.", IN_OPERATIONS),
    (
        "W005",
        "Uploads lie at the root of the bucket, where the portal does not look: pictures and documents are missing.",
        "Move them below media/. See “Upgrade” in docs/operations.md.",
    ),
]


@register(Tags.security, deploy=True)
def check_bucket(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """That the bucket, where there is one, shows nothing to others, keeps nothing that was deleted, and holds nothing
    where nobody looks."""
    store: Any = storages["exports"]
    if not hasattr(store, "keeps_versions"):
        return []
    try:
        found = {
            "W002": store.is_open(),
            "W003": store.keeps_versions(),
            "W005": any(store.holds(folder) for folder in LEFT_BEHIND),
        }
    except OSError:
        found = {"W004": True}
    return [Warning(says, hint=hint, id=f"portal.{number}") for number, says, hint in OF_BUCKETS if found.get(number)]


@register(TAG, Tags.database)
def database_holds_every_script(
    app_configs: object, databases: Sequence[str] | None = None, **kwargs: object
) -> list[CheckMessage]:
    """That PostgreSQL keeps text as UTF-8: else the first Arabic page cannot be saved, or is cut where a letter ends.

    Run by `migrate` and before the first request or task. One that does not answer now is not the matter here.
    """
    if DEFAULT_DB_ALIAS not in (databases or ()) or connection.vendor != "postgresql":
        return []
    encoding = read_encoding()
    if encoding in {"", "UTF8"}:
        return []
    name = connection.settings_dict["NAME"]
    says = f"The database “{name}” keeps text as {encoding}: the portal needs UTF8, or most of its languages are lost."
    hint = (
        "Make an empty one, `createdb --encoding UTF8 --template template0 NAME`, and name it in DATABASE_URL. What "
        "the old one holds comes over by pg_dump and pg_restore."
    )
    return [Error(says, hint=hint, id="portal.E006")]


def read_encoding() -> str:
    """How the database keeps text, in PostgreSQL's words; "" where it does not answer. Leaves no connection behind for
    processes that are forked later."""
    was_open = connection.connection is not None
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_encoding")
            return str(cursor.fetchone()[0])
    except OperationalError:
        return ""
    finally:
        if not was_open:
            connection.close()


def refuse_to_start_incomplete() -> None:
    """Raises SystemExit with every finding and its hint, so that no process starts half configured."""
    found = [message for message in run_checks(tags=[TAG]) if message.is_serious()]
    if found:
        raise SystemExit("The portal cannot start:\n" + "\n".join(str(message) for message in found))
