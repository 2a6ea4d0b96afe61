"""One tool on paper, followed by its checklists."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page

from exports.domain.kinds import PrintoutKind, primary_key
from exports.printouts import Printout
from toolkit.models import ChecklistPage, Term, ToolPage
from toolkit.presenters.translation_marks import find_translation_mark
from toolkit.printouts.bodies import PageBodies
from toolkit.printouts.naming import each_page, name_library, name_rows
from toolkit.printouts.pdf_documents import PdfDocument
from toolkit.printouts.questions import build_printed_checklists
from toolkit.printouts.scripts import get_script
from toolkit.printouts.sources import (
    PageEdition,
    fetch_public_page,
    format_version_note,
    get_editions,
    list_tool_checklists,
    make_page_address,
)


def build_public_tool(subject: str, options: Mapping[str, str]) -> Printout:
    """The tool with this primary key. Raises LookupError where no public tool has it."""
    page = fetch_public_page(ToolPage, subject)
    checklists = list_tool_checklists(page)
    return build_tool_printout(page, checklists, get_editions([page, *checklists]), options)


def tools_printing(pages: set[int]) -> Iterator[str]:
    """Primary keys of the tools among these pages, and of those that the checklists among them follow on paper."""
    yield from map(str, ToolPage.objects.filter(pk__in=pages).values_list("pk", flat=True))
    for checklist in ChecklistPage.objects.filter(pk__in=pages).select_related("tool"):
        yield from tools_followed_by(checklist)


def tools_followed_by(checklist: ChecklistPage) -> Iterator[str]:
    """Primary keys of the tools that a checklist follows on paper: in its language, see
    sources.list_tool_checklists."""
    if checklist.tool is not None:
        tools = ToolPage.objects.filter(translation_key=checklist.tool.translation_key, locale_id=checklist.locale_id)
        yield from map(str, tools.values_list("pk", flat=True))


TOOL = PrintoutKind(
    kind="toolkit.tool",
    make=build_public_tool,
    shows={
        ToolPage: primary_key,
        ChecklistPage: tools_followed_by,
        **name_library(ToolPage, ChecklistPage, subjects=tools_printing),
        **name_rows(Term, Page, kinds=(ToolPage,), subjects=each_page),
    },
    file_name="{slug}-tool-{language}-{mark}{form}",
    fillable=True,
    rendered_ahead=(ToolPage, ChecklistPage),
    forms=("paper",),
)


def build_tool_printout(
    page: ToolPage, checklists: list[ChecklistPage], known: dict[int, PageEdition], options: Mapping[str, str]
) -> Printout:
    """Any state of a tool as paper, a draft too: who calls this answers for who may see it."""
    with override(page.locale.language_code):
        own = build_printed_checklists(checklists, known, fillable=options["form"] == "fillable")
        document = tool_document(page, known[page.pk], options)
        bodies = PageBodies([page], document.language)
        document.context = {
            "page": page,
            "number": get_script(document.language).number(page.number),
            "body": bodies.html(page, "t"),
            "sheets": own,
        }
        document.assets = bodies.assets
        document.pages = [page, *checklists]
        document.manifest["checklists"] = [sheet.manifest() for sheet in own]
        document.fillable = any(sheet.fillable for sheet in own)
        return document.to_printout()


def tool_document(page: ToolPage, edition: PageEdition, options: Mapping[str, str]) -> PdfDocument:
    language = page.locale.language_code
    number = get_script(language).number(page.number)
    return PdfDocument(
        kind=TOOL,
        subject=str(page.pk),
        language=language,
        translation=find_translation_mark(page),
        options=options,
        template="pdf/tool.html",
        title=_("Tool %(number)s: %(title)s") % {"number": number, "title": page.title},
        summary=page.search_description or page.summary,
        slug=page.slug,
        mark=edition.mark,
        page_url=make_page_address(page, language),
        note=format_version_note(edition, language),
        edition_date=edition.published,
        context={},
        manifest={"page": edition.manifest(page)},
    )
