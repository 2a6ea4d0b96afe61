"""One page in two languages on paper, passage by passage."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page

from exports.domain.kinds import PrintoutKind
from exports.printouts import Printout
from toolkit.models import Instrument, Provision, Term
from toolkit.presenters.beside import BesideLine, Side, build_beside_context
from toolkit.presenters.passages import PAGES
from toolkit.presenters.translation_marks import find_translation_mark
from toolkit.printouts.pdf_documents import PdfDocument
from toolkit.printouts.scripts import format_day, get_script
from toolkit.printouts.sources import format_version_note, get_editions, get_site_address
from toolkit.selectors.beside import find_by_keys, find_siblings, name_kind
from toolkit.selectors.dependents import find_keys_naming
from toolkit.templatetags.portal import html_lang

SUBJECT = re.compile(r"(page|provision|instrument|term)-([0-9]{1,18})-([0-9]{1,18})")


def build_public_pair(subject: str, options: Mapping[str, str]) -> Printout:
    """“page-12-57”: a kind of thing and its primary keys in two languages. Raises LookupError where these are not one
    thing that everybody may read."""
    named = SUBJECT.fullmatch(subject)
    rows = find_by_keys(named[1], [named[2], named[3]]) if named else []
    if len(rows) != 2 or rows[0].translation_key != rows[1].translation_key or type(rows[0]) is not type(rows[1]):
        raise LookupError("There is no such page in two languages, or not everybody may read it.")
    return build_pair_printout(rows[0], rows[1], options)


def build_pair_printout(one: Any, two: Any, options: Mapping[str, str]) -> Printout:
    """In the frame of the first language: who calls this answers for who may see both."""
    with override(one.locale.language_code):
        context = build_beside_context(one, two)
        return print_sides(BESIDE, context, tell_editions(context["one"], context["two"]), options)


def print_sides(
    kind: PrintoutKind,
    context: Mapping[str, Any],
    edition: tuple[str, str, date, dict[str, Any]],
    options: Mapping[str, str],
    *,
    template: str = "pdf/beside.html",
    **named: Any,
) -> Printout:
    """`context` of two sides; the language of the first is active. `edition`: what `tell_editions` says; `named`: what
    else the document is to have."""
    left, right = context["one"], context["two"]
    one, language = left.row, left.language
    note, mark, day, manifest = edition
    return PdfDocument(
        kind=kind,
        subject=context["subject"],
        language=language,
        options=options,
        template=template,
        title=f"{left.title} · {right.title}",
        summary=getattr(one, "summary", ""),
        slug=getattr(one, "slug", "") or getattr(one, "key", ""),
        mark=f"{right.language}-{mark}",
        page_url=f"{get_site_address()}/{language}/beside/{language}/{right.language}/{context['place']}",
        note=note,
        edition_date=day,
        translation=find_translation_mark(one),
        context={
            **context,
            "lines": [write_line(line, language, right.language) for line in context["lines"]],
            "sides": [(side, html_lang(side.language), get_script(side.language)) for side in (left, right)],
        },
        manifest=manifest,
        **named,
    ).to_printout()


def write_line(line: BesideLine, language: str, second: str) -> BesideLine:
    """With the digits of each language; on a screen that is done for a whole page."""
    write = get_script(language).number
    return replace(
        line,
        name=write(line.name),
        label=line.label if isinstance(line.label, SafeString) else write(line.label),
        one=put_number(line.number, line.one, language),
        two=put_number(line.number, line.two, second),
    )


def put_number(number: int, words: SafeString | str, language: str) -> SafeString | str:
    return format_html("{}. {}", get_script(language).number(number), words) if number and words else words


def tell_editions(left: Side, right: Side) -> tuple[str, str, date, dict[str, Any]]:
    """What stands at the foot, a mark for the file's name, the day, and what the file says of itself."""
    if not isinstance(left.row, Page):
        told = {side.language: getattr(side.row, "key", "") or side.row.slug for side in (left, right)}
        day = max(timezone.localdate(side.row.updated_at) for side in (left, right))
        note = _("As of %(date)s") % {"date": format_day(day, left.language)}
        return note, day.isoformat(), day, {"entry": told}
    known = get_editions([left.row, right.row])
    editions = [known[side.row.pk] for side in (left, right)]
    note = format_version_note(editions[0], left.language)
    pages = [edition.manifest(side.row) for edition, side in zip(editions, (left, right), strict=True)]
    return note, "-".join(one.mark for one in editions), max(one.published for one in editions), {"pages": pages}


def pairs_of(row: Any) -> Iterator[str]:
    """The subjects of every file in which a page or an entry stands beside itself in another language."""
    for other in find_siblings(row):
        yield f"{name_kind(row)}-{row.pk}-{other}"
        yield f"{name_kind(row)}-{other}-{row.pk}"


def pairs_of_pages(pages: set[int]) -> Iterable[str]:
    return (subject for page in Page.objects.filter(pk__in=pages) for subject in pairs_of(page))


def pairs_naming(rule: Provision) -> Iterator[str]:
    """Its own, and those of the pages that cite it."""
    yield from pairs_of(rule)
    yield from pairs_of_pages(find_keys_naming(rule, *PAGES))


def pairs_citing(text: Instrument) -> Iterator[str]:
    """Its own, and those of its rules and of the pages that cite one: each is cited by the text's short name."""
    yield from pairs_of(text)
    for rule in text.provisions.all():
        yield from pairs_of(rule)
    yield from pairs_of_pages(find_keys_naming(text, *PAGES))


BESIDE = PrintoutKind(
    kind="toolkit.beside",
    make=build_public_pair,
    shows={Page: pairs_of, Provision: pairs_naming, Instrument: pairs_citing, Term: pairs_of},
    file_name="{slug}-{language}-{mark}",
)
