"""Files: how long one takes from click to download, ours beside plain WeasyPrint and Chromium, reading one back."""

import io
import os
import re
import statistics
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pikepdf
from playwright.sync_api import Browser, Request

from script.bench_parts.asking import fetch_file, run_inside, send_request
from script.bench_parts.lines import MeasuredLine, compute_ratio
from script.bench_parts.memory import watch_memory
from script.bench_parts.sizes import SHORT
from script.bench_parts.web import PAGES
from tests.journeys.portal import Portal

QUESTIONS = range(22, 29)  # checklists of about 25 questions
STARTER = "/en/checklists/identification-and-referral/"
MOST = {"tool": 30}  # KB before photographs of a page with a budget of its own; of every other one:
MOST_OF_A_PAGE = 45
MODULE = "/en/modules/rights-and-gender/"


def measure_transfers(portal: Portal, browser: Browser) -> Iterator[MeasuredLine]:
    for name, address in PAGES.items():
        context = browser.new_context(base_url=portal.url, viewport={"width": 360, "height": 740})
        page = context.new_page()
        asked: list[Request] = []
        page.on("requestfinished", lambda request, asked=asked: asked.append(request))
        page.goto(address, wait_until="networkidle")
        kept = [request for request in asked if not is_picture(request)]
        sizes = [request.sizes() for request in kept]
        size = sum(one["responseBodySize"] + one["responseHeadersSize"] for one in sizes) / 1024
        strangers = [request for request in asked if urlsplit(request.url).netloc != urlsplit(portal.url).netloc]
        note = f"{len(kept)} requests of at most 6, {len(strangers)} to others"
        yield MeasuredLine(name, size, "KB", limit=MOST.get(name, MOST_OF_A_PAGE), note=note)
        context.close()


def is_picture(request: Request) -> bool:
    return request.resource_type == "image" or request.url.endswith((".svg", ".png", ".webp", ".jpg"))


def find_checklists(portal: Portal) -> dict[str, str]:
    """Address -> primary key of those with about 25 questions."""
    found = {}
    for address in sorted(
        set(re.findall(r'href="(/en/checklists/[^"#]+)"', send_request(portal.url, "/en/checklists/").text))
    ):
        html = send_request(portal.url, address).text
        key = re.search(r"/ask/toolkit\.checklist/(\d+)/", html)
        if key and html.count("data-item=") in QUESTIONS:
            found[address] = key[1]
    return found


def measure_clicks(portal: Portal, browser: Browser, known: dict[str, str]) -> Iterator[MeasuredLine]:
    """An idle, warm worker; sizes that nobody asked for yet. The last three are kept for Chromium."""
    addresses = [f"/en/files/ask/toolkit.checklist/{pk}/?form=fillable&size=letter" for pk in known.values()]
    spent = [fetch_file(portal, address) for address in addresses[:-3][: 1 if SHORT else 9]]
    seconds = [one[0] for one in spent]
    note = f"{len(spent)} checklists, {min(seconds):.2f} to {max(seconds):.2f} s"
    yield MeasuredLine(
        "click to finished file, asking every 10 ms (median)", statistics.median(seconds), "s", 2, note=note
    )
    waited = list(by_browser(portal, browser, list(known)[-1 if SHORT else -3 :]))
    note = f"{len(waited)} checklists; the page looks once a second"
    yield MeasuredLine("click to finished file in Chromium (median)", statistics.median(waited), "s", 2, note=note)
    yield repeat(portal, addresses[0])
    yield MeasuredLine("largest fillable file", max(len(one[1]) for one in spent) / 1000, "kB", 60)


def repeat(portal: Portal, address: str) -> MeasuredLine:
    asking, getting = [], []
    for _ in range(20):
        began = time.perf_counter()
        where = send_request(portal.url, address, "POST").location
        asking.append(1000 * (time.perf_counter() - began))
        began = time.perf_counter()
        send_request(portal.url, where)
        getting.append(1000 * (time.perf_counter() - began))
    both = statistics.median(map(sum, zip(asking, getting, strict=True)))
    note = f"asking {statistics.median(asking):.0f} ms, the file {statistics.median(getting):.0f} ms"
    return MeasuredLine("asking for a file that is there, and getting it (median)", both, "ms", 50, note=note)


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


def measure_paper(portal: Portal, pk: str) -> Iterator[MeasuredLine]:
    """Each in a fork of one warm process, in turns, processor time: what else runs must not decide which is faster.

    "Plain" is WeasyPrint as it comes, on the same HTML: no tags, no fields, no attachment. "With our options" is
    WeasyPrint told to write what we ask of it: PDF/A-3a with tags, fields that can be filled in, the questions' ids.
    """
    yield from on_paper(run_inside(portal, "paper", pk, "fillable"), "fillable")
    yield from on_paper(run_inside(portal, "paper", pk, "paper"), "to print")


def on_paper(found: dict[str, float], form: str) -> Iterator[MeasuredLine]:
    fillable = form == "fillable"
    yield MeasuredLine(f"{form}: plain WeasyPrint", found["plain"], "ms")
    yield MeasuredLine(f"{form}: WeasyPrint with our options", found["tagged"], "ms")
    yield MeasuredLine(f"{form}: ours, from HTML to finished file", found["ours"], "ms")
    yield MeasuredLine("  ours : plain WeasyPrint", found["ours : plain"], "", 1.1 if fillable else None)
    yield MeasuredLine("  ours : WeasyPrint with our options", found["ours : tagged"], "", 1.1)
    yield MeasuredLine("  of ours, the finishing pass", found["finishing"], "ms", 100 if fillable else None)
    yield MeasuredLine("  size of ours", found["bytes"] / 1000, "kB", 60 if fillable else None)
    sizes = f"plain {found['plain bytes'] / 1000:.0f} kB, with our options {found['tagged bytes'] / 1000:.0f} kB"
    yield MeasuredLine("  size of WeasyPrint's with our options", found["tagged bytes"] / 1000, "kB", note=sizes)
    yield MeasuredLine("  putting the document together", found["printout"], "ms")


def measure_chromium(portal: Portal, browser: Browser, pk: str) -> Iterator[MeasuredLine]:
    """Chromium's print on the same HTML, and ours, by the clock, both warm. Its fields cannot be filled in."""
    found = run_inside(portal, "source", pk)
    context = browser.new_context()
    page = context.new_page()
    page.set_content(str(found["html"]))
    spent = []
    for _ in range(2 if SHORT else 5):
        began = time.perf_counter()
        made = page.pdf(tagged=True, outline=True, prefer_css_page_size=True)
        spent.append(1000 * (time.perf_counter() - began))
    context.close()
    with pikepdf.open(io.BytesIO(made)) as document:
        note = f"{len(document.pages)} pages, {len(made) / 1000:.0f} kB, no form"
    chromium, ours = statistics.median(spent), float(found["clock"])
    yield MeasuredLine("Chromium prints the same HTML, tagged (by the clock)", chromium, "ms", note=note)
    yield MeasuredLine("ours (by the clock)", ours, "ms", note=f"{found['pages']} pages")
    yield MeasuredLine("  ours : Chromium", compute_ratio(ours, chromium))


def measure_answers(portal: Portal) -> Iterator[MeasuredLine]:
    found = run_inside(portal, "answers")
    yield MeasuredLine("saving one answer of a team at the server (median)", found["saving"], "ms", 40)
    yield MeasuredLine("  statements", found["statements"], "SQL", 8, note="session and account included")
    note = f"26 questions, {found['form'] / 1000:.0f} kB"
    yield MeasuredLine("reading back a filled PDF (median)", found["reading"], "ms", 300, note=note)


def measure_handbook(portal: Portal) -> Iterator[MeasuredLine]:
    with watch_memory(portal) as seen:
        seconds, content, _where = fetch_file(portal, "/en/files/ask/toolkit.handbook/en/?form=paper&size=letter")
    with pikepdf.open(io.BytesIO(content)) as document:
        note = f"{len(document.pages)} pages, {len(content) / 1e6:.1f} MB"
    yield MeasuredLine("handbook", seconds, "s", 60, note=note)
    yield MeasuredLine("  all of the worker's processes meanwhile, at most", seen["all"], "MiB")
    yield MeasuredLine("  the largest of them", seen["largest"], "MiB", 400)


def measure_packages(portal: Portal) -> Iterator[MeasuredLine]:
    offered = dict.fromkeys(re.findall(r"/take/([a-z0-9]+)/", send_request(portal.url, MODULE).text))
    assert len(offered) > 5, f"{MODULE} offers {list(offered)}"
    for code in offered:
        seconds, content, _where = fetch_file(portal, f"{MODULE}take/{code}/")
        yield MeasuredLine(code, seconds, "s", 10, note=f"{len(content) / 1e6:.1f} MB")


def launch_browser(playwright: object) -> Browser:
    words = ["--no-sandbox", "--disable-gpu"]
    return playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM") or None, args=words)  # type: ignore[attr-defined,no-any-return]
