"""Stops as a language sets them: French has a space that never breaks before all but the comma, Arabic letters have
their own."""

import re
from collections.abc import Iterator
from typing import Any

import polib
import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils.translation import override

from toolkit.domain.citations import join_words
from toolkit.uploads import read_yaml

CONTENT = settings.BASE_DIR / "content/fr"
CATALOGUE = settings.BASE_DIR / "locale/fr/LC_MESSAGES/django.po"
# A stop at the end of a word, which is none inside an address or an hour; a quotation mark that opens or closes.
BARE_STOP = re.compile(r"(?<![\u00a0\u202f?!<])[?!;:](?=[\s»)*.,]|$)|(?<![\u00a0\u202f])»|«(?![\u00a0\u202f])")
TITLES_OF_OTHERS = re.compile(r"readings\.\d+\.csl\.title$")  # of books, as they are printed


def list_texts(data: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict | list):
        rows = data.items() if isinstance(data, dict) else enumerate(data)
        for key, value in rows:
            yield from list_texts(value, f"{path}.{key}")


def list_french() -> Iterator[tuple[str, str]]:
    """Where it stands, and the words: the starter content's and the interface's."""
    for file in (*sorted(CONTENT.rglob("*.po")), CATALOGUE):
        for entry in polib.pofile(str(file)):
            for words in (entry.msgstr, *entry.msgstr_plural.values()):
                yield f"{file.stem} {entry.msgctxt or entry.msgid}", words
    for file in sorted(CONTENT.rglob("*.yaml")):
        yield from ((f"{file.stem}{path}", words) for path, words in list_texts(read_yaml(file)))


def find_bare_stop(words: str) -> str:
    return hit[0] if (hit := BARE_STOP.search(words)) else ""


def test_no_french_line_can_begin_with_a_stop() -> None:
    texts = list(list_french())
    assert len(texts) > 5000
    assert [
        (place, bare)
        for place, words in texts
        if (bare := find_bare_stop(words)) and not TITLES_OF_OTHERS.search(place)
    ] == []


@pytest.mark.parametrize(
    ("words", "bare"),
    [
        ("Article 6 : protéger", ":"),
        ("Qui paie?", "?"),
        ("Un « oui » libre", "«"),
        ("Un\u00a0«\u00a0oui », dit", "»"),
        ("a ; b", ";"),
        ("Article 6\u00a0: qui\u202f? «\u00a0Moi\u00a0» ; non\u00a0!", ";"),
        ("https://example.org/?a=1;b", ""),
        ("à 9:30, {page}\u00a0: «\u00a0non\u00a0»", ""),
    ],
)
def test_what_counts_as_a_bare_stop(words: str, bare: str) -> None:
    assert find_bare_stop(words) == bare


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "Law: a; b?"), ("bn", "Law: a; b?"), ("fr", "Law\u00a0: a\u00a0; b\u00a0?"), ("prs", "Law: a؛ b؟")],
)
def test_a_template_sets_its_stops_as_the_language_of_the_page_does(language: str, written: str) -> None:
    with override(language):
        said = Template('Law{% stop ":" %} a{% stop ";" %} b{% stop "?" %}').render(Context())
    assert said == written


def test_rules_cited_at_once_stand_apart_as_their_letters_or_the_language_say() -> None:
    assert join_words(["CEDAW", "CRC"], ";", "fr") == "CEDAW\u00a0; CRC"
    assert join_words(["CEDAW", "CRC"], ",", "fr") == "CEDAW, CRC"
    assert join_words(["CEDAW", "CRC"], ";", "ar") == "CEDAW; CRC"
    assert join_words(["سيداو", "CRC"], ";", "en") == "سيداو؛ CRC"


def test_a_stop_stands_right_behind_its_word() -> None:
    """The formatter of templates sets a tag that follows another one on a line of its own: a space in English, too."""
    templates = (settings.BASE_DIR / "templates").rglob("*.html")
    assert [path.name for path in templates if re.search(r"\s\{% stop", path.read_text())] == []
