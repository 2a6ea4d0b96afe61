"""What Mozilla's HTTP Observatory would say of one answer, by its published rules (mdn/mdn-http-observatory, read in
November 2026). Only what a server's own answer shows: whether a host is on the preload list is not asked.
"""

import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

BASE, LEAST_FOR_EXTRAS = 100, 90
GRADES = {100: "A+", 90: "A", 85: "A-", 80: "B+", 70: "B", 65: "B-", 60: "C+", 50: "C", 45: "C-", 40: "D+", 30: "D"}
BROAD = {"*", "http:", "https:", "ftp:", "http://*", "https://*", "http://*.*", "https://*.*"}
INLINE = {"'unsafe-inline'", "data:"}
HALF_A_YEAR = 15_768_000
QUIET_REFERRERS = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
OPEN_REFERRERS = {"origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade"}
POLICY = dict[str, set[str]]


@dataclass(frozen=True)
class Answer:
    """Names of headers in small letters; every Set-Cookie by itself; the page's HTML."""

    headers: dict[str, str]
    cookies: list[str] = field(default_factory=list)
    html: str = ""
    redirected: bool = True  # whether the same page by http leads to https on this host


def parsed(policy: str) -> POLICY:
    parts = (part.split() for part in policy.split(";"))
    return {words[0].lower(): set(words[1:]) for words in parts if words}


def of_policy(text: str) -> int:
    policy = parsed(text)
    if not policy:
        return -25

    def sources(name: str) -> set[str]:
        found = policy.get(name, policy.get("default-src", {"*"}))
        marked = any(one.startswith(("'nonce-", "'sha256-", "'sha384-", "'sha512-")) for one in found)
        return found - {"'unsafe-inline'"} if marked else found

    scripts, styles, objects = sources("script-src"), sources("style-src"), sources("object-src")
    passive = sources("img-src") | sources("media-src")
    active = scripts.union(*(have for name, have in policy.items() if name not in {"img-src", "media-src"}))
    if scripts & (BROAD | INLINE) or objects & BROAD:
        return -20
    if any(one.startswith(("http:", "ftp:")) for one in active):
        return -20
    if "'unsafe-eval'" in scripts | styles or any(one.startswith(("http:", "ftp:")) for one in passive):
        return -10
    if styles & (BROAD | INLINE):
        return 0
    return 10 if policy.get("default-src") == {"'none'"} else 5


def of_cookies(cookies: list[str], hsts: bool) -> int:
    worst, all_same_site = 5 if cookies else 0, True
    for line in cookies:
        for name, morsel in SimpleCookie(line).items():
            is_session = any(word in name.lower() for word in ("login", "sess"))
            all_same_site &= bool(morsel["samesite"])
            found = 5
            if not morsel["secure"]:
                found = (-10 if is_session else -5) if hsts else (-40 if is_session else -20)
            if is_session and not morsel["httponly"]:
                found = min(found, -30)
            if "csrf" in name.lower() and not morsel["samesite"]:
                found = min(found, -20)
            worst = min(worst, found)
    return worst if all_same_site else min(worst, 0)


def of_hsts(text: str) -> int:
    found = re.search(r"max-age=(\d+)", text)
    if not found:
        return -20
    return 0 if int(found[1]) >= HALF_A_YEAR else -10


def of_referrer(text: str) -> int:
    last = text.lower().split(",")[-1].strip()
    if not last:
        return 0
    return 5 if last in QUIET_REFERRERS else -5


def of_scripts(html: str) -> int:
    """Subresource integrity: scripts of this host need none; those of others do."""
    tags = re.findall(r"<script[^>]*\ssrc=[^>]*>", html)
    others = [tag for tag in tags if re.search(r"src=[\"']?(https?:)?//", tag)]
    if tags and all("integrity=" in tag for tag in tags):
        return 5
    if not others:
        return 0
    if any(re.search(r"src=[\"']?(http:)?//", tag) for tag in others):
        return -50
    return 0 if all("integrity=" in tag for tag in others) else -5


def of_frames(headers: dict[str, str]) -> int:
    ancestors = parsed(headers.get("content-security-policy", "")).get("frame-ancestors")
    if ancestors is not None and not ancestors & BROAD:
        return 5
    return 0 if headers.get("x-frame-options", "").upper() in {"DENY", "SAMEORIGIN"} else -20


def of_sharing(headers: dict[str, str]) -> int:
    everybody = headers.get("access-control-allow-origin", "") == "*"
    return -50 if everybody and headers.get("access-control-allow-credentials") == "true" else 0


def modifiers(answer: Answer) -> dict[str, int]:
    """Each test's points."""
    headers = answer.headers
    hsts = of_hsts(headers.get("strict-transport-security", ""))
    corp = headers.get("cross-origin-resource-policy", "")
    return {
        "policy": of_policy(headers.get("content-security-policy", "")),
        "cookies": of_cookies(answer.cookies, hsts == 0),
        "sharing": of_sharing(headers),
        "redirection": 0 if answer.redirected else -20,
        "referrer": of_referrer(headers.get("referrer-policy", "")),
        "hsts": hsts,
        "integrity": of_scripts(answer.html),
        "sniffing": 0 if headers.get("x-content-type-options", "").lower() == "nosniff" else -5,
        "frames": of_frames(headers),
        "resources": {"": 0, "cross-origin": 0, "same-origin": 10, "same-site": 10}.get(corp, -5),
    }


def score(answer: Answer) -> int:
    """Extras count only for who has 90 points without them."""
    points = modifiers(answer).values()
    plain = BASE + sum(one for one in points if one < 0)
    return max(0, plain + sum(one for one in points if one > 0) if plain >= LEAST_FOR_EXTRAS else plain)


def grade(points: int) -> str:
    return next((name for least, name in GRADES.items() if points >= least), "F")
