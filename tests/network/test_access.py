"""Who gets what from which address of the space: nine people, every address, to read and to write. D14."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any
from urllib.parse import unquote
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import get_language

from accounts.models import User
from network.models import Member
from tests.network.access_table import PEOPLE, TABLE
from tests.network.access_world import Arguments, Cast, filled, make_world
from tests.test_access import our_names

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
Inside = Callable[[Member], Client]
METHODS = ("get", "post")
# Pages that want a fresh proof, and rows behind them.
PROVEN = ["person", "person_photo", "pairing", "partner_plan", "event_run", "entry_reach", "staff_contact", "unlock"]
PROVEN += ["deed_second", "deed_code"]
# What is sent to these changes nothing: it holds no right code, makes no row, or is for somebody who follows a series.
IDLE = {"entry", "vetting_vote/closed", "certificate", "lesson/draft"}
# What every request of somebody who is signed in may write.
OWN_SESSION = ("django_session", "accounts_signin")


def read(table: str) -> dict[str, dict[str, dict[str, str]]]:
    """Label -> method -> person -> code."""
    found = {}
    for line in table.strip().splitlines():
        if not line.startswith("#"):
            label, rest = line.split(maxsplit=1)
            found[label] = {method: row(cells) for method, cells in zip(METHODS, rest.split("|"), strict=True)}
    return found


def row(cells: str) -> dict[str, str]:
    """One code for all, or one for each."""
    codes = cells.split()
    return dict.fromkeys(PEOPLE, codes[0]) if len(codes) == 1 else dict(zip(PEOPLE, codes, strict=True))


EXPECTED = read(TABLE)


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    """Nobody has tried anything yet."""
    cache.clear()


@pytest.fixture
def world(cast: Cast) -> Arguments:
    return make_world(cast)


@pytest.fixture
def browser_of(cast: Cast, editor: User, admin: User, inside: Inside) -> Callable[[str], Client]:
    def sign_in(person: str) -> Client:
        if person in "VEA":
            browser = Client()
            if person != "V":
                browser.force_login({"E": editor, "A": admin}[person])
        else:
            browser = inside(cast.everybody()[PEOPLE.index(person) - 3])
        browser.get(address("home", {}))  # the first page notes that her second step is there
        return browser

    return sign_in


def address(label: str, world: Arguments, *, known: bool = True) -> str:
    """With `known=False` the id is of nothing."""
    arguments = [part if known or not isinstance(part, UUID) else uuid4() for part in world.get(label, [])]
    return reverse(f"network:{label.split('/')[0]}", args=arguments)


def has_id(label: str, world: Arguments) -> bool:
    return any(isinstance(part, UUID) for part in world.get(label, []))


@contextmanager
def undone(browser: Client) -> Iterator[None]:
    """What happens inside has not happened, her cookies included."""
    cookies = {name: morsel.value for name, morsel in browser.cookies.items()}
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    browser.cookies.clear()
    browser.cookies.load(cookies)


def told(answer: HttpResponse, path: str) -> tuple[Any, ...]:
    """All that an answer tells, without what is another for each request: its address, nonce and token."""
    place = path.removeprefix(f"/{get_language()}")  # links to other languages hold it as well
    body = re.sub(rb'(nonce=|name="csrfmiddlewaretoken" value=)"[^"]+"', rb"\1", answer.content)
    headers = {name: re.sub(r"'nonce-[^']+'", "nonce", value) for name, value in answer.headers.items()}
    target = unquote(headers.pop("Location", "")).replace(place, "PLACE")
    headers.pop("Content-Length", "")  # of the body, which is compared
    cookies = {name: {**morsel, "expires": ""} for name, morsel in answer.cookies.items()}
    return answer.status_code, body.replace(place.encode(), b"PLACE"), headers, target, cookies


def code_of(answer: HttpResponse) -> str:
    """As it stands in the table."""
    if answer.status_code == 302 and answer["Location"].split("?")[0] == reverse("account_login"):
        return "in"
    return "-" if answer.status_code == 404 else str(answer.status_code)


def send(browser: Client, method: str, path: str, label: str = "") -> HttpResponse:
    return getattr(browser, method)(path, filled(label) if method == "post" else None)  # type: ignore[no-any-return]


def nowhere(browser: Client) -> dict[str, tuple[Any, ...]]:
    """What an address below the space gives that is none, by method."""
    path = f"{reverse('network:door')}nowhere/"
    return {method: told(send(browser, method, path), path) for method in METHODS}


def written(queries: list[dict[str, str]]) -> list[str]:
    """Statements that changed something of the network's."""
    changes = [q["sql"] for q in queries if re.match(r"INSERT|UPDATE|DELETE", q["sql"].strip(), re.IGNORECASE)]
    return [sql for sql in changes if not any(f'"{table}"' in sql[:60] for table in OWN_SESSION)]


def rows_of_everything() -> dict[str, int]:
    return {model._meta.label: model.objects.count() for model in apps.get_app_config("network").get_models()}  # type: ignore[attr-defined]


def test_every_address_of_the_space_stands_in_the_table() -> None:
    names = {name.removeprefix("network:") for name in our_names() if name.startswith("network:")}
    assert {label.split("/")[0] for label in EXPECTED} == names


@pytest.mark.parametrize("person", PEOPLE)
def test_each_person_gets_what_the_table_says_and_no_more(
    person: str, world: Arguments, browser_of: Callable[[str], Client]
) -> None:
    """What she may not see is the same 404 as what was never there, and what she may not do changes nothing."""
    browser, wrong = browser_of(person), []
    before = rows_of_everything()
    nothing = nowhere(browser)
    for label, expected in EXPECTED.items():
        for method in METHODS:
            code, path = expected[method][person], address(label, world)
            may = code in {"200", "302"}
            with undone(browser) if may else nullcontext(), CaptureQueriesContext(connection) as queries:
                answer = send(browser, method, path, label)
            if code_of(answer) != code:
                wrong.append(f"{label}: {method} is {code_of(answer)} instead of {code}")
            elif code == "-" and told(answer, path) != nothing[method]:
                wrong.append(f"{label}: {method} is another 404 than that of an unknown address")
            elif not may and written(queries.captured_queries):
                wrong.append(f"{label}: {method} changes something: {written(queries.captured_queries)}")
    assert wrong == []
    assert rows_of_everything() == before  # lines in the trail among them


@pytest.mark.parametrize("person", PEOPLE)
def test_an_id_of_nothing_tells_nothing(person: str, world: Arguments, browser_of: Callable[[str], Client]) -> None:
    """A visitor is asked to sign in for it as for anything; for others it is one more unknown address."""
    browser, wrong = browser_of(person), []
    nothing = nowhere(browser)
    for label in (label for label in EXPECTED if has_id(label, world)):
        method = "post" if EXPECTED[label]["get"]["V"] == "405" else "get"
        path, there = address(label, world, known=False), address(label, world)
        # An applicant has no account: whoever brought no code is asked for it first.
        asked_first = person == "V" or label == "application_answer"
        like = told(send(browser, method, there, label), there) if asked_first else nothing[method]
        if told(send(browser, method, path, label), path) != like:
            wrong.append(f"{label}: {method} is not what anything unknown gives")
    assert wrong == []


@pytest.mark.parametrize("person", "NMBFGC")
def test_being_asked_for_a_proof_does_not_tell_that_something_is_there(
    person: str, world: Arguments, browser_of: Callable[[str], Client]
) -> None:
    """Who proved herself an hour ago gets the same for what is not hers as for what does not exist."""
    browser = browser_of(person)
    session = browser.session
    session["account_authentication_methods"] = [
        {**record, "at": time.time() - 3600} for record in session["account_authentication_methods"]
    ]
    session.save()
    for label in PROVEN:
        path, unknown = address(label, world), address(label, world, known=False)
        answer = send(browser, "get", path)
        if EXPECTED[label]["get"][person] == "200":
            assert answer.status_code == 302, label
            assert answer["Location"].split("?")[0] in {
                reverse("account_reauthenticate"),
                reverse("mfa_reauthenticate"),
            }
        else:
            assert told(answer, path) == told(send(browser, "get", unknown), unknown), label


def test_what_the_table_sends_would_do_something(world: Arguments, browser_of: Callable[[str], Client]) -> None:
    """Else nothing would be shown by its changing nothing when somebody else sends it."""
    browsers = {person: browser_of(person) for person in "NMBFGC"}

    def does_something(label: str, person: str) -> bool:
        with undone(browsers[person]), CaptureQueriesContext(connection) as queries:
            send(browsers[person], "post", address(label, world), label)
        return bool(written(queries.captured_queries))

    idle = set()
    for label in EXPECTED.keys() - IDLE:
        codes = EXPECTED[label]["post"]
        able = [person for person in browsers if codes[person] in {"200", "302"} and codes["V"] == "in"]
        if able and not any(does_something(label, person) for person in able):
            idle.add(label)
    assert idle == set()
