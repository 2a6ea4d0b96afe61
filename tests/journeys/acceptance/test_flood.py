"""Somebody guesses passwords as fast as a line allows (docs/assurance.md, D03): readers must not notice."""

import http.client
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from tests.journeys.conftest import Served

THREADS = 20
SECONDS = 60
PAGE = "/en/"


def guess(host: str, port: int, number: int, end: float, statuses: Counter[int]) -> None:
    """One guesser: fetches the form once, then posts wrong passwords until the time is over."""
    connection = http.client.HTTPConnection(host, port, timeout=30)
    connection.request("GET", "/en/account/login/")
    answer = connection.getresponse()
    cookie = answer.headers["Set-Cookie"].split(";")[0]
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', answer.read().decode())
    assert token
    headers = {
        "Cookie": cookie,
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": f"http://{host}:{port}",
    }
    connection.close()
    tries = 0
    while time.monotonic() < end:
        tries += 1
        form = {"login": f"n{number}.{tries}@example.org", "password": "wrong", "csrfmiddlewaretoken": token[1]}
        connection = http.client.HTTPConnection(host, port, timeout=30)
        connection.request("POST", "/en/account/login/", urlencode(form), headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        statuses[answer.status] += 1


def read(host: str, port: int, end: float) -> list[float]:
    """How long a reader waits for each page, in seconds."""
    waits = []
    while time.monotonic() < end:
        began = time.monotonic()
        connection = http.client.HTTPConnection(host, port, timeout=30)
        connection.request("GET", PAGE)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        assert answer.status == 200
        waits.append(time.monotonic() - began)
        time.sleep(0.05)
    return waits


def p95(waits: list[float]) -> float:
    return sorted(waits)[int(len(waits) * 0.95)]


def test_a_flood_of_wrong_passwords_is_turned_away_and_readers_go_on(
    portal: Served, record_property: Callable[[str, object], None]
) -> None:
    where = urlsplit(portal.url)
    host, port = where.hostname or "", where.port or 80
    quiet = p95(read(host, port, time.monotonic() + 5))
    end = time.monotonic() + SECONDS
    statuses: Counter[int] = Counter()
    guessers = [threading.Thread(target=guess, args=(host, port, n, end, statuses)) for n in range(THREADS)]
    for one in guessers:
        one.start()
    waits = read(host, port, end)
    for one in guessers:
        one.join()
    # Every journey comes from this machine: those after us must be let in.
    portal.shell("from accounts.models import Purse; Purse.objects.using('limits').all().delete(); print('null')")
    refused = statuses[429] / statuses.total()
    record_property(
        "figure",
        f"{statuses.total()} tries, {refused:.1%} answered 429; {len(waits)} pages read meanwhile, "
        f"p95 {p95(waits) * 1000:.0f} ms (before the flood {quiet * 1000:.0f} ms)",
    )
    assert set(statuses) <= {200, 429}
    assert refused >= 0.95
    assert p95(waits) <= 0.5
