"""A real nginx with deploy/nginx.conf's own rules before a portal, without limits for one client, which wrk is.

Once without https, whose cost is the same for each file and would hide what is meant; once with it, as readers come.
The portal has a fixed address here, as on a machine without Docker (deploy/nginx-debian.sh); looking up its name takes
nginx some 0.8 of 18 microseconds more.
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

from script.bench_parts.asking import send_request
from script.bench_parts.page import ROOT
from script.free_port import free_port

LEFT_OUT = re.compile(r"^\s*(?:limit_req|limit_conn|resolver|set \$portal) .*;.*$", re.M)


def adapt_configuration(text: str, folder: Path, upstream: str, ports: dict[str, int]) -> str:
    """One of deploy's files for this machine: its folders, its ports, http beside https, no limits."""
    text = LEFT_OUT.sub("", text)
    text = re.sub(r"(?<![\w.])/tmp/", f"{folder}/", text)
    text = text.replace("/etc/nginx/portal-pages", str(ROOT / "deploy"))
    text = re.sub(r"/etc/nginx/(portal-|certificates)", rf"{folder}/\1", text)
    text = text.replace("http://$portal", f"http://{upstream}").replace("/dev/stdout", "/dev/null")
    text = text.replace("Host $host$port;", "Host $host;")  # the portal answers to its own port, and this is another
    text = re.sub(r"listen 8080\b[^;]*;", f"listen 127.0.0.1:{ports['away']};", text)
    both = f"listen 127.0.0.1:{ports['http']}; listen 127.0.0.1:{ports['https']} ssl;"
    return re.sub(r"listen 8443\b[^;]*;", both, text)


def add_static_folder(text: str, folder: Path) -> str:
    """With a folder of plain files in the second server, which is the one that readers meet."""
    before, name, after = text.rpartition("server_name _;")
    assert name, "deploy/nginx.conf names its servers otherwise."
    place = f"location /bench/ {{ root {folder}; default_type application/octet-stream; }}"
    return f"{before}{name}\n        {place}\n{after}"


def certificate(folder: Path) -> None:
    """Our own, for a day."""
    folder.mkdir()
    names = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem"), "-subj", "/CN=localhost"]
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"]
    subprocess.run(["openssl", "req", "-x509", *kind, *names], check=True, capture_output=True)


class NginxProxy:
    """`with Proxy(folder, upstream, files) as proxy:` nginx at `proxy.url`, and with https at `proxy.safe`, before that
    portal; /bench/<name> is a file."""

    def __init__(self, folder: Path, upstream: str, files: dict[str, bytes]) -> None:
        self.folder = folder
        (self.folder / "bench").mkdir(parents=True)
        for name, content in files.items():
            (self.folder / "bench" / name).write_bytes(content)
        certificate(folder / "certificates")
        ports = {name: free_port() for name in ("away", "http", "https")}
        self.url, self.safe = f"http://localhost:{ports['http']}", f"https://localhost:{ports['https']}"
        for file in sorted((ROOT / "deploy").glob("*.conf")):
            text = adapt_configuration(file.read_text(), folder, f"127.0.0.1:{urlsplit(upstream).port}", ports)
            text = add_static_folder(text, self.folder) if file.name == "nginx.conf" else text
            (self.folder / file.name).write_text(text)

    def __enter__(self) -> "NginxProxy":
        nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
        assert nginx, "nginx is not installed: apt-get install nginx-light"
        who = pwd.getpwuid(os.getuid()).pw_name
        words = ["-c", str(self.folder / "nginx.conf"), "-g", f"daemon off; user {who};"]
        self.process = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", nginx, *words])
        end = time.monotonic() + 20
        while time.monotonic() < end and self.process.poll() is None:
            with suppress(OSError):
                if send_request(self.url, "/bench/page").status == 200:
                    return self
            time.sleep(0.05)
        self.stop()
        raise RuntimeError("nginx did not start; its own words are above.")

    def __exit__(self, *error: object) -> None:
        self.stop()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)
