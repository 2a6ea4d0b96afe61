"""How a browser, or a patient tester, comes through a busy door."""

import re
from itertools import count

from accounts.limits.proof_of_work import count_zero_bits

FIELDS = re.compile(r'name="(puzzle|ticket)" value="([^"]+)"')
BOX = re.compile(r'data-work="(\w+)" data-bits="(\d+)"')


def solution(nonce: str, bits: int) -> str:
    """What static/js/work.js finds."""
    return next(str(x) for x in count() if count_zero_bits(nonce, str(x)) >= bits)


def worked(page: str) -> dict[str, str]:
    """The fields that a page with work to do wants to see, with the work done."""
    found = BOX.search(page)
    assert found, "the page asks for no work"
    return {**dict(FIELDS.findall(page)), "solution": solution(found[1], int(found[2]))}
