"""Before the sign-in: what a visitor reads who wants to work with a team."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User

pytestmark = pytest.mark.django_db


def door(browser: Client) -> str:
    return browser.get(reverse("assessments:new"), {"checklist": "7"}).content.decode()


def test_a_visitor_reads_what_a_team_is_before_anything_is_asked(visitor: Client) -> None:
    page = door(visitor)
    for words in ("What is kept, and who sees it", "Only the team sees it", "Backups forget it after 35 days"):
        assert words in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]


def test_both_buttons_lead_back_to_the_checklist(visitor: Client, settings) -> None:
    settings.SELF_REGISTRATION = True
    page = door(visitor)
    onward = "?next=/en/work/team/new/%3Fchecklist%3D7"
    assert f'href="{reverse("account_signup")}{onward}"' in page
    assert f'href="{reverse("account_login")}{onward}"' in page


def test_where_nobody_registers_the_page_says_whom_to_ask(visitor: Client) -> None:
    page = door(visitor)
    assert reverse("account_signup") not in page
    assert "Accounts are made by the people behind this portal" in page


def test_the_header_of_every_page_leads_to_it_and_is_the_same_for_all(
    starter: None, visitor: Client, member: User
) -> None:
    """Nothing on a public page says whether somebody is signed in, or ever was."""
    page = visitor.get("/en/tools/").content.decode()
    mast = page.split("<header")[1].split("</header>")[0]
    mine = reverse("assessments:mine")
    assert f'href="{mine}"' in mast
    signed_in = Client()
    signed_in.force_login(member)
    assert signed_in.get("/en/tools/").content.decode() == page
    told = visitor.get(mine)
    assert told.status_code == 200
    assert "Work on it with a team" in told.text
    assert f'href="{reverse("account_login")}?next={mine}"' in told.text
    assert "My assessments" in signed_in.get(mine).text


def test_nobody_keeps_the_page(visitor: Client) -> None:
    for name in ("new", "mine"):
        assert visitor.get(reverse(f"assessments:{name}"))["Cache-Control"] == "no-store"
