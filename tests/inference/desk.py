"""Sits at a portal's database, in its environment and under its clock: `python -m tests.inference.desk`.

Each line is a function by its dotted name with its arguments; what it returns is answered as JSON. Seeds, secrets and
the night's jobs are done here, since a process for each would take longer than all cells.
"""

import json
import sys
import traceback
from importlib import import_module
from itertools import count
from typing import Any

import django


def do(line: str) -> Any:
    said = json.loads(line)
    module, _dot, name = said["what"].rpartition(".")
    return getattr(import_module(module), name)(**said["with"])


def main() -> None:
    voice, sys.stdout = sys.stdout, sys.stderr  # commands talk
    django.setup()
    from django.db import connections
    from django.utils import translation

    from tests.inference import faults
    from tests.inference.clock import Clock
    from tests.network import factories

    clock = Clock("desk")
    faults.plant()
    for line in sys.stdin:
        if clock.read():
            connections.close_all()
            factories.counter = count(1000)  # both number their people alike
        translation.activate("en")
        try:
            said = {"answer": do(line)}
        except Exception:
            said = {"error": traceback.format_exc(limit=-6)}
        connections.close_all()  # a database that somebody looks at cannot be put back
        print(json.dumps(said), file=voice, flush=True)


if __name__ == "__main__":
    main()
