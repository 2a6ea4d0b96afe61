"""The report of script/bench: starts the portal on the servers that the environment names, asks, prints."""

import http.client
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from tests.journeys.portal import Portal  # noqa: E402

PAGES = {
    "home": "/en/",
    "tool": "/en/tools/identification-and-referral/",
    "checklist": "/en/checklists/identification-and-referral/",
    "search": "/en/search/?q=interview",
    "law": "/en/law/",
    "provision": "/en/law/tip/tip-6-3/",
    "glossary": "/en/glossary/",
    "article": "/en/about/",
}
LOADED = ["home", "tool", "checklist", "search"]
SECONDS = 3  # of load on each address
LONGEST = 120  # seconds for one file
QUESTIONS = range(22, 29)  # checklists of about 25 questions


@dataclass
class Line:
    """One number. `limit` is the budget, `least` where it is to be reached and not kept below."""

    name: str
    number: float | None
    unit: str = ""
    limit: float | None = None
    least: bool = False
    note: str = ""

    def __str__(self) -> str:
        number = "-" if self.number is None else f"{self.number:,.{0 if self.number >= 100 else 2}f}"
        budget = verdict = ""
        if self.limit is not None and self.number is not None:
            budget = f"{'>=' if self.least else '<='} {self.limit:g} {self.unit}"
            kept = self.number >= self.limit if self.least else self.number <= self.limit
            verdict = "ok" if kept else "OVER"
        return f"{self.name:<58}{number:>10} {self.unit:<5} {budget:<14}{verdict:<5} {self.note}".rstrip()


def show(title: str, lines: Iterator[Line]) -> None:
    print(f"\n{title}", flush=True)
    for line in lines:
        print(f"  {line}", flush=True)


def ask(url: str, method: str, address: str) -> tuple[int, str, bytes]:
    """Status, where it leads to, and what came."""
    where = urlsplit(url)
    connection = http.client.HTTPConnection(where.hostname, where.port, timeout=120)
    connection.request(method, address, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, answer.headers.get("Location", ""), content


def text(url: str, address: str) -> str:
    import gzip

    content = ask(url, "GET", address)[2]
    return (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).decode()


# --- Web ----------------------------------------------------------------------------------------------------------


def load(url: str, address: str) -> tuple[float, float, float]:
    """Requests a second, and milliseconds at the 50th and 99th percentile, of eight readers who do not pause."""
    command = ["wrk", "-t1", "-c8", f"-d{SECONDS}s", "--latency", "-H", "Accept-Encoding: gzip", url + address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in said, f"{address}: {said}"
    factors = {"us": 0.001, "ms": 1, "s": 1000}

    def at(share: str) -> float:
        found = re.search(rf"{share}%\s+([\d.]+)(us|ms|s)", said)
        return float(found[1]) * factors[found[2]] if found else 0

    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    return float(rate[1]) if rate else 0, at("50"), at("99")


def web(portal: Portal) -> Iterator[Line]:
    sheet = re.search(r'href="(/static/css/components[^"]+)"', text(portal.url, "/en/"))
    assert sheet
    addresses = {"empty view": "/healthz", "static file": sheet[1], **{name: PAGES[name] for name in LOADED}}
    rates = {}
    for name, address in addresses.items():
        ask(portal.url, "GET", address)
        rates[name], p50, p99 = load(portal.url, address)
        yield Line(f"{name}", rates[name], "req/s", note=f"p50 {p50:.1f} ms, p99 {p99:.1f} ms")
    for name in LOADED:
        yield Line(f"{name} : empty view", rates[name] / rates["empty view"])


def inside(portal: Portal, *words: str, **environment: str) -> dict:
    command = [sys.executable, "script/bench_inside.py", *words]
    done = subprocess.run(
        command, cwd=ROOT, env={**portal.environment, **environment}, capture_output=True, text=True, timeout=200
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def statements(portal: Portal) -> Iterator[Line]:
    found = inside(portal, "pages", *PAGES.values())
    for name, address in PAGES.items():
        numbers = found[address]
        yield Line(name, numbers["sql"], "SQL", limit=15, note=f"{numbers['cpu']:.0f} ms of processor time")


def transfers(portal: Portal, browser: Browser) -> Iterator[Line]:
    for name, address in PAGES.items():
        context = browser.new_context(base_url=portal.url, viewport={"width": 360, "height": 740})
        page = context.new_page()
        asked: list = []
        page.on("requestfinished", lambda request, asked=asked: asked.append(request))
        page.goto(address, wait_until="networkidle")
        kept = [request for request in asked if not is_picture(request)]
        sizes = [request.sizes() for request in kept]
        size = sum(one["responseBodySize"] + one["responseHeadersSize"] for one in sizes) / 1024
        strangers = [request for request in asked if urlsplit(request.url).netloc != urlsplit(portal.url).netloc]
        yield Line(name, size, "KB", limit=45, note=f"{len(kept)} requests of at most 6, {len(strangers)} to others")
        context.close()


def is_picture(request: object) -> bool:
    return request.resource_type == "image" or request.url.endswith((".svg", ".png", ".webp", ".jpg"))  # type: ignore[attr-defined]


# --- Files --------------------------------------------------------------------------------------------------------


def checklists(portal: Portal) -> dict[str, str]:
    """Address -> primary key of those with about 25 questions."""
    found = {}
    for address in sorted(set(re.findall(r'href="(/en/checklists/[^"#]+)"', text(portal.url, "/en/checklists/")))):
        html = text(portal.url, address)
        if html.count("data-item=") in QUESTIONS:
            found[address] = re.search(r"/ask/toolkit\.checklist/(\d+)/", html)[1]  # type: ignore[index]
    return found


def fetch_file(portal: Portal, address: str) -> tuple[float, bytes, str]:
    """Asks, looks again every 10 ms, takes the file: seconds, bytes, its address."""
    began = time.perf_counter()
    while "/files/status/" in (where := ask(portal.url, "POST", address)[1]):
        while 'aria-current="step"' in (page := text(portal.url, where)):
            assert "Try again" not in page, f"{address} failed"
            assert time.perf_counter() - began < LONGEST, f"{address} took longer than {LONGEST} s"
            time.sleep(0.01)
    content = ask(portal.url, "GET", where)[2]
    return time.perf_counter() - began, content, where


def settle(portal: Portal) -> None:
    """Until the worker has rendered ahead what the loaded content asked for."""
    quiet, end = 0, time.monotonic() + LONGEST
    while quiet < 8 and time.monotonic() < end:
        before = portal.log("worker")
        time.sleep(0.5)
        quiet = quiet + 1 if portal.log("worker") == before else 0


def files(portal: Portal, browser: Browser) -> Iterator[Line]:
    known = checklists(portal)
    addresses = [f"/en/files/ask/toolkit.checklist/{pk}/?form=fillable&size=letter" for pk in known.values()]
    spent = [fetch_file(portal, address) for address in addresses[:-3]]
    seconds = [one[0] for one in spent]
    note = f"{len(spent)} checklists, {min(seconds):.2f} to {max(seconds):.2f} s"
    yield Line("click to finished file, asking every 10 ms (median)", statistics.median(seconds), "s", 2, note=note)
    clicks = list(by_browser(portal, browser, list(known)[-3:]))
    note = f"{len(clicks)} checklists; the page looks once a second"
    yield Line("click to finished file in Chromium (median)", statistics.median(clicks), "s", 2, note=note)
    asking, getting = [], []
    for _ in range(20):
        began = time.perf_counter()
        where = ask(portal.url, "POST", addresses[0])[1]
        asking.append(1000 * (time.perf_counter() - began))
        began = time.perf_counter()
        ask(portal.url, "GET", where)
        getting.append(1000 * (time.perf_counter() - began))
    both = statistics.median(map(sum, zip(asking, getting, strict=True)))
    note = f"asking {statistics.median(asking):.0f} ms, the file {statistics.median(getting):.0f} ms"
    yield Line("repeat at the server (median)", both, "ms", 50, note=note)
    yield Line("largest fillable file", max(len(one[1]) for one in spent) / 1000, "kB", 60)
    pk = known["/en/checklists/identification-and-referral/"]
    numbers = inside(portal, "paper", pk)
    yield Line("identification (26 questions): fillable file", numbers["bytes"] / 1000, "kB", 60)
    yield Line("  putting the document together", numbers["printout"], "ms")
    yield Line("  plain WeasyPrint on the same HTML, processor time", numbers["plain"], "ms")
    yield Line("  WeasyPrint with tags and form, processor time", numbers["tagged"], "ms")
    yield Line("  ours, all of it, processor time", numbers["ours"], "ms")
    yield Line("  ours : plain WeasyPrint", numbers["ours"] / numbers["plain"], limit=1.1)
    yield Line("  ours : WeasyPrint with tags and form", numbers["ours"] / numbers["tagged"])
    yield Line("  of ours, post-processing", numbers["finishing"], "ms", 100)


def by_browser(portal: Portal, browser: Browser, addresses: list[str]) -> Iterator[float]:
    for address in addresses:
        context = browser.new_context(base_url=portal.url)
        page = context.new_page()
        page.goto(address)
        page.get_by_text("US Letter paper").click()
        with page.expect_download() as coming:
            began = time.perf_counter()
            page.get_by_role("button", name="PDF form, Letter").click()
        coming.value.path()
        yield time.perf_counter() - began
        context.close()


@contextmanager
def memory(portal: Portal) -> Iterator[dict[str, float]]:
    """Watches the worker, its children and its render processes; MiB, shared pages counted once."""
    seen: dict[str, float] = {"all": 0, "largest": 0}
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.3):
            sizes = [size for pid in portal.survivors() if (size := size_of(pid))]
            seen["all"] = max(seen["all"], sum(pss for pss, _ in sizes))
            seen["largest"] = max([seen["largest"], *(rss for _, rss in sizes)])

    watcher = threading.Thread(target=watch)
    watcher.start()
    yield seen
    over.set()
    watcher.join()


def size_of(pid: int) -> tuple[float, float] | None:
    """Proportional and resident size of a process of the worker's; None for others."""
    with suppress(OSError):
        command = Path(f"/proc/{pid}/cmdline").read_text()
        if "celery" in command or "exports.pdf.server" in command:
            roll = Path(f"/proc/{pid}/smaps_rollup").read_text()
            sizes = {name: int(number) / 1024 for name, number in re.findall(r"^(Pss|Rss): +(\d+)", roll, re.M)}
            return sizes["Pss"], sizes["Rss"]
    return None


def workers(portal: Portal) -> Iterator[Line]:
    with memory(portal) as seen:
        time.sleep(1)
    yield Line("worker at rest: parent, 2 children, 2 render servers; beat", seen["all"], "MiB", 400)
    with memory(portal) as seen:
        seconds, content, where = fetch_file(portal, "/en/files/ask/toolkit.handbook/en/?form=paper&size=letter")
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as handbook:
        pages = len(handbook.pages)
    note = f"{pages} pages, {len(content) / 1e6:.1f} MB, {where.rpartition('/')[2]}"
    yield Line("handbook", seconds, "s", 60, note=note)
    yield Line("  all of the worker's processes meanwhile, at most", seen["all"], "MiB")
    yield Line("  the largest of them", seen["largest"], "MiB", 400)


def answers(portal: Portal) -> Iterator[Line]:
    found = inside(portal, "answers")
    note = f"{found['statements']:.0f} statements, session and account included"
    yield Line("saving one answer of a team at the server (median)", found["saving"], "ms", 40, note=note)
    note = f"26 questions, {found['form'] / 1000:.0f} kB"
    yield Line("reading back a filled PDF (median)", found["reading"], "ms", 300, note=note)
    with memory(portal) as seen:
        found = inside(portal, "many")
    note = f"{found['lost']:.0f} failed or late"
    yield Line("200 answer PDFs of 150 questions, two workers", found["seconds"], "s", 180, note=note)
    yield Line("  the largest process meanwhile", seen["largest"], "MiB", 400)


def searches(portal: Portal) -> Iterator[Line]:
    lite = portal.folder / "search.sqlite3"
    for name, limit, environment in (
        ("PostgreSQL", 15, {}),
        ("SQLite", None, {"DATABASE_URL": f"sqlite:///{lite}", "CELERY_BROKER_URL": "memory://"}),
    ):
        found = inside(portal, "search", **environment)
        where = f"{name}, {found['rows']:,} rows"
        yield Line(f"{where}: median of twelve searches", found["p50"], "ms", limit)
        worst_limit = 300 if limit is None else None
        yield Line(f"{where}: the slowest", found["worst"], "ms", worst_limit, note=found["worst words"])
        yield Line(f"{where}: the whole page (median)", found["page p50"], "ms")


def modules(portal: Portal) -> Iterator[Line]:
    found = inside(portal, "catalogue")
    note = f"{found['statements']:.0f} statements with words, filter and order"
    yield Line("catalogue of 2,000 modules: searches, whole page (median)", found["search"], "ms", 100, note=note)
    yield Line("  the slowest of five", found["worst"], "ms")
    yield Line("  without words", found["all"], "ms")
    yield Line("  with three filters", found["filtered"], "ms")


def main() -> int:
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))  # through `finally`
    began = time.monotonic()
    portal = Portal()
    try:
        portal.start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=os.environ.get("CHROMIUM") or None, args=["--no-sandbox", "--disable-gpu"]
            )
            settle(portal)
            show("Requests: 8 readers, gunicorn with 2 workers of 4 threads, uncached", web(portal))
            show("Statements of one request", statements(portal))
            show("Transferred before pictures, gzip, empty cache", transfers(portal, browser))
            show("Files: about 25 questions, idle warm worker", files(portal, browser))
            browser.close()
        show("Worker", workers(portal))
        show("Answers", answers(portal))
        show("Search", searches(portal))
        show("Modules", modules(portal))
    finally:
        portal.stop()
    print(f"\n{time.monotonic() - began:.0f} s; budgets from issue 2 and performance.md.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
