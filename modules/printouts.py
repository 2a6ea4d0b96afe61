"""A module on paper: the whole as a handbook, the pack for one class, and two languages side by side.

The first two are made from an outline, through the same pages as the packages. The handbook of what is public has an
address (exports/printouts.py); one for lecturers, with marking notes, is private to whoever asked.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from exports.domain.kinds import PrintoutKind, primary_key
from exports.printouts import Printout, read_options
from modules.domain.outlines import ClassPlan, Outline, redact_for_readers
from modules.domain.subjects import module_in_language, subject_of
from modules.models import Module
from modules.presenters.beside import KIND, build_module_pair
from modules.presenters.class_pack import collect_cards, make_class_slides
from modules.presenters.outline_writer import build_outline
from modules.presenters.package_pages import PackagePage, describe_module, group_pages, render_package_pages
from modules.selectors.beside import find_finished_pair
from modules.selectors.naming import find_modules_naming, handbooks_naming, subjects_naming
from toolkit.models import Instrument, Provision
from toolkit.printouts.beside import pairs_of, print_sides
from toolkit.printouts.pdf_documents import PdfDocument
from toolkit.printouts.scripts import get_script
from toolkit.printouts.sources import PRIMARY_KEY, UNDATED

HANDOUTS = {"exercise", "case", "film"}
FOR_A_CLASS = {"plan", "slides", "readings"}
SECONDS = 60
SECONDS_FOR_BOTH = 120  # two languages are twice the pages
LAW = (Instrument, Provision)  # what a module rests on is printed with its title
PAIR = re.compile(r"module-([0-9]{1,18})-([0-9]{1,18})")


def build_public_handbook(subject: str, options: Mapping[str, str]) -> Printout:
    """The handbook of the public module with this primary key. Raises LookupError for any other and for a draft."""
    row = Module.objects.published().filter(pk=subject).first() if PRIMARY_KEY.fullmatch(subject) else None
    if row is None:
        raise LookupError("There is no such module, or not everybody may read it.")
    outline = build_outline(row)
    if outline.draft:
        raise LookupError("A draft is not printed.")
    return build_module_handbook(outline, subject, options, get_publication_date(row), module=row)


def build_public_pair(subject: str, options: Mapping[str, str]) -> Printout:
    """“module-12-57”: the primary keys of a module in two languages. Raises LookupError where these are not one module
    that everybody may read, and for a draft."""
    named = PAIR.fullmatch(subject)
    rows = find_finished_pair((named[1], named[2])) if named else None
    if rows is None:
        raise LookupError("There is no such module in two languages, or not everybody may read it.")
    language = rows[0].locale.language_code
    with override(language):
        versions = [row.version for row in rows]
        edition = (
            _("Version %(number)s") % {"number": get_script(language).number(versions[0])},
            "-".join(f"v{number}" for number in versions),
            max(get_publication_date(row) for row in rows),
            {"modules": [describe_module(build_outline(row)) for row in rows]},
        )
        context = build_module_pair(*rows)
        return print_sides(
            BESIDE, context, edition, options, template="pdf/module_beside.html", seconds=SECONDS_FOR_BOTH
        )


def pairs_naming(row: Model) -> Iterator[str]:
    """Of the modules that name a text or a rule."""
    yield from (subject for module in find_modules_naming(row) for subject in pairs_of(module))


HANDBOOK = PrintoutKind(
    kind="modules.handbook",
    make=build_public_handbook,
    shows={Module: primary_key, **dict.fromkeys(LAW, handbooks_naming)},
    file_name="{slug}-handbook-{language}-{mark}",
)
# For a class that somebody planned: no address of its own (views/building.py).
CLASS_PACK = PrintoutKind(
    kind="modules.class",
    shows={Module: module_in_language, **dict.fromkeys(LAW, subjects_naming)},
    file_name="{slug}-class-{language}-{mark}",
)
BESIDE = PrintoutKind(
    kind=KIND,
    make=build_public_pair,
    shows={Module: pairs_of, **dict.fromkeys(LAW, pairs_naming)},
    file_name="{slug}-{language}-{mark}",
)
PRINTOUTS = [HANDBOOK, CLASS_PACK, BESIDE]  # for settings.FILE_KINDS


def get_publication_date(module: Module) -> date:
    """What dates the file."""
    return timezone.localdate(module.last_published_at) if module.last_published_at else UNDATED


def build_module_handbook(
    outline: Outline,
    subject: str,
    options: Mapping[str, str] | None = None,
    published: date = UNDATED,
    *,
    module: Module | None = None,
) -> Printout:
    """The handbook of any outline: who calls this answers for who may see it. `module`: whose outline it is; what its
    translation left in English is marked."""
    outline = redact_for_readers(outline)
    pages = render_package_pages(outline)
    with override(outline.language):
        return printed(
            outline,
            pages,
            kind=HANDBOOK,
            subject=subject,
            template="pdf/module.html",
            title=outline.title,
            options=read_options(options or {}),
            published=published,
            module=module,
        )


def build_class_pack(
    outline: Outline, plan: ClassPlan, options: Mapping[str, str] | None = None, *, module: Module | None = None
) -> Printout:
    """What a lecturer takes into one class: the plan, handouts of what it uses, cards to cut out, slides of this class
    with their notes, and the reading list.

    Of a draft it is private to who asks: who calls this answers for that the asker is a lecturer.
    """
    outline = redact_for_readers(outline)
    outline = replace(outline, plans=(plan,), slides=(make_class_slides(outline, plan),))
    cards = collect_cards(outline, plan)
    used = {row.part for row in plan.rows}
    kept = [
        page
        for page in render_package_pages(outline)
        if page.kind in FOR_A_CLASS or (page.kind in HANDOUTS and page.id in used)
    ]
    order = [row.part for row in plan.rows]
    kept.sort(key=lambda page: place_in(page, order))
    with override(outline.language):
        return printed(
            outline,
            kept,
            kind=CLASS_PACK,
            subject=subject_of(outline.key, outline.language),
            template="pdf/class.html",
            title=_("Class pack: %(title)s") % {"title": outline.title},
            options=read_options(options or {}),
            published=UNDATED,
            module=module,
            small_cards=[card for card in cards if not card.is_large],
            large_cards=[card for card in cards if card.is_large],
        )


def place_in(page: PackagePage, order: list[str]) -> int:
    """The plan first, handouts as the class needs them, the rest behind."""
    return -1 if page.kind == "plan" else order.index(page.id) if page.id in order else len(order)


def printed(
    outline: Outline,
    pages: list[PackagePage],
    *,
    title: str,
    options: Mapping[str, str],
    published: date,
    module: Module | None,
    kind: PrintoutKind,
    subject: str,
    template: str,
    **context: Any,
) -> Printout:
    """In the active language, which is the outline's. `context`: what its template needs beyond pages."""
    write = get_script(outline.language).number
    state = "draft" if outline.draft else f"v{outline.version}"
    whom = "-lecturers" if outline.for_lecturers else ""
    return PdfDocument(
        kind=kind,
        subject=subject,
        template=template,
        language=outline.language,
        options=options,
        title=title,
        summary=outline.summary,
        slug=outline.slug,
        mark=state + whom,
        page_url=outline.url,
        note=_("Version %(number)s") % {"number": write(outline.version)},
        edition_date=published,
        context={
            "outline": outline,
            "pages": pages,
            "groups": group_pages(pages),
            "minutes": write(outline.minutes),
            **context,
        },
        manifest=manifest_of(outline, pages),
        pages=[module],
        seconds=SECONDS,
        private=outline.for_lecturers or outline.draft,
    ).to_printout()


def manifest_of(outline: Outline, pages: list[PackagePage]) -> dict[str, Any]:
    return {
        "module": describe_module(outline),
        "parts": [{"id": page.id, "kind": page.kind, "title": page.title} for page in pages],
    }
