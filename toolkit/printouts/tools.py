"""One tool on paper, followed by its checklists."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import override

from exports.domain.kinds import PrintoutKind, primary_key
from exports.printouts import Printout
from toolkit.models import ChecklistPage, ToolPage
from toolkit.printouts.bodies import Bodies
from toolkit.printouts.pdf_documents import PdfDocument
from toolkit.printouts.questions import sheets
from toolkit.printouts.scripts import script_of
from toolkit.printouts.sources import Edition, address, checklists_of, editions, public_page, version_note


def tool(subject: str, options: Mapping[str, str]) -> Printout:
    """The tool with this primary key. Raises LookupError where no public tool has it."""
    page = public_page(ToolPage, subject)
    checklists = checklists_of(page)
    return printed(page, checklists, editions([page, *checklists]), options)


def tools_followed_by(checklist: ChecklistPage) -> Iterator[str]:
    """Primary keys of the tools that a checklist follows on paper: in its language, see sources.checklists_of."""
    if checklist.tool is not None:
        tools = ToolPage.objects.filter(translation_key=checklist.tool.translation_key, locale_id=checklist.locale_id)
        yield from map(str, tools.values_list("pk", flat=True))


TOOL = PrintoutKind(
    kind="toolkit.tool",
    make=tool,
    shows={ToolPage: primary_key, ChecklistPage: tools_followed_by},
    file_name="{slug}-tool-{language}-{mark}{form}",
    fillable=True,
    rendered_ahead=True,
)


def printed(
    page: ToolPage, checklists: list[ChecklistPage], known: dict[int, Edition], options: Mapping[str, str]
) -> Printout:
    """Any state of a tool as paper, a draft too: who calls this answers for who may see it."""
    with override(page.locale.language_code):
        own = sheets(checklists, known, fillable=options["form"] == "fillable")
        document = tool_document(page, known[page.pk], options)
        bodies = Bodies([page], document.language)
        document.context = {
            "page": page,
            "number": script_of(document.language).number(page.number),
            "body": bodies.html(page, "t"),
            "sheets": own,
        }
        document.assets = bodies.assets
        document.manifest["checklists"] = [sheet.manifest() for sheet in own]
        document.fillable = any(sheet.fillable for sheet in own)
        return document.to_printout()


def tool_document(page: ToolPage, edition: Edition, options: Mapping[str, str]) -> PdfDocument:
    language = page.locale.language_code
    number = script_of(language).number(page.number)
    return PdfDocument(
        kind=TOOL,
        subject=str(page.pk),
        language=language,
        options=options,
        template="pdf/tool.html",
        title=_("Tool %(number)s: %(title)s") % {"number": number, "title": page.title},
        summary=page.search_description or page.summary,
        slug=page.slug,
        mark=edition.mark,
        page_url=address(page, language),
        note=version_note(edition, language),
        edition_date=edition.published,
        context={},
        manifest={"page": edition.manifest(page)},
    )
