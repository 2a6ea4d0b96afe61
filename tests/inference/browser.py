"""Somebody's browser: real HTTP from an address of her own, cookies, forms that are filled in as they came."""

import base64
import hashlib
import hmac
import http.client
import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import NamedTuple, Self
from urllib.parse import urlencode, urljoin, urlsplit

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of everybody's authenticator app in the world
STEP = 30  # seconds that a code stands
PASSWORD = "a long enough password"
MOST_HOPS = 5
UNSAFE = ssl._create_unverified_context()  # the proxy's certificate is of this stage


class Address(NamedTuple):
    host: str  # as a reader's browser names it
    port: int  # where it listens here
    is_safe: bool

    @property
    def origin(self) -> str:
        return f"http{'s' * self.is_safe}://{self.host}"


@dataclass
class Form:
    """One form of a page with what stands in it."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)  # of what is chosen from


class Forms(HTMLParser):
    """All forms of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.open: Form | None = None
        self.select = self.area = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        its = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = Form(its.get("action", ""))
            self.found.append(self.open)
        elif self.open is None:
            return
        elif tag == "select":
            self.select = its.get("name", "")
        elif tag == "option":
            self.open.choices.setdefault(self.select, []).append(its.get("value", ""))
            if "selected" in its:
                self.open.fields.append((self.select, its.get("value", "")))
        elif tag == "textarea":
            self.area = its.get("name", "")
            self.open.fields.append((self.area, ""))
        elif tag == "input" and its.get("name"):
            self.take(its)

    def take(self, its: dict[str, str]) -> None:
        assert self.open
        kind, name = its.get("type", "text"), its["name"]
        value = its.get("value", "on" if kind == "checkbox" else "")
        if kind in {"radio", "checkbox"}:
            self.open.choices.setdefault(name, []).append(value)
            if "checked" not in its:
                return
        if kind not in {"submit", "button", "file", "image"}:
            self.open.fields.append((name, value))

    def handle_data(self, data: str) -> None:
        if self.open and self.area:
            name, before = self.open.fields[-1]
            self.open.fields[-1] = (name, before + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "textarea":
            self.area = ""


@dataclass(frozen=True)
class Answer:
    method: str
    path: str
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @property
    def location(self) -> str:
        return next((value for name, value in self.headers if name.lower() == "location"), "")

    def form(self, having: str) -> Form:
        """The first form with that field, or whose address ends so. Raises AssertionError where there is none."""
        middle = self.text.partition("<main")[2]  # what asks whether she is still there stands outside
        for one in Forms(middle or self.text).found:
            if having in dict(one.fields) or having in one.choices or one.action.endswith(having):
                return one
        raise AssertionError(f"{self.method} {self.path} ({self.status}) has no form with {having}")

    def has(self, having: str) -> bool:
        try:
            return bool(self.form(having))
        except AssertionError:
            return False


class Browser:
    """`client` is the address of this machine that it asks from. It keeps cookies until it is closed."""

    def __init__(self, address: Address, client: str, next_code: Callable[[str], str]) -> None:
        self.address, self.client, self.next_code = address, client, next_code
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def ask(
        self, method: str, path: str, fields: list[tuple[str, str]] | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        sent = {"Host": self.address.host, "Connection": "close", "Accept-Language": "en", **(headers or {})}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if method != "GET" and fields is not None:
            body = urlencode(fields)
            sent |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.address.origin}
            sent["Referer"] = self.address.origin + path
        connection = self.connection()
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            found = Answer(method, path, answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()
        self.keep(found)
        return found

    def connection(self) -> http.client.HTTPConnection:
        place = {"timeout": 60, "source_address": (self.client, 0)}
        if self.address.is_safe:
            return http.client.HTTPSConnection("127.0.0.1", self.address.port, context=UNSAFE, **place)  # type: ignore[arg-type]
        return http.client.HTTPConnection("127.0.0.1", self.address.port, **place)  # type: ignore[arg-type]

    def keep(self, answer: Answer) -> None:
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                cookie, _semicolon, rest = value.partition(";")
                key, _equals, said = cookie.partition("=")
                if "max-age=0" in rest.lower():
                    self.cookies.pop(key, None)
                else:
                    self.cookies[key] = said

    def fill(self, page: Answer, having: str, **typed: str | list[str]) -> Answer:
        """Sends a form of a page, with what stands in it unless something else is typed. None leaves a field out."""
        form = page.form(having)
        fields = [(name, value) for name, value in form.fields if name not in typed]
        for name, value in typed.items():
            if value is not None:
                fields += [(name, one) for one in (value if isinstance(value, list) else [value])]
        path = urlsplit(urljoin(f"{self.address.origin}{page.path}", form.action or page.path))
        return self.ask("POST", path.path + f"?{path.query}" * bool(path.query), fields)

    def submit(self, path: str, having: str, **typed: str | list[str]) -> list[Answer]:
        """Opens a page, fills its form and follows where that leads: all that she saw."""
        page = self.get(path)
        return [page, *self.follow(self.fill(page, having, **typed))]

    def press(self, path: str, **typed: str) -> list[Answer]:
        """A button's address, with the token of whatever form was seen: as a button of some page."""
        token = self.cookies.get("csrftoken", "")
        return self.follow(self.ask("POST", path, [("csrfmiddlewaretoken", token), *typed.items()]))

    def follow(self, answer: Answer) -> list[Answer]:
        found = [answer]
        while found[-1].status in {301, 302, 303, 307, 308} and len(found) < MOST_HOPS:
            there = urlsplit(urljoin(f"{self.address.origin}{found[-1].path}", found[-1].location))
            if there.netloc != self.address.host:
                break
            found.append(self.get(there.path + f"?{there.query}" * bool(there.query)))
        return found

    # Signing in

    def type_password(self, login: str, password: str = PASSWORD) -> Answer:
        page = self.get("/en/account/login/")
        return self.fill(page, "login", login=login, password=password)

    def sign_in(self, login: str, password: str = PASSWORD) -> list[Answer]:
        """As far as she gets: password, then the code where one is asked for."""
        seen = self.follow(self.type_password(login, password))
        if seen[-1].status == 200 and seen[-1].path.endswith("/2fa/code/"):
            seen += self.follow(self.fill(seen[-1], "code", code=self.next_code(login)))
        return seen

    def signed_in(self, login: str, password: str = PASSWORD) -> Self:
        """Raises AssertionError where she does not get in."""
        last = self.sign_in(login, password)[-1]
        is_in = last.status == 200 and "/account/login" not in last.path and "/2fa/" not in last.path
        assert is_in, f"{login} did not get in: {last.status} at {last.path}: {main_of(last.text)}"
        return self


def main_of(text: str) -> str:
    """What a page says in its middle."""
    words = re.sub(r"<[^>]*>", " ", text.partition("<main")[2])
    return re.sub(r"\s+", " ", words)[:300]


def app_shows(secret: str, step: int) -> str:
    """RFC 6238, with the digest and the length that all apps have."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, step.to_bytes(8), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4]) & 0x7FFFFFFF) % 10**6:06}"
