"""Names and units that Django and django-countries say: in each language as our own sentences say them."""

import re

import pytest
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import get_language_info, gettext, override
from django_countries import countries

CODES = [code for code, _name in settings.LANGUAGES]
LATIN = re.compile("[A-Za-z]")


@pytest.mark.parametrize("code", [code for code in CODES if code not in ("en", "fr")])
def test_a_size_of_a_file_has_no_latin_letters_where_the_language_has_others(code: str) -> None:
    with override(code):
        said = [filesizeformat(size) for size in (1, 2, 512, 20 * 2**10, 3 * 2**20, 2 * 2**30)]
    assert [words for words in said if LATIN.search(words)] == []


@pytest.mark.parametrize(
    ("code", "said"), [("en", "20.0\u00a0KB"), ("fr", "20,0\u00a0ko"), ("prs", "کیلوبایت"), ("ur", "کلوبائٹ")]
)
def test_a_size_is_told_in_the_unit_that_our_sentences_have(code: str, said: str) -> None:
    with override(code):
        assert said in filesizeformat(20 * 2**10)


@pytest.mark.parametrize("code", CODES)
def test_a_language_has_one_name_in_settings_and_on_pages(code: str) -> None:
    with override(code):
        assert {str(get_language_info(each)["name_translated"]) for each, _name in settings.LANGUAGES} == {
            gettext(name) for _code, name in settings.LANGUAGES
        }


def test_bangladesh_is_spelled_in_lists_of_countries_as_in_our_arabic_pages() -> None:
    with override("ar"):
        assert countries.name("BD") == "بنغلاديش"
