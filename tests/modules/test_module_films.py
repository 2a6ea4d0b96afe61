"""The starter films' scripts and captions, and the translations of the starter module, keep the shape of the English files."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import webvtt

from modules.actions.parts import apply_overrides
from modules.domain.captions import format_captions, validate_captions
from tests.modules.starter import CONTENT, content

TRANSLATIONS = [
    (file.parent.parent.name, file.stem)
    for file in sorted(CONTENT.glob("*/modules/*.yaml"))
    if file.parent.parent.name != "en"
]
FILMS = content("en", "videos")
LANGUAGES = sorted({language for language, _name in TRANSLATIONS} | {"en"})


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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", [film["key"] for film in FILMS])
def test_captions_parse_and_say_what_the_cards_say(key: str, language: str) -> None:
    english = next(row for row in FILMS if row["key"] == key)
    own = next(row for row in content(language, "videos") if row["key"] == key)
    cards = [(card["seconds"], card["said"]) for card in apply_overrides(english, own)["cards"]]
    text = format_captions(cards, "By a machine.")
    validate_captions(text)
    cues = list(webvtt.from_string(text))
    times = [(cue.start_in_seconds, cue.end_in_seconds) for cue in cues]
    assert times[0][0] == 0
    assert times[-1][1] == english["seconds"]
    assert [before[1] for before in times[:-1]] == [after[0] for after in times[1:]]
    assert [words(cue.text) for cue in cues] == [words(said) for _seconds, said in cards]
    assert all(len(line) <= 42 for cue in cues for line in cue.text.splitlines())
    assert all(len(cue.text.splitlines()) <= 4 for cue in cues)
    assert "NOTE By a machine." in text


def test_a_film_without_cards_has_no_captions() -> None:
    assert format_captions([], "By a machine.") == ""


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
    own = content(language, name)
    assert links_in(own["introduction"]) == links_in(content("en", name)["introduction"])
    english = {row["key"]: row for row in taught(content("en", name))}
    for row in taught(own):
        if "text" in row:
            assert links_in(row["text"]) == links_in(english[row["key"]]["text"]), row["key"]
        if "steps" in row:
            steps = " ".join(row["steps"])
            for words, number in WORDS.items():
                steps = steps.replace(words, number)
            minutes = [int(found) for found in MINUTES.findall(steps)]
            assert sum(minutes) == english[row["key"]]["minutes"], row["key"]


def taught(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The issues and exercises of a file; of an adaptation those it adds."""
    rows = data["added"] if "changes" in data else data
    return [row for name in ("issues", "exercises") for row in rows.get(name) or []]


def links_in(text: str) -> list[str]:
    return sorted(LINK.findall(text))  # sentences turn round


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
