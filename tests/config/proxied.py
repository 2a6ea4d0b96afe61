"""A real nginx with the files of deploy/, before a small server that says what it was asked."""

import http.client
import os
import pwd
import re
import shutil
import ssl
import subprocess
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from script.free_port import free_port
from tests.config.test_deploy import conf

LASTING = {"Cache-Control": "public, max-age=31536000, immutable"}
FILE_COUNTS = 4  # seconds for which a file that is soon asked for again counts after that, while the portal is away
PRIVATE = {"Cache-Control": "private, no-store"}


class Portal(BaseHTTPRequestHandler):
    """Counts what reaches it. Says "private" of addresses that end so, "lasting" of all others below static and files,
    and of pages below /en/kept/ that the proxy may keep them under the state of the content."""

    asked: list[tuple[str, dict[str, str]]] = []
    state = "plum"
    counts = 3600  # seconds for which its last state counts

    withdrawn: set[str] = set()

    def do_GET(self) -> None:
        if self.path.startswith("/slow"):
            time.sleep(1)
        self.asked.append((self.path, dict(self.headers)))
        body = f"{len(self.asked)}".encode()
        gone = self.path in self.withdrawn
        self.send_response(404 if gone else 200)
        for name, value in ({} if gone else self.says()).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def says(self) -> dict[str, str]:
        if self.path == "/portal-state":
            counts = f"max-age=1, stale-while-revalidate={Portal.counts}, stale-if-error={Portal.counts}"
            return {"X-State": Portal.state, "Cache-Control": counts}
        if self.path.startswith("/en/kept/"):
            more = {"Set-Cookie": "sessionid=ZQ7"} if "cookie" in self.path else {}
            return {"Cache-Control": "public, no-cache", "ETag": '"plum"', "X-Accel-Expires": "600", **more}
        if self.path.endswith("soon-asked-again"):
            counts = f"{LASTING['Cache-Control']}, stale-if-error={FILE_COUNTS}"
            return {"Cache-Control": counts, "X-Accel-Expires": "1"}
        return PRIVATE if self.path.endswith("private") else LASTING

    def log_message(self, *args: object) -> None:
        """Quiet."""


class Server(ThreadingHTTPServer):
    request_queue_size = 512


class Proxy:
    """`edge` is what portal-edge.conf says, `burst` what one client may ask for at once, `port` whether the port that
    portal-port.conf has as an example is named; `upstream` another portal than the small server, `plain` its own port."""

    def __init__(
        self, folder: Path, edge: str = "", burst: int = 0, port: bool = False, upstream: str = "", plain: int = 0
    ) -> None:
        self.folder, self.plain, self.safe = folder, plain or free_port(), free_port()
        self.portal = Server(("127.0.0.1", 0), Portal)
        threading.Thread(target=self.portal.serve_forever, daemon=True).start()
        upstream = upstream or f"127.0.0.1:{self.portal.server_port}"
        folder.chmod(0o755)
        file = conf(folder, upstream, str(self.plain), str(self.safe))
        if edge:
            (folder / "portal-edge.conf").write_text(edge)
        if port:
            named = (folder / "portal-port.conf").read_text().replace("# ~", "~")
            (folder / "portal-port.conf").write_text(named)
        if burst:
            text = re.sub(r"burst=\d+", f"burst={burst}", file.read_text())
            file.write_text(re.sub(r"rate=\d+r/s", "rate=1r/m", text))
        self.process = subprocess.Popen([nginx(), "-c", str(file), "-g", f"daemon off; user {whoami()};"])
        end = time.monotonic() + 15
        while time.monotonic() < end:
            with suppress(OSError):
                self.get("/static/up")
                break
            time.sleep(0.05)

    def leave(self) -> None:
        """The small server is away."""
        self.portal.shutdown()
        self.portal.server_close()

    def post(self, path: str, **headers: str) -> tuple[int, str, dict[str, str]]:
        return self.get(path, method="POST", **headers)

    def get(self, path: str, safe: bool = True, method: str = "GET", **headers: str) -> tuple[int, str, dict[str, str]]:
        context = ssl._create_unverified_context()
        connection: http.client.HTTPConnection = (
            http.client.HTTPSConnection("127.0.0.1", self.safe, context=context, timeout=70)
            if safe
            else http.client.HTTPConnection("127.0.0.1", self.plain, timeout=70)
        )
        exact = headers.pop("exactly", "")
        named = {name if exact else name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers={"Host": "toolkit.example.org", "Connection": "close", **named})
        answer = connection.getresponse()
        try:
            return answer.status, answer.read().decode(), dict(answer.headers)
        finally:
            connection.close()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)
        self.portal.shutdown()


def nginx() -> str:
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert found, "nginx is not installed"
    return found


def whoami() -> str:
    return pwd.getpwuid(os.getuid()).pw_name


def reached(path: str) -> int:
    return sum(asked == path for asked, _headers in Portal.asked)


def header(path: str, name: str) -> str | None:
    return next(headers.get(name) for asked, headers in Portal.asked if asked == path)
