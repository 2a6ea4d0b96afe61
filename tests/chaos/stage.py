"""A whole portal of our own, as in production: every part a process that is started again when it ends.

PostgreSQL, Redis, gunicorn, two workers (short and large files) and beat. Nothing outlives the test: the kernel ends
each part with us, and `stop` ends whatever carries our mark.
"""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from script.free_port import free_port
from tests import ready
from tests.exports.engine import answers

ROOT = ready.ROOT
BIN = Path(sys.executable).parent
KEPT = ("PATH", "HOME", "LANG")
AGAIN_AFTER = 0.5  # seconds until whoever looks after a part starts it again
ROOTS = os.getuid() == 0
CELERY = "--without-gossip --without-mingle --without-heartbeat --loglevel INFO"


def family(pid: int) -> list[int]:
    """A process and all below it, the oldest first."""
    found = [pid]
    for one in found:  # grows meanwhile
        with suppress(OSError):
            for task in Path(f"/proc/{one}/task").glob("*/children"):
                found += map(int, task.read_text().split())
    return found


def send(sign: signal.Signals, pids: list[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, sign)


class Part:
    """One process with its children, and how it is started."""

    def __init__(self, stage: "Stage", name: str, command: list[str], *, port: int = 0, owner: str = "") -> None:
        self.stage, self.name, self.command, self.port, self.owner = stage, name, command, port, owner
        self.process: subprocess.Popen | None = None
        self.said_before = 0  # bytes in the log when it was started last

    def start(self) -> None:
        self.said_before = self.log.stat().st_size if self.log.exists() else 0
        rights = ["--reuid", self.owner, "--regid", self.owner, "--clear-groups"] if self.owner else []
        self.process = subprocess.Popen(
            ["setpriv", *rights, "--pdeathsig", "KILL", *self.command],
            cwd="/" if self.owner else ROOT,
            env=self.stage.environment,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=self.log.open("a"),
            stderr=subprocess.STDOUT,
        )

    @property
    def log(self) -> Path:
        return self.stage.folder / f"{self.name}.log"

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    @property
    def is_there(self) -> bool:
        return self.process is not None and self.process.poll() is None and not (self.port and not answers(self.port))

    def words(self) -> bytes:
        """What it has said since it was started."""
        return self.log.read_bytes()[self.said_before :]

    def children(self) -> list[int]:
        return family(self.pid)[1:]


class Stage:
    """`start` builds it, `stop` takes it away. `events` is what happened, for whoever has to understand a failure."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="portal-chaos-"))
        self.folder.chmod(0o755)
        self.data = self.folder / "postgres"
        self.mark = secrets.token_hex(8)
        self.ports = {name: free_port() for name in ("postgres", "redis", "web")}
        self.url = f"http://127.0.0.1:{self.ports['web']}"
        self.began = time.monotonic()
        self.events: list[str] = []
        self.ending = threading.Event()
        redis = f"redis://127.0.0.1:{self.ports['redis']}"
        self.environment = {
            **{name: os.environ[name] for name in KEPT if name in os.environ},
            "DJANGO_SETTINGS_MODULE": "tests.chaos.settings",
            "PORTAL": "embedded",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "127.0.0.1",
            "BASE_URL": self.url,
            "VAR_DIR": str(self.folder / "var"),
            "TMPDIR": str(self.folder),
            "DATABASE_URL": f"postgres://portal@127.0.0.1:{self.ports['postgres']}/portal",
            "REDIS_URL": redis,
            "PORTAL_RUN": self.mark,
        }
        self.parts = {part.name: part for part in self.all_parts()}
        self.keeper = threading.Thread(target=self.keep_alive, daemon=True)

    def all_parts(self) -> Iterator[Part]:
        owner = "postgres" if ROOTS else ""  # PostgreSQL refuses root
        database = f"-D {self.data} -p {self.ports['postgres']} -c listen_addresses=127.0.0.1 -c fsync=off"
        program = str(self.binary("postgres"))
        words = [program, *database.split(), "-c", "unix_socket_directories="]
        yield Part(self, "postgres", words, port=self.ports["postgres"], owner=owner)
        queue = (
            f"--port {self.ports['redis']} --dir {self.folder} --appendonly yes --maxmemory-policy noeviction --save"
        )
        yield Part(self, "redis", ["redis-server", *queue.split(), ""], port=self.ports["redis"])
        # As in the Dockerfile: only when the portal is loaded does the port open.
        web = f"{BIN}/gunicorn config.wsgi --bind 127.0.0.1:{self.ports['web']} --preload --workers 2 --threads 4"
        yield Part(self, "web", [*web.split(), "--no-control-socket"], port=self.ports["web"])
        celery = f"{BIN}/celery -A config"
        yield Part(self, "worker", f"{celery} worker -n worker@here -Q celery -c 2 {CELERY}".split())
        yield Part(self, "large", f"{celery} worker -n large@here -Q large -c 1 {CELERY}".split())
        yield Part(self, "beat", f"{celery} beat --pidfile= --loglevel INFO".split())

    @staticmethod
    def binary(name: str) -> Path:
        return sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1] / name

    def say(self, what: str) -> None:
        self.events.append(f"{time.monotonic() - self.began:6.1f} s  {what}")

    def start(self) -> None:
        for name in ("broker/queue", "broker/control", "exports", "media"):
            (self.folder / "var" / name).mkdir(parents=True)
        self.make_database()
        self.parts["redis"].start()

    def make_database(self) -> None:
        """A server with a copy of the ready database."""
        self.data.mkdir()
        owner = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"] if ROOTS else []
        if ROOTS:
            shutil.chown(self.data, "postgres", "postgres")
        words = ["--auth=trust", "--username=portal", "--encoding=UTF8", "--no-sync", "-D", str(self.data)]
        subprocess.run([*owner, self.binary("initdb"), *words], check=True, cwd="/", stdout=subprocess.DEVNULL)
        self.parts["postgres"].start()
        self.wait_for("PostgreSQL", lambda: self.database_answers("postgres"))
        source = os.environ["DATABASE_URL"]
        template = urlsplit(source)._replace(path=f"/{ready.template(source)}").geturl()
        there = self.environment["DATABASE_URL"]
        server = psycopg2.connect(urlsplit(there)._replace(path="/postgres").geturl())
        server.autocommit = True
        server.cursor().execute("create database portal")
        server.close()
        dump = subprocess.run([self.binary("pg_dump"), "--no-owner", template], check=True, capture_output=True)
        quiet = {"stdout": subprocess.DEVNULL}
        subprocess.run(
            [self.binary("psql"), "-q", "-v", "ON_ERROR_STOP=1", there], input=dump.stdout, check=True, **quiet
        )

    def open_doors(self) -> None:
        """The parts that serve, once the people are there; from now on each is looked after."""
        for name in ("web", "worker", "large", "beat"):
            self.parts[name].start()
        self.keeper.start()
        self.wait_until_well()

    def keep_alive(self) -> None:
        while not self.ending.wait(AGAIN_AFTER):
            for part in self.parts.values():
                if part.process and part.process.poll() is not None and not self.ending.is_set():
                    self.say(f"{part.name} had ended ({part.process.returncode}) and is started again")
                    part.start()

    def wait_for(self, what: str, is_so: object, seconds: float = 90) -> None:
        end = time.monotonic() + seconds
        while not is_so():  # type: ignore[operator]
            assert time.monotonic() < end, f"waited {seconds} s for {what}\n{self.report()}"
            time.sleep(0.1)

    def wait_until_well(self) -> None:
        self.wait_for("all parts", self.is_well)

    def is_well(self) -> bool:
        ready_workers = all(b" ready." in self.parts[name].words() for name in ("worker", "large"))
        return ready_workers and all(part.is_there for part in self.parts.values()) and self.database_answers("portal")

    def database_answers(self, name: str) -> bool:
        url = urlsplit(self.environment["DATABASE_URL"])._replace(path=f"/{name}").geturl()
        with suppress(psycopg2.Error):
            psycopg2.connect(url, connect_timeout=2).close()
            return True
        return False

    def inside(self, word: str, *more: str) -> str:
        """What `python -m tests.chaos.inside WORD` printed, run in the portal's own environment."""
        command = [sys.executable, "-m", "tests.chaos.inside", word, *more]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, f"{word}: {done.stderr[-3000:]}\n{self.report()}"
        return done.stdout

    def report(self) -> str:
        logs = [
            f"--- {part.name}\n{part.log.read_text(errors='replace')[-1500:]}"
            for part in self.parts.values()
            if part.log.exists()
        ]
        return "\n".join([*self.events, *logs, *self.bugs()])

    def bugs(self) -> list[str]:
        """The tracebacks of what was answered with 500."""
        log = self.parts["web"].log
        found = log.read_text(errors="replace").split("Internal Server Error: ")[1:] if log.exists() else []
        return [f"--- 500 at {one.partition(' WARNING django')[0][-4000:]}" for one in found[:3]]

    def stop(self) -> None:
        self.ending.set()
        if self.keeper.is_alive():
            self.keeper.join()
        for part in self.parts.values():
            if part.process:
                send(signal.SIGKILL, family(part.pid)[::-1])
                part.process.wait()
        send(signal.SIGKILL, list(self.survivors()))
        shutil.rmtree(self.folder, ignore_errors=True)

    def survivors(self) -> Iterator[int]:
        """Processes that inherited our environment."""
        mark = f"PORTAL_RUN={self.mark}".encode()
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                with suppress(OSError):
                    if mark in (entry / "environ").read_bytes().split(b"\0"):
                        yield int(entry.name)
