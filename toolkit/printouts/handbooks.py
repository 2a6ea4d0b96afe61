"""The whole toolkit of one language as a handbook. It is for reading and for a pen: it has no fields."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page

from exports.domain.kinds import PrintoutKind
from exports.printouts import Printout
from toolkit.models import ArticlePage, BodyPage, ChecklistPage, Portal, PortalPage, Term, ToolPage
from toolkit.presenters.terms import sort_terms
from toolkit.presenters.translation_marks import TranslationMark
from toolkit.printouts.bodies import PageBodies, list_citations
from toolkit.printouts.naming import name_all
from toolkit.printouts.pdf_documents import PdfDocument
from toolkit.printouts.provisions import ProvisionIndex
from toolkit.printouts.questions import PrintedChecklist, build_printed_checklists
from toolkit.printouts.scripts import format_day, get_script
from toolkit.printouts.sources import PageEdition, filter_public, get_editions, get_site_address, group_all_checklists

SECONDS = 120
ABOUT = "about"  # the slug of the page about the approach, the same in every language


@dataclass
class Chapter:
    """`number` as the language writes it, "" for the page about the approach."""

    number: str
    title: str
    anchor: str
    page: BodyPage | None
    body: SafeString | None
    sheets: list[PrintedChecklist]

    @property
    def heading(self) -> str:
        return f"{self.number}. {self.title}" if self.number else self.title


def build_toolkit_handbook(subject: str, options: Mapping[str, str]) -> Printout:
    """The handbook in the language `subject`. Raises LookupError where that language has no public tool."""
    tools = list(filter_public(ToolPage).filter(locale__language_code=subject).order_by("number", "path"))
    if not tools:
        raise LookupError("There is no tool in this language yet.")
    about = list(filter_public(ArticlePage).filter(locale__language_code=subject, slug=ABOUT)[:1])
    checklists = group_all_checklists(subject)
    every = [page for rows in checklists.values() for page in rows]
    known = get_editions([*about, *tools, *every])
    with override(subject):
        made = {sheet.page.pk: sheet for sheet in build_printed_checklists(every, known, fillable=False)}
        by_tool = {key: [made[page.pk] for page in rows] for key, rows in checklists.items()}
        bodies = PageBodies([*about, *tools], subject)
        book = chapters(about, tools, by_tool, bodies)
        return handbook_document(book, known, bodies, subject, options).to_printout()


def language_of(page: PortalPage) -> list[str]:
    return [page.locale.language_code]


def languages_of(pages: set[int]) -> Iterable[str]:
    return Page.objects.filter(pk__in=pages).values_list("locale__language_code", flat=True).distinct()


def languages_with(term: Term) -> list[str]:
    """The list at the end shows English words where the handbook's language has none."""
    code = term.locale.language_code
    return [code] if code != settings.LANGUAGE_CODE else [code for code, _name in settings.LANGUAGES]


CHAPTERS = (ToolPage, ChecklistPage, ArticlePage)
HANDBOOK = PrintoutKind(
    kind="toolkit.handbook",
    make=build_toolkit_handbook,
    # Any article, since its slug alone makes one the page about the approach, and slugs change.
    shows={
        **name_all(*CHAPTERS, subjects=languages_of),
        **dict.fromkeys(CHAPTERS, language_of),
        Term: languages_with,
    },
    file_name="toolkit-handbook-{language}-{mark}",
    rendered_ahead=(),  # it changes with every page: beat has it made (toolkit/tasks.py)
)


def chapters(
    about: list[ArticlePage], tools: list[ToolPage], by_tool: dict[object, list[PrintedChecklist]], bodies: PageBodies
) -> list[Chapter]:
    """About the approach; each tool with its checklists; the checklists that serve every tool."""
    write = get_script(bodies.language).number
    book = [Chapter("", page.title, "about", page, bodies.html(page, "about"), []) for page in about]
    for page in tools:
        anchor = f"t{page.pk}"
        own = by_tool.get(page.translation_key, [])
        body = bodies.html(page, anchor)
        book.append(Chapter(write(page.number), page.title, anchor, page, body, own))
    if cycle := by_tool.get(None):
        number = write(tools[-1].number + 1)
        book.append(Chapter(number, _("Checklists for the cycle of a project"), "cycle", None, None, cycle))
    return book


def index_of(book: list[Chapter]) -> ProvisionIndex:
    index = ProvisionIndex()
    for chapter in book:
        if chapter.page:
            index.add_text(chapter.title, list_citations(chapter.page, chapter.anchor))
        for sheet in chapter.sheets:
            index.add_questions(chapter.title if chapter.page else sheet.page.title, sheet)
    return index


def handbook_document(
    book: list[Chapter], known: dict[int, PageEdition], bodies: PageBodies, language: str, options: Mapping[str, str]
) -> PdfDocument:
    newest = max(edition.published for edition in known.values())
    index = index_of(book)
    name = Portal.load().name
    return PdfDocument(
        kind=HANDBOOK,
        subject=language,
        language=language,
        translation=mark_handbook(book),
        options=options,
        template="pdf/handbook.html",
        title=_("%(portal)s: handbook") % {"portal": name},
        summary=_("Nine tools with their checklists, the law they rest on, and the words we use."),
        mark=newest.isoformat(),
        page_url=f"{get_site_address()}/{language}/",
        note=edition_note(newest, language),
        edition_date=newest,
        context={"book": book, "index": index, "terms": terms(language)},
        manifest=manifest(book, known),
        seconds=SECONDS,
        links=index.links(),
        assets=bodies.assets,
    )


def mark_handbook(book: list[Chapter]) -> TranslationMark | None:
    """What holds for the weakest of its chapters."""
    by_machine = any(chapter.page.machine_translated for chapter in book if chapter.page)
    return TranslationMark() if by_machine else None


def edition_note(newest: date, language: str) -> str:
    return _("Edition of %(date)s") % {"date": format_day(newest, language)}


def terms(language: str) -> list[Term]:
    return sort_terms(Term.objects.readable(language))


def manifest(book: list[Chapter], known: dict[int, PageEdition]) -> dict[str, Any]:
    return {
        "pages": [known[c.page.pk].manifest(c.page) for c in book if c.page],
        "checklists": [sheet.manifest() for chapter in book for sheet in chapter.sheets],
    }
