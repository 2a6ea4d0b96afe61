"""A hundred people press the same button at once."""

import hashlib
import http.client
import threading
import time
from urllib.parse import urlsplit

from tests.journeys.conftest import PATIENCE, Served

PEOPLE = 100
PAGE = """
import json
from toolkit.models import ToolPage
print(json.dumps(ToolPage.objects.live().get(slug="prevention", locale__language_code="en").pk))
"""
ROWS = """
import json
from exports.models import Export
rows = Export.objects.filter(kind="toolkit.tool", subject="{page}", options__size="letter")
print(json.dumps(list(rows.values_list("key", "state", "attempts"))))
"""


def ask(url: str, method: str, address: str) -> tuple[int, str, bytes]:
    """Status, where it leads to, and what came."""
    where = urlsplit(url)
    connection = http.client.HTTPConnection(where.hostname, where.port, timeout=60)
    connection.request(method, address)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, answer.headers.get("Location", ""), content


def all_at_once(url: str, method: str, address: str) -> list[tuple[int, str, bytes]]:
    """The answers to PEOPLE threads that wait for each other before they ask."""
    gate = threading.Barrier(PEOPLE)
    answers: list[tuple[int, str, bytes]] = []

    def person() -> None:
        gate.wait()
        answers.append(ask(url, method, address))

    crowd = [threading.Thread(target=person) for _ in range(PEOPLE)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    return answers


def test_a_hundred_who_ask_at_once_for_a_file_share_one_row_one_render_and_one_file(portal: Served) -> None:
    page = portal.shell(PAGE)
    address = f"/en/files/ask/toolkit.tool/{page}/?form=paper&size=letter"
    answers = all_at_once(portal.url, "POST", address)
    assert len(answers) == PEOPLE
    assert {status for status, _, _ in answers} == {302}

    end = time.monotonic() + PATIENCE / 1000
    while "/files/status/" in (ready := ask(portal.url, "POST", address)[1]):
        assert time.monotonic() < end, "the file did not come"
        time.sleep(0.2)
    rows = portal.shell(ROWS.format(page=page))
    assert len(rows) == 1, rows
    key, state, attempts = rows[0]
    assert (state, attempts) == ("done", 1)
    places = {where for _, where, _ in answers}
    assert places <= {f"/en/files/status/{key}/", ready}, places
    assert len([path for path in (portal.folder / "exports").rglob("*.pdf") if key in path.name]) == 1

    files = all_at_once(portal.url, "GET", ready)
    assert {status for status, _, _ in files} == {200}
    assert len({hashlib.sha256(content).hexdigest() for _, _, content in files}) == 1
    assert files[0][2].startswith(b"%PDF-")
