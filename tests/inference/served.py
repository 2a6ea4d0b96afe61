"""config.wsgi under the stage's clock, with the old fault that the stage asks for (faults.py)."""

from collections.abc import Iterable
from typing import Any

from django.core.cache import caches
from django.db import connections

from config.wsgi import application as portal
from tests.inference import faults
from tests.inference.clock import Clock

clock = Clock("served")
faults.plant()


def begin_anew() -> None:
    """The database was put back under us: nothing of what this process remembers is true any more."""
    connections.close_all()
    caches["near"].clear()
    faults.TRIES.clear()
    forget_pages()


def forget_pages() -> None:
    from config.page_cache import memory
    from toolkit.caching import content_version

    memory.pages.clear()
    memory.budgets.clear()
    content_version.known_token = (
        "",
        0.0,
    )  # else a reader within 20 ms is answered for a state that the next one does not find


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    if clock.read():
        begin_anew()
    return portal(environ, start_response)
