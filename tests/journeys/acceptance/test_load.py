"""Many readers at once (safety.md D01): what they wait, and that nobody gets an error."""

import http.client
import itertools
import threading
import time
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlsplit

from tests.journeys.conftest import Served

PAGE = "/en/tools/identification-and-referral/"
Figure = Callable[[str, object], None]


class Crowd:
    """Readers in threads, each with a connection of her own. Collects how long each answer took, and its status."""

    def __init__(self, url: str) -> None:
        where = urlsplit(url)
        self.host, self.port = where.hostname or "", where.port or 80
        self.waits: list[float] = []
        self.statuses: Counter[int] = Counter()
        self.lock = threading.Lock()

    def ask(self, connection: http.client.HTTPConnection, path: str) -> None:
        began = time.monotonic()
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        with self.lock:
            self.waits.append(time.monotonic() - began)
            self.statuses[answer.status] += 1

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
        return sum(count for status, count in self.statuses.items() if status >= 400)


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
    assert crowd.errors() == 0
    assert rate >= 200
    assert crowd.p95() <= 0.3
