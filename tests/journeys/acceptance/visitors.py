"""Visitors of a running portal, each from an address of her own: as a proxy in front would name her."""

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field

from tests.journeys.portal import Portal

TOKEN = re.compile(r'csrfmiddlewaretoken" value="(\w+)"')
PATIENCE = 60


@dataclass
class Answer:
    status: int
    url: str
    text: str


@dataclass
class Visitor:
    """A browser without JavaScript."""

    url: str
    place: str
    cookies: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar)
    token: str = ""

    def ask(self, path: str, fields: dict[str, object] | None = None, *, host: str = "") -> Answer:
        """GET, or POST where there are fields; `host` for another Host than the portal's own. Follows redirects, remembers
        cookies and the newest token."""
        body = None
        if fields is not None:
            body = urllib.parse.urlencode({"csrfmiddlewaretoken": self.token, **fields}, doseq=True).encode()
        request = urllib.request.Request(urllib.parse.urljoin(self.url, path), body)
        request.add_header("X-Forwarded-For", self.place)
        request.add_header("Origin", self.url)
        if host:
            request.add_header("Host", host)
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        try:
            with opener.open(request, timeout=PATIENCE) as response:
                answer = Answer(response.status, response.geturl(), response.read().decode(errors="replace"))
        except urllib.error.HTTPError as error:
            answer = Answer(error.code, error.geturl(), error.read().decode(errors="replace"))
        if found := TOKEN.search(answer.text):
            self.token = found[1]
        return answer


class Fronted(Portal):
    """A portal that believes the proxy which these visitors are. `mode`: embedded (SQLite, files) or production's stores
    (PostgreSQL, Redis)."""

    def __init__(self, mode: str) -> None:
        super().__init__()
        self.mode = mode
        self.environment |= {"BEHIND_PROXY": "true", "CLIENT_ROOM": "1"}

    def own_database(self, url: str) -> str:
        return super().own_database(url if self.mode == "production" else "")

    def own_queue(self, url: str) -> dict[str, str]:
        return super().own_queue(url if self.mode == "production" else "")
