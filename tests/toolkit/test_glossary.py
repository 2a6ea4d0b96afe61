"""The glossary: its list, a term's page, and how terms link themselves."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from tests import factories
from tests.markup import flat
from toolkit.domain.alphabets import compute_sort_key, get_first_letter
from toolkit.presenters.glossary_links import TermLinker, TermSpelling

pytestmark = pytest.mark.django_db


def html(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200, address
    return flat(response.content.decode())


def text_block(words: str) -> dict[str, Any]:
    return factories.block("text", f"<p>{words}</p>")


def test_every_term_stands_under_its_letter_with_its_meaning() -> None:
    factories.term("Zucchini", short="A vegetable that grows at night.")
    factories.term("yam")
    page = html("/en/glossary/")
    assert page.index(">Y</h2>") < page.index(">yam</a>") < page.index(">Z</h2>") < page.index("Zucchini")
    assert "A vegetable that grows at night." in page
    for n in range(1, page.count("</h2>") + 1):
        assert f'href="#letter-{n}"' in page
        assert f'id="letter-{n}"' in page


def test_an_accent_does_not_make_a_letter_of_its_own() -> None:
    assert get_first_letter("État", "fr") == get_first_letter("etat", "fr") == "E"
    assert get_first_letter("حماية", "ar") == "ح"


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("ar", ["التزام", "الإلغاء", "التحقيق", "السرية", "الموافقة"]),
        ("fr", ["abri", "État", "femme"]),
        ("prs", ["آزادی", "بازگشت", "پناهنده", "تحقیق", "کودک", "گزارش", "لغو", "ولی", "هویت", "یافته"]),
        ("fa", ["آزادی", "پناه", "چاره", "ژرف", "كودك", "گواه", "مرز", "يار"]),
        ("ps", ["پناه", "ټول", "جرم", "ځای", "څارنه", "کور", "ګواه", "لار"]),
        ("ur", ["بچہ", "پناہ", "تفتیش", "ٹریفکنگ", "جرم", "چوٹ", "گواہ", "ہجرت", "یقین"]),
    ],
)
def test_terms_stand_in_the_order_of_her_alphabet_not_of_unicode(language: str, names: list[str]) -> None:
    mixed = sorted(names, key=lambda name: name[::-1])
    assert sorted(mixed, key=lambda name: compute_sort_key(name, language)) == names


def test_a_term_shows_sources_related_terms_and_what_not_to_confuse_it_with() -> None:
    rule = factories.provision(instrument=factories.instrument(short="Pear Treaty"), number="art. 9")
    plum = factories.term("plum")
    pear = factories.term("pear", confuse="Plum. It is another fruit.", text="<p>More words.</p>")
    pear.provisions, pear.related = [rule], [plum]
    pear.save()
    page = html("/en/glossary/pear/")
    for words in ("Pear Treaty, art. 9", "Plum. It is another fruit.", "More words.", "What plum means."):
        assert words in page
    assert "To be verified" in page


def test_only_names_that_exist_are_listed() -> None:
    pear = factories.term("pear")
    assert "In other languages" not in html("/en/glossary/pear/")
    french = pear.copy_for_translation(factories.locale("fr"))
    french.name = "poire"
    french.save()
    page = html("/en/glossary/pear/")
    assert '<dd><bdi lang="fr" dir="ltr">poire</bdi></dd>' in page
    assert page.count("<dd><bdi") == 2


def test_a_term_is_used_in_public_pages_only() -> None:
    factories.term("pear")
    factories.tool([text_block("Eat a pear.")], title="Public page")
    factories.tool([text_block("Eat a pear.")], title="Secret draft", live=False)
    closed = factories.tool([text_block("Eat a pear.")], title="Secret page")
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    page = html("/en/glossary/pear/")
    assert "Public page" in page
    assert "Secret" not in page


def test_an_english_term_under_another_language_is_marked_as_english() -> None:
    factories.term("pear")
    for address in ("/ur/glossary/", "/ur/glossary/pear/"):
        page = html(address)
        assert '<html lang="ur" dir="rtl"' in page
        assert 'lang="en" dir="ltr">' in page.split("<main")[1][:200]


def test_an_unknown_term_is_not_found() -> None:
    assert Client().get("/en/glossary/nothing/").status_code == 404
    assert Client().get("/en/glossary/%00/").status_code == 404


def test_the_glossary_asks_the_database_no_more_with_more_terms() -> None:
    def queries(address: str) -> int:
        html(address)
        with CaptureQueriesContext(connection) as asked:
            html(address)
        return len(asked)

    pear = factories.term("pear")
    pear.provisions, pear.related = [factories.provision()], [factories.term("plum")]
    pear.save()
    factories.tool([text_block("A pear.")])
    addresses = ("/en/glossary/", "/en/glossary/pear/")
    one = [queries(address) for address in addresses]
    pear.provisions = [*pear.provisions.all(), factories.provision(), factories.provision()]
    pear.related = [*pear.related.all(), factories.term("peach"), factories.term("pomelo")]
    pear.save()
    factories.tool([text_block("A pear.")])
    factories.tool([text_block("Two: pear.")])
    assert [queries(address) for address in addresses] == one
    assert max(one) <= 12


# -- Terms that link themselves -------------------------------------------------------------------------------


def linker(*forms: str) -> TermLinker:
    return TermLinker(TermSpelling(form=form, pk=n, path=f"glossary/{n}/", meaning="") for n, form in enumerate(forms))


def test_only_the_first_use_of_a_term_is_linked() -> None:
    done = linker("consent").link_first_uses("<p>Consent and consent.</p>", "/en/")
    assert done == '<p><a class="term" href="/en/glossary/0/">Consent</a> and consent.</p>'


def test_the_longest_spelling_wins() -> None:
    done = linker("consent", "informed consent").link_first_uses("<p>informed consent</p>")
    assert "glossary/1/" in done
    assert "glossary/0/" not in done


@pytest.mark.parametrize("tag", ["a", "h2", "summary", "button", "dfn", "th", "label"])
def test_nothing_is_linked_where_a_link_would_be_noise_or_invalid(tag: str) -> None:
    inside = f"<{tag}><b>consent</b></{tag}>"
    assert linker("consent").link_first_uses(inside) == inside
    assert "class" in linker("consent").link_first_uses(inside + "<p>consent</p>")


def test_a_spelling_inside_a_longer_word_is_not_a_use() -> None:
    for words in ("consenting", "non-consent", "reconsent"):
        assert linker("consent").mentioned_in(words) == set()
    assert linker("consent").mentioned_in("(consent)") == {0}


def test_a_vowel_sign_belongs_to_its_word() -> None:
    assert linker("কল").mentioned_in("কলা খাও") == set()
    assert linker("কল").mentioned_in("কল খাও") == {0}


def test_markup_around_a_term_is_left_alone() -> None:
    text = '<p title="consent">x</p><img alt="consent"><!-- consent --><p>&amp; consent</p>'
    done = linker("consent").link_first_uses(text)
    assert done.count("class=") == 1
    assert done.endswith("&amp; " + '<a class="term" href="/glossary/0/">consent</a></p>')
