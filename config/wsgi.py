"""The portal for a WSGI server. Nothing of it stands under a prefix, and no header may say that it does."""

import os
from typing import TYPE_CHECKING

from django.core.wsgi import get_wsgi_application

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django_application = get_wsgi_application()

from contextlib import suppress  # noqa: E402
from importlib import import_module  # noqa: E402

from django.conf import settings  # noqa: E402  # needs the apps loaded

from config.health.checks import refuse_to_start_incomplete  # noqa: E402
from exports.pdf import get_renderer_fingerprint  # noqa: E402

refuse_to_start_incomplete()
# Every view, half a second of imports: here, before workers are forked, instead of while each one's first reader waits.
import_module(settings.ROOT_URLCONF)
# The renderer's name, for which fontconfig is asked fifteen times: here, instead of while the first reader of each
# process to ask for a file waits. Without fonts that reader is told; pages need none.
with suppress(Exception):
    get_renderer_fingerprint()


def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
    """Refuses what comes under a prefix, before Django, without a word or a line in the log: a server that takes it
    from a client's header would make pages whose links lead elsewhere, and those would be kept for others."""
    if environ.get("SCRIPT_NAME"):
        start_response("400 Bad Request", [("Content-Length", "0")])
        return []
    return django_application(environ, start_response)
