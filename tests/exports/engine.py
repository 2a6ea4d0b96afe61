"""Real processes to kill: a Redis of our own, Celery workers on the test database, a PostgreSQL of our own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import connection

from exports.models import Export
from exports.models.exports import State
from exports.tasks import sweep
from script.free_port import free_port
from tests.exports.paper import an_hour_passes

QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def until(happened: Callable[[], object], *, seconds: float, what: str) -> None:
    """Waits for it; raises AssertionError, naming it, when it takes longer."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, f"waited {seconds} s for {what}"
        time.sleep(0.05)


def answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.5):
        return True
    return False


def database_url() -> str:
    """The test database, for another process. Fails on SQLite: its test database lives in this process only."""
    there = connection.settings_dict
    assert connection.vendor == "postgresql", "Tests marked 'services' need PostgreSQL: run script/test."
    who = f"{there['USER']}:{there['PASSWORD']}@" if there["PASSWORD"] else f"{there['USER']}@"
    return f"postgres://{who}{there['HOST'] or '127.0.0.1'}:{there['PORT'] or 5432}/{there['NAME']}"


class Redis:
    """Append-only, as in production."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def start(self) -> None:
        options = f"--port {self.port} --dir {self.folder} --appendonly yes --maxmemory-policy noeviction"
        self.process = subprocess.Popen(["redis-server", *options.split(), "--save", ""], **QUIET)
        until(lambda: answers(self.port), seconds=10, what="Redis")

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def hang(self) -> None:
        """It accepts connections and says nothing."""
        assert self.process
        self.process.send_signal(signal.SIGSTOP)


class Engine:
    """Workers of two children each, in a process group of their own."""

    def __init__(self, folder: Path, redis: Redis, database: str) -> None:
        self.folder, self.redis, self.database = folder, redis, database
        self.starts, self.log = folder / "starts", folder / "worker.log"
        self.worker: subprocess.Popen | None = None

    def start(self, *more: str) -> None:
        """Returns once the worker takes jobs. `more` are further words of its command."""
        self.log.write_text("")
        arguments = "worker --pool prefork --concurrency 2 --loglevel INFO --without-gossip --without-mingle"
        self.worker = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "tests.exports.worker", *arguments.split(), *more],
            cwd=settings.BASE_DIR,
            env=self.environment(),
            start_new_session=True,
            stdout=self.log.open("a"),
            stderr=subprocess.STDOUT,
        )
        until(lambda: self.worker.poll() is not None or " ready." in self.log.read_text(), seconds=60, what="a worker")
        assert self.worker.poll() is None, self.log.read_text()[-2000:]

    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        return {
            **kept,
            "PORTAL": "embedded",
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": self.database,
            "REDIS_URL": self.redis.url,
            "VAR_DIR": str(Path(settings.STORAGES["exports"]["OPTIONS"]["location"]).parent),
            "STARTS": str(self.starts),
            **({"CELERY_BROKER_URL": broker} if (broker := os.environ.get("CELERY_BROKER_URL", "")) else {}),
            "REMAP_SIGTERM": "SIGQUIT",  # as docker-compose.yml and script/server tell it
        }

    def children(self) -> list[int]:
        """The pool's processes, oldest first; render servers are children of these."""
        assert self.worker
        return [
            int(pid) for pid in Path(f"/proc/{self.worker.pid}/task/{self.worker.pid}/children").read_text().split()
        ]

    def rendering_child(self) -> int:
        """The process that started the latest render."""
        return int(self.starts.read_text().split()[-1])

    def family(self) -> list[int]:
        """The worker, its children, their render servers, and whatever these render in."""
        assert self.worker
        found = [self.worker.pid]
        for pid in found:  # grows meanwhile
            with suppress(OSError):
                for task in Path(f"/proc/{pid}/task").glob("*/children"):
                    found += map(int, task.read_text().split())
        return found

    def memory(self) -> float:
        """What all of them hold, in MiB; pages they share are counted for each."""
        pages = 0
        for pid in self.family():
            with suppress(OSError):
                pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def kill_group(self) -> None:
        """kill -9 of the worker and all its children at once."""
        if self.worker:
            os.killpg(self.worker.pid, signal.SIGKILL)
            self.worker.wait()
            self.worker = None

    def started(self) -> list[str]:
        """The name of each printout, once for each time a render of it began."""
        return [line.split()[0] for line in self.starts.read_text().splitlines()] if self.starts.exists() else []


def settle(*, seconds: float, still: float = 2.5) -> float:
    """Until every job has ended. When nothing moves for `still` seconds, an hour passes and a sweep runs.

    The clock is wound instead of waited for: leases last 45 s and beat comes once a minute. Returns seconds.
    """
    began = last_move = time.monotonic()
    before: list = []
    while Export.objects.exclude(state__in=[State.DONE, State.FAILED]).exists():
        assert time.monotonic() - began < seconds, f"not settled: {states()}"
        now = list(Export.objects.order_by("pk").values_list("state", "attempts", "page"))
        if now != before:
            before, last_move = now, time.monotonic()
        elif time.monotonic() - last_move > still:
            an_hour_passes()
            sweep()
            last_move = time.monotonic()
        time.sleep(0.1)
    return time.monotonic() - began


def states() -> dict[str, int]:
    counts: dict[str, int] = {}
    for state in Export.objects.values_list("state", flat=True):
        counts[state] = counts.get(state, 0) + 1
    return counts


class Postgres:
    """A server of our own with a copy of the test database, so that it may be killed. Refuses root: runs as postgres."""

    def __init__(self) -> None:
        self.binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.folder, self.port = Path(tempfile.mkdtemp(prefix="portal-pg-")), free_port()
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self.run("initdb", "--auth=trust", "--username=postgres", "--no-sync", "-D", str(self.folder))
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        self.run("pg_ctl", "-D", str(self.folder), "-o", options, "-l", str(self.folder / "log"), "-w", "start")

    def run(self, program: str, *arguments: str) -> None:
        user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        subprocess.run([*user, str(self.binaries / program), *arguments], check=True, cwd="/", **QUIET)

    def copy(self, source: str) -> str:
        """The schema of that database, empty, here. Returns its address."""
        here = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        dump = subprocess.run(
            [self.binaries / "pg_dump", "--schema-only", "--no-owner", source], check=True, capture_output=True
        )
        subprocess.run([self.binaries / "psql", "-q", here], input=dump.stdout, check=True, **QUIET)
        return here

    def crash(self) -> None:
        """Every connection is cut at once and the server recovers from its log."""
        self.run("pg_ctl", "-D", str(self.folder), "-m", "immediate", "-w", "restart")

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.folder), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)
