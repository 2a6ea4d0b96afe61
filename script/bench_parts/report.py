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

from script.bench_parts import carrying, files, finding, growth, guards, memory, page, painting, queue, web
from script.bench_parts.asking import fetch_file, wait_for_quiet_worker
from script.bench_parts.lines import MeasuredLine, ReportSection, count_budgets
from script.bench_parts.sizes import ONLY, SHORT
from tests.journeys.portal import Portal

Part = Callable[[], Iterator[MeasuredLine]]


class Report:
    """The sections measured so far, each printed as it comes."""

    def __init__(self) -> None:
        self.sections: list[ReportSection] = []
        self.said = page.describe_machine()
        print(self.said, flush=True)

    def take(self, title: str, part: Part, said: str = "") -> None:
        """Measures one part. One that breaks off keeps what it has, and says why."""
        if not re.search(ONLY, title):
            return
        began = time.monotonic()
        section = ReportSection(title, said)
        print(f"\n{title}", flush=True)
        try:
            for line in part():
                section.lines.append(line)
                print(f"  {line}", flush=True)
        except Exception as error:
            traceback.print_exc()
            line = MeasuredLine("the rest of this part", None, limit=0, note=f"broke off: {type(error).__name__}")
            section.lines.append(line)
            print(f"  {line}", flush=True)
        print(f"  ({time.monotonic() - began:.0f} s)", flush=True)
        self.sections.append(section)


def with_browser(report: Report, portal: Portal, browser: Browser) -> None:
    known = files.find_checklists(portal)
    pk = known[files.STARTER]
    report.take(
        "Transferred before pictures", lambda: files.measure_transfers(portal, browser), "gzip, empty cache, 360 px."
    )
    said = "Chromium, 360 px, 50 kbit/s and 800 ms, empty cache; what else runs on the machine counts, too."
    report.take("First paint on a slow line", lambda: painting.measure_paints(portal, browser), said)
    said = "Checklists of about 25 questions; idle, warm worker; from the click to the bytes."
    report.take("Files", lambda: files.measure_clicks(portal, browser, known), said)
    said = "Forks of one warm process, in turns, milliseconds of processor time. " + " ".join(
        (files.measure_paper.__doc__ or "").split("\n\n")[1].split()
    )
    report.take("One checklist of 26 questions on paper", lambda: files.measure_paper(portal, pk), said)
    report.take("The same in Chromium", lambda: files.measure_chromium(portal, browser, pk))


def measure(report: Report, portal: Portal) -> None:
    wait_for_quiet_worker(portal)
    said = "wrk, 8 readers who do not pause; gunicorn with 2 workers of 4 threads; medians of turns."
    report.take("Pages, gunicorn alone", lambda: web.measure_gunicorn(portal), said)
    ask = f"/en/files/ask/toolkit.checklist/{files.find_checklists(portal)[files.STARTER]}/?form=fillable&size=a4"
    _seconds, content, where = fetch_file(portal, ask)
    said = "nginx with deploy/nginx.conf's rules, with https and without, no limits; static files from its own folder."
    report.take("Pages and files behind the proxy", lambda: web.measure_behind_proxy(portal, {where: content}), said)
    for name in ("empty", "behind"):
        queue.end_server(portal, name)
    said = (
        "In a warm process, nothing from the cache; processor time, the median of three times thirty, at the pace of"
        " the machine that the budget comes from, as an empty view just before and after tells it."
    )
    report.take("What an uncached page costs", lambda: web.measure_uncached(portal), said)
    with sync_playwright() as playwright:
        browser = files.launch_browser(playwright)
        with_browser(report, portal, browser)
        browser.close()
    report.take("Worker", lambda: memory.measure_at_rest(portal))
    report.take("Handbook", lambda: files.measure_handbook(portal))
    said = (
        "The starter module, everything in one file, films as small as they are offered; from the click to the bytes."
    )
    report.take("Packages of a module", lambda: files.measure_packages(portal), said)
    said = "Compressed, as they come over the line."
    report.take("Copies in each language", lambda: carrying.measure_copies(portal), said)
    report.take("Box", lambda: carrying.measure_box(portal))
    report.take("Answers", lambda: files.measure_answers(portal))
    said = " ".join((queue.measure_throughput.__doc__ or "").split())
    report.take("Queue", lambda: queue.measure_throughput(portal), said)
    report.take(
        "Search", lambda: finding.measure_searches(portal), "Twelve searches, common and rare words; a warm process."
    )
    report.take("Catalogue of modules", lambda: finding.measure_catalogue(portal), "Whole pages in a warm process.")
    report.take(
        "What guarding costs",
        lambda: guards.measure_guards(portal),
        "In a warm process; the form and the hashes taking turns.",
    )


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
                queue.end_server(portal, name)
            grown = growth.measure_growth(portal, draw="--write" in wishes)
    finally:
        portal.stop()
    kept, budgets = count_budgets(report.sections)
    print(f"\n{kept} of {budgets} budgets kept, {time.monotonic() - began:.0f} s.")
    if "--write" in wishes:
        said = report.said + (" A short run to try the script: the numbers mean nothing." if SHORT else "")
        page.write_page([] if ONLY else report.sections, grown, said=said)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
