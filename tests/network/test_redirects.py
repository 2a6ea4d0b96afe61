"""Redirects and pages of editors, beside what is not theirs."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from network.models import Member
from toolkit.models import ArticlePage, HomePage

pytestmark = pytest.mark.django_db
Inside = Callable[[Member], Client]
EVIL = "https://evil.example/who"


def redirected(*paths: str) -> None:
    for path in paths:
        Redirect.add_redirect(path, EVIL, is_permanent=True)


@pytest.mark.parametrize(
    "path", ["/space/", "/account/login/", "/files/", "/en/space/nothing/", "/en/account/nothing/"]
)
def test_no_redirect_of_an_administrator_leads_away_from_what_is_private(visitor: Client, path: str) -> None:
    redirected(path)
    assert EVIL not in visitor.get(path).headers.get("Location", "")


def test_a_newcomer_who_may_not_look_yet_is_led_nowhere(newcomer: Member, inside: Inside) -> None:
    redirected(reverse("network:directory"))
    assert inside(newcomer).get(reverse("network:directory")).status_code == 404


def test_a_redirect_of_a_public_address_works_and_no_browser_keeps_it_for_good(visitor: Client) -> None:
    redirected("/en/old-tools/")
    answer = visitor.get("/en/old-tools/")
    assert answer.headers["Location"] == EVIL
    assert answer.headers["Cache-Control"] == "no-cache"


def test_no_page_of_an_editor_stands_in_the_private_area(visitor: Client, starter: None, settings) -> None:
    home = HomePage.objects.get(locale__language_code="en")
    space = home.add_child(instance=ArticlePage(title="Space", slug=settings.SPACE_PATH))
    space.add_child(instance=ArticlePage(title="Verify your code", slug="verify"))
    answer = visitor.get(f"/en/{settings.SPACE_PATH}/verify/")
    assert answer.status_code == 404
    assert "Verify your code" not in answer.content.decode()


@pytest.mark.parametrize("path", ["space/nothing/", "space/staff/people/", "account/nothing/", "exit/nothing/"])
def test_what_is_not_there_among_the_private_is_neutral_and_has_the_way_out(
    zahra: Member, inside: Inside, path: str
) -> None:
    answer = inside(zahra).get(f"/en/{path}")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "<title>Account</title>" in page
    assert 'id="exit"' in page
    assert "Toolkit" not in page
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_is_not_there_among_the_public_helps_to_go_on(visitor: Client) -> None:
    page = visitor.get("/en/nothing/").content.decode()
    assert "What often helps" in page
