"""Old faults, planted again: each must turn the harness red, or it sees nothing (test_planted.py).

Only in a process whose environment names one, and only by replacing what the product has: no line of it knows of this.
"""

import os
from collections.abc import Callable

FAULT = os.environ.get("INFERENCE_FAULT", "")
FAULTS: dict[str, Callable[[], None]] = {}


def fault(build: Callable[[], None]) -> Callable[[], None]:
    FAULTS[build.__name__] = build
    return build


def plant() -> None:
    if FAULT:
        FAULTS[FAULT]()
