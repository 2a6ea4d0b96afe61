"""The slides of a module to edit, for whoever teaches with an office program: what to say is in their notes."""

from collections.abc import Callable
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import override

from modules.domain.outlines import Outline
from modules.packages.payloads import deserialize_outline
from modules.presenters.package_pages import describe_origin, get_language_attributes
from toolkit.packages.decks import DeckWriter

SLIDES_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def pack_slides(payload: bytes, file: BinaryIO, step: Callable[[int], None]) -> None:
    """A first slide with title and state; a slide of its own for each deck's title where there are several."""
    outline = deserialize_outline(payload)
    writer = DeckWriter(
        title=outline.title, footer=f"{outline.licence} · {outline.url}", **get_language_attributes(outline)
    )
    with override(outline.language):
        writer.open(outline.title, describe_state(outline), notes="\n".join(describe_origin(outline)))
    for number, deck in enumerate(outline.slides, 1):
        if len(outline.slides) > 1:
            writer.open(deck.title)
        for slide in deck.slides:
            writer.points(slide.title, slide.points, notes=slide.notes)
        step(number)
    writer.save(file)


def describe_state(outline: Outline) -> str:
    """What nobody has read yet is said on the first slide."""
    if outline.draft:
        return _("Draft for local review.")
    return (
        _("This was translated by a machine and has not been read by a native speaker yet.")
        if outline.machine_translated
        else ""
    )
