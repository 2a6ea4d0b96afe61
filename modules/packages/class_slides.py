"""The slides of a class that a lecturer built, to edit: a slide for each line of her plan, what to say in its notes."""

from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import override

from exports.domain.kinds import PackageKind
from exports.domain.packages import Package
from modules.domain.outlines import ClassPlan, Outline
from modules.domain.subjects import module_in_language, subject_of
from modules.models import Module
from modules.packages.formats import LONGEST_SLUG
from modules.packages.payloads import deserialize_outline, serialize_outline
from modules.presenters.class_pack import make_class_slides
from modules.presenters.package_pages import get_language_attributes
from toolkit.packages.decks import DeckWriter
from toolkit.printouts.scripts import get_script

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def build_class_slides(outline: Outline, plan: ClassPlan) -> Package:
    """Nothing of it says who planned it: the same plan is one file for everybody. Of a draft it is private to who
    asks: who calls this answers for that the asker is a lecturer."""
    deck = make_class_slides(outline, plan)
    # The rest of the module is in no slide, and would only make the waiting file larger.
    alone = replace(outline, slides=(deck,), issues=(), exercises=(), cases=(), films=(), questions=(), guidance=())
    state = "draft" if outline.draft else f"v{outline.version}"
    with override(outline.language):
        note = _("Version %(number)s") % {"number": get_script(outline.language).number(outline.version)}
    return Package(
        kind=KIND.kind,
        subject=subject_of(outline.key, outline.language),
        title=outline.title[:255],
        language=outline.language,
        filename=f"{outline.slug[:LONGEST_SLUG].strip('-')}-class-slides-{outline.language}-{state}.pptx",
        media_type=MEDIA_TYPE,
        payload=serialize_outline(alone),
        version=f"1 {version('python-pptx')}",
        private=outline.for_lecturers or outline.draft,
        page_url=outline.url,
        version_note=note,
    )


def pack_class_slides(payload: bytes, file: BinaryIO, step: Callable[[int], None]) -> None:
    outline = deserialize_outline(payload)
    with override(outline.language):
        deck = DeckWriter(
            title=outline.title, footer=f"{outline.licence} · {outline.url}", **get_language_attributes(outline)
        )
        deck.open(outline.title, describe_state(outline))
    for slide in outline.slides[0].slides:
        deck.points(slide.title, slide.points, notes=slide.notes)
        step(1)
    deck.save(file)


def describe_state(outline: Outline) -> str:
    """What nobody has read yet is said on the first slide."""
    if outline.draft:
        return _("Draft for local review.")
    return (
        _("This was translated by a machine and has not been read by a native speaker yet.")
        if outline.machine_translated
        else ""
    )


KIND = PackageKind(kind="modules.class_slides", pack=pack_class_slides, shows={Module: module_in_language})
PACKAGES = [KIND]  # for settings.FILE_KINDS
