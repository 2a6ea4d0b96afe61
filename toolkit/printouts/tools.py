"""One tool on paper, followed by its checklists."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import override

from exports.printouts import Printout
from toolkit.models import ChecklistPage, ToolPage
from toolkit.printouts.bodies import Bodies
from toolkit.printouts.press import Paper, stem
from toolkit.printouts.questions import sheets
from toolkit.printouts.scripts import script_of
from toolkit.printouts.sources import Edition, address, checklists_of, editions, public_page, version_note


def tool(subject: str, options: Mapping[str, str]) -> Printout:
    """The tool with this primary key. Raises LookupError where no public tool has it."""
    page = public_page(ToolPage, subject)
    checklists = checklists_of(page)
    return printed(page, checklists, editions([page, *checklists]), options)


def printed(
    page: ToolPage, checklists: list[ChecklistPage], known: dict[int, Edition], options: Mapping[str, str]
) -> Printout:
    """Any state of a tool as paper, a draft too: who calls this answers for who may see it."""
    with override(page.locale.language_code):
        own = sheets(checklists, known, fillable=options["form"] == "fillable")
        paper = tool_paper(page, known[page.pk], options)
        bodies = Bodies([page], paper.language)
        paper.context = {
            "page": page,
            "number": script_of(paper.language).number(page.number),
            "body": bodies.html(page, "t"),
            "sheets": own,
        }
        paper.assets = bodies.assets
        paper.manifest["checklists"] = [sheet.manifest() for sheet in own]
        paper.fillable = any(sheet.fillable for sheet in own)
        return paper.printout()


def tool_paper(page: ToolPage, edition: Edition, options: Mapping[str, str]) -> Paper:
    language = page.locale.language_code
    number = script_of(language).number(page.number)
    return Paper(
        kind="toolkit.tool",
        subject=str(page.pk),
        language=language,
        options=options,
        template="pdf/tool.html",
        title=_("Tool %(number)s: %(title)s") % {"number": number, "title": page.title},
        summary=page.search_description or page.summary,
        stem=stem(page.slug, "tool", language, edition.mark),
        page_url=address(page, language),
        note=version_note(edition, language),
        edition_date=edition.published,
        context={},
        manifest={"page": edition.manifest(page)},
    )
