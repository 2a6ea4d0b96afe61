"""Every kind of page under the rules of Mozilla's Observatory (docs/assurance.md, D18): by https, as in production."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.config import observatory
from tests.config.observatory import Answer, grade, modifiers, of_policy, score
from tests.network import factories

PUBLIC = ["", "tools/", "checklists/identification-and-referral/", "law/", "glossary/", "search/?q=border", "modules/"]
DOORS = ["space/", "space/start/", "account/login/", "account/password/reset/", "no-such-page/"]
HERS = ["space/home/", "space/messages/", "space/people/", "account/", "account/signed-in/"]
BEHIND = ["wagtailadmin_home", "wagtailusers_users:index", "wagtailimages:index", "portal_state", "rights"]
Figure = Callable[[str, object], None]


@pytest.fixture(autouse=True)
def by_https(settings: Any) -> None:
    """What SECURE=true sets (config/settings.py)."""
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True


def answer_of(browser: Client, path: str) -> Answer:
    given = browser.get(path, secure=True)
    assert given.status_code in {200, 404}, (path, given.status_code)
    plain = browser.get(path).headers.get("Location", "")
    return Answer(
        headers={name.lower(): value for name, value in given.headers.items()},
        cookies=[morsel.OutputString() for morsel in given.cookies.values()],
        html=given.content.decode(),
        redirected=plain.startswith("https://testserver/"),
    )


def earned(browser: Client, paths: list[str]) -> dict[str, int]:
    return {path: score(answer_of(browser, f"/en/{path}")) for path in paths}


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "paths"), [("public", PUBLIC), ("doors", DOORS)])
def test_public_pages_and_doors_earn_an_a_plus(
    visitor: Client, starter: None, kind: str, paths: list[str], record_property: Figure
) -> None:
    points = earned(visitor, paths)
    record_property("figure", f"{kind}: {min(points.values())} points at least ({grade(min(points.values()))})")
    assert min(points.values()) >= 100, points


@pytest.mark.django_db
def test_members_pages_earn_an_a_plus_and_are_kept_by_nobody(as_: Any, record_property: Figure) -> None:
    browser, points = as_(factories.member("AF", pseudonym="Zahra").user), {}
    session = browser.session
    session["second_factor_is_there"] = True
    session.save()
    for path in HERS:
        found = answer_of(browser, f"/en/{path}")
        points[path] = score(found)
        assert "no-store" in found.headers["cache-control"], path
        assert "noindex" in found.headers["x-robots-tag"], path
        assert found.headers["referrer-policy"] == "same-origin", path
    record_property("figure", f"members: {min(points.values())} points at least ({grade(min(points.values()))})")
    assert min(points.values()) >= 100, points


@pytest.mark.django_db
def test_the_admin_is_as_tight_as_wagtail_lets_it_be(admin: User, as_: Any, record_property: Figure) -> None:
    """What it lacks is one thing: its forms write inline scripts (docs/decisions.md)."""
    browser, points = as_(admin), {}
    for name in BEHIND:
        found = answer_of(browser, reverse(name))
        points[name] = score(found)
        assert {test: n for test, n in modifiers(found).items() if n < 0} == {"policy": -20}
        assert "no-store" in found.headers["cache-control"], name
    record_property("figure", f"admin: {min(points.values())} points ({grade(min(points.values()))})")
    assert min(points.values()) == 80
    policy = observatory.parsed(found.headers["content-security-policy"])
    assert policy["default-src"] == {"'none'"}
    assert "'unsafe-eval'" not in policy["script-src"]


# --- The scorer ---


@pytest.mark.parametrize(
    ("policy", "points"),
    [
        ("", -25),
        ("default-src 'none'; script-src 'self'", 10),
        ("default-src 'self'", 5),
        ("default-src 'self'; style-src 'unsafe-inline'", 0),
        ("default-src 'none'; img-src http://example.org", -10),
        ("default-src 'none'; script-src 'self' 'unsafe-eval'", -10),
        ("default-src 'none'; script-src 'self' 'unsafe-inline'", -20),
        ("default-src 'none'; script-src 'unsafe-inline' 'nonce-abc'", 10),
        ("script-src 'self'", -20),  # objects from anywhere
        ("default-src 'none'; connect-src http://example.org", -20),
        ("default-src https:", -20),
    ],
)
def test_a_policy_is_judged_by_the_published_rules(policy: str, points: int) -> None:
    assert of_policy(policy) == points


def test_what_is_missing_costs_and_what_is_more_counts_only_above_ninety() -> None:
    bare = Answer({}, redirected=False)
    assert score(bare) == 100 - 25 - 20 - 20 - 5 - 20
    assert grade(score(bare)) == "F"
    good = {
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "strict-transport-security": "max-age=31536000",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-resource-policy": "same-origin",
    }
    assert score(Answer(good)) == 130
    assert score(Answer({**good, "strict-transport-security": "max-age=60"})) == 120
    assert score(Answer({**good, "access-control-allow-origin": "*", "access-control-allow-credentials": "true"})) == 50
    session = "sessionid=x; HttpOnly; SameSite=Lax"
    assert score(Answer(good, [f"{session}; Secure"])) == 135
    assert score(Answer(good, [session])) == 100 - 10 + 30
    assert score(Answer(good, ["sessionid=x; Secure; SameSite=Lax"])) == 70
    assert score(Answer(good, ["csrftoken=x; Secure"])) == 80
    assert score(Answer(good, html='<script src="//example.org/a.js"></script>')) == 50
    assert score(Answer(good, html='<script src="https://example.org/a.js"></script>')) == 95 + 30
    assert score(Answer(good, html='<script src="/static/a.js"></script>')) == 130
