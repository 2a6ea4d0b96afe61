"""Pages: from the cache and not, beside an empty Django view and a static file, under gunicorn and behind nginx."""

import re
import statistics
import time
from collections.abc import Iterator
from contextlib import suppress

from script.bench_parts.asking import RequestRate, bypass_cache, measure_load, run_inside, send_request
from script.bench_parts.lines import MeasuredLine, compute_ratio
from script.bench_parts.proxy import NginxProxy
from script.bench_parts.queue import end_server
from script.bench_parts.sizes import SHORT, TURNS
from script.free_port import free_port
from tests.journeys.portal import BIN, Portal

GUNICORN = f"{BIN}/gunicorn --workers 2 --threads 4 --no-control-socket"
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
THERE = 9_950  # requests a second of an empty Django view, on the machine that our budgets in milliseconds come from


def another(portal: Portal, name: str, application: str, path: str, **variables: str) -> str:
    """One more gunicorn under the portal's own flags; where it answers. It ends with the portal."""
    port = free_port()
    settings = " ".join(f"{key}={value}" for key, value in variables.items())
    portal.serve(name, f"/usr/bin/env {settings} {GUNICORN} {application} --bind 127.0.0.1:{port}")
    url, end = f"http://localhost:{port}", time.monotonic() + 60
    while time.monotonic() < end:
        with suppress(OSError):
            if send_request(url, path).status == 200:
                return url
        time.sleep(0.1)
    raise RuntimeError(f"{name} did not start: {portal.log(name)[-1000:]}")


class RatesByAddress(dict[str, list[RequestRate]]):
    """The rates of each address, turn by turn."""

    def middle(self, name: str) -> RequestRate:
        return RequestRate(*map(statistics.median, zip(*self[name], strict=True)))

    def ratio(self, one: str, other: str) -> float | None:
        """The median of one against the other in the same turn: what the machine does from minute to minute hits both
        alike."""
        pairs = zip(self[one], self[other], strict=True)
        found = [share for mine, theirs in pairs if (share := compute_ratio(mine.each_second, theirs.each_second))]
        return statistics.median(found) if found else None


def in_turns(urls: dict[str, str]) -> RatesByAddress:
    """Each address again and again in turns."""
    found = RatesByAddress((name, []) for name in urls)
    for _turn in range(TURNS):
        for name, url in urls.items():
            found[name].append(measure_load(url))
    return found


def style_sheet(portal: Portal) -> str:
    found = re.search(r'href="(/static/css/components[^"]+)"', send_request(portal.url, "/en/").text)
    assert found, "The home page names no style sheet."
    return found[1]


def measure_gunicorn(portal: Portal) -> Iterator[MeasuredLine]:
    """Under gunicorn alone."""
    empty = another(portal, "empty", "script.bench_parts.empty:application", "/empty")
    urls = {
        "an empty Django view, no middleware": f"{empty}/empty",
        "a page from the cache: home": portal.url + PAGES["home"],
        "a page from the cache: tool": portal.url + PAGES["tool"],
        "a static file": portal.url + style_sheet(portal),
        "our emptiest view, all middleware (/healthz)": f"{portal.url}/healthz",
        **{
            f"made anew: {name}": portal.url + bypass_cache(PAGES[name])
            for name in ("home", "tool", "checklist", "search")
        },
    }
    for url in urls.values():
        send_request(url, url[url.index("/", 8) :])
    rates = in_turns(urls)
    for name in rates:
        rate = rates.middle(name)
        yield MeasuredLine(name, rate.each_second, "requests/s", note=str(rate))
    floor = "an empty Django view, no middleware"
    for name in ("home", "tool"):
        share = rates.ratio(f"a page from the cache: {name}", floor)
        yield MeasuredLine(f"  {name} from the cache : empty view", share, "", 0.65, least=True)
    yield MeasuredLine("  a static file : empty view", rates.ratio("a static file", floor))


def measure_behind_proxy(portal: Portal, files: dict[str, bytes]) -> Iterator[MeasuredLine]:
    """Behind a real nginx with deploy/nginx.conf's rules. `files` are stored files by their address."""
    address, content = next(iter(files.items()))
    upstream = another(portal, "behind", "config.wsgi", "/healthz", BEHIND_PROXY="true")
    page = send_request(portal.url, PAGES["tool"]).content
    with NginxProxy(portal.folder / "proxy", upstream, {"page": page, "file": content}) as proxy:
        urls = {
            "a static file as large as the page": f"{proxy.url}/bench/page",
            "a page through the proxy: tool": proxy.url + PAGES["tool"],
            "a collected style sheet, kept by the proxy": proxy.url + style_sheet(portal),
            "a static file as large as the PDF": f"{proxy.url}/bench/file",
            "a stored PDF through the proxy": proxy.url + address,
            "by https: a static file as large as the page": f"{proxy.safe}/bench/page",
            "by https: a page through the proxy: tool": proxy.safe + PAGES["tool"],
            "by https: a static file as large as the PDF": f"{proxy.safe}/bench/file",
            "by https: a stored PDF through the proxy": proxy.safe + address,
        }
        for url in urls.values():
            if url.startswith(proxy.url):  # by https load() is the first to ask; it minds errors, too
                for _again in range(2):
                    answer = send_request(proxy.url, url.removeprefix(proxy.url))
                assert answer.status == 200, (url, answer.status)
        rates = in_turns(urls)
    sizes = {"page": f"{len(page) / 1000:.0f} kB", "PDF": f"{len(content) / 1000:.0f} kB"}
    for name in rates:
        rate = rates.middle(name)
        size = next((size for word, size in sizes.items() if word in name), "")
        yield MeasuredLine(
            name, rate.each_second, "requests/s", note=", ".join(part for part in (size, str(rate)) if part)
        )
    pairs = {
        "page": ("a page through the proxy: tool", "a static file as large as the page"),
        "stored PDF": ("a stored PDF through the proxy", "a static file as large as the PDF"),
    }
    for before in ("", "by https: "):
        for name, (one, other) in pairs.items():
            share = rates.ratio(before + one, before + other)
            yield MeasuredLine(f"  {before}{name} : static file of its size", share, "", 0.8, least=True)


def measure_uncached(portal: Portal) -> Iterator[MeasuredLine]:
    """What a page costs that is made anew. Its budget in milliseconds comes from another machine, and the pace of this
    one changes within minutes: an empty view just before and after says how much of a millisecond there it is."""
    empty = another(portal, "empty", "script.bench_parts.empty:application", "/empty") + "/empty"
    addresses = {**PAGES, "a tool of 45 blocks": run_inside(portal, "long_page")["address"]}
    turns, rates = [], []
    for _turn in range(1 if SHORT else 3):
        before = measure_load(empty).each_second
        turns.append(run_inside(portal, "pages", *addresses.values()))
        rates.append((before + measure_load(empty).each_second) / 2)
    end_server(portal, "empty")
    rate = statistics.median(rates)
    yield MeasuredLine(
        "an empty Django view meanwhile", rate, "requests/s", note=f"where the budget was made: {THERE:,}"
    )
    for name, address in addresses.items():
        costs = [turn[address] for turn in turns]
        yield MeasuredLine(f"{name}: statements", max(cost["sql"] for cost in costs), "SQL", limit=10)
        here = statistics.median(cost["cpu"] for cost in costs)
        there = statistics.median(cost["cpu"] * rate / THERE for cost, rate in zip(costs, rates, strict=True))
        yield MeasuredLine(f"{name}: processor", there, "ms", limit=10, note=f"here {here:.1f} ms")
