"""Printouts to test with, and a renderer that takes no time."""

import json
from datetime import timedelta
from functools import cache
from io import BytesIO
from typing import Any

from django.utils import timezone

from exports.domain.kinds import PrintoutKind, primary_key
from exports.domain.printouts import Printout
from exports.models import Export
from exports.models.exports import State

HTML = "<!doctype html><html lang=en><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"


def a_printout(name: str = "Law", **changes: Any) -> Printout:
    """A small public checklist; `wishes` go to tests/exports/worker.py (sleep, kill, real)."""
    wishes = changes.pop("wishes", {})
    fields: dict[str, Any] = {
        "kind": "tests.checklist",
        "subject": name,
        "title": f"{name}: checklist",
        "language": "en",
        "filename": f"{name.lower()}-checklist-en-v3.pdf",
        "html": HTML.format(name),
        "manifest": json.dumps({"checklist": name, **wishes}).encode(),
        "version_note": "Version 3, published 12 May",
        "page_url": "/en/checklists/law/",
    }
    return Printout(**{**fields, **changes})


def printed(subject: str, options: dict[str, str]) -> Printout:
    """What the tests' own kind of printout is made by."""
    if subject == "missing":
        raise LookupError
    if subject == "buggy":
        raise KeyError("a bug")
    return a_printout(subject, options=options, fillable=options["form"] == "fillable", private=subject == "private")


# Of settings.FILE_KINDS in tests. A row of the ledger is printed nowhere: it stands for what a client shows.
PRINTOUTS = [
    PrintoutKind(
        kind="tests.checklist",
        make=printed,
        shows={Export: primary_key},
        file_name="{slug}-checklist-{language}-{mark}{form}",
        fillable=True,
        rendered_ahead=(Export,),
    ),
    PrintoutKind(kind="tests.bomb", shows={Export: primary_key}, file_name="{slug}"),  # what hostile documents are
]


@cache
def a_pdf(pages: int = 2) -> bytes:
    import pikepdf

    document = pikepdf.new()
    for _page in range(pages):
        document.add_blank_page()
    buffer = BytesIO()
    document.save(buffer, deterministic_id=True)
    return buffer.getvalue()


def an_hour_passes() -> None:
    """Every lease runs out and every message counts as lost, as if nobody had moved for an hour."""
    hour = timedelta(hours=1)
    for row in Export.objects.exclude(state__in=[State.DONE, State.FAILED]):
        Export.objects.filter(pk=row.pk, state=row.state).update(
            lease_until=row.lease_until and row.lease_until - hour,
            enqueued_at=row.enqueued_at and row.enqueued_at - hour,
            queued_at=row.queued_at - hour,
        )


def soon(**delta: int) -> Any:
    return timezone.now() + timedelta(**delta)
