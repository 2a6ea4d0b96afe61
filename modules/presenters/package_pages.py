"""A module as a row of pages: the same ones in every package, each a piece of plain HTML that begins with its h1."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from modules.domain.outlines import Outline, Part, Question, Reading
from modules.models.facets import Crime, Discipline, Level, Topic
from toolkit.domain.markup import collapse_whitespace
from toolkit.printouts.scripts import get_direction, get_script
from toolkit.templatetags.portal import html_lang

FLOWS = {"plan", "film", "guidance", "about"}


@dataclass(frozen=True)
class PackagePage:
    """One page. `name` is its file's name without ending, ASCII; `group` what it belongs to, "" for itself alone.

    `for_lecturers` pages hold marking notes: they are there only in what a lecturer had made for herself.
    """

    name: str
    kind: str
    id: str
    title: str
    html: SafeString
    group: str = ""
    for_lecturers: bool = False

    @property
    def flows(self) -> bool:
        """On paper: short enough to stand below the page before it, if it is of the same kind."""
        return self.kind in FLOWS and not self.name.endswith("-1")


def render_package_pages(outline: Outline, films: Mapping[str, Any] | None = None) -> list[PackagePage]:
    """All pages in reading order, in the outline's language. `films`: what plays those that travel along, by id."""
    with override(outline.language):
        return list(generate_package_pages(outline, films or {}))


def generate_package_pages(outline: Outline, films: Mapping[str, Any]) -> Iterator[PackagePage]:
    page = partial(render_package_page, outline, films=films)
    yield page("start", "start", outline.key, outline.title)
    yield from series(page, "plan", outline.plans, _("Class plans"))
    yield from series(page, "issue", outline.issues, _("Key issues"))
    yield from series(page, "case", outline.cases, _("Case studies"))
    yield from series(page, "exercise", outline.exercises, _("Exercises"))
    yield from series(page, "film", [film for film in outline.films if film.title], _("Videos"))
    yield from series(page, "slides", outline.slides, _("Slides"))
    learning = _("Reading and assessment")
    if outline.readings:
        levels: Any = by_level(outline.readings)
        yield page("readings", "readings", "readings", _("Reading"), group=learning, levels=levels)
    if outline.practice:
        yield page("practice", "practice", "practice", _("Self-test"), group=learning)
    if outline.questions:
        levels = questions_by_level(outline)
        yield page("questions", "questions", "questions", _("Assessment"), group=learning, levels=levels)
    yield from series(page, "guidance", outline.guidance, _("Guidance for lecturers"))
    if outline.for_lecturers and outline.questions:
        group = _("Guidance for lecturers")
        yield page("marking", "marking", "marking", _("Marking notes"), group=group, for_lecturers=True)
    yield page("about", "about", "about", _("About this module"), facts=facts(outline))


def series(page: Callable[..., PackagePage], kind: str, parts: Iterable[Part], group: str) -> Iterator[PackagePage]:
    for number, part in enumerate(parts, 1):
        yield page(f"{kind}-{number}", kind, part.id, part.title, group=group, part=part)


def render_package_page(
    outline: Outline,
    name: str,
    kind: str,
    part_id: str,
    title: str,
    *,
    group: str = "",
    for_lecturers: bool = False,
    **context: Any,
) -> PackagePage:
    """One page through templates/modules/packages/<kind>.html."""
    values = {"outline": outline, "title": title, **get_language_attributes(outline), **context, **lookups(outline)}
    html = collapse_whitespace(render_to_string(f"modules/packages/{kind}.html", values))
    return PackagePage(name, kind, part_id, title, mark_safe(html), group, for_lecturers)  # noqa: S308  # our template


def lookups(outline: Outline) -> dict[str, Any]:
    """Parts by their ids, for templates."""
    return {
        "named": {part.id: part.title for part in titled_parts(outline)},
        "outcomes": {outcome.id: outcome.text for outcome in outline.outcomes},
        "readings": {reading.id: reading for reading in outline.readings},
        "sources": {source.key: source for source in outline.sources},
    }


def titled_parts(outline: Outline) -> list[Part]:
    return [*outline.issues, *outline.exercises, *outline.cases, *outline.films, *outline.slides]


def by_level(readings: Iterable[Reading]) -> list[tuple[str, list[Reading]]]:
    rows = list(readings)
    levels = [(_("Core reading"), "core"), (_("Advanced reading"), "advanced")]
    found = [(label, [row for row in rows if row.level == level]) for label, level in levels]
    return [(label, kept) for label, kept in found if kept]


def questions_by_level(outline: Outline) -> list[tuple[str, list[Question]]]:
    levels = [(_("To see what was understood"), "understand"), (_("To apply it"), "apply")]
    found = [(label, [q for q in outline.questions if q.level == level]) for label, level in levels]
    return [(label, kept) for label, kept in found if kept]


def facts(outline: Outline) -> list[tuple[str, str]]:
    """What is said of a module in every package: who made it, which version, from what. Words, not links."""
    write, comma = get_script(outline.language).number, pgettext("between items of a list", ", ")
    rows = [
        (_("Version"), write(outline.version)),
        (_("Authors"), comma.join(outline.authors)),
        (_("Level"), label_of(Level, outline.level)),
        (_("Crime"), label_of(Crime, outline.crime)),
        (_("Disciplines"), comma.join(label_of(Discipline, code) for code in outline.disciplines)),
        (_("Topics"), comma.join(label_of(Topic, code) for code in outline.topics)),
        (_("Minutes"), write(outline.minutes)),
    ]
    return [(term, text) for term, text in rows if text]


def describe_origin(outline: Outline) -> list[str]:
    """Licence, source and, of an adaptation, its parent: lines for a file's properties and notes."""
    lines = [f"{outline.licence}, {outline.licence_url}", outline.url]
    return [*lines, f"{outline.parent_url} ({outline.parent_version})"] if outline.parent_url else lines


def label_of(choices: Any, code: str) -> str:
    """The code's words; a code that is not on the list is shown as it is."""
    return str(choices(code).label) if code in choices.values else code


def get_language_attributes(outline: Outline) -> dict[str, str]:
    """What the `html` element of every page says."""
    return {"lang": html_lang(outline.language), "dir": get_direction(outline.language)}


def group_pages(pages: Iterable[Any]) -> list[dict[str, Any]]:
    """Pages that stand together, with what they are called together."""
    return [{"title": title, "leaves": list(rows)} for title, rows in groupby(pages, key=lambda leaf: leaf.group)]


def describe_module(outline: Outline) -> dict[str, Any]:
    """The module's own card."""
    card: dict[str, Any] = {
        "format": 1,
        "key": outline.key,
        "title": outline.title,
        "summary": outline.summary,
        "language": html_lang(outline.language),
        "version": outline.version,
        "source": outline.url,
        "licence": {"name": outline.licence, "url": outline.licence_url},
        "authors": list(outline.authors),
        "minutes": outline.minutes,
        "draft": outline.draft,
        "for_lecturers": outline.for_lecturers,
        "machine_translated": outline.machine_translated,
    }
    if outline.parent_url:
        card["parent"] = {
            "title": outline.parent_title,
            "source": outline.parent_url,
            "version": outline.parent_version,
            "adapted_for": outline.adapted_for,
        }
    return card
