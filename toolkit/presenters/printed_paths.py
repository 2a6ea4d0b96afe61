"""A path and words to say as paper shows them: everything at once, with numbers instead of links."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django_countries import countries

from toolkit.domain.kit import SLOTS, may_be_said
from toolkit.domain.walking import NAMED
from toolkit.models import PathPage, SentencesPage
from toolkit.presenters.kit import build_kit_context
from toolkit.selectors.kit import find_sentences
from toolkit.selectors.spoken import find_spoken_states


def build_flow_context(page: PathPage, options: Mapping[str, str]) -> dict[str, Any]:
    """The screens in the boxes of the flow, each answer with the number where it goes on."""
    sentences = find_sentences(page.locale.language_code, None)
    values = [block.value for block in page.screens]
    numbers = {value["key"]: place for place, value in enumerate(values, 1)}
    slots = dict(SLOTS)
    screens = [
        {
            "number": numbers[value["key"]],
            "title": value["title"],
            "ask": value["ask"],
            "text": name_screens(value["text"], numbers),
            "say": [sentences[key] for key in value["say"] if key in sentences and may_be_said(sentences[key])],
            "options": [(option["label"], numbers.get(option["to"])) for option in value["options"]],
            "slot": slots.get(value["slot"], ""),
            "ask_first": value["ask_first"],
        }
        for value in values
    ]
    boxes = []
    for block in page.boxes:
        first, last = numbers.get(block.value["first"], 0), numbers.get(block.value["last"], 0)
        boxes.append((block.value["title"], [one for one in screens if first <= one["number"] <= last]))
    known = {one["number"] for _title, ones in boxes for one in ones}
    rest = [one for one in screens if one["number"] not in known]
    countries_named = [str(countries.name(country.code)) for country in page.ask_first_in]
    return {**build_kit_context(page), "boxes": boxes, "rest": rest, "ask_first_in": countries_named}


def name_screens(text: str, numbers: Mapping[str, int]) -> str:
    def name(found: re.Match[str]) -> str:
        key = found[1]
        return _("screen %(number)s") % {"number": numbers[key]} if key in numbers else key.upper()

    return NAMED.sub(name, text)


def build_card_context(page: PathPage, options: Mapping[str, str]) -> dict[str, Any]:
    return {"lines": [block.value for block in page.card], "foot": page.card_foot}


def build_sentences_card(page: SentencesPage, options: Mapping[str, str]) -> dict[str, Any]:
    """The sentences of the folded card in their short form, and the numbers of those that wait for the place. A test
    aloud was one of the whole words: for a short form it says nothing."""
    sentences, states = page.sentences(), find_spoken_states([page])
    named = [sentences[block.value] for block in page.card if block.value in sentences]
    said = [
        {
            "text": one["short"] or one["text"],
            "is_tested": states[page.pk, one["key"]].is_tested and not one["short"],
        }
        for one in named
        if may_be_said(one)
    ]
    waiting = [one["key"].upper() for one in named if not may_be_said(one)]
    return {"sentences": said, "waiting": waiting, "untested": not all(one["is_tested"] for one in said)}
