"""Statements and processor time of one uncached request in a warm process."""

import statistics
import time

from django.test import Client

from script.bench_parts.asking import anew
from script.bench_parts.inside.timing import milliseconds, statements_of

TIMES = 30  # the machine's other work falls on some of them


def pages(*addresses: str) -> dict[str, dict[str, float]]:
    client = Client(headers={"host": "localhost", "accept-encoding": "gzip"})
    found = {}
    for address in map(anew, addresses):
        assert client.get(address).status_code == 200, address
        statements = statements_of(lambda address=address: client.get(address))
        assert statements > 0, f"{address}: nothing was measured"
        spent = milliseconds(lambda address=address: client.get(address), TIMES, clock=time.process_time)
        found[address.removesuffix("anew=1")[:-1]] = {"sql": statements, "cpu": statistics.median(spent)}
    return found


def long_page() -> dict[str, str]:
    """Makes a tool of 45 blocks, each with a link and a term, sources and definitions between them; where it stands."""
    from tests.toolkit.test_cost import tool_of

    return {"address": f"/en/{tool_of(45).portal_path()}"}
