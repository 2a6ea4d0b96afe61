"""A part is away or full: the database, the queue, a disk, the bucket. That is no bug, and readers are told so.

Called where Django would answer 500 (config/urls.py: handler500), so it covers views and middleware alike.
"""

import errno
import sys
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError, InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.urls import reverse
from django.utils.translation import get_language_from_path, override
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import TimeoutError as RedisSilent

from accounts.sessions.store import SessionNotSaved
from accounts.views import redirect_to_exit_site

AWAY = (OperationalError, InterfaceError, BrokerError, RedisAway, RedisSilent, ConnectionError, TimeoutError)
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG}
# SQLite calls these operational, too: a migration that is missing, a statement of ours that is wrong.
OUR_OWN = ("no such ", "has no column", "syntax error")
READ_ONLY = "25006"  # PostgreSQL: cannot write in a read-only transaction
AGAIN_IN = 30  # seconds
LARGEST_REPEATED = 200_000  # characters of a form that the page carries along
# Fields and places whose values no page may hold.
SECRET_WORDS = ("password", "code", "credential", "secret", "token_")
ACCOUNT = "account"  # below /<language>/


def is_outage(error: BaseException | None) -> bool:
    """Whether this came from a part that is away, full or read-only, and not from a bug of ours."""
    for cause in list_causes(error):
        if isinstance(cause, AWAY):
            return not any(words in str(cause) for words in OUR_OWN)
        if isinstance(cause, OSError) and cause.errno in NO_ROOM:
            return True
        # A connection that ends in the middle of an answer: psycopg2 knows no better then, and has no code for it.
        if type(cause) is DatabaseError and cause.__cause__ and not getattr(cause.__cause__, "pgcode", None):
            return True
        if isinstance(cause, InternalError) and getattr(cause.__cause__, "pgcode", "") == READ_ONLY:
            return True
    return False


def list_causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and what it was raised from."""
    for _turn in range(5):
        if error is None:
            return
        yield error
        error = error.__cause__


def render_outage_page(request: HttpRequest) -> HttpResponse:
    """503 in the language of the address. Where a form was sent, the page holds what was typed, and a button that
    sends it once more: it was perhaps not saved, and a browser may forget it. Where it was perhaps saved, since only
    the session could not be kept after it, the page says so."""
    with override(get_language_from_path(request.path_info) or settings.LANGUAGE_CODE):
        way_out = reverse("accounts:exit")
        if request.path_info == way_out:
            return render_exit()
        content = loader.get_template("503.html").render(build_context(request, way_out), None)
    headers = {"Retry-After": str(AGAIN_IN), "Cache-Control": "no-store"}
    return HttpResponse(content, status=503, headers=headers)


def build_context(request: HttpRequest, way_out: str) -> dict[str, object]:
    fields, whole = repeat_fields(request)
    return {
        "fields": fields,
        "whole": whole,
        "sent": request.method == "POST",
        "perhaps": any(isinstance(cause, SessionNotSaved) for cause in list_causes(sys.exception())),
        "here": own_address(request),
        "way_out": way_out if is_in_space(request) else "",
    }


def render_exit() -> HttpResponse:
    """Whoever leaves in danger leaves, whatever is away: the browser forgets the session, which ends by the clock."""
    response = redirect_to_exit_site()
    response.delete_cookie(
        settings.SESSION_COOKIE_NAME,
        path=settings.SESSION_COOKIE_PATH,
        domain=settings.SESSION_COOKIE_DOMAIN,
        samesite=settings.SESSION_COOKIE_SAMESITE,
    )
    return response


def is_in_space(request: HttpRequest) -> bool:
    return request.path_info.strip("/").split("/")[1:2] == [settings.SPACE_PATH]


def own_address(request: HttpRequest) -> str:
    """Its own address; never one that a browser takes for another host's."""
    return "/" + request.get_full_path().lstrip("/\\")


def repeat_fields(request: HttpRequest) -> tuple[list[tuple[str, str]], bool]:
    """Name and value of every field of the form, and whether that is all: files and secrets are never repeated."""
    parts = request.path_info.strip("/").split("/")
    if request.method != "POST" or ACCOUNT in parts[:2]:
        return [], False
    try:
        fields = [(name, str(value)) for name, values in request.POST.lists() for value in values]
        has_files = bool(request.FILES)
    except Exception:  # the form itself could not be read, perhaps for the same reason
        return [], False
    if any(word in name.lower() for name, _value in fields for word in SECRET_WORDS):
        return [], False
    if has_files or sum(len(value) for _name, value in fields) > LARGEST_REPEATED:
        return [], False
    return fields, True
