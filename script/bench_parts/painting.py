"""When a reader on a slow line sees something first: Chromium at 50 kbit/s and 800 ms, nothing kept from before."""

import statistics
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser

from script.bench_parts.lines import MeasuredLine
from script.bench_parts.sizes import SHORT
from tests.journeys.portal import Portal

LINE = {"offline": False, "latency": 800, "downloadThroughput": 50_000 / 8, "uploadThroughput": 50_000 / 8}
PAGES = {  # seconds until the first paint; in English and in Dari
    "tools/identification-and-referral/": ("tool", 3.5),
    "checklists/identification-and-referral/": ("checklist", 4.2),
    "": ("home", 3.5),
    "law/tip/": ("instrument", 3.5),
}
PAINTS = """() => new Promise((done) => {
    let shift = 0;
    new PerformanceObserver((list) => { for (const one of list.getEntries()) shift += one.value; })
        .observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done({ shift, first: performance.getEntriesByName("first-contentful-paint")[0].startTime }), 300);
})"""


def measure_paints(portal: Portal, browser: Browser) -> Iterator[MeasuredLine]:
    for path, (name, limit) in PAGES.items():
        for code in ("en", "prs"):
            found = [paint(portal, browser, f"/{code}/{path}") for _turn in range(1 if SHORT else 5)]
            seconds = [one["first"] / 1000 for one in found]
            note = f"{min(seconds):.2f} to {max(seconds):.2f}; shifted by {max(one['shift'] for one in found):.3f}"
            yield MeasuredLine(f"{name}, {code} (median)", statistics.median(seconds), "s", limit, note=note)


def paint(portal: Portal, browser: Browser, address: str) -> dict[str, Any]:
    context = browser.new_context(base_url=portal.url, viewport={"width": 360, "height": 740})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    page.goto(address, wait_until="load", timeout=120_000)
    found: dict[str, Any] = page.evaluate(PAINTS)
    context.close()
    return found
