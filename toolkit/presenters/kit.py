"""What the pages of the working kit show."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_countries import countries
from wagtail.models import Page

from toolkit.domain.kit import LEARNING_TIMES, NUMBER_SLOTS, SIGN_GROUPS, SLOTS, may_be_said
from toolkit.domain.walking import NAMED, Screen
from toolkit.models import (
    BlankFormPage,
    CasePage,
    KitPage,
    LearningPage,
    PathPage,
    SentencesPage,
    ShortPage,
    SignsPage,
    keep_published,
)
from toolkit.selectors.kit import find_sentences
from toolkit.selectors.neighbours import get_neighbours, read_block_ids
from toolkit.selectors.reading import get_closed_paths, get_provisions
from toolkit.selectors.spoken import find_spoken_states


def list_provisions(page: Any, request: HttpRequest | None) -> list[Any]:
    named = [int(raw["value"]) for raw in page.provisions.raw_data if raw["value"]]
    known = get_provisions(named, request)
    return [known[pk] for pk in named if pk in known]


def list_open_points(page: Any) -> list[Any]:
    """What nobody has decided yet."""
    return [block.value for block in page.open_points if not block.value["decided"]]


def build_kit_context(page: Any, request: HttpRequest | None = None) -> dict[str, Any]:
    return {"provisions": list_provisions(page, request), "open_points": list_open_points(page)}


def signs_context(page: SignsPage, request: HttpRequest | None) -> dict[str, Any]:
    groups = [
        (label, [block.value for block in page.signs if block.value["group"] == key]) for key, label in SIGN_GROUPS
    ]
    return {**build_kit_context(page, request), "groups": [(label, signs) for label, signs in groups if signs]}


def sentences_context(page: SentencesPage, request: HttpRequest | None) -> dict[str, Any]:
    states = find_spoken_states([page])
    twins = list_twins(page)
    parts = [
        {
            "key": block.value["key"],
            "title": block.value["title"],
            "items": [
                {
                    **item,
                    "number": item["key"].upper(),
                    "may_be_said": may_be_said(item),
                    "spoken": states[page.pk, item["key"]],
                    "twins": twins.get(item["key"], []),
                }
                for item in block.value["items"]
            ],
        }
        for block in page.parts
    ]
    return {**build_kit_context(page, request), "parts": parts}


def list_twins(page: SentencesPage) -> dict[str, list[str]]:
    """What must not be said, by the key of the sentence that is said instead."""
    found: dict[str, list[str]] = {}
    for block in page.instead:
        found.setdefault(block.value["instead_of"], []).append(block.value["wrong"])
    return found


def path_context(page: PathPage, request: HttpRequest | None, ids: str = "") -> dict[str, Any]:
    """`ids`: what stands before the key of each screen in links, where several paths are on one page."""
    sentences = find_sentences(page.locale.language_code, request)
    points = list_open_points(page)
    named = [countries.name(country.code) for country in page.ask_first_in]  # in the reader's language
    with override(page.locale.language_code):  # not the reader's, where the page is not translated yet
        return {
            **build_kit_context(page, request),
            "open_points": [point for point in points if not point["about"]],  # the others stand beside their screens
            "screens": list(build_screens(page, sentences, points, ids)),
            "ask_first_in": named,
        }


def build_screens(
    page: PathPage, sentences: Mapping[str, Mapping[str, Any]], points: Iterable[Any], ids: str
) -> Iterator[dict[str, Any]]:
    """Each screen with its number, the one before it, and its words ready to show."""
    values = [block.value for block in page.screens]
    numbers = {value["key"]: place for place, value in enumerate(values, 1)}
    around, stored = get_neighbours(page), page.screens.raw_data
    before = find_screens_before(page.read_screens())
    slots = dict(SLOTS)
    for value, raw in zip(values, stored, strict=True):
        said = [sentences[key] for key in value["say"] if key in sentences]
        yield {
            "key": value["key"],
            "number": numbers[value["key"]],
            "title": value["title"],
            "ask": value["ask"],
            "text": link_names(value["text"], numbers, ids),
            "say": [one for one in said if may_be_said(one)],
            "unfilled": [one for one in said if not may_be_said(one)],
            "options": list(value["options"]),
            "slot": slots.get(value["slot"], ""),
            "own_number": value["slot"] if value["slot"] in NUMBER_SLOTS else "",
            "is_outside_line": value["slot"] == "outside-contact",
            "ask_first": value["ask_first"],
            "onward": [row for row in around.named(read_block_ids(raw, "onward")) if row.live],
            "before": before.get(value["key"], ""),
            "points": [point for point in points if value["key"] in point["about"]],
        }


def find_screens_before(screens: list[Screen]) -> dict[str, str]:
    """Of each screen but the first, one that leads to it on the shortest way."""
    leads = {screen.key: screen.leads_to for screen in screens}
    found: dict[str, str] = {}
    ahead = [screens[0].key] if screens else []
    for key in ahead:
        for to in leads.get(key, ()):
            if to not in found and to != ahead[0]:
                found[to] = key
                ahead.append(to)
    return found


def link_names(text: str, numbers: Mapping[str, int], ids: str) -> SafeString:
    """`text` with {key} as a link to the screen of that key, or as the number of a sentence."""

    def link(found: re.Match[str]) -> str:
        key = found[1]
        if key in numbers:
            return format_html('<a href="#{}{}">{}</a>', ids, key, _("screen %(number)s") % {"number": numbers[key]})
        return key.upper()

    return mark_safe(NAMED.sub(link, escape(text)))  # noqa: S308  # escaped, and our own link


def form_context(page: BlankFormPage, request: HttpRequest | None) -> dict[str, Any]:
    return {**build_kit_context(page, request), "field_parts": [block.value for block in page.parts]}


def case_context(page: CasePage, request: HttpRequest | None) -> dict[str, Any]:
    rights, steps = [block.value for block in page.rights], [block.value for block in page.steps]
    shown = {one.pk: one for one in keep_published(row["provision"] for row in rights)}
    cited = [one for step in steps for one in step["provisions"] if one is not None]
    prefetch_related_objects([*shown.values(), *cited], "instrument")
    return {
        **build_kit_context(page, request),
        "rights": [row for row in rights if row["provision"] is not None and row["provision"].pk in shown],
    }


def short_context(page: ShortPage, request: HttpRequest | None) -> dict[str, Any]:
    return build_kit_context(page, request)


def learning_context(page: LearningPage, request: HttpRequest | None) -> dict[str, Any]:
    times, uses = dict(LEARNING_TIMES), LearningUses(page, request)
    steps = []
    for when, group in groupby(page.steps, key=lambda block: block.value["when"]):
        blocks = [
            {
                "outcome": block.value["outcome"],
                "tasks": [{**task, "uses": uses.of(task)} for task in block.value["tasks"]],
            }
            for block in group
        ]
        minutes = sum(task["minutes"] or 0 for block in blocks for task in block["tasks"])
        steps.append({"when": times.get(when, ""), "blocks": blocks, "minutes": minutes})
    return {**build_kit_context(page, request), "steps": steps}


class LearningUses:
    """What the tasks of a learning path use, of what everybody may read: looked up once for all of them."""

    def __init__(self, page: LearningPage, request: HttpRequest | None) -> None:
        named = [use for block in page.steps.raw_data for task in block["value"]["tasks"] for use in raw_uses(task)]
        pages = [raw["value"]["page"] for raw in named if raw["type"] == "page" and raw["value"].get("page")]
        provisions = [int(raw["value"]) for raw in named if raw["type"] == "provision" and raw["value"]]
        closed = get_closed_paths(request)
        rows = Page.objects.live().filter(pk__in=pages).select_related("content_type", "locale", "alias_of__locale")
        self.pages = {row.pk: row for row in rows if not row.path.startswith(closed)}
        self.provisions = get_provisions(provisions, request)

    def of(self, task: Any) -> list[dict[str, Any]]:
        """Each with its `kind` of block and the row it leads to."""
        return [one for block in task["uses"] if (one := self.find(block.block_type, block.value)) is not None]

    def find(self, kind: str, value: Any) -> dict[str, Any] | None:
        if kind == "page":
            row = self.pages.get(value["page"].pk) if value["page"] else None
            return row and {"kind": kind, "page": row, "part": value["part"]}
        if kind == "provision":
            row = self.provisions.get(value.pk) if value else None
            return row and {"kind": kind, "provision": row}
        return {"kind": kind}


def raw_uses(task: Any) -> list[dict[str, Any]]:
    """As they are stored: reading them looks nothing up."""
    value = task.get("value", task)
    return list(value.get("uses") or [])


KIT_PRESENTERS: dict[type[KitPage], Callable[[Any, HttpRequest | None], dict[str, Any]]] = {
    SignsPage: signs_context,
    SentencesPage: sentences_context,
    PathPage: path_context,
    BlankFormPage: form_context,
    CasePage: case_context,
    ShortPage: short_context,
    LearningPage: learning_context,
}
