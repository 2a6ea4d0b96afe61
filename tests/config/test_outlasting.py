"""Public pages stand alone: the proxy has them while the portal is slow or away, with a real gunicorn behind it."""

import re
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest

from tests.config.fronted import Front, session_cookie, session_table

pytestmark = [pytest.mark.thorough, pytest.mark.services, pytest.mark.xdist_group("outlasting")]
PAGES = ["/en/", "/en/tools/", "/en/law/", "/fr/"]
SOON = 1.5  # seconds: the half second that one reader waits for the state, on a machine that does other things
SIGN_INS = 9
HELD = 6  # seconds that the table of sessions takes


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    front = Front(tmp_path_factory.mktemp("front"))
    yield front
    front.stop()


@pytest.fixture
def pages(front: Front) -> Iterator[dict[str, str]]:
    """What an anonymous reader saw; the proxy has them. Afterwards the portal is well again."""
    yield {path: kept(front, path) for path in PAGES}
    front.web.tell(signal.SIGCONT)
    if front.web.servers["web"].poll() is not None:
        front.web.begin()


def kept(front: Front, path: str) -> str:
    """Asked for until it is kept: the portal answers the second time with the very same bytes."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        (first, body, headers), second = front.get(path), front.get(path)
        if first == second[0] == 200 and body == second[1] and headers["ETag"] == second[2].get("ETag"):
            return body
    raise AssertionError(f"{path} is not kept")


def timed(front: Front, path: str, **headers: str) -> tuple[float, int, str]:
    began = time.monotonic()
    status, body, _headers = front.get(path, **headers)
    return time.monotonic() - began, status, body


@pytest.mark.postgresql
def test_a_reader_does_not_wait_for_nine_who_sign_in_on_a_slow_table(
    front: Front, pages: dict[str, str], record_property: object
) -> None:
    """Finding 22: /en/ took 11.6 s although the proxy had it."""
    with closing(psycopg2.connect(front.web.environment["DATABASE_URL"])) as database:
        database.cursor().execute(f"lock table {session_table()} in access exclusive mode")
        cookie = session_cookie()
        crowd = [
            threading.Thread(target=front.get, args=["/en/account/"], kwargs={"Cookie": cookie})
            for _number in range(SIGN_INS)
        ]
        for one in crowd:
            one.start()
        time.sleep(1.5)  # the state that the proxy has is older than a second
        waited, end = [], time.monotonic() + HELD - 2
        while time.monotonic() < end:
            for path, page in pages.items():
                seconds, status, body = timed(front, path)
                assert (status, body) == (200, page)
                waited.append(seconds)
                time.sleep(0.05)  # one reader: nginx counts, too
        database.rollback()
    for one in crowd:
        one.join()
    record_property("figure", f"{len(waited)} pages during {SIGN_INS} sign-ins, the slowest after {max(waited):.1f} s")
    assert max(waited) < SOON


def test_a_reader_does_not_wait_for_a_portal_that_hangs(front: Front, pages: dict[str, str]) -> None:
    front.web.tell(signal.SIGSTOP)
    time.sleep(2.1)
    for path, page in [*pages.items()] * 2:
        seconds, status, body = timed(front, path)
        assert (status, body) == (200, page)
        assert seconds < SOON


def test_a_reader_with_a_cookie_gets_the_kept_page_of_a_portal_that_hangs(front: Front, pages: dict[str, str]) -> None:
    front.web.tell(signal.SIGSTOP)
    time.sleep(2.1)
    seconds, status, body = timed(front, "/en/tools/", Cookie=session_cookie())
    assert (status, body) == (200, pages["/en/tools/"])
    assert seconds < 10


def test_a_reader_with_a_cookie_gets_the_kept_pages_while_the_portal_is_away(
    front: Front, pages: dict[str, str]
) -> None:
    """Finding 23: 502 on every public page."""
    front.web.end()
    time.sleep(2.1)
    for name in ("sessionid", "csrftoken", "django_language", "messages", "anything"):
        for path, page in pages.items():
            assert front.get(path, Cookie=f"{name}=ZQ7")[:2] == (200, page)
        for path in ("/en/account/", "/en/space/", "/en/tools/?a=b", "/en/never-asked-for/"):
            status, body, _headers = front.get(path, Cookie=f"{name}=ZQ7")
            assert (status, "Something went wrong on our side" in body) == (502, True), path


def test_a_page_that_was_withdrawn_is_gone_at_once_while_the_portal_is_well(front: Front) -> None:
    path = "/en/tools/identification-and-referral/"
    assert kept(front, path)
    front.web.manage("shell", "--no-imports", "-c", UNPUBLISH)
    assert front.get(path)[0] == 404
    front.web.end()
    time.sleep(2.1)
    assert front.get(path)[0] == 502, "nor is it found once the portal is away"
    assert front.get(path, Cookie=session_cookie())[0] == 502
    front.web.begin()


UNPUBLISH = """
from toolkit.models import ToolPage
ToolPage.objects.get(slug="identification-and-referral", locale__language_code="en").unpublish()
"""


def test_the_portal_says_how_long_its_last_state_counts(front: Front) -> None:
    """An hour: what the proxy does with it is in test_proxy.py."""
    status, _body, headers = front.get("/portal-state", safe=False)
    assert status == 200
    assert re.findall(r"stale-[a-z-]+=(\d+)", headers["Cache-Control"]) == ["3600", "3600"]
