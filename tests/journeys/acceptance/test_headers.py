"""What the rules of Mozilla's HTTP Observatory give each kind of page (safety.md D18). 100 points are an A+."""

import http.client
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from tests.journeys.conftest import Served

PUBLIC = ["", "tools/", "checklists/identification-and-referral/", "law/", "glossary/", "search/?q=border"]
PRIVATE = ["space/", "space/start/", "space/start/form/", "space/back/", "account/login/", "account/password/reset/"]


def headers_of(portal: Served, path: str) -> dict[str, str]:
    """As a browser behind the proxy gets them: the portal believes the proxy that the line is encrypted."""
    where = urlsplit(portal.url)
    connection = http.client.HTTPConnection(where.hostname or "", where.port or 80, timeout=30)
    connection.request("GET", f"/en/{path}")
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200, path
    return {name.lower(): value for name, value in answer.getheaders()}


def points(headers: dict[str, str]) -> int:
    """The Observatory's rules that concern a server's own answer. Transport (HSTS, TLS) is the proxy's."""
    policy = {
        part.split()[0]: part.split()[1:] for part in headers.get("content-security-policy", "").split(";") if part
    }
    scripts = policy.get("script-src", policy.get("default-src", ["*"]))
    score = 100
    if not policy or {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "http:", "data:"} & set(scripts):
        score -= 25
    if policy.get("default-src") == ["'none'"]:
        score += 10
    if "frame-ancestors" in policy:
        score += 5
    elif headers.get("x-frame-options", "").upper() not in {"DENY", "SAMEORIGIN"}:
        score -= 20
    if headers.get("x-content-type-options") != "nosniff":
        score -= 5
    if headers.get("referrer-policy") in {"no-referrer", "same-origin", "strict-origin"}:
        score += 5
    if "access-control-allow-origin" in headers:
        score -= 50
    cookies = headers.get("set-cookie", "")
    if cookies and not ("httponly" in cookies.lower() and "samesite" in cookies.lower()):
        score -= 20
    return score


@pytest.mark.parametrize(("kind", "paths"), [("public", PUBLIC), ("private", PRIVATE)])
def test_every_kind_of_page_earns_an_a_plus(
    portal: Served, kind: str, paths: list[str], record_property: Callable[[str, object], None]
) -> None:
    earned = {path: points(headers_of(portal, path)) for path in paths}
    record_property("figure", f"{kind} pages: {min(earned.values())} points at least")
    assert min(earned.values()) >= 100, earned


def test_pages_of_the_space_are_kept_by_nobody(portal: Served) -> None:
    for path in (path for path in PRIVATE if path.startswith("space/")):
        headers = headers_of(portal, path)
        assert "no-store" in headers["cache-control"], path
        assert "noindex" in headers["x-robots-tag"], path
        # Not no-referrer: Chromium would send "Origin: null" with every form of ours (docs/decisions.md).
        assert headers["referrer-policy"] == "same-origin", path
