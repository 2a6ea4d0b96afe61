"""Statements and processor time of one uncached request in a warm process."""

import statistics
import time

from django.test import Client

from script.bench_parts.asking import bypass_cache
from script.bench_parts.inside.timing import count_statements, measure_milliseconds

TIMES = 30  # the machine's other work falls on some of them


def pages(*addresses: str) -> dict[str, dict[str, float]]:
    client = Client(headers={"host": "localhost", "accept-encoding": "gzip"})
    found = {}
    for address in map(bypass_cache, addresses):
        assert client.get(address).status_code == 200, address
        statements = count_statements(lambda address=address: client.get(address))
        assert statements > 0, f"{address}: nothing was measured"
        spent = measure_milliseconds(lambda address=address: client.get(address), TIMES, clock=time.process_time)
        found[address.removesuffix("anew=1")[:-1]] = {"sql": statements, "cpu": statistics.median(spent)}
    return found


def long_page() -> dict[str, str]:
    """Makes a tool of 45 blocks, each with a link and a term, sources and definitions between them; where it stands."""
    from tests.toolkit.test_cost import tool_of

    return {"address": f"/en/{tool_of(45).portal_path()}"}
