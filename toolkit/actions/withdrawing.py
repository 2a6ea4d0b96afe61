"""A page that is no longer for everybody takes the files with it that show its words."""

from wagtail.models import Page

from exports.actions import withdraw_public
from toolkit.models import ArticlePage, ChecklistPage, ToolPage


def withdraw_files(page: Page) -> int:
    """The public files of one page, unpublished or about to be deleted. Returns how many there were."""
    return withdraw_public(files_showing(page))


def withdraw_hidden(page: Page) -> int:
    """The public files of all that nobody may see from here down, after a move or a change of privacy."""
    hidden = Page.objects.descendant_of(page, inclusive=True).live().private().specific()
    return withdraw_public({file for each in hidden for file in files_showing(each)})


def files_showing(page: Page) -> list[tuple[str, str]]:
    """Kind and subject of every file that this page is printed in. Beat has the handbook made anew without it."""
    page = page.specific
    handbook = ("toolkit.handbook", page.locale.language_code)
    if isinstance(page, ToolPage):
        return [("toolkit.tool", str(page.pk)), handbook]
    if isinstance(page, ChecklistPage):
        return [("toolkit.checklist", str(page.pk)), *tools_with(page), handbook]
    # Any article, since its slug alone makes one the handbook's page about the approach, and slugs change.
    return [handbook] if isinstance(page, ArticlePage) else []


def tools_with(page: ChecklistPage) -> list[tuple[str, str]]:
    """The tool that the checklist follows on paper, in its language (toolkit.printouts.sources.checklists_of)."""
    if page.tool is None:
        return []
    tools = ToolPage.objects.filter(translation_key=page.tool.translation_key, locale_id=page.locale_id)
    return [("toolkit.tool", str(pk)) for pk in tools.values_list("pk", flat=True)]
