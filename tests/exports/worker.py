"""The real Celery application with a renderer that does what a test wishes: `celery -A tests.exports.worker`.

Wishes stand in the printout's manifest: {"sleep": seconds} reports progress all the while, {"kill": true} kills
the process that renders, {"real": true} renders with WeasyPrint afterwards. Each start is a line in $STARTS.
"""

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from config.celery import app
from exports import pdf

__all__ = ["app"]
app.conf.worker_soft_shutdown_timeout = 6  # seconds; half a minute in production, and Celery always waits for all of it
truly = pdf.render_document


def render(source: pdf.Source, *, seconds: int = 30, progress: Callable[[pdf.Progress], None] | None = None) -> bytes:
    from tests.exports.paper import a_pdf  # needs Django, which Celery sets up after loading this

    wishes = json.loads(source.manifest)
    with Path(os.environ["STARTS"]).open("a") as starts:
        starts.write(f"{wishes['checklist']} {os.getpid()}\n")
    if wishes.get("kill"):
        os.kill(os.getpid(), signal.SIGKILL)
    end = time.monotonic() + wishes.get("sleep", 0)
    page = 0
    while time.monotonic() < end:
        page += 1
        time.sleep(0.05)
        if progress:
            progress(pdf.Progress("layout", page))
    if wishes.get("real"):
        return truly(source, seconds=seconds, progress=progress)
    return a_pdf()


pdf.render_document = render
