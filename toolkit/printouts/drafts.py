"""An editor's draft on paper, for her eyes only."""

from dataclasses import replace

from django.utils import timezone

from exports.printouts import Printout, read_options
from toolkit.models import ChecklistPage, ToolPage
from toolkit.printouts import checklists, tools
from toolkit.printouts.sources import PageEdition, get_editions, list_tool_checklists


def build_draft_printout(page: ChecklistPage | ToolPage) -> Printout:
    """This state of a page, published or not, as a private file. Who calls this answers for who may see it.

    A tool's draft stands with the published state of its checklists.
    """
    edition = PageEdition(0, page.latest_revision_id, timezone.localdate(), is_draft=True)
    options = read_options({})
    if isinstance(page, ChecklistPage):
        printout = checklists.build_checklist_printout(page, edition, options)
    else:
        own = list_tool_checklists(page)
        printout = tools.build_tool_printout(page, own, {**get_editions(own), page.pk: edition}, options)
    return replace(printout, private=True)
