"""Around what is written in English alone, everything that is ours is in the reader's language, and says so."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from modules.models import Module
from tests.toolkit.test_beside import ENTRIES, PAGES, original, place_of
from toolkit.domain.frames import put_marks, remove_marks, resolve_marks
from toolkit.models import HomePage

ARABIC = re.compile(r"[\u0600-\u06ff]")
LATIN = re.compile(r"\b[A-Za-z]{4,}\b")
PRS, FR = 'lang="fa-AF" dir="rtl"', 'lang="fr" dir="ltr"'
VOID = {"br", "hr", "img", "input", "use", "path", "rect", "source", "track", "meta", "link", "col", "wbr"}


class Texts(HTMLParser):
    """Every text inside <main> with the language it is said to be in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.languages: list[tuple[str, str]] = [("html", "")]
        self.found: list[tuple[str, str]] = []
        self.labels: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        assert len(values) == len(attrs), (tag, attrs)
        if tag not in VOID:
            self.languages.append((tag, values.get("lang") or self.languages[-1][1]))
        if any(name == "main" for name, _language in self.languages):
            self.labels += [
                values[name] or "" for name in ("aria-label", "title", "alt", "placeholder") if name in values
            ]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        while len(self.languages) > 1 and self.languages.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        names = [name for name, _language in self.languages]
        if "main" in names and data.strip() and names[-1] not in ("script", "style"):
            self.found.append((self.languages[-1][1], " ".join(data.split())))


def texts(path: str) -> Texts:
    response = Client().get(path)
    assert response.status_code == 200
    html = response.content.decode()
    assert "\ue000" not in html
    assert "\ue001" not in html
    return Texts(html)


def find(model: Any) -> Any:
    """Of each kind one in English alone; home and module stand in more languages."""
    return original(model) or model.objects.filter(locale__language_code="en", live=True).order_by("-pk").first()


KINDS: list[Any] = [HomePage, *PAGES, *ENTRIES, Module]


@pytest.mark.django_db
@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)
def test_no_word_of_hers_is_called_english_and_no_english_word_hers(starter: None, model: Any) -> None:
    page = find(model)
    for modules in (Module.objects.exclude(parent=None), Module.objects.all()):  # who follows goes first
        modules.filter(locale__language_code="prs").delete()
    found = texts(f"/prs/{place_of(page)}")
    written = {text for _language, text in texts(f"/en/{place_of(page)}").found}  # words that go wrong, in her script
    words = [(language, text) for language, text in found.found if re.search(r"\w", text)]  # a comma is nobody's
    assert [text for language, text in words if language == "en" and ARABIC.search(text)] == [
        text for language, text in words if language == "en" and text in written and ARABIC.search(text)
    ]
    ours = [text for language, text in found.found if language == "fa-AF"]
    assert [text for text in ours if len(LATIN.findall(text)) > 2] == []
    assert len(ours) > 3
    assert [text for language, text in found.found if language == "en" and LATIN.search(text)] != []


# What stands on many kinds of pages, in English and in French.
SAID = ["Key message", "Not decided yet", "Rests on", "Related", "Fictional", "Read in full", "Not tested aloud"]


@pytest.mark.django_db
@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)
def test_in_french_the_frame_says_in_french_what_it_says_in_english(starter: None, model: Any) -> None:
    page = find(model)
    english, french = (texts(f"/{code}/{place_of(page)}") for code in ("en", "fr"))
    framed = [text for language, text in french.found if language == "fr"]
    assert len(framed) > 3
    stays = {text for language, text in french.found if language == "en"}
    gone = {text for _language, text in english.found} - stays
    assert len(gone) >= 3, "what is ours is said otherwise"
    assert stays & set(SAID) == set()


def test_an_element_of_our_words_alone_carries_their_language() -> None:
    html = f'<h2 id="x">{put_marks("Liés")}</h2><p>Text. {put_marks("lire")}, <a href="/">{put_marks("Ici")}</a>.</p>'
    assert resolve_marks(html, FR) == (
        f'<h2 id="x" {FR}>Liés</h2><p>Text. <span {FR}>lire</span>, <a href="/" {FR}>Ici</a>.</p>'
    )


def test_marks_inside_attributes_and_other_marks_go() -> None:
    inner = put_marks("ماه")
    html = f'<p aria-label="{put_marks("برچسب")}">English {put_marks(f"در {inner} چاپ شد")}</p>'
    assert resolve_marks(html, PRS) == f'<p aria-label="برچسب">English <span {PRS}>در ماه چاپ شد</span></p>'


def test_a_capital_is_still_made_of_the_first_letter() -> None:
    words = put_marks("étape")
    assert remove_marks(words[0].upper() + words[1:]) == "Étape"
    assert resolve_marks(f"<p>A {words[0].upper() + words[1:]}</p>", FR) == f"<p>A <span {FR}>Étape</span></p>"


@given(st.lists(st.tuples(st.text("abc é", max_size=5), st.booleans()), max_size=6))
def test_no_word_is_lost_and_no_mark_is_left(parts: list[tuple[str, bool]]) -> None:
    html = "".join(f"<p>{put_marks(text) if own else text}</p>" for text, own in parts)
    resolved = resolve_marks(html, FR)
    assert re.sub(r"<[^>]*>", "", resolved) == "".join(text for text, _own in parts)
