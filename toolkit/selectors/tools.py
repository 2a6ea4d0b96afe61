"""The tools that checklists come from."""

from collections.abc import Iterable

from toolkit.models import ChecklistPage, SearchEntry


def find_tools_behind(checklists: Iterable[int]) -> dict[int, SearchEntry]:
    """Search rows of those that everybody may read, by the checklist's primary key. Two queries."""
    pairs = dict(ChecklistPage.objects.filter(pk__in=checklists, tool__isnull=False).values_list("pk", "tool_id"))
    found = SearchEntry.objects.visible().filter(page__in=pairs.values(), kind=SearchEntry.Kind.TOOL)
    rows = {row.page_id: row for row in found}
    return {checklist: rows[tool] for checklist, tool in pairs.items() if tool in rows}
