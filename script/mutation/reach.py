"""Which test reaches which functions: noted once for each file of tests, kept in var/mutate.

A plugin for pytest (`-p script.mutation.reach`) where MUTATION_NOTE names the file to write. It costs little: a test
notices each function on its first call only. A test that does not pass unchanged is not noted.
"""

import hashlib
import json
import os
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CodeType

import pytest

from script.mutation.mutants import APPS
from tests import ready

ROOT = Path(__file__).resolve().parent.parent.parent
NOTE = os.environ.get("MUTATION_NOTE", "")
TOOL = 3  # of sys.monitoring; coverage and debuggers have others
KEPT = Path("var/mutate/reach.json")

if pinned := os.environ.get("MUTATION_READY"):  # a changed file does not ask for a database of its own
    ready.name = lambda: pinned

if NOTE:
    reached: set[str] = set()
    wrong: set[str] = set()
    tests: dict[str, tuple[float, list[str]]] = {}
    written = [time.monotonic()]
    ours = tuple(f"{ROOT}/{app}/" for app in APPS)

    def started(code: CodeType, _offset: int) -> object:
        if code.co_filename.startswith(ours):
            reached.add(name_of(code))
        return sys.monitoring.DISABLE

    def pytest_configure() -> None:
        sys.monitoring.use_tool_id(TOOL, "mutation")
        sys.monitoring.register_callback(TOOL, sys.monitoring.events.PY_START, started)
        sys.monitoring.set_events(TOOL, sys.monitoring.events.PY_START)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
        reached.clear()
        sys.monitoring.restart_events()
        began = time.monotonic()
        answer = yield
        if item.nodeid not in wrong and item.nodeid.isprintable() and item.nodeid.isascii():
            tests[item.nodeid] = round(time.monotonic() - began, 2), sorted(reached)
            if time.monotonic() - written[0] > 5:
                written[0] = time.monotonic()
                write()
        return answer

    def pytest_runtest_logreport(report: pytest.TestReport) -> None:
        if not report.passed:
            wrong.add(report.nodeid)

    def pytest_sessionfinish() -> None:
        write()

    def write() -> None:
        unfinished = Path(f"{NOTE}.new")
        unfinished.write_text(json.dumps(tests))
        unfinished.rename(NOTE)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
        """What takes long comes last: time may run out."""
        items.sort(key=lambda item: item.get_closest_marker("thorough") is not None)


def name_of(code: CodeType) -> str:
    """`network/deeds/actions/locks.py::lock`: of a function in a function the outer one."""
    file = code.co_filename.removeprefix(f"{ROOT}/")
    return f"{file}::{code.co_qualname.partition('.<locals>')[0]}"


class Reach:
    """The notes of all files of tests. Those of a file hold as long as nothing in its folder changed."""

    def __init__(self, root: Path, path: Path) -> None:
        self.root = root
        self.path = path
        self.is_complete = False
        self.lock = threading.Lock()  # benches note side by side
        self.path.parent.mkdir(parents=True, exist_ok=True)
        kept = json.loads(self.path.read_text()) if self.path.exists() else {}
        self.files = {name: note for name, note in kept.items() if note["digest"] == self.digest(name)}

    def digest(self, name: str) -> str:
        folder = (self.root / name).parent
        help_of_its_own = sorted(path for path in folder.glob("*.py") if not path.name.startswith("test_"))
        seen = hashlib.sha256()
        for path in [self.root / name, *help_of_its_own, self.root / "tests/conftest.py"]:
            seen.update(path.read_bytes() if path.exists() else b"")
        return seen.hexdigest()[:16]

    def missing(self, only: Sequence[str] = ()) -> list[str]:
        """Files of tests without a note."""
        found = [str(path.relative_to(self.root)) for path in sorted((self.root / "tests").rglob("test_*.py"))]
        apart = ("tests/journeys/", "tests/chaos/", "tests/inference/", "tests/script/")
        found = [name for name in found if not name.startswith(apart) and name not in self.files]
        return [name for name in found if not only or name in only]

    def note(self, name: str, tests: dict[str, tuple[float, list[str]]]) -> None:
        names = sorted({one for _seconds, reached in tests.values() for one in reached})
        places = {one: place for place, one in enumerate(names)}
        short = {test: [seconds, [places[one] for one in reached]] for test, (seconds, reached) in tests.items()}
        with self.lock:
            self.files[name] = {"digest": self.digest(name), "names": names, "tests": short}
            unfinished = self.path.with_suffix(".new")
            unfinished.write_text(json.dumps(self.files))
            unfinished.rename(self.path)

    def tests_of(self, function: str, *, whole_files: bool = False) -> list[tuple[str, float]]:
        """Tests that reach it, with their seconds: the quickest of each file first, then the second of each.

        `whole_files` gives all tests of such files: what stands before a function is tried where it is not reached.
        """
        ranked: list[tuple[int, float, str]] = []
        for note in self.files.values():
            if function not in note["names"]:
                continue
            place = note["names"].index(function)
            reaching = sorted((one[0], test) for test, one in note["tests"].items() if whole_files or place in one[1])
            ranked += [(rank, seconds, test) for rank, (seconds, test) in enumerate(reaching)]
        return [(test, seconds) for _rank, seconds, test in sorted(ranked)]
