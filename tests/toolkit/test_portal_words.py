"""What the portal says about itself: our words in the reader's language, an administrator's as she wrote them."""

import pytest
import yaml
from django.conf import settings
from django.utils.translation import override

from toolkit.models import Portal
from toolkit.models.portal import SHIPPED

READERS = [code for code, _name in settings.LANGUAGES if code != "en"]


def test_every_shipped_word_is_one_that_a_new_portal_begins_with() -> None:
    site = yaml.safe_load((settings.BASE_DIR / "content/en/site.yaml").read_text())
    assert set(SHIPPED) == {site["strapline"], site["publisher"], site["footer"]}


@pytest.mark.parametrize("code", READERS)
def test_shipped_words_are_said_in_the_readers_language(code: str) -> None:
    strapline, publisher, footer = SHIPPED
    with override(code):
        said = Portal(strapline=strapline, publisher=publisher, footer=footer).said
    for words, shipped in zip(said, SHIPPED, strict=True):
        assert words.language == code
        assert words.text != shipped


def test_an_administrators_words_stay_as_she_wrote_them_in_a_language_that_nobody_guesses() -> None:
    with override("prs"):
        said = Portal(strapline="Für alle.", publisher="Ein Haus", footer="").said
    assert [tuple(words) for words in said] == [("Für alle.", ""), ("Ein Haus", ""), ("", "")]
