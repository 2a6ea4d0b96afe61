"""Many at once (docs/assurance.md, D01, D02): what they wait, and that nobody gets an error."""

import http.client
import itertools
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlsplit

from tests.journeys.acceptance.test_throughput import memories
from tests.journeys.conftest import Served

PAGE = "/en/tools/identification-and-referral/"
CHECKLIST = "/en/checklists/identification-and-referral/"
READING = ["/en/", "/en/tools/", PAGE, CHECKLIST, "/en/law/", "/prs/", "/en/glossary/", "/en/search/?q=interview"]
INSIDE = ["/en/space/home/", "/en/space/people/", "/en/space/messages/", "/en/space/events/", "/en/space/news/"]
PEOPLE, MINUTES = 50, int(os.environ.get("LOAD_MINUTES", "10"))
PAUSE = (1, 3)  # seconds between two clicks
# The cookies of members who are signed in, and where a file is asked for. A member opens so many pages of the directory a
# day (network/directory/views.py), and eight of them would meet that within ten minutes.
STAGE = """
import json, time
from django.conf import settings
from django.test import Client
from network.seeding.actions import seed_canary
from toolkit.models import ChecklistPage, ToolPage
def cookie_of(member):
    browser, now = Client(), time.time()
    browser.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    session = browser.session
    proofs = [{"method": "password", "at": now, "email": member.user.email}, {"method": "mfa", "at": now, "type": "totp"}]
    session["account_authentication_methods"] = proofs
    session["account_authentication_methods_user"] = str(member.user.pk)
    session.save()
    return session.session_key
cookies = [cookie_of(member) for member in seed_canary(members=24, staff=2)]
files = [
    f"/en/files/ask/toolkit.{kind}/{pk}/?form={form}&size={size}"
    for kind, model in (("tool", ToolPage), ("checklist", ChecklistPage))
    for pk in model.objects.live().filter(locale__language_code="en").values_list("pk", flat=True)
    for form in ("fillable", "paper")
    for size in ("a4", "letter")
]
print(json.dumps({"cookies": cookies, "files": files, "name": settings.SESSION_COOKIE_NAME}))
"""
Figure = Callable[[str, object], None]


class Crowd:
    """Readers in threads, each with a connection of her own. Collects how long each answer took, and what was wrong:
    whatever was not asked for. A page that leads to the door instead of being shown is wrong, too."""

    def __init__(self, url: str) -> None:
        where = urlsplit(url)
        self.host, self.port = where.hostname or "", where.port or 80
        self.waits: list[float] = []
        self.wrong: Counter[tuple[str, int]] = Counter()
        self.lock = threading.Lock()

    def ask(self, connection: http.client.HTTPConnection, path: str, method: str = "GET", cookie: str = "") -> None:
        headers = {"Accept-Encoding": "gzip", **({"Cookie": cookie} if cookie else {})}
        began = time.monotonic()
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        with self.lock:
            self.waits.append(time.monotonic() - began)
            if answer.status != (200 if method == "GET" else 302):
                self.wrong[path, answer.status] += 1

    def run(self, number: int, reader: Callable[[int], None]) -> float:
        """Seconds until the last of `number` readers is done."""
        began = time.monotonic()
        threads = [threading.Thread(target=reader, args=(n,)) for n in range(number)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        return time.monotonic() - began

    def p95(self) -> float:
        return sorted(self.waits)[int(len(self.waits) * 0.95)]

    def errors(self) -> int:
        return self.wrong.total()


class Watch(threading.Thread):
    """How much memory each process of the portal holds, from when all is warm until the end."""

    def __init__(self, run: str, end: float) -> None:
        super().__init__()
        self.portal_run, self.end, self.warm = run, end, time.monotonic() + (end - time.monotonic()) / 4
        self.first: dict[int, float] = {}
        self.last: dict[int, float] = {}

    def run(self) -> None:
        time.sleep(max(0, self.warm - time.monotonic()))
        while time.monotonic() < self.end:
            self.last |= memories(self.portal_run)
            self.first = {**self.last, **self.first}
            time.sleep(5)

    def grown(self) -> float:
        """MiB by which the one grew that grew most, also those that were replaced on the way."""
        return max(self.last[pid] - first for pid, first in self.first.items())


def test_public_pages_hold_a_crowd(portal: Served, record_property: Figure) -> None:
    """5,000 requests by 50 readers; the measuring threads share the machine with the portal."""
    crowd = Crowd(portal.url)
    turns = itertools.count()

    def reader(_number: int) -> None:
        connection = http.client.HTTPConnection(crowd.host, crowd.port, timeout=30)
        while next(turns) < 5000:
            crowd.ask(connection, PAGE)

    crowd.ask(http.client.HTTPConnection(crowd.host, crowd.port, timeout=30), PAGE)
    crowd.waits.clear()
    seconds = crowd.run(50, reader)
    rate = len(crowd.waits) / seconds
    record_property("figure", f"{rate:.0f} pages a second, p95 {crowd.p95() * 1000:.0f} ms, {crowd.errors()} errors")
    assert not crowd.wrong
    assert rate >= 200
    assert crowd.p95() <= 0.3


def test_everybody_at_once(portal: Served, record_property: Figure) -> None:
    """Of a hundred clicks eighty are readers', fifteen members', five ask for a file."""
    staged: dict = portal.shell(STAGE)  # type: ignore[assignment]
    crowd = Crowd(portal.url)
    end = time.monotonic() + MINUTES * 60
    watch = Watch(portal.environment["PORTAL_RUN"], end)

    def person(number: int) -> None:
        dice = random.Random(number)
        while time.monotonic() < end:
            connection = http.client.HTTPConnection(
                crowd.host, crowd.port, timeout=60
            )  # she reads longer than it stays
            kind = dice.random()
            if kind < 0.80:
                crowd.ask(connection, dice.choice(READING))
            elif kind < 0.95:
                crowd.ask(connection, dice.choice(INSIDE), cookie=f"{staged['name']}={dice.choice(staged['cookies'])}")
            else:
                crowd.ask(connection, dice.choice(staged["files"]), "POST")
            connection.close()
            time.sleep(dice.uniform(*PAUSE))

    watch.start()
    crowd.run(PEOPLE, person)
    watch.join()
    grown = watch.grown()
    record_property(
        "figure",
        f"{len(crowd.waits)} clicks in {MINUTES} min, p95 {crowd.p95() * 1000:.0f} ms, {crowd.errors()} errors, "
        f"no process grew by more than {grown:.0f} MiB",
    )
    assert not crowd.wrong
    assert crowd.p95() <= 0.8
    assert grown < 50
