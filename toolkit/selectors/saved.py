"""Which public pages may be saved on a phone: in one language, or in English where it lacks them."""

from collections.abc import Iterable
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Page

from toolkit.domain.paths import portal_path
from toolkit.domain.saved import COMPANION, HOME, SCOPES
from toolkit.models import ChecklistPage, Term, ToolPage
from toolkit.selectors.law import list_instruments, list_told_provisions
from toolkit.selectors.reading import get_closed_paths, live_in

# Pages without a row in the tree: of the companion, and lists of the library.
LISTS = ("numbers", "law", "standings", "carrying", "glossary")
FORMS = "kit/forms/"  # model forms are files to print: their pages weigh a quarter of the kit, and its path names none


def list_saved_addresses(language: str) -> list[str]:
    """Addresses with their language, in the order of the tree, the library last. Five queries, however many pages."""
    tree = [f"/{language}/{quote(path)}" for path in list_tree_paths(language)]
    return list(dict.fromkeys([f"/{language}/{HOME}", *tree, *list_library_addresses(language, LISTS)]))


def list_library_addresses(language: str, lists: Iterable[str]) -> list[str]:
    """Of what has no row in the tree: pages of ours by name, the law, the words."""
    with override(language):
        named = [reverse(f"toolkit:{name}") for name in lists]
        laws = [row.get_absolute_url() for row in list_instruments().order_by("order", "pk")]
        rules = [row.get_absolute_url() for row in list_told_provisions()]
        terms = [row.get_absolute_url() for row in Term.objects.readable().order_by("slug")]
    return [*named, *laws, *rules, *terms]


def list_tree_paths(language: str) -> list[str]:
    return [path for path in list_public_paths(language) if path.partition("/")[0] in SCOPES]


def list_public_paths(language: str) -> list[str]:
    """Of every page of the tree that everybody may see, in its order, without the language."""
    closed = get_closed_paths(None)
    rows = live_in(Page.objects.order_by("path"), language).values_list("url_path", "path", named=True)
    return [portal_path(row) for row in rows if not row.path.startswith(closed)]


def list_saved_sets(language: str) -> dict[str, list[str]]:
    """What belongs together: the kit without its forms; and by the address of the tool, the tool and its checklists,
    or a checklist without a tool."""
    tools = {row.translation_key: row for row in live_in(ToolPage.objects.order_by("number"), language)}
    sets = {portal_path(row): [portal_path(row)] for row in tools.values()}
    checklists = live_in(ChecklistPage.objects.order_by("path"), language).select_related("tool")
    for row in checklists:
        tool = tools.get(row.tool.translation_key) if row.tool else None
        sets.setdefault(portal_path(tool or row), []).append(portal_path(row))
    addressed = {
        f"/{language}/{name}": [f"/{language}/{quote(path)}" for path in paths] for name, paths in sets.items()
    }
    return {COMPANION: list_companion(language), **addressed}


def list_companion(language: str) -> list[str]:
    """The paths, the words to say, the signs and all else of the kit that is read on the spot, with her own numbers."""
    with override(language):
        numbers = reverse("toolkit:numbers")
    kit = [path for path in list_tree_paths(language) if path.startswith("kit/") and not path.startswith(FORMS)]
    return [*(f"/{language}/{quote(path)}" for path in kit), numbers]
