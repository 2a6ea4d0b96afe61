"""The proxy run for real, before a small server that says what it was asked."""

import http.client
import os
import shutil
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.config.test_deploy import conf
from tests.exports.engine import free_port

pytestmark = pytest.mark.thorough
KEY = "a" * 64
LASTING = {"Cache-Control": "public, max-age=31536000, immutable"}
PRIVATE = {"Cache-Control": "private, no-store"}


class Portal(BaseHTTPRequestHandler):
    """Counts what reaches it. Says "private" of addresses that end so, "lasting" of all others below static and files,
    and of pages below /en/kept/ that the proxy may keep them under the state of the content."""

    asked: list[tuple[str, dict[str, str]]] = []
    state = "plum"

    def do_GET(self) -> None:
        self.asked.append((self.path, dict(self.headers)))
        body = f"{len(self.asked)}".encode()
        self.send_response(200)
        for name, value in self.says().items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def says(self) -> dict[str, str]:
        if self.path == "/portal-state":
            return {"X-State": Portal.state, "X-Accel-Expires": "1", "Cache-Control": "no-store"}
        if self.path.startswith("/en/kept/"):
            more = {"Set-Cookie": "sessionid=ZQ7"} if "cookie" in self.path else {}
            return {"Cache-Control": "public, no-cache", "ETag": '"plum"', "X-Accel-Expires": "600", **more}
        return PRIVATE if self.path.endswith("private") else LASTING

    def log_message(self, *args: object) -> None:
        """Quiet."""


class Proxy:
    def __init__(self, folder: Path) -> None:
        self.folder, self.plain, self.safe = folder, free_port(), free_port()
        self.portal = ThreadingHTTPServer(("127.0.0.1", 0), Portal)
        threading.Thread(target=self.portal.serve_forever, daemon=True).start()
        upstream = f"127.0.0.1:{self.portal.server_port}"
        nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
        assert nginx, "nginx is not installed"
        folder.chmod(0o755)
        file = conf(folder, upstream, str(self.plain), str(self.safe))
        self.process = subprocess.Popen([nginx, "-c", str(file), "-g", f"daemon off; user {whoami()};"])
        end = time.monotonic() + 15
        while time.monotonic() < end:
            with suppress(OSError):
                self.get("/static/up")
                break
            time.sleep(0.05)

    def get(self, path: str, safe: bool = True, **headers: str) -> tuple[int, str, dict[str, str]]:
        context = ssl._create_unverified_context()
        connection: http.client.HTTPConnection = (
            http.client.HTTPSConnection("127.0.0.1", self.safe, context=context, timeout=10)
            if safe
            else http.client.HTTPConnection("127.0.0.1", self.plain, timeout=10)
        )
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers={"Host": "toolkit.example.org", **named})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), dict(answer.headers)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)
        self.portal.shutdown()


def whoami() -> str:
    import pwd

    return pwd.getpwuid(os.getuid()).pw_name


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    proxy = Proxy(tmp_path_factory.mktemp("proxy"))
    yield proxy
    proxy.stop()


def reached(path: str) -> int:
    return sum(asked == path for asked, _headers in Portal.asked)


@pytest.mark.parametrize("path", ["/static/css/a.css", f"/en/files/{KEY}/checklist.pdf"])
def test_what_never_changes_is_asked_for_once(proxy: Proxy, path: str) -> None:
    assert proxy.get(path)[1] == proxy.get(path)[1]
    assert reached(path) == 1


@pytest.mark.parametrize("path", [f"/en/files/{KEY}/private", "/en/", "/en/space/", "/media/images/a.png"])
def test_what_is_private_or_a_page_is_asked_for_each_time(proxy: Proxy, path: str) -> None:
    proxy.get(path)
    proxy.get(path)
    assert reached(path) == 2


def test_who_brings_a_cookie_gets_nothing_kept_and_leaves_nothing(proxy: Proxy) -> None:
    path = f"/en/files/{KEY}/with-cookie.pdf"
    first = proxy.get(path, Cookie="sessionid=ZQ7")[1]
    second = proxy.get(path)[1]
    third = proxy.get(path, Cookie="sessionid=ZQ7")[1]
    assert len({first, second, third}) == 3
    assert reached(path) == 3


def test_what_a_client_claims_is_dropped(proxy: Proxy) -> None:
    proxy.get("/en/claims", X_Forwarded_For="203.0.113.7", X_Forwarded_Proto="http", Forwarded="for=203.0.113.7")
    headers = next(headers for path, headers in Portal.asked if path == "/en/claims")
    assert headers["X-Forwarded-For"] == "127.0.0.1"
    assert headers["X-Forwarded-Proto"] == "https"
    assert "203.0.113.7" not in str(headers)
    assert headers["Host"] == "toolkit.example.org"


def test_http_leads_to_https_and_figures_stay_inside(proxy: Proxy) -> None:
    status, _body, headers = proxy.get("/en/a?b=c", safe=False)
    assert (status, headers["Location"]) == (308, "https://toolkit.example.org/en/a?b=c")
    assert proxy.get("/healthz", safe=False)[0] == 200
    assert [proxy.get(path)[0] for path in ("/metrics", "/readyz")] == [404, 404]


def test_the_log_names_neither_address_nor_page_nor_browser(proxy: Proxy) -> None:
    proxy.get("/en/ZQ7-page?q=ZQ7-word", User_Agent="ZQ7-browser", Referer="https://ZQ7.example.org/")
    time.sleep(0.2)
    log = (proxy.folder / "access.log").read_text()
    assert "GET 200" in log
    assert "ZQ7" not in log
    assert "127.0.0.1" not in log


# --- Pages ------------------------------------------------------------------------------------------------------


def test_a_page_is_asked_for_once_while_the_content_stays_as_it_is(proxy: Proxy) -> None:
    first, second = proxy.get("/en/kept/tools/"), proxy.get("/en/kept/tools/")
    assert first[1] == second[1]
    assert reached("/en/kept/tools/") == 1
    assert second[2]["Cache-Control"] == "public, no-cache"  # browsers go on asking
    assert "X-Accel-Expires" not in second[2]
    assert proxy.get("/en/kept/tools/", If_None_Match='"plum"')[0] == 304
    assert reached("/en/kept/tools/") == 1


def test_a_publication_is_seen_at_once_where_the_portal_knocks(proxy: Proxy) -> None:
    before = proxy.get("/en/kept/practice/")[1]
    Portal.state = "pear"
    assert proxy.get("/portal-state", safe=False)[0] == 200  # the portal knocks
    after = proxy.get("/en/kept/practice/")[1]
    assert after != before
    assert [proxy.get("/en/kept/practice/")[1] for _reader in range(3)] == [after] * 3


def test_a_publication_is_seen_within_two_seconds_where_nobody_knocks(proxy: Proxy) -> None:
    before = proxy.get("/en/kept/checklists/")[1]
    Portal.state = "plum and pear"
    time.sleep(2.1)
    assert proxy.get("/en/kept/checklists/")[1] != before


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "sessionid=ZQ7"},
        {"Cookie": "anything=1"},
        {"Authorization": "Bearer ZQ7"},
        {"HX_Request": "true"},
        {"Range": "bytes=0-1"},
    ],
)
def test_who_is_not_just_anybody_gets_nothing_kept_and_leaves_nothing(proxy: Proxy, headers: dict[str, str]) -> None:
    path = f"/en/kept/{'-'.join([*headers, *headers.values()]).replace(' ', '-').replace('=', '-')}/"
    said = [proxy.get(path, **headers)[1], proxy.get(path)[1], proxy.get(path, **headers)[1]]
    assert len({*said}) == 3
    assert proxy.get(path)[1] == said[1]


@pytest.mark.parametrize(
    "path", ["/en/kept/cookie/", "/en/kept/q/?a=b", "/en/space/talks/", "/en/account/", "/admin/a/"]
)
def test_what_sets_a_cookie_or_has_a_query_or_is_not_said_to_be_kept_is_not(proxy: Proxy, path: str) -> None:
    assert proxy.get(path)[1] != proxy.get(path)[1]


def test_who_can_read_it_gets_the_compressed_page_and_nobody_else(proxy: Proxy) -> None:
    path = "/en/kept/both/"
    browser = proxy.get(path, Accept_Encoding="gzip, deflate, br, zstd")[1]
    assert proxy.get(path, Accept_Encoding="br, gzip")[1] == browser
    assert proxy.get(path, Accept_Encoding="identity")[1] != browser
    asked = [headers.get("Accept-Encoding", "") for name, headers in Portal.asked if name == path]
    assert asked == ["gzip", ""]


def test_without_a_state_no_page_is_kept(proxy: Proxy) -> None:
    Portal.state = ""
    proxy.get("/portal-state", safe=False)
    assert proxy.get("/en/kept/late/")[1] != proxy.get("/en/kept/late/")[1]
    Portal.state = "plum"
    proxy.get("/portal-state", safe=False)


def test_nobody_outside_asks_for_the_state(proxy: Proxy) -> None:
    assert proxy.get("/portal-state")[0] == 404


def test_hundreds_of_readers_ask_for_the_state_no_more_than_once_a_second(proxy: Proxy) -> None:
    before, began = reached("/portal-state"), time.monotonic()
    for _reader in range(100):
        proxy.get("/en/kept/crowd/")
    assert reached("/portal-state") - before <= time.monotonic() - began + 2
    assert reached("/en/kept/crowd/") == 1


def test_when_the_portal_is_away_readers_see_why_and_files_are_still_there(proxy: Proxy) -> None:
    """Last: it ends the small server."""
    path = f"/en/files/{KEY}/kept.pdf"
    kept, page = proxy.get(path)[1], proxy.get("/en/kept/away/")[1]
    proxy.portal.shutdown()
    proxy.portal.server_close()
    time.sleep(2.1)  # the state is not known any more
    status, body, headers = proxy.get("/en/")
    assert status == 502
    assert "Something went wrong on our side" in body
    assert headers["Cache-Control"] == "no-store"
    assert headers["Retry-After"] == "30"
    assert proxy.get(path)[:2] == (200, kept)
    assert proxy.get("/en/kept/away/")[:2] == (200, page)
