"""A real nginx with deploy/nginx.conf's own rules before a portal, without https and without limits for one client.

Both would be measured instead of what is meant: wrk is one client, and the cost of https is the same for each file.
"""

import os
import pwd
import re
import shutil
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from script.bench_parts.asking import ask
from script.bench_parts.page import ROOT
from tests.journeys.portal import free_port

LEFT_OUT = re.compile(r"^\s*(?:ssl_\w+|http2|limit_req|limit_conn|resolver) .*;.*$", re.M)


def spoken_plainly(text: str, folder: Path, upstream: str, plain: int, safe: int) -> str:
    """One of deploy's files for this machine: its folders, its ports, http instead of https, no limits."""
    text = LEFT_OUT.sub("", text)
    text = re.sub(r"(?<![\w.])/tmp/", f"{folder}/", text)
    text = text.replace("/etc/nginx/portal-pages", str(ROOT / "deploy"))
    text = text.replace("/etc/nginx/portal-", f"{folder}/portal-")
    text = text.replace("web:8000", upstream).replace("/dev/stdout", "/dev/null")
    text = re.sub(r"listen 8080\b[^;]*;", f"listen 127.0.0.1:{plain};", text)
    return re.sub(r"listen 8443\b[^;]*;", f"listen 127.0.0.1:{safe};", text)


def with_static(text: str, folder: Path) -> str:
    """With a folder of plain files in the second server, which is the one that readers meet."""
    before, name, after = text.rpartition("server_name _;")
    assert name, "deploy/nginx.conf names its servers otherwise."
    place = f"location /bench/ {{ root {folder}; default_type application/octet-stream; }}"
    return f"{before}{name}\n        {place}\n{after}"


class Proxy:
    """`with Proxy(folder, upstream, files) as proxy:` nginx at `proxy.url` before that portal; /bench/<name> a file."""

    def __init__(self, folder: Path, upstream: str, files: dict[str, bytes]) -> None:
        self.folder = folder
        (self.folder / "bench").mkdir(parents=True)
        for name, content in files.items():
            (self.folder / "bench" / name).write_bytes(content)
        port = free_port()
        self.url = f"http://localhost:{port}"
        for file in sorted((ROOT / "deploy").glob("*.conf")):
            text = spoken_plainly(file.read_text(), folder, f"127.0.0.1:{urlsplit(upstream).port}", free_port(), port)
            text = with_static(text, self.folder) if file.name == "nginx.conf" else text
            (self.folder / file.name).write_text(text)

    def __enter__(self) -> "Proxy":
        nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
        assert nginx, "nginx is not installed: apt-get install nginx-light"
        who = pwd.getpwuid(os.getuid()).pw_name
        words = ["-c", str(self.folder / "nginx.conf"), "-g", f"daemon off; user {who};"]
        self.process = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", nginx, *words])
        end = time.monotonic() + 20
        while time.monotonic() < end and self.process.poll() is None:
            with suppress(OSError):
                if ask(self.url, "/bench/page").status == 200:
                    return self
            time.sleep(0.05)
        self.stop()
        raise RuntimeError("nginx did not start; its own words are above.")

    def __exit__(self, *error: object) -> None:
        self.stop()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)
