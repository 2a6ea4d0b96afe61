"""Asking a portal: one request, one file, a load of them, or a step inside a Django process of its own."""

import gzip
import http.client
import json
import re
import subprocess
import sys
import time
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from script.bench_parts.page import ROOT
from script.bench_parts.sizes import LONGEST, SECONDS
from tests.journeys.portal import Portal

FACTORS = {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}
READER = {"Accept-Encoding": "gzip"}


class HttpAnswer(NamedTuple):
    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")

    @property
    def text(self) -> str:
        zipped = self.content[:2] == b"\x1f\x8b"
        return (gzip.decompress(self.content) if zipped else self.content).decode()


def send_request(url: str, address: str, method: str = "GET") -> HttpAnswer:
    where = urlsplit(url)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=LONGEST)
    connection.request(method, address, headers=READER)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return HttpAnswer(answer.status, dict(answer.headers), content)


def bypass_cache(address: str) -> str:
    """The same page, but made anew: what is asked with a query is never kept (config/page_cache)."""
    return f"{address}{'&' if '?' in address else '?'}anew=1"


class RequestRate(NamedTuple):
    """Requests a second, and milliseconds at the 50th and 99th percentile."""

    each_second: float
    p50: float
    p99: float

    def __str__(self) -> str:
        return f"p50 {self.p50:.2f} ms, p99 {self.p99:.1f} ms"


def measure_load(url: str) -> RequestRate:
    """Eight readers who do not pause, one address. Raises AssertionError where not every answer was a good one."""
    words = ["-H", "Accept-Encoding: gzip", "--latency"]
    command = ["wrk", "-t1", "-c8", f"-d{SECONDS}s", *words, url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return parse_rate(said)


def parse_rate(said: str) -> RequestRate:
    """What wrk's report says. Raises AssertionError where there were errors in it."""
    assert "Non-2xx" not in said, said
    assert "Socket errors" not in said, said
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert rate, said
    return RequestRate(float(rate[1]), _at(said, "50"), _at(said, "99"))


def _at(said: str, share: str) -> float:
    found = re.search(rf"\b{share}%\s+([\d.]+)(us|ms|s|m)\b", said)
    return float(found[1]) * FACTORS[found[2]] if found else 0


def run_inside(portal: Portal, *words: str, seconds: int = 900, **environment: str) -> dict[str, Any]:
    """Runs a step of script/bench_parts/inside on this portal's database. Raises RuntimeError with its last words."""
    command = ["setpriv", "--pdeathsig", "KILL", sys.executable, "-m", "script.bench_parts.inside", *words]
    surroundings = {**portal.environment, **environment}
    done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=seconds)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def fetch_file(portal: Portal, address: str) -> tuple[float, bytes, str]:
    """Asks, looks again every 10 ms, takes the file: seconds, bytes, its address."""
    began = time.perf_counter()
    while "/files/status/" in (where := send_request(portal.url, address, "POST").location):
        while 'aria-current="step"' in (page := send_request(portal.url, where).text):
            if "Try again" in page or time.perf_counter() - began > LONGEST:
                raise RuntimeError(f"{address} failed, or took longer than {LONGEST} s")
            time.sleep(0.01)
    content = send_request(portal.url, where).content
    return time.perf_counter() - began, content, where


def wait_for_quiet_worker(portal: Portal) -> None:
    """Until the worker has rendered ahead what the loaded content asked for."""
    quiet, end = 0, time.monotonic() + LONGEST
    while quiet < 8 and time.monotonic() < end:
        before = portal.log("worker")
        time.sleep(0.5)
        quiet = quiet + 1 if portal.log("worker") == before else 0
