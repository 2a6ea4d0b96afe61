"""Limits that nobody can turn (D34), and doors that a crowd cannot shut (D39), on the stores of both modes."""

import itertools
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from network.domain.codes import generate_code
from tests.accounts.work import BOX, FIELDS, worked
from tests.journeys.acceptance.visitors import Answer, Fronted, Visitor
from tests.journeys.portal import PASSWORD
from tests.journeys.women import SECRET, STEP, app_shows

BACK, FORM, LOGIN = "/en/space/back/", "/en/space/join/form/", "/en/account/login/"
MEMBER, EDITOR = "zq7-member@example.org", "editor@example.org"
PEOPLE = f"""
import json
from django.urls import reverse
from network.models import Country
from tests.network import factories
for code in ("AF", "PK"):
    factories.country(code)
Country.objects.update(is_open=True)
factories.member("AF", address={MEMBER!r})
print(json.dumps([reverse("network:come_back"), reverse("network:join_form"), reverse("mfa_login_webauthn")]))
"""
BOTS, SECONDS = 300, 60


@pytest.fixture(scope="module", params=["embedded", "production"])
def portal(request: pytest.FixtureRequest) -> Iterator[Fronted]:
    portal = Fronted(request.param)
    try:
        portal.start()
        portal.places = json.loads(portal.manage("shell", "--no-imports", "-c", PEOPLE))  # type: ignore[attr-defined]
        yield portal
    finally:
        portal.stop()


def visitor(portal: Fronted, place: str) -> Visitor:
    return Visitor(portal.url, place)


def somewhere(chance: random.Random) -> str:
    return f"{chance.randint(11, 99)}.{chance.randint(1, 250)}.{chance.randint(1, 250)}.{chance.randint(1, 250)}"


def test_limits_hold_what_comes_side_by_side_and_after_a_flood_of_pages(
    portal: Fronted, record_property: Callable[[str, object], None]
) -> None:
    """A code for coming back, and a passkey, may be tried ten times at once. 24 tries at the same moment; then what once
    emptied every count: page after page under odd questions and ports; then the same client again."""
    back, _form, passkey = portal.places  # type: ignore[attr-defined]
    guesser = visitor(portal, "203.0.113.7")
    guesser.ask(back)

    def guess(_number: int = 0) -> bool:
        """Whether the code was looked at: else she has to work or to wait first."""
        page = guesser.ask(back, {"code": generate_code()}).text
        assert ("We do not know this code" in page) != ("This was not sent yet" in page)
        return "We do not know this code" in page

    def forge(_number: int = 0) -> bool:
        """Whether the forged passkey was looked at."""
        forged = {"credential": '{"id": "x", "response": {"userHandle": "zz"}}'}
        return forger.ask(passkey, forged).status != 429

    forger = visitor(portal, "203.0.113.9")
    forger.ask(back)
    with ThreadPoolExecutor(24) as pool:
        assert Counter(pool.map(guess, range(24))) == {True: 10, False: 14}
        assert Counter(pool.map(forge, range(24))) == {True: 10, False: 14}
    reader = visitor(portal, "203.0.113.8")
    for number in range(400):
        path = f"/en/law/?odd={number}" if number % 2 else f"/en/glossary/?{number}={number}"
        reader.ask(path, host=f"127.0.0.1:{number + 1}" if number % 3 else "")
    assert [guess() for _try in range(5)] == [False] * 5
    assert [forge() for _try in range(5)] == [False] * 5
    assert visitor(portal, "198.51.100.1").ask(back).status == 200
    record_property("figure", f"{portal.mode}: 10 of 24 side by side at two doors, none after 400 pages")


class Crowd:
    """Bots that send empty forms, right forms and wrong passwords for two people, each from an address of its own."""

    def __init__(self, portal: Fronted) -> None:
        self.portal, self.end = portal, threading.Event()
        self.sent: Counter[str] = Counter()
        self.threads = [threading.Thread(target=self.work, args=(n,), daemon=True) for n in range(12)]

    def work(self, number: int) -> None:
        chance = random.Random(number)
        form = self.portal.places[1]  # type: ignore[attr-defined]
        while not self.end.is_set():
            bot = visitor(self.portal, somewhere(chance))
            what = chance.choice(["empty", "right", "password", "password"])
            bot.ask(form if what in {"empty", "right"} else LOGIN)
            if what == "empty":
                bot.ask(form, {})
            elif what == "right":
                bot.ask(form, filled(f"bot{chance.random()}@example.org"))
            else:
                bot.ask(LOGIN, {"login": chance.choice([MEMBER, EDITOR, "x@example.org"]), "password": "wrong"})
            self.sent[what] += 1

    def __enter__(self) -> "Crowd":
        for thread in self.threads:
            thread.start()
        while self.sent.total() < BOTS:
            time.sleep(0.1)
        return self

    def __exit__(self, *args: object) -> None:
        self.end.set()
        for thread in self.threads:
            thread.join(timeout=30)


def filled(address: str) -> dict[str, object]:
    facts = {"pseudonym": "Cypress", "country": "AF", "sector": "justice", "level": "middle", "mail": "notice"}
    facts |= {"address": address, "reach": "", "why": "To learn.", "assess": "on", "profile": "on"}
    return {**facts, "languages": ["prs", "en"]}


def until_in(
    ask: Callable[[dict[str, object]], Answer], fields: dict[str, object], is_in: Callable[[Answer], bool]
) -> None:
    """As a browser with script: sends, does the work that is asked for, sends again."""
    answer = ask(fields)
    for _again in range(5):
        if is_in(answer):
            return
        more = worked(answer.text) if BOX.search(answer.text) else {}
        answer = ask({**fields, **more})
    raise AssertionError(f"still outside: {answer.status} {answer.url}")


def codes() -> str:
    """Two codes of her app that follow each other: what opens whatever others tried."""
    now = int(time.time()) // STEP
    return f"{app_shows(SECRET, now - 1)} {app_shows(SECRET, now)}"


def test_a_crowd_keeps_nobody_out(portal: Fronted, record_property: Callable[[str, object], None]) -> None:
    form = portal.places[1]  # type: ignore[attr-defined]
    editor = visitor(portal, "203.0.113.20")
    editor.ask(LOGIN)
    assert "/account/login/" not in editor.ask(LOGIN, {"login": EDITOR, "password": PASSWORD}).url
    editor.ask("/en/account/logout/")
    editor.ask("/en/account/logout/", {})  # her device is known from now on
    waits = {}
    with Crowd(portal) as crowd:
        began = time.monotonic()
        applicant = visitor(portal, "203.0.113.21")
        applicant.ask(form)
        until_in(
            lambda sent: applicant.ask(form, sent), filled("zq7-honest@example.org"), lambda one: "form" not in one.url
        )
        waits["applicant"] = time.monotonic() - began

        began = time.monotonic()
        member = visitor(portal, "203.0.113.22")
        member.ask(LOGIN)
        until_in(
            lambda sent: member.ask(LOGIN, {**sent, "code": codes()}),
            {"login": MEMBER, "password": PASSWORD},
            lambda one: "/account/login/" not in one.url,
        )
        waits["member"] = time.monotonic() - began

        began = time.monotonic()
        editor.ask(LOGIN)
        until_in(
            lambda sent: editor.ask(LOGIN, sent),
            {"login": EDITOR, "password": PASSWORD},
            lambda one: "/account/login/" not in one.url,
        )
        waits["editor"] = time.monotonic() - began

        began = time.monotonic()
        waits["applicant without script"] = without_script(visitor(portal, "203.0.113.23"), form, began)
    said = ", ".join(f"{who} in after {seconds:.0f} s" for who, seconds in waits.items())
    record_property("figure", f"{portal.mode}: {crowd.sent.total()} bots; {said}")
    assert all(waits[who] < SECONDS for who in ("applicant", "member", "editor"))
    assert waits["applicant without script"] < 20 * SECONDS


def without_script(patient: Visitor, form: str, began: float) -> float:
    """Sends, waits as the page says, sends again."""
    patient.ask(form)
    fields = filled("zq7-patient@example.org")
    for _again in itertools.count():
        answer = patient.ask(form, fields)
        if "form" not in answer.url:
            return time.monotonic() - began
        assert time.monotonic() - began < 20 * SECONDS
        fields |= {name: value for name, value in FIELDS.findall(answer.text) if name == "ticket"}
        time.sleep(10)
    raise AssertionError
