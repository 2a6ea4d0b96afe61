"""An editor's draft on paper, for her eyes only."""

from dataclasses import replace

from django.utils import timezone

from exports.printouts import Printout, options_from
from toolkit.models import ChecklistPage, ToolPage
from toolkit.printouts import checklists, tools
from toolkit.printouts.sources import Edition, checklists_of, editions


def draft(page: ChecklistPage | ToolPage) -> Printout:
    """This state of a page, published or not, as a private file. Who calls this answers for who may see it.

    A tool's draft stands with the published state of its checklists.
    """
    edition = Edition(0, page.latest_revision_id, timezone.localdate(), is_draft=True)
    options = options_from({})
    if isinstance(page, ChecklistPage):
        printout = checklists.printed(page, edition, options)
    else:
        own = checklists_of(page)
        printout = tools.printed(page, own, {**editions(own), page.pk: edition}, options)
    return replace(printout, private=True)
