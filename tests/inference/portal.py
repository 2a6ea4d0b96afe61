"""One portal of the stage: its processes, its clock, its database, and whoever sits at its desk."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import redis

from script.free_port import free_port
from tests import ready
from tests.config.proxied import nginx, whoami
from tests.config.test_deploy import conf
from tests.exports.engine import answers
from tests.inference.browser import SECRET, STEP, Address, Browser, app_shows
from tests.inference.databases import Files, Server
from tests.journeys.letters import Mailbox, PostOffice

ROOT = ready.ROOT
BIN = Path(sys.executable).parent
MORNING = datetime(2027, 3, 10, 9, 0, tzinfo=UTC)  # when every cell begins: a Wednesday, far from any end of month
NIGHT = 5, 30  # hour and minute when the night's work is over
HOSTS = {"embedded": "localhost:8000", "production": "toolkit.example.org"}


def run_quietly(command: list[str], environment: dict[str, str], log: Path) -> subprocess.Popen:
    return subprocess.Popen(
        ["setpriv", "--pdeathsig", "KILL", *command],
        cwd=ROOT,
        env=environment,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=log.open("a"),
        stderr=subprocess.STDOUT,
    )


def end(process: subprocess.Popen) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@dataclass
class Portal:
    """Its processes, its clock, its database. `letter` is A or B."""

    mode: str
    letter: str
    databases: Files | Server
    folder: Path
    shared: dict[str, str]
    parts: dict[str, subprocess.Popen] = field(default_factory=dict)
    round: int = 0
    now: datetime = MORNING
    codes: set[tuple[str, str]] = field(default_factory=set)
    logged: int = 0

    def __post_init__(self) -> None:
        self.folder.mkdir()
        self.folder.chmod(0o755)
        self.clock = self.folder / "clock"
        self.web, self.plain, self.safe, self.cache = (free_port() for _n in range(4))
        self.post = PostOffice(self.folder / "letters")
        self.var = self.folder / "var"
        for name in ("broker/queue", "broker/control", "exports", "media"):
            (self.var / name).mkdir(parents=True)
        self.environment = {**self.shared, **self.own()}
        self.set_clock(MORNING)

    def own(self) -> dict[str, str]:
        found = {
            "DATABASE_URL": self.databases.url(self.letter),
            "VAR_DIR": str(self.var),
            "EMAIL_URL": self.post.url,
            "INFERENCE_CLOCK": str(self.clock),
            "TMPDIR": str(self.folder),
        }
        if self.mode == "production":
            server = f"redis://127.0.0.1:{self.cache}"
            found |= {"REDIS_URL": server, "CACHE_URL": f"{server}/1", "CELERY_BROKER_URL": f"{server}/0"}
        return found

    # Time

    def set_clock(self, moment: datetime) -> None:
        self.now = moment
        draft = self.clock.with_suffix(".new")
        draft.write_text(f"{self.round} {moment.timestamp()}")
        draft.rename(self.clock)

    def wait(self, **much: float) -> None:
        """Time goes by, and whatever is due meanwhile is done: each night's work for as many nights as there are, at
        most every fifth of a long wait."""
        until = self.now + timedelta(**much)
        while (night := self.next_night()) <= until:
            self.at(night, is_night=True)
            days = (until - night).days
            self.now = night + timedelta(days=max(0, min(4, days - 1)))
        self.at(until)

    def until(self, hour: int, minute: int = 0) -> None:
        """The next time it is so late."""
        moment = self.now.replace(hour=hour, minute=minute)
        moment += timedelta(days=moment <= self.now)
        self.wait(seconds=(moment - self.now).total_seconds())

    def next_night(self) -> datetime:
        night = self.now.replace(hour=NIGHT[0], minute=NIGHT[1])
        return night + timedelta(days=night <= self.now)

    def at(self, moment: datetime, *, is_night: bool = False) -> None:
        self.set_clock(moment)
        self.forget_pages()
        self.do("tests.inference.jobs.every_beat", is_night=is_night)

    def forget_pages(self) -> None:
        """Redis and the file cache count the world's time, not ours."""
        if self.mode == "production":
            with closing(redis.Redis(port=self.cache)) as server:
                server.flushall()
        shutil.rmtree(self.var / "cache", ignore_errors=True)

    def forget_everything_kept(self) -> None:
        """No page is kept anywhere: not in the cache, not in the process, not in the proxy."""
        self.round += 1
        self.forget_pages()
        self.set_clock(self.now)
        if self.mode == "production":
            end(self.parts.pop("proxy"))
            shutil.rmtree(self.folder / "proxy")
            self.begin_proxy()
            self.wait_for("the proxy", self.is_up)

    # Processes

    def start(self) -> None:
        log = self.folder
        if self.mode == "production":
            words = f"redis-server --port {self.cache} --bind 127.0.0.1 --dir {self.folder} --appendonly no --save"
            self.parts["redis"] = run_quietly([*words.split(), ""], {**os.environ}, log / "redis.log")
            self.wait_for("Redis", lambda: answers(self.cache))
        self.begin_web()
        if self.mode == "production":
            self.begin_proxy()
        self.begin_desk()

    def begin_desk(self) -> None:
        command = ["setpriv", "--pdeathsig", "KILL", sys.executable, "-m", "tests.inference.desk"]
        self.desk = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=(self.folder / "desk.log").open("a"),
            text=True,
        )

    def begin_web(self) -> None:
        """As script/server and the Dockerfile do, but one worker: what one process remembers of two visits, another
        one would not."""
        web = f"{BIN}/gunicorn tests.inference.served --bind 127.0.0.1:{self.web} --preload --workers 1 --threads 4"
        self.parts["web"] = run_quietly(
            [*web.split(), "--no-control-socket", "--worker-tmp-dir", "/dev/shm", *self.how_it_is_served()],
            self.environment,
            self.folder / "web.log",
        )

    def how_it_is_served(self) -> list[str]:
        """What the Dockerfile says beyond that."""
        if self.mode == "embedded":
            return []
        text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
        command = json.loads(text.rpartition("\nCMD ")[2])
        named = ("--logger-class", "--forwarded-allow-ips", "--forwarder-headers")
        pairs = [[one, command[at + 1]] for at, one in enumerate(command) if one in named]
        return [word for pair in pairs for word in pair] + [one for one in command if one.startswith("--forwarder-")]

    def begin_proxy(self) -> None:
        place = self.folder / "proxy"
        place.mkdir(exist_ok=True)
        place.chmod(0o755)
        file = conf(place, f"127.0.0.1:{self.web}", str(self.plain), str(self.safe))
        command = [nginx(), "-c", str(file), "-g", f"daemon off; user {whoami()};"]
        self.parts["proxy"] = run_quietly(command, {**os.environ}, self.folder / "proxy.log")

    def is_up(self) -> bool:
        ports = [self.web, *[self.safe] * (self.mode == "production")]
        return all(answers(port) for port in ports)

    def wait_for(self, what: str, is_so: Callable[[], bool], seconds: float = 60) -> None:
        over = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < over, f"waited {seconds} s for {what}\n{self.words()}"
            time.sleep(0.05)

    def words(self) -> str:
        return "\n".join(
            f"--- {log.name}\n{log.read_text(errors='replace')[-3000:]}" for log in self.folder.glob("*.log")
        )

    def stop(self) -> None:
        self.desk.kill()
        self.desk.wait()
        for part in self.parts.values():
            end(part)
        self.post.shutdown()
        self.post.server_close()

    def serve_with(self, fault: str) -> None:
        """The same portal with an old fault in it; "" takes it out."""
        self.environment = {**self.environment, "INFERENCE_FAULT": fault}
        end(self.parts.pop("web"))
        # A worker that was killed with it may listen a moment longer, and would be taken for the new one.
        self.wait_for("the portal's end", lambda: not answers(self.web))
        self.begin_web()
        self.desk.kill()
        self.desk.wait()
        self.begin_desk()
        self.wait_for("the portal with a fault", lambda: answers(self.web))

    # What is asked of it

    def do(self, what: str, **values: Any) -> Any:
        """A function of tests.inference in the portal's own environment (desk.py)."""
        assert self.desk.stdin
        assert self.desk.stdout
        self.desk.stdin.write(json.dumps({"what": what, "with": values}) + "\n")
        self.desk.stdin.flush()
        line = self.desk.stdout.readline()
        assert line, f"the desk is gone\n{self.words()}"
        said = json.loads(line)
        assert "error" not in said, f"{what}: {said['error']}"
        return said["answer"]

    def browser(self, client: str = "127.0.0.1") -> Browser:
        """Somebody's, at that address of this machine: all of 127.0.0.0/8 is ours."""
        port = self.web if self.mode == "embedded" else self.safe
        return Browser(Address(HOSTS[self.mode], port, self.mode == "production"), client, self.next_code)

    def next_code(self, login: str) -> str:
        """What her app shows. A code opens once: where she needs another at once, half a minute goes by."""
        while True:
            code = app_shows(SECRET, int(self.now.timestamp()) // STEP)
            if (login, code) not in self.codes:
                self.codes.add((login, code))
                return code
            self.set_clock(self.now + timedelta(seconds=STEP))

    @property
    def letters(self) -> Mailbox:
        return Mailbox(self.post.folder)

    def put_back(self, source: str = "world") -> None:
        """The world as it was built, on the morning when every cell begins."""
        self.round += 1
        self.codes.clear()
        self.databases.copy(source, self.letter)
        for file in self.var.glob("limits.sqlite3*"):
            file.unlink()
        for place in (self.var / "broker", self.post.folder):
            for file in place.rglob("*"):
                if file.is_file():
                    file.unlink()
        self.forget_pages()
        self.set_clock(MORNING)
        self.logged = (self.folder / "web.log").stat().st_size if (self.folder / "web.log").exists() else 0

    def log_lines(self) -> list[str]:
        with (self.folder / "web.log").open(errors="replace") as log:
            log.seek(self.logged)
            return log.read().splitlines()
