"""A process that has loaded the portal and forks for every job: `python -m script.mutation.worker`, in a copy of it.

Reads jobs, a line of JSON each, and answers with the exit code of pytest. NOT_HERE: the change needs a process of its
own. BROKE: what went wrong was not a test.
"""

import ctypes
import json
import os
import signal
import sys
import time
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from script.mutation.swapping import NotHere, swap

NOT_HERE = 77
TIMEOUT = 124
BROKE = 70
OFTEN = (
    *(
        "pytest",
        "pytest_django.plugin",
        "pytest_django.fixtures",
        "_hypothesis_pytestplugin",
        "hypothesis",
        "xdist.plugin",
    ),
    *(
        "pytest_playwright.pytest_playwright",
        "time_machine",
        "bs4",
        "pikepdf",
        "openpyxl",
        "weasyprint",
        "tests.factories",
    ),
)
PYTEST = ("-q", "-x", "-p", "script.mutation.reach", "-p", "no:xdist", "--tb=line", "--no-header")


def load() -> None:
    import django

    django.setup()
    from django.db import connections
    from django.urls import get_resolver

    assert get_resolver().url_patterns
    for name in OFTEN:
        with suppress(ImportError):
            import_module(name)
    connections.close_all()


def run(job: dict) -> int:
    """In the child: never comes back."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    log = os.open(job["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(log, 1)
    os.dup2(log, 2)
    code = BROKE
    try:
        code = run_tests(job)
    except NotHere:
        code = NOT_HERE
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def run_tests(job: dict) -> int:
    if note := job.get("note"):
        os.environ["MUTATION_NOTE"] = note
    if after := job.get("after"):
        swap(Path.cwd() / job["file"], after)
    import pytest

    return int(pytest.main([*PYTEST, *job["arguments"]]))


def wait(child: int, seconds: float) -> int:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return TIMEOUT


def main() -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    load()
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in sys.stdin:
        job = json.loads(line)
        child = os.fork()
        if not child:
            os.setsid()
            run(job)
        print(json.dumps({"code": wait(child, job["timeout"])}), file=answers, flush=True)


if __name__ == "__main__":
    main()
