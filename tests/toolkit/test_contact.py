"""The page that says whom a reader can write to."""

from typing import Any

import pytest
from django.test import Client

from toolkit.models import Portal

pytestmark = pytest.mark.django_db
PAGE = "/en/contact/"


def name_somebody(settings: Any, *, role: str = "The editors on duty", days: int = 7) -> None:
    portal = Portal.load()
    portal.contact = "readers@example.org"
    portal.save()
    settings.CONTACT_ROLE, settings.CONTACT_DAYS = role, days


def test_the_page_names_the_address_the_role_and_the_days(visitor: Client, settings: Any) -> None:
    name_somebody(settings)
    page = visitor.get(PAGE).content.decode()
    assert 'href="mailto:readers@example.org"' in page
    assert "The editors on duty" in page
    assert "<dd>7</dd>" in page
    assert "Write no names" in page


@pytest.mark.parametrize(("role", "days"), [("", 7), ("The editors on duty", 0)])
def test_half_a_promise_is_none(visitor: Client, settings: Any, role: str, days: int) -> None:
    name_somebody(settings, role=role, days=days)
    page = visitor.get(PAGE).content.decode()
    assert "Nobody has said yet who answers" in page
    assert "Days until an answer" not in page


def test_where_nobody_is_there_the_page_says_so_and_promises_nothing(visitor: Client, settings: Any) -> None:
    settings.CONTACT_ROLE, settings.CONTACT_DAYS = "The editors on duty", 7
    page = visitor.get(PAGE).content.decode()
    assert "Nobody is there yet to answer" in page
    assert "The editors on duty" not in page


@pytest.mark.parametrize(
    ("holes", "address"),
    [("a@example.org", "mailto:a@example.org"), ("https://example.org/holes", "https://example.org/holes")],
)
def test_a_hole_goes_to_whom_the_installation_names(visitor: Client, settings: Any, holes: str, address: str) -> None:
    settings.SECURITY_CONTACT = holes
    assert f'href="{address}"' in visitor.get(PAGE).content.decode()


def test_every_public_page_leads_there(visitor: Client, starter: None) -> None:
    for place in ("/en/", "/prs/tools/", "/en/law/", "/en/no-such-page/"):
        assert f'href="/{place.split("/")[1]}/contact/"' in visitor.get(place).content.decode(), place
