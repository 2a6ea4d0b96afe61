"""A reader: asks by https as a browser does, follows links, waits for files. And a crowd that reads meanwhile."""

import http.client
import re
import ssl
import subprocess
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from script.image_parts.machine import HOST, demand

LINK = re.compile(r'href="(/en/checklists/[^"#?]+/)"')
ASK = re.compile(r'action="([^"]*/files/ask/[^"]*)"')
STANDARD = {"Helvetica", "ZapfDingbats"}  # of form fields, which every reader's program has
AS_HTMX = {"HX-Request": "true"}
BUSY = {429, 502, 503, 504}
PAGES = ("/en/", "/en/checklists/", "/ar/", "/en/law/")


class Reader:
    """`certificate` is the file that the portal's own is checked with."""

    def __init__(self, certificate: Path) -> None:
        self.trust = ssl.create_default_context(cafile=str(certificate))

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Status, headers and body. Raises OSError or HTTPException where there is no answer."""
        connection = http.client.HTTPSConnection(HOST, timeout=70, context=self.trust)
        try:
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def open(self, path: str) -> str:
        """The page, after at most three redirects. Raises Wrong unless it is there."""
        for _hop in range(4):
            status, headers, body = self.ask(path)
            if status not in {301, 302, 307, 308}:
                break
            path = local(headers["Location"])
        demand(status == 200, f"{path} answers {status}")
        return body.decode()

    def find_files(self, count: int) -> list[str]:
        """Addresses of that many files to ask for, by links from the home page."""
        lists = re.findall(r'href="(/en/checklists/)"', self.open("/"))
        demand(lists, "the home page does not lead to the checklists")
        found: list[str] = []
        for path in dict.fromkeys(LINK.findall(self.open(lists[0]))):
            found += [address.replace("&amp;", "&") for address in ASK.findall(self.open(path))]
            if len(dict.fromkeys(found)) >= count:
                break
        demand(len(dict.fromkeys(found)) >= count, f"the checklists have {len(found)} buttons for files")
        return list(dict.fromkeys(found))[:count]

    def order(self, address: str) -> str:
        """Ask for a file: where to wait for it."""
        status, headers, _body = self.ask(address, "POST", **{"Content-Length": "0"})
        demand(status == 302, f"asking for a file answers {status}")
        return local(headers["Location"])

    def collect(self, place: str, seconds: float) -> bytes:
        """Wait at `place` for the file, as long as the portal is replaced meanwhile, and fetch it. Raises Wrong."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                status, headers, body = self.ask(f"{place}?give=1" if "/status/" in place else place, **AS_HTMX)
            except (OSError, http.client.HTTPException):
                status = 503
            if status in BUSY:
                time.sleep(0.5)
                continue
            if "/status/" not in place:
                demand(status == 200, f"{place} answers {status}")
                demand(len(body) == int(headers["Content-Length"]), f"{place} is cut off")
                return body
            demand(status in {200, 204, 286}, f"{place} answers {status}")
            demand(b"retry" not in body, f"a file was not made: {body.decode()[:500]}")
            place = local(headers.get("HX-Redirect", place))
            time.sleep(0.3)
        demand(False, f"a file was not made in {seconds:.0f} s: {place}")
        raise AssertionError


def local(address: str) -> str:
    parts = urlsplit(urljoin(f"https://{HOST}/", address))
    demand(parts.netloc == HOST and parts.scheme == "https", f"the portal leads to {address}")
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def check_pdf(content: bytes, work: Path) -> None:
    """Raise Wrong unless qpdf finds nothing and every font is embedded and one of ours."""
    path = work / "file.pdf"
    path.write_bytes(content)
    done = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True)
    demand(done.returncode == 0, f"qpdf: {done.stdout[-500:]}")
    fonts = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True).stdout.splitlines()[2:]
    # name, type, encoding, emb, sub, uni, object, generation
    bare = [line.split()[0] for line in fonts if line.split()[-5] != "yes"]
    demand(fonts and set(bare) <= STANDARD, f"fonts are not embedded: {bare}")
    demand(all("Noto" in line for line in fonts if line.split()[0] not in bare), f"the fonts are others: {fonts}")


class Crowd:
    """Reads public pages ten times a second until it is told to end; counts answers that are no page."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self.seen = reader, Counter[str]()
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.read, daemon=True)

    def __enter__(self) -> "Crowd":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.thread.join(80)

    def read(self) -> None:
        turn = 0
        while not self.ended.wait(0.1):
            path, turn = PAGES[turn % len(PAGES)], turn + 1
            try:
                status = self.reader.ask(path)[0]
                self.seen["ok" if status == 200 else str(status)] += 1
            except (OSError, http.client.HTTPException) as error:
                self.seen[type(error).__name__] += 1

    @property
    def errors(self) -> dict[str, int]:
        return {name: count for name, count in self.seen.items() if name != "ok"}
