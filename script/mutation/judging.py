"""Copies of the checkout, one for each core, and what is tried in them."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from script.mutation.mutants import Mutant
from script.mutation.reach import Reach
from script.mutation.worker import NOT_HERE, PYTEST, TIMEOUT
from tests import ready

NOTICED, HANGS, SURVIVED, UNREACHED = "noticed", "hangs", "survived", "not reached"
BROKEN, UNKNOWN = "does not start", "not known"  # it counts neither way; no note yet of a test that reaches it
FILE_SECONDS = 60  # for a file of tests, while it is noted what they reach
START = 40  # seconds for what stands before the tests, on a busy machine
FIRST_LOOK = 20  # seconds of tests
SECOND_LOOK = 60
COUNTED = re.compile(r"\d+ (failed|error)")  # pytest's last line: a test noticed it, not the way it was run
WITHOUT = "not services and not inference"


def copy(root: Path, to: Path) -> None:
    """The checkout as it is, with what is not committed yet, compiled translations, and a link to the environment."""
    asking = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(asking, cwd=root, check=True, capture_output=True, text=True).stdout.split("\0")
    names += [str(path.relative_to(root)) for path in root.glob("locale/**/*.mo")]
    for name in filter(None, names):
        if (root / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, to / name)
    (to / ".venv").symlink_to((root / ".venv").resolve())


class Bench:
    """One copy, one database, one loaded process."""

    def __init__(self, root: Path, work: Path, number: int) -> None:
        self.tree = work / f"tree-{number}"
        copy(root, self.tree)
        self.work = work / f"bench-{number}"
        self.work.mkdir()
        url = urlsplit(os.environ["DATABASE_URL"])
        if url.scheme.startswith("postgres"):
            name = f"mutate_{os.getpid()}_{number}"
            self.make_database(url.geturl(), name)
            url = url._replace(path=f"/{name}")
        self.environment = {**os.environ, "DATABASE_URL": url.geturl(), "MUTATION_READY": ready.name()}
        self.environment.pop("PYTEST_ADDOPTS", None)
        self.environment |= {
            "PYTHONPATH": str(self.tree),
            "PYTHONDONTWRITEBYTECODE": "",
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }
        command = ["setpriv", "--pdeathsig", "KILL", sys.executable, "-m", "script.mutation.worker"]
        self.log = (self.work / "worker.log").open("w")
        self.process = subprocess.Popen(
            command,
            cwd=self.tree,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        self.heard()

    def make_database(self, url: str, name: str) -> None:
        """pytest-django asks for one to be there, and makes its own beside it."""
        with closing(psycopg2.connect(url)) as server:
            server.autocommit = True
            server.cursor().execute(f"create database {name}")
        self.database = (url, name)

    def heard(self) -> dict:
        line = self.process.stdout.readline() if self.process.stdout else ""
        if not line:
            raise RuntimeError(f"A worker ended: {(self.work / 'worker.log').read_text()[-2000:]}")
        return json.loads(line)

    def told(self, **job: object) -> int:
        assert self.process.stdin
        job |= {"log": str(self.work / "log")}
        print(json.dumps(job), file=self.process.stdin, flush=True)
        return self.heard()["code"]

    def note(self, names: list[str], reach: Reach) -> None:
        """Runs files of tests as they are, and notes what each test reaches. What was noted in time counts."""
        note = self.work / "note.json"
        note.unlink(missing_ok=True)
        arguments = [*names, "-m", WITHOUT, "--maxfail=1000", f"--basetemp={self.work}/base"]
        code = self.told(arguments=arguments, note=str(note), timeout=FILE_SECONDS * len(names))
        found = json.loads(note.read_text()) if note.exists() else {}
        for name in names:
            tests = {test: one for test, one in found.items() if test.partition("::")[0] == name}
            if tests or code in (0, 1, 5):  # 5: it holds only what is never run here
                reach.note(name, tests)
            print(f"noted          {name}, {len(tests)} tests", flush=True)

    def judge(self, mutant: Mutant, reach: Reach, until: float) -> str:
        tests = reach.tests_of(f"{mutant.file}::{mutant.function}", whole_files=mutant.operator == "RemoveDecorator")
        if not tests:
            return UNREACHED if reach.is_complete else UNKNOWN
        first, rest = split(tests, FIRST_LOOK)
        verdict = self.tried(mutant, first)
        if verdict == SURVIVED and rest and time.monotonic() < until:
            verdict = self.tried(mutant, split(rest, SECOND_LOOK)[0])
        return verdict

    def tried(self, mutant: Mutant, tests: list[tuple[str, float]]) -> str:
        timeout = START + 4 * sum(seconds for _test, seconds in tests)
        arguments = [*(test for test, _seconds in tests), f"--basetemp={self.work}/base"]
        code = self.told(file=mutant.file, after=mutant.after, arguments=arguments, timeout=timeout)
        if code == NOT_HERE:
            code = self.tried_afresh(mutant, arguments, timeout)
        last = (self.work / "log").read_text()[-2000:]
        if code == 1 and not COUNTED.search(last):
            raise RuntimeError(f"{mutant.file}:{mutant.line} was not judged: {last}")
        return {0: SURVIVED, 1: NOTICED, TIMEOUT: HANGS}.get(code, BROKEN)

    def tried_afresh(self, mutant: Mutant, arguments: list[str], timeout: float) -> int:
        """In a process of its own that reads the changed file."""
        path = self.tree / mutant.file
        path.write_text(mutant.after)
        command = ["setpriv", "--pdeathsig", "KILL", sys.executable, "-m", "pytest", *PYTEST, *arguments]
        try:
            with (self.work / "log").open("w") as log:
                done = subprocess.run(
                    command, cwd=self.tree, env=self.environment, stdout=log, stderr=log, timeout=timeout + 20
                )
            return done.returncode
        except subprocess.TimeoutExpired:
            return TIMEOUT
        finally:
            path.write_text(mutant.before)

    def close(self) -> None:
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait()
        self.log.close()
        if hasattr(self, "database"):
            url, name = self.database
            with closing(psycopg2.connect(url)) as server:
                server.autocommit = True
                for one in (name, f"test_{name}"):
                    server.cursor().execute(f"drop database if exists {one} with (force)")


def split(tests: list[tuple[str, float]], seconds: float) -> tuple[list[tuple[str, float]], list[tuple[str, float]]]:
    """As many as fit into that time, at least one, and the others."""
    taken, total = [], 0.0
    for test, cost in tests:
        if taken and total + cost > seconds:
            continue
        taken.append((test, cost))
        total += cost
    return taken, [one for one in tests if one not in set(taken)]
