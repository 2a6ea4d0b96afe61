"""The way out, and what account pages tell a browser, a cache and whoever looks over a shoulder."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts import urls
from accounts.models import SignIn, User
from tests.accounts.door import come_in, is_inside, type_password, type_password_again
from tests.markup import flat

pytestmark = pytest.mark.django_db
OPEN = ["account_login", "account_reset_password", "accounts:safer", "account_inactive"]
INSIDE = [
    "accounts:home",
    "accounts:sign_ins",
    "account_change_password",
    "account_reauthenticate",
    "account_logout",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_generate_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_deactivate_totp",
]
FOCUSABLE = re.compile(r"<(?:a|button|input|select|textarea|summary)\b[^>]*>")


def pages(amina: User) -> dict[str, object]:
    inside = come_in()
    type_password_again(inside)
    found = {name: Client().get(reverse(name)) for name in OPEN}
    return {**found, **{name: inside.get(reverse(name)) for name in INSIDE}}


def test_every_account_page_is_neutral_private_and_shows_the_way_out_first(amina: User) -> None:
    for name, response in pages(amina).items():
        page = flat(response.content.decode())
        assert response.status_code == 200, name
        assert response.headers["Cache-Control"] == "no-store", name
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive", name
        assert response.headers["Referrer-Policy"] == "same-origin", name
        assert '<meta name="robots" content="noindex, nofollow, noarchive">' in page, name
        assert "<title>Account</title>" in page, name
        for told in ('rel="canonical"', 'rel="alternate"', "og:", "description"):
            assert told not in page.split("</head>")[0], name
        body = page.split("<body", 1)[1]
        assert 'id="exit"' in FOCUSABLE.findall(body)[0], name
        assert "It cannot clear the history of this device" in page, name
        assert "Toolkit" not in page, name
        assert amina.email not in page, name


def test_an_address_of_the_account_is_private_also_where_it_only_leads_on(amina: User) -> None:
    """An answer that leads on says as much of a person as a page: that she was here, and what she did."""
    come_in()  # on another device, which she ends
    arguments = {"accounts:end_one": [SignIn.objects.of(amina).get().pk], "mfa_remove_webauthn": [1]}
    inside = come_in()
    own = [f"accounts:{pattern.name}" for pattern in urls.own[0] if pattern.name != "exit"]  # which signs her out
    for name in sorted([*own, *(pattern.name for pattern in urls.pages)]):  # ends one before it ends the others
        path = reverse(name, args=arguments.get(name, []))
        response = inside.get(path)
        if response.status_code == 405:
            response = inside.post(path)
        if name not in ("accounts:code_picture", "account_signup"):  # the 404 of an unknown address
            assert response.headers.get("Cache-Control") == "no-store", name
            assert response.headers.get("X-Robots-Tag") == "noindex, nofollow, noarchive", name


def test_nothing_in_account_pages_breaks_the_content_policy(amina: User) -> None:
    for name, response in pages(amina).items():
        page = response.content.decode()
        assert not re.search(r"\son\w+=|\sstyle=|<style|javascript:|src=\"data:", page), name
        for script in re.findall(r"<script[^>]*>", page):
            assert "src=" in script or 'type="application/json"' in script, name


def test_the_same_page_looks_the_same_for_everybody(amina: User, member: User) -> None:
    """Who stands beside her must not learn from the frame what kind of account this is."""
    hers, other = come_in(), Client()
    type_password(other, member.email)
    frames = {
        re.sub(r'value="[^"]{20,}"', "", flat(one.get(reverse("accounts:sign_ins")).content.decode()).split("<main")[0])
        for one in (hers, other)
    }
    assert len(frames) == 1


def test_exit_signs_out_clears_and_leads_away_by_a_plain_link(amina: User, settings) -> None:
    settings.EXIT_ADDRESS = "https://weather.example.org/"
    browser = come_in()
    response = browser.get("/en/exit/")
    assert response.headers["Location"] == "https://weather.example.org/"
    assert response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "no-store"
    assert not SignIn.objects.exists()
    assert not is_inside(browser)


def test_exit_works_for_whoever_has_no_account(visitor: Client, settings) -> None:
    response = visitor.get("/prs/exit/")
    assert response.status_code == 302
    assert response.headers["Location"] == settings.EXIT_ADDRESS
    assert "sessionid" not in response.cookies


def test_account_pages_are_in_no_site_map_and_no_robots_file(visitor: Client) -> None:
    """Naming them in robots.txt would tell where to look; the pages say themselves that they are not for lists."""
    assert "account" not in visitor.get("/robots.txt").content.decode()


def test_a_form_that_was_open_too_long_gets_a_sentence(visitor: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(reverse("account_login"), {"login": "a@example.org", "password": "x"})
    assert response.status_code == 403
    assert "This page was open too long" in flat(response.content.decode())
