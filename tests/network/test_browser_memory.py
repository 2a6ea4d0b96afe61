"""What a browser remembers by itself: nothing that was typed into a form of the network."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.network import factories

TEMPLATES = Path(settings.BASE_DIR) / "templates"
FORM = re.compile(r"<form\b[^>]*>")


def test_no_form_of_the_network_leaves_what_was_typed_in_the_browsers_memory() -> None:
    """A browser offers a pseudonym again to whoever sits at it next, also after the exit."""
    places = [*(TEMPLATES / "network").rglob("*.html"), TEMPLATES / "components/form.html"]
    found = [(str(file.relative_to(TEMPLATES)), tag) for file in places for tag in FORM.findall(file.read_text())]
    assert len(found) > 60
    assert [(name, tag) for name, tag in found if 'autocomplete="off"' not in tag] == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["account_login", "account_reset_password", "network:join_form"])
def test_no_field_that_a_stranger_fills_in_asks_the_browser_to_remember_it(name: str) -> None:
    """A word on the field counts more than the one on its form."""
    factories.country("PK")
    page = BeautifulSoup(Client().get(reverse(name)).content, "html.parser")
    typed = page.select("main input:not([type=hidden], [type=radio], [type=checkbox], [type=password]), main textarea")
    words = {field["name"]: field.get("autocomplete", "off") for field in typed}
    assert words
    assert {name for name, word in words.items() if word not in {"off", "one-time-code"}} == set()
