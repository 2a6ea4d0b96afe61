"""The starter films' scripts and captions, and the translations of the starter module, keep the shape of the English files."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
import webvtt

from tests.modules.starter import CONTENT, content

TRANSLATIONS = [
    (file.parent.parent.name, file.stem)
    for file in sorted(CONTENT.glob("*/modules/*.yaml"))
    if file.parent.parent.name != "en"
]
FILMS = content("en", "videos")
# (key of a film, language, file): the captions that exist.
CAPTIONS = [
    (film["key"], language, name)
    for film in FILMS
    for language, name in {**film["captions"], **film["translated_captions"]}.items()
]


LINK = re.compile(r"\]\((\w+:[^)]+)\)")
# Persian and Dari: “(۱۰ دقیقه)”.
MINUTES = re.compile(r"([\d۰-۹০-৯]+)[\s\u00a0](?:min|دقیق|منٹ|دقيق|دقائق|মিনিট)")
WORDS = {"دقيقة واحدة": "1 دقيقة", "دقيقتان": "2 دقيقة"}  # Arabic says one and two in words


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("film", FILMS, ids=lambda film: film["key"])
def test_a_film_can_be_read_at_its_speed(film: dict[str, Any]) -> None:
    assert sum(card["seconds"] for card in film["cards"]) == film["seconds"]
    assert 60 <= film["seconds"] <= 90
    assert film["minutes"] == -(-film["seconds"] // 60)
    assert film["cards"][0]["chapter"]
    # Twenty letters a second is as much as most people read in captions of their second language.
    assert [card["said"] for card in film["cards"] if len(card["said"]) > 20 * card["seconds"]] == []
    assert all(1 <= len(card["lines"]) <= 3 and max(map(len, card["lines"])) <= 42 for card in film["cards"])
    assert all(card["said"] in words(film["transcript"]) for card in film["cards"])
    assert film["key"] in content("en", film["module"])["films"]


@pytest.mark.parametrize(("key", "language", "name"), CAPTIONS, ids=lambda value: value)
def test_captions_parse_and_say_what_the_cards_say(key: str, language: str, name: str) -> None:
    film = next(row for row in content(language, "videos") if row["key"] == key)
    english = next(row for row in FILMS if row["key"] == key)
    file = CONTENT / "en" / "modules" / name
    cues = list(webvtt.read(file))
    times = [(cue.start_in_seconds, cue.end_in_seconds) for cue in cues]
    assert times[0][0] == 0
    assert times[-1][1] == english["seconds"]
    assert all(start < end for start, end in times)
    assert all(before[1] <= after[0] for before, after in pairwise(times))
    assert words(" ".join(cue.text for cue in cues)) == words(" ".join(card["said"] for card in film["cards"]))
    assert ("Translated by a machine" in file.read_text(encoding="utf-8")) == (language != "en")


@pytest.mark.parametrize(("language", "name"), TRANSLATIONS, ids=lambda value: value)
def test_a_translation_has_the_shape_of_the_english_file(language: str, name: str) -> None:
    if name == "videos":
        assert [film["key"] for film in content(language, name)] == [film["key"] for film in FILMS]
        pairs = list(zip(content(language, name), FILMS, strict=True))
    else:
        pairs = [(content(language, name), content("en", name))]
    for own, english in pairs:
        assert own["machine_translated"] is True
        assert list(misplaced(own, english)) == []


@pytest.mark.parametrize(("language", "name"), [row for row in TRANSLATIONS if row[1] != "videos"])
def test_a_translation_links_and_times_what_the_english_file_does(language: str, name: str) -> None:
    english = {row["key"]: row for shelf in ("issues", "exercises") for row in content("en", name)[shelf]}
    for row in [row for shelf in ("issues", "exercises") for row in content(language, name)[shelf]]:
        if "text" in row:
            ours, theirs = LINK.findall(row["text"]), LINK.findall(english[row["key"]]["text"])
            assert sorted(ours) == sorted(theirs), row["key"]  # sentences turn round
        if "steps" in row:
            steps = " ".join(row["steps"])
            for words, number in WORDS.items():
                steps = steps.replace(words, number)
            minutes = [int(found) for found in MINUTES.findall(steps)]
            assert sum(minutes) == english[row["key"]]["minutes"], row["key"]


def misplaced(own: Any, english: Any, path: str = "") -> Iterator[str]:
    """Where a translation has what the English file has not: keys, items, other numbers."""
    if isinstance(own, dict) and isinstance(english, dict):
        for name in own:
            if name not in english and name != "machine_translated":
                yield f"{path}/{name}"
            elif name in english and name != "machine_translated":
                yield from misplaced(own[name], english[name], f"{path}/{name}")
    elif isinstance(own, list) and isinstance(english, list):
        if own and isinstance(own[0], dict) and "key" in own[0]:
            known = {row["key"]: row for row in english}
            for row in own:
                if row["key"] not in known:
                    yield f"{path}/{row['key']}"
                else:
                    yield from misplaced(row, known[row["key"]], f"{path}/{row['key']}")
        elif len(own) != len(english):
            yield f"{path}: {len(own)} instead of {len(english)}"
        else:
            for n, (one, other) in enumerate(zip(own, english, strict=True)):
                yield from misplaced(one, other, f"{path}[{n}]")
    elif isinstance(own, (int, float)) and own != english:
        yield f"{path}: {own} instead of {english}"
