"""What Mozilla's HTTP Observatory would give each kind of page (docs/assurance.md, D18): a real server, as behind the proxy.

Members' pages and the admin: tests/config/test_observatory.py.
"""

import http.client
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.config.observatory import Answer, grade, score
from tests.journeys.conftest import Served

ROOT = Path(__file__).resolve().parents[3]
PUBLIC = ["", "tools/", "checklists/identification-and-referral/", "law/", "glossary/", "search/?q=border"]
PRIVATE = ["space/", "space/start/", "space/back/", "account/safer/", "account/login/", "account/password/reset/"]


@pytest.fixture(scope="module")
def port(portal: Served) -> Iterator[int]:
    """The same portal, told that readers come by https through a proxy."""
    number = int(portal.url.rpartition(":")[2]) + 1
    environment = {**portal.environment, "SECURE": "true", "BEHIND_PROXY": "true"}
    command = ["setpriv", "--pdeathsig", "KILL", Path(sys.executable).parent / "gunicorn", "config.wsgi"]
    server = subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{number}", "--no-control-socket", "--threads", "2"],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _time in range(300):
            try:
                asked(number, "/healthz")
                break
            except OSError:
                time.sleep(0.2)
        yield number
    finally:
        server.terminate()
        server.wait(timeout=30)


def asked(port: int, path: str, proto: str = "https") -> tuple[http.client.HTTPResponse, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Host": "localhost", "X-Forwarded-Proto": proto})
    answer = connection.getresponse()
    html = answer.read().decode()
    connection.close()
    return answer, html


def answer_of(port: int, path: str) -> Answer:
    answer, html = asked(port, path)
    assert answer.status == 200, (path, answer.status)
    plain, _html = asked(port, path, proto="http")
    return Answer(
        headers={name.lower(): value for name, value in answer.getheaders()},
        cookies=answer.headers.get_all("Set-Cookie") or [],
        html=html,
        redirected=plain.status in {301, 308} and plain.headers["Location"] == f"https://localhost{path}",
    )


@pytest.mark.parametrize(("kind", "paths"), [("public", PUBLIC), ("private", PRIVATE)])
def test_every_kind_of_page_earns_an_a_plus(
    port: int, kind: str, paths: list[str], record_property: Callable[[str, object], None]
) -> None:
    points = {path: score(answer_of(port, f"/en/{path}")) for path in paths}
    record_property("figure", f"{kind} pages: {min(points.values())} points at least ({grade(min(points.values()))})")
    assert min(points.values()) >= 100, points


def test_pages_of_the_space_are_kept_by_nobody(port: int) -> None:
    for path in (path for path in PRIVATE if path.startswith("space/")):
        headers = answer_of(port, f"/en/{path}").headers
        assert "no-store" in headers["cache-control"], path
        assert "noindex" in headers["x-robots-tag"], path
        # Not no-referrer: Chromium would send "Origin: null" with every form of ours (docs/decisions.md).
        assert headers["referrer-policy"] == "same-origin", path
