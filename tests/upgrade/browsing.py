"""Somebody with a browser: opens pages, fills in forms, presses their buttons.

Addresses and names of fields change less from release to release than functions do, so people.py fills a portal of any
release through them.
"""

import base64
import hashlib
import hmac
import itertools
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.test import Client

PASSWORD = "a long enough password"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of the app of everybody whom tests/network/factories.py makes
addresses = itertools.count(1)


class Browser:
    """`page` and `path` are those that she sees now."""

    def __init__(self) -> None:
        host = urlsplit(settings.BASE_URL).netloc
        own = f"10.{next(addresses)}.0.1"  # so that nobody uses up the tries of somebody else
        same_site = {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": settings.BASE_URL}
        self.client = Client(HTTP_HOST=host, REMOTE_ADDR=own, **same_site)
        self.page, self.path = BeautifulSoup(), ""

    def open(self, path: str) -> str:
        """The page's text; `path` may be relative. Raises AssertionError for another answer than 200."""
        path = urljoin(self.path, path)
        return self.shown(self.client.get(path, follow=True), path)

    def shown(self, response: Any, path: str) -> str:
        self.path = response.redirect_chain[-1][0] if response.redirect_chain else path
        body = response.content.decode()
        self.page = BeautifulSoup(body, "html.parser")
        assert response.status_code == 200, f"{response.status_code} at {self.path}: {self.text[:600]}"
        return self.text

    @property
    def text(self) -> str:
        """What stands on the page, on one line, with what stands in its fields."""
        fields = [str(field.get("value", "")) for field in self.page.find_all("input", type="text")]
        return " ".join(" ".join([self.page.get_text(" "), *fields]).split())

    def link(self, part: str, end: str = "") -> str:
        """The first address on the page that has `part` in it and this end. Raises AssertionError where there is none."""
        found = [str(a["href"]) for a in self.page.select("a[href]")]
        found = [href for href in found if part in href and href.endswith(end)]
        assert found, f"No link to {part}{end} at {self.path}"
        return found[0]

    def follow(self, words: str) -> str:
        """Opens the first link of the page's own part that has these words in it."""
        found = [str(a["href"]) for a in self.page.select("main a[href]") if words in a.get_text()]
        assert found, f"No link with {words} at {self.path}: {self.text[:400]}"
        return self.open(found[0])

    def send(self, action: str = "", **values: Any) -> str:
        """Fills in the first form that has all these fields, and whose address has `action` in it; presses its button.
        The text of the page after it. Raises AssertionError where there is no such form."""
        form = self.form(action, values)
        path = urljoin(self.path, str(form.get("action") or self.path))
        return self.shown(self.client.post(path, {**filled(form), **values}, follow=True), path)

    def form(self, action: str, values: Mapping[str, Any]) -> Tag:
        for form in self.page.find_all("form"):
            names = {str(field.get("name")) for field in form.find_all(["input", "textarea", "select", "button"])}
            leads_there = action in str(form.get("action") or self.path)
            if leads_there and names >= set(values) and str(form.get("method", "")).lower() == "post":
                return form
        raise AssertionError(f"No form with {sorted(values)} for {action or 'the page itself'} at {self.path}")

    # --- What most begin with ---

    def sign_in(self, address: str, *, app: bool = False) -> "Browser":
        """By password, and where she has an app by its code."""
        self.open("/en/account/login/")
        self.send(login=address, password=PASSWORD)
        if app:
            assert "2fa" in self.path, f"{address} is not asked for a code: {self.text[:600]}"
            self.send(code=app_shows(SECRET))
        assert not {"login", "authenticate"} & set(self.path.split("/")), (
            f"{address} is not signed in: {self.text[:400]}"
        )
        return self

    def download(self, path: str) -> bytes:
        response = self.client.get(path)
        assert response.status_code == 200, f"{response.status_code} at {path}"
        return b"".join(response) if response.streaming else response.content


def filled(form: Tag) -> dict[str, Any]:
    """What the form would send as it came."""
    values: dict[str, Any] = {}
    for field in form.find_all("input"):
        name, kind = str(field.get("name") or ""), str(field.get("type", "text"))
        if not name or kind in {"submit", "button", "file", "image"}:
            continue
        if kind == "checkbox" and field.has_attr("checked"):
            values.setdefault(name, []).append(field.get("value", "on"))
        elif kind not in {"checkbox", "radio"} or (kind == "radio" and field.has_attr("checked")):
            values[name] = field.get("value", "")
    for area in form.find_all("textarea"):
        values[str(area["name"])] = area.get_text().removeprefix("\n")
    for select in form.find_all("select"):
        chosen = [option.get("value", "") for option in select.find_all("option") if option.has_attr("selected")]
        first = select.find("option")
        values[str(select["name"])] = chosen or ([first.get("value", "")] if isinstance(first, Tag) else [])
    return values


def app_shows(secret: str) -> str:
    """The six digits of RFC 6238 at this moment."""
    digest = hmac.digest(base64.b32decode(secret), (int(time.time()) // 30).to_bytes(8, "big"), hashlib.sha1)
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"
