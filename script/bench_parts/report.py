"""The report of script/bench: starts a portal on the servers that the environment names, measures, prints, writes.

`python -m script.bench_parts.report [--write] [--growth]`. A part that fails is told, and the others go on.
"""

import re
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator

from playwright.sync_api import Browser, sync_playwright

from script.bench_parts import files, finding, growth, memory, page, queue, web
from script.bench_parts.asking import fetch_file, settle
from script.bench_parts.lines import Line, Section, totals
from script.bench_parts.sizes import ONLY, SHORT
from tests.journeys.portal import Portal

Part = Callable[[], Iterator[Line]]


class Report:
    """The sections measured so far, each printed as it comes."""

    def __init__(self) -> None:
        self.sections: list[Section] = []
        self.said = page.machine()
        print(self.said, flush=True)

    def take(self, title: str, part: Part, said: str = "") -> None:
        """Measures one part. One that breaks off keeps what it has, and says why."""
        if not re.search(ONLY, title):
            return
        began = time.monotonic()
        section = Section(title, said)
        print(f"\n{title}", flush=True)
        try:
            for line in part():
                section.lines.append(line)
                print(f"  {line}", flush=True)
        except Exception as error:
            traceback.print_exc()
            line = Line("the rest of this part", None, limit=0, note=f"broke off: {type(error).__name__}")
            section.lines.append(line)
            print(f"  {line}", flush=True)
        print(f"  ({time.monotonic() - began:.0f} s)", flush=True)
        self.sections.append(section)


def with_browser(report: Report, portal: Portal, browser: Browser) -> None:
    known = files.checklists(portal)
    pk = known[files.STARTER]
    report.take("Transferred before pictures", lambda: files.transfers(portal, browser), "gzip, empty cache, 360 px.")
    said = "Checklists of about 25 questions; idle, warm worker; from the click to the bytes."
    report.take("Files", lambda: files.clicks(portal, browser, known), said)
    said = "Forks of one warm process, in turns, milliseconds of processor time. " + " ".join(
        (files.paper.__doc__ or "").split("\n\n")[1].split()
    )
    report.take("One checklist of 26 questions on paper", lambda: files.paper(portal, pk), said)
    report.take("The same in Chromium", lambda: files.by_chromium(portal, browser, pk))


def measure(report: Report, portal: Portal) -> None:
    settle(portal)
    said = "wrk, 8 readers who do not pause; gunicorn with 2 workers of 4 threads; medians of turns."
    report.take("Pages, gunicorn alone", lambda: web.by_itself(portal), said)
    ask = f"/en/files/ask/toolkit.checklist/{files.checklists(portal)[files.STARTER]}/?form=fillable&size=a4"
    _seconds, content, where = fetch_file(portal, ask)
    said = "nginx with deploy/nginx.conf's rules, with https and without, no limits; static files from its own folder."
    report.take("Pages and files behind the proxy", lambda: web.behind(portal, {where: content}), said)
    for name in ("empty", "behind"):
        queue.end(portal, name)
    said = (
        "In a warm process, nothing from the cache; processor time, the median of three times thirty, at the pace of"
        " the machine that the budget comes from, as an empty view just before and after tells it."
    )
    report.take("What an uncached page costs", lambda: web.uncached(portal), said)
    with sync_playwright() as playwright:
        browser = files.launched(playwright)
        with_browser(report, portal, browser)
        browser.close()
    report.take("Worker", lambda: memory.at_rest(portal))
    report.take("Handbook", lambda: files.handbook(portal))
    said = (
        "The starter module, everything in one file, films as small as they are offered; from the click to the bytes."
    )
    report.take("Packages of a module", lambda: files.shelves(portal), said)
    report.take("Answers", lambda: files.answers(portal))
    said = " ".join((queue.throughput.__doc__ or "").split())
    report.take("Queue", lambda: queue.throughput(portal), said)
    report.take("Search", lambda: finding.searches(portal), "Twelve searches, common and rare words; a warm process.")
    report.take("Catalogue of modules", lambda: finding.modules(portal), "Whole pages in a warm process.")


def main(*wishes: str) -> int:
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))  # through `finally`
    began = time.monotonic()
    report, grown = Report(), ""
    portal = Portal()
    try:
        portal.start()
        if "--growth-only" not in wishes:
            try:
                measure(report, portal)
            except Exception:  # between two parts: what was measured is written all the same
                traceback.print_exc()
        if "--growth" in wishes or "--growth-only" in wishes:
            for name in list(portal.servers):
                queue.end(portal, name)
            grown = growth.measured(portal, draw="--write" in wishes)
    finally:
        portal.stop()
    kept, budgets = totals(report.sections)
    print(f"\n{kept} of {budgets} budgets kept, {time.monotonic() - began:.0f} s.")
    if "--write" in wishes:
        said = report.said + (" A short run to try the script: the numbers mean nothing." if SHORT else "")
        page.write([] if ONLY else report.sections, grown, said=said)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
