"""What a page says of itself to machines (schema.org): data that nothing runs, and nothing that readers are not shown."""

import json
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests import factories
from tests.markup import flat
from toolkit.models import Term

pytestmark = pytest.mark.django_db
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def read_data(visitor: Client, path: str) -> tuple[dict[str, Any], str]:
    """What the page tells machines, and the page."""
    text = visitor.get(path).content.decode()
    found = DATA.findall(text)
    assert len(found) == 1, path
    return json.loads(found[0]), text


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("tools/sentencing/", "LearningResource"),
        ("checklists/prevention/", "LearningResource"),
        ("glossary/gender/", "DefinedTerm"),
        ("law/tip/", "Legislation"),
        ("law/tip/tip-6-3/", "Legislation"),
        ("modules/rights-and-gender/", "LearningResource"),
    ],
)
def test_each_kind_of_page_says_what_it_shows(starter: None, visitor: Client, path: str, kind: str) -> None:
    told, text = read_data(visitor, f"/en/{path}")
    assert (told["@context"], told["@type"]) == ("https://schema.org", kind)
    assert told["url"] == told["@id"]
    assert urlsplit(told["url"]).path == f"/en/{path}"
    assert f'rel="canonical" href="http://testserver/en/{path}"' in text
    main = flat(text.partition("<main")[2])
    for name in ("name", "alternateName"):
        assert flat(told.get(name, "")) in main, name
    assert flat(told.get("description", "")) in main


def test_a_page_in_two_languages_says_in_which_it_is(starter: None, visitor: Client) -> None:
    english, _text = read_data(visitor, "/en/tools/sentencing/")
    assert english["inLanguage"] == "en"
    fallback, _text = read_data(visitor, "/bn/glossary/gender/")
    assert fallback["inLanguage"] == "en"
    assert fallback["url"] == "http://testserver/en/glossary/gender/"
    assert fallback["inDefinedTermSet"] == "http://testserver/en/glossary/"


def test_a_provision_names_the_law_it_stands_in(starter: None, visitor: Client) -> None:
    told, _text = read_data(visitor, "/en/law/tip/tip-6-3/")
    law, _text = read_data(visitor, "/en/law/tip/")
    assert told["isPartOf"] == {"@type": "Legislation", "name": law["name"], "url": law["url"]}
    assert "inLanguage" not in told, "the words are ours, not the law's"
    assert "legislationLegalForce" not in told


def test_what_an_editor_types_cannot_end_the_data(visitor: Client) -> None:
    typed = '</script><script>alert("quince")</script> & <!--'
    factories.term("Zq quince", slug="zq-quince", short=typed)
    told, text = read_data(visitor, "/en/glossary/zq-quince/")
    assert told["description"] == typed
    assert "<script>alert" not in text


def test_the_policy_of_scripts_stays_as_narrow_as_it_was(starter: None, visitor: Client) -> None:
    policy = visitor.get("/en/glossary/gender/").headers["Content-Security-Policy"]
    assert "script-src 'self';" in f"{policy};"
    assert "unsafe-inline" not in policy


def test_private_pages_and_results_say_nothing(starter: None, visitor: Client) -> None:
    assert Term.objects.exists()
    for path in ("/en/search/?q=gender", "/en/account/login/", "/en/work/", "/en/", "/en/law/"):
        assert not DATA.search(visitor.get(path, follow=True).content.decode()), path
