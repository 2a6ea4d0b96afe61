"""Whether two portals said the same, and whether one took longer to say it."""

import re
from collections.abc import Callable, Iterable
from statistics import NormalDist
from typing import NamedTuple

from tests.inference.browser import Answer

# What is random by design, a closed list: each pattern's group is replaced by when it first appeared, so that two that
# were equal stay equal, and nothing else is forgiven.
NONCES = re.compile(
    r'name="csrfmiddlewaretoken" value="(?P<csrf>\w{64})"'
    r"|X-CSRFToken&quot;: &quot;(?P<hx>\w{64})"
    r"|\"CSRF_TOKEN\": \"(?P<wagtail>\w{64})\""
    r"|nonce[-=]\"?(?P<nonce>[\w+/=-]{16,})"
    r"|\b(?P<uuid>[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})\b"
    r"|\b(?P<code>[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3})\b"  # of invitations, and for coming back
    r"|\b(?P<entry>\d{4} \d{4} \d{4})\b"
    r"|(?<!\d)(?P<id>\d{10,16})(?!\d)"  # accounts' ids are drawn
    r"|(?:Ostrich|OSTRICH|Heron|Fake) (?P<tail>\d{2,3})\b"  # drawn by the portal
    r"|(?P<union>page|model) log entries"  # Wagtail names its history after either
    r"|name=\"ticket\" value=\"(?P<ticket>[^\"]+)\""
    r"|name=\"puzzle\" value=\"(?P<puzzle>[^\"]+)\""
    r"|data-puzzle=\"(?P<work>[^\"]+)\""
)
COOKIES = re.compile(r"^(?P<name>sessionid|csrftoken|(?:__Host-)?d)=(?P<value>[^;]*)")
SECONDS = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,?\d*|\[\d+\]|pid: ?\d+")  # in logs: when, and which process
LEFT_OUT = {"date", "connection", "keep-alive"}  # the server's own
DIGITS = re.compile(r"\b\d{6}\b|\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")  # codes in letters


class Seen(NamedTuple):
    """One thing that she saw, ready to be compared."""

    label: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: str


class Plain:
    """What one portal said, without what is random by design. One for each portal and cell."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        """`known` are the ids of the world before the secret: the same on both sides, so they stay as they are."""
        self.names: dict[str, str] = {one: one for one in known}

    def words(self, text: str) -> str:
        return NONCES.sub(self.one, text)

    def one(self, match: re.Match[str]) -> str:
        kind = match.lastgroup or ""
        value = match[kind]
        if kind in {
            "csrf",
            "hx",
            "wagtail",
            "nonce",
            "ticket",
            "puzzle",
            "work",
            "tail",
        }:  # new each time, equal to nothing
            return match[0].replace(value, "·")
        if value not in self.names:
            self.names[value] = f"{kind}{sum(1 for name in self.names.values() if name.startswith(kind)) + 1}"
        return match[0].replace(value, self.names[value])

    def header(self, name: str, value: str, body: bytes) -> str:
        if name == "content-length" and int(value) == len(body):
            return "as long as it is"  # the body is compared itself, without its nonces
        if name == "set-cookie":
            return COOKIES.sub(lambda match: f"{match['name']}={'·' if match['value'] else ''}", value)
        return self.words(value)

    def answer(self, label: str, said: Answer) -> Seen:
        headers = sorted((name.lower(), value) for name, value in said.headers)
        kept = tuple((name, self.header(name, value, said.body)) for name, value in headers if name not in LEFT_OUT)
        return Seen(f"{label}: {said.method} {self.words(said.path)}", said.status, kept, self.words(said.text))

    def letter(self, words: str) -> str:
        return DIGITS.sub("······", self.words(words))

    def log(self, line: str) -> str:
        return SECONDS.sub("", self.words(line))


def differences(a: list[object], b: list[object]) -> list[str]:
    """In words, what told; [] where nothing did."""
    found = [f"A showed {len(a)} things, B {len(b)}"] if len(a) != len(b) else []
    for one, other in zip(a, b, strict=False):
        if one != other:
            found += between(one, other)
    return found


def between(one: object, other: object) -> list[str]:
    if not (isinstance(one, Seen) and isinstance(other, Seen)):
        return [f"A: {str(one)[:600]}\nB: {str(other)[:600]}"]
    if (one.label, one.status) != (other.label, other.status):
        return [f"A {one.label} {one.status}, B {other.label} {other.status}\n{text_between(one.body, other.body)}"]
    if one.headers != other.headers:
        return [f"{one.label}: headers {sorted(set(one.headers) ^ set(other.headers))}"]
    return [f"{one.label}: {text_between(one.body, other.body)}"]


def text_between(one: str, other: str) -> str:
    """The first line that differs, with what stands in the other one."""
    mine, hers = one.splitlines(), other.splitlines()
    at = next((n for n, (a, b) in enumerate(zip(mine, hers, strict=False)) if a != b), min(len(mine), len(hers)))
    return f"line {at}\n  A: {' / '.join(mine[at : at + 3])[:400]}\n  B: {' / '.join(hers[at : at + 3])[:400]}"


class Verdict(NamedTuple):
    p: float  # how likely it is that chance did it
    share: float  # of turns in which B took longer

    @property
    def tells(self) -> bool:
        return self.p <= 0.001 and abs(self.share - 0.5) >= 0.10


def judge(a: Iterable[float], b: Iterable[float]) -> Verdict:
    """Wilcoxon's signed rank over pairs of turns: no assumption about how times are spread. Seconds in, no unit out."""
    found = [y - x for x, y in zip(a, b, strict=True) if x != y]
    n = len(found)
    if n < 10:
        return Verdict(1.0, 0.5)
    rank = {i: r for r, i in enumerate(sorted(range(n), key=lambda i: abs(found[i])), 1)}
    w = sum(rank[i] for i in rank if found[i] > 0)
    z = (w - n * (n + 1) / 4) / (n * (n + 1) * (2 * n + 1) / 24) ** 0.5
    return Verdict(2 * (1 - NormalDist().cdf(abs(z))), sum(one > 0 for one in found) / n)


Clocked = Callable[[], float]
