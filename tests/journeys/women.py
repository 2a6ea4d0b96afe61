"""The women of the network's journeys: who they are, what their apps show, what the clock does to them."""

import base64
import hashlib
import hmac
import json
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any, Self

from playwright.sync_api import Page, expect

from tests.journeys.portal import ROOT

PASSWORD = "a long enough password"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of everybody whom tests/network/factories.py made
STEP = 30  # seconds that a code stands
# Codes that have opened something, whichever browser they were typed into: each opens once.
USED: set[tuple[str, str]] = set()
# Each line is a piece of Python; what it calls `answer` is printed.
DESK = """
import json, sys, traceback
voice, sys.stdout = sys.stdout, sys.stderr  # commands talk
for line in sys.stdin:
    known = {}
    try:
        exec(json.loads(line), known)
        said = {"answer": known.get("answer")}
    except Exception:
        said = {"error": traceback.format_exc(limit=2)}
    print(json.dumps(said), file=voice, flush=True)
"""
MEMBER = """
from tests.network import factories
facts = {facts!r}
factories.country(facts["code"])
row = factories.member(**facts)
answer = [str(row.pk), str(row.user_id), row.address.open()]
"""
TODAY = """
from datetime import timedelta
from django.utils import timezone
answer = (timezone.localdate() + timedelta(days={days})).isoformat()
"""
# What a session remembers of proofs becomes older.
PROOFS_AGE = """
from importlib import import_module
from django.conf import settings
session = import_module(settings.SESSION_ENGINE).SessionStore({key!r})
for proof in session["account_authentication_methods"]:
    proof["at"] -= {minutes} * 60
session.save()
"""


class Clerk:
    """Sits at the portal's database for as long as the journeys last: a process for every question would take them
    longer than the journeys themselves."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.numbers = iter(range(1, 1000))
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", DESK]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        self.process.stdin.close()  # type: ignore[union-attr]
        self.process.wait(timeout=10)

    def do(self, code: str, **values: object) -> Any:
        """What `code` calls `answer`; `values` fill its braces."""
        self.process.stdin.write(json.dumps(code.format(**values) if values else code) + "\n")  # type: ignore[union-attr]
        self.process.stdin.flush()  # type: ignore[union-attr]
        said = json.loads(self.process.stdout.readline())  # type: ignore[union-attr]
        assert "error" not in said, said["error"]
        return said["answer"]

    def woman(self, page: Page, code: str = "AF", **facts: object) -> "Woman":
        """A member in a browser of her own, not signed in yet."""
        address = f"zq7-journey-{next(self.numbers)}@example.org"
        pk, user, _ = self.do(MEMBER, facts={"code": code, "address": address, **facts})
        return Woman(page, address, pk=pk, user=user, name=str(facts.get("pseudonym", "")))

    def today(self, days: int = 0) -> str:
        """As the portal counts it, so many days later."""
        return str(self.do(TODAY, days=days))

    def age_proofs(self, woman: "Woman", minutes: int) -> None:
        """As if she had typed her password so much earlier, and clicked on ever since."""
        key = next(one["value"] for one in woman.page.context.cookies() if one["name"] == "sessionid")
        self.do(PROOFS_AGE, key=key, minutes=minutes)


@dataclass
class Woman:
    """Somebody with a browser, an address and an app. `secret` is empty before she has set the app up."""

    page: Page
    address: str
    pk: str = ""
    user: str = ""
    name: str = ""
    secret: str = SECRET
    password: str = PASSWORD

    def code(self) -> str:
        """What her app shows. A code opens once; where she needs another at once, her clock is half a minute off."""
        while True:
            now = int(time.time()) // STEP
            for step in (now, now + 1, now - 1):
                code = app_shows(self.secret, step)
                if (self.address, code) not in USED:
                    USED.add((self.address, code))
                    return code
            time.sleep(1)

    def sign_in(self, language: str = "en") -> None:
        """By password and code, as far as her first page."""
        self.type_password(language)
        self.page.locator("[name=code]").fill(self.code())
        self.page.locator("main form .btn").first.click()
        self.page.wait_for_url("**/space/home/")

    def type_password(self, language: str = "en") -> None:
        self.page.goto(f"/{language}/account/login/")
        self.page.locator("[name=login]").fill(self.address)
        self.page.locator("[name=password]").fill(self.password)
        self.page.locator("main form .btn").first.click()

    def go(self, path: str) -> Page:
        """`path` below the space, in English."""
        self.page.goto(f"/en/space/{path}")
        return self.page

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("link", name=name, exact=True).click()

    def sees(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()

    def sees_nothing_at(self, path: str) -> None:
        """The page that everybody gets for an address that does not exist."""
        answer = self.page.goto(f"/en/space/{path}")
        assert answer is not None
        assert answer.status == 404

    def set_up_app(self) -> None:
        """Reads the key from the page, as somebody without a camera does."""
        self.follow("Set up an app")
        self.secret = self.page.locator("code").inner_text()
        self.page.get_by_label("Code").fill(self.code())
        self.press("Use this app")
        expect(self.page.get_by_role("heading", name="Your recovery codes")).to_be_visible()


def app_shows(secret: str, step: int) -> str:
    """The six digits of RFC 6238 for the `step`th half minute since 1970."""
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1)
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"
