"""Numbers of a page stand in the digits of its language, and nothing else of it changes."""

import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.toolkit import scripts
from toolkit.domain.digits import DIGITS, TABLES, write_page_digits

OWN = frozenset({"prs", "fa-AF"})
BACK = str.maketrans("".join(DIGITS["prs"]), "0123456789")


def dari(html: str) -> str:
    return write_page_digits(html, "prs", OWN)


@pytest.mark.parametrize(
    ("html", "written"),
    [
        ("<p>26 سؤال، 14:30، 3.5 و 1,200</p>", "<p>۲۶ سؤال، ۱۴:۳۰، ۳.۵ و ۱,۲۰۰</p>"),
        ('<p id="q12" data-n="3">12</p>', '<p id="q12" data-n="3">۱۲</p>'),
        ("<title>ابزار 3</title>", "<title>ابزار ۳</title>"),
        ("<p>ماده 6(3)؛ A/RES/55/25, annex II؛ بند 2</p>", "<p>ماده ۶(۳)؛ A/RES/55/25, annex II؛ بند ۲</p>"),
        ("<p>TIP Protocol, art. 16(1)</p> <p>7</p>", "<p>TIP Protocol, art. 16(1)</p> <p>۷</p>"),
        ("<p>&#39;5&#x27; &amp; 6</p>", "<p>&#39;۵&#x27; &amp; ۶</p>"),
        ("<p>+93 20 210 https://example.org/1 یا 4</p>", "<p>+93 20 210 https://example.org/1 یا ۴</p>"),
        ('<p>1 <span class="soft ltr">2 <b>3</b></span> 4</p>', '<p>۱ <span class="soft ltr">2 <b>3</b></span> ۴</p>'),
        ('<div lang="en" dir="ltr">1<div>2</div>3</div>4', '<div lang="en" dir="ltr">1<div>2</div>3</div>۴'),
        ('<div lang="fa-AF" dir="rtl">1</div>', '<div lang="fa-AF" dir="rtl">۱</div>'),
        ('<b translate="no">0–9</b><code>12</code>8', '<b translate="no">0–9</b><code>12</code>۸'),
        ("<script>let a = 1 < 2;</script><style>p{margin:0}</style>9", "<script>let a = 1 < 2;</script><style>p{margin:0}</style>۹"),
        ("<textarea>5</textarea><!-- 6 --><br>7", "<textarea>5</textarea><!-- 6 --><br>۷"),
        ('<a title="1 > 0">1</a>', '<a title="1 > 0">۱</a>'),
    ],
)  # fmt: skip
def test_numbers_are_written_and_what_is_copied_or_foreign_is_not(html: str, written: str) -> None:
    assert dari(html) == written


def test_bengali_has_its_own_and_a_page_from_left_to_right_is_no_foreign_one() -> None:
    page = '<html lang="bn" dir="ltr"><p>সংস্করণ 12।</p></html>'
    assert write_page_digits(page, "bn", frozenset({"bn"})) == page.replace("12", "১২")


@pytest.mark.parametrize("language", ["en", "fr", "ar", "ur"])
def test_a_language_with_latin_digits_stays_as_it_is(language: str) -> None:
    assert write_page_digits("<p>12</p>", language, frozenset({language})) == "<p>12</p>"


@given(st.text(alphabet="<>/ap=\"' 12&;#-!سآ", max_size=60))
def test_whatever_a_page_holds_nothing_but_digits_is_changed(html: str) -> None:
    once = dari(html)
    assert once.translate(BACK) == html
    assert dari(once) == once


@pytest.mark.django_db
def test_a_page_comes_with_the_digits_of_its_language_and_its_right_length(visitor: Client) -> None:
    page = scripts.checklist_in("prs", 12)
    answer = visitor.get(page.get_url())
    words = answer.content.decode()
    shown = re.sub(r"<(script|style|textarea)\b.*?</\1>|<[^>]*>", " ", words, flags=re.DOTALL)
    assert "۱۲ سؤال" in " ".join(shown.split())
    assert int(answer.headers.get("Content-Length", len(answer.content))) == len(answer.content)
    assert "data-latin-digits" in words
    assert "js/digits" in words


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/prs/account/login/", "/en/", "/ur/"])
def test_accounts_and_languages_with_latin_digits_are_left_alone(visitor: Client, path: str) -> None:
    for language in TABLES:
        scripts.checklist_in(language)
    scripts.checklist_in("ur")
    words = visitor.get(path, follow=True).content.decode()
    text = re.sub(r"<[^>]*(?:lang=|translate=)[^>]*>.*?</", " ", words, flags=re.DOTALL)
    assert not re.search(f"[{DIGITS['prs']}{DIGITS['bn']}]", text)
