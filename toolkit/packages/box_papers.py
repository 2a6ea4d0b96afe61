"""The PDFs that go into a box: those that its pages offer in A4, made where they are not there yet."""

import time
from html import unescape
from urllib.parse import parse_qsl, urlsplit

from django.urls import resolve
from django.utils.translation import override

from exports.domain.turns import PRESS, make_client_mark
from exports.models import Export
from exports.models.exports import State
from exports.printouts import build_printout, read_options
from exports.storage import files
from exports.tasks import compute_export_key, render_export

LEFT_OUT = frozenset(["toolkit.provision"])  # one for each provision: they would be most of the box
PAUSE, LONGEST = 1.0, 600.0  # seconds for one, where a worker makes it


class PaperError(Exception):
    """A PDF could not be made. Names it."""


def make_paper(address: str) -> tuple[str, bytes] | None:
    """From the address that a page asks for a file at to its name in the box and its content; None for what stays
    outside. Raises PaperError where it cannot be made."""
    place = urlsplit(unescape(address))
    code = place.path.split("/")[1]
    with override(code):
        asked = resolve(place.path).kwargs
        options = read_options(dict(parse_qsl(place.query)))
        if asked["kind"] in LEFT_OUT or options["size"] != "a4":
            return None
        try:
            printout = build_printout(asked["kind"], asked["subject"], options)
        except LookupError:
            return None
    key, mark = compute_export_key(printout), make_client_mark(PRESS)
    row, _is_new = Export.objects.get_or_create_export(printout, key=key, client=mark)
    finish_export(row)
    with files.open_file(row.key) as file:
        return f"pdf/{row.filename}", bytes(file.read())


def finish_export(row: Export) -> None:
    """Here, in its turn; or waits for the worker that has it. Raises PaperError."""
    end = time.monotonic() + LONGEST
    while row.state != State.DONE:
        if row.state == State.FAILED or time.monotonic() > end:
            raise PaperError(f"{row.filename} could not be made: {row.error or 'it took too long'}")
        if row.state == State.QUEUED:
            render_export(row.pk)
        else:
            time.sleep(PAUSE)
        row.refresh_from_db()
