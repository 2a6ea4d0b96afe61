"""A portal of our own, as `script/server` runs one: `python -m tests.journeys.portal`.

It prints its address as one line of JSON and runs until its standard input ends. Whoever started it may be killed
outright: the pipe then closes, and the database, the queue, the processes and the files go all the same.
"""

import http.client
import json
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
import redis

from script.free_port import free_port
from tests import ready
from tests.journeys.letters import PostOffice

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent
PASSWORD = "a long enough password"
PEOPLE = {
    "editor@example.org": "Editors",
    "reviewer@example.org": "Legal reviewers",
    "publisher@example.org": "Publishers",
}
KEPT = ("PATH", "HOME", "LANG", "TMPDIR")
TRANSLATIONS = os.environ.get("JOURNEY_TRANSLATIONS", "prs,ur")
# script/prepare.py, where the database has its content already.
PREPARE = """
import django
django.setup()
from script import prepare
prepare.make_content_stamp().keep()
prepare.main()
"""
# Copies for phones rest, or ten minutes after its start every portal makes one of each language beside the journeys.
MAKE_READY = f"""
from django.conf import settings
from django.contrib.auth.models import Group
from accounts.models import User
from toolkit.caching.saved import note_try
for email, role in {PEOPLE!r}.items():
    User.objects.create_user(email, {PASSWORD!r}).groups.add(Group.objects.get(name=role))
for code, _name in settings.LANGUAGES: note_try(code)
"""


class Portal:
    """Database, files, gunicorn and a Celery worker with beat. `stop` undoes whatever `start` got done."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="portal-journeys-"))
        self.run = secrets.token_hex(8)
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.servers: dict[str, subprocess.Popen] = {}
        self.database_server = self.database_name = ""
        self.queues: list[redis.Redis] = []
        # Beside the portal's files, not among them: what was mailed lies in none of its folders.
        self.letters = self.folder.with_name(f"{self.folder.name}-letters")
        self.environment = {
            **{name: os.environ[name] for name in KEPT if name in os.environ},
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "CLIENT_ROOM": "0",  # every journey comes from this machine
            "PORTAL": "embedded",
            "STARTER_TRANSLATIONS": TRANSLATIONS,
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "localhost",
            "BASE_URL": self.url,
            "EXIT_ADDRESS": f"{self.url}/healthz",  # no journey leaves this machine
            "VAR_DIR": str(self.folder),
            "PORTAL_RUN": self.run,
            "LETTERS": str(self.letters),  # for tests
            "EMAIL_URL": PostOffice(self.letters).url,
        }

    def start(self) -> None:
        self.environment["DATABASE_URL"] = self.own_database(os.environ.get("DATABASE_URL", ""))
        self.environment |= self.own_queue(os.environ.get("REDIS_URL", ""))
        for name in ("broker/queue", "broker/control", "exports", "media"):
            (self.folder / name).mkdir(parents=True)
        shutil.copytree(
            ROOT / "content/en/modules/media", self.folder / "media/media"
        )  # films the ready database names
        ready.copy_static_files(self.folder)
        self.finish("prepare", [sys.executable, "-c", PREPARE])
        self.serve_web()
        self.serve("worker", "celery -A config worker -c 2 --without-gossip --without-mingle --loglevel INFO")
        # Not `worker -B`: a beat inside outlives a worker that is killed.
        self.serve("beat", "celery -A config.beat beat --pidfile= --loglevel INFO")
        self.manage("shell", "--no-imports", "-c", MAKE_READY)
        self.wait_until_ready(60)

    def own_database(self, url: str) -> str:
        """A copy of the ready database beside the one of `url`, or as a file of our own: as at a second start. What a
        first one does from nothing is in tests/upgrade and tests/script."""
        if not url.startswith("postgres"):
            shutil.copyfile(ready.file(TRANSLATIONS), self.folder / "portal.sqlite3")
            return f"sqlite:///{self.folder / 'portal.sqlite3'}"
        self.database_server, self.database_name = url, f"journeys_{self.run}"
        self.on_server(f'create database "{self.database_name}" template "{ready.template(url, TRANSLATIONS)}"')
        return urlsplit(url)._replace(path=f"/{self.database_name}").geturl()

    def on_server(self, statement: str) -> None:
        connection = psycopg2.connect(self.database_server)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
        connection.close()

    def own_queue(self, url: str) -> dict[str, str]:
        """Two numbers of that Redis that nobody uses, one for the queue, one for the cache; or a folder."""
        if not url:
            return {}
        address = url.rstrip("/")
        found = {number: redis.Redis.from_url(f"{address}/{number}") for number in range(15, 1, -1)}
        empty: list[int] = []
        for number, client in found.items():
            # Another portal may start at this very moment: only one of them is first to write.
            if len(empty) < 2 and not client.dbsize() and client.set("taken by", self.run, nx=True):
                empty.append(number)
        assert len(empty) == 2, "There are not two empty databases on that Redis."
        self.queues = [found[number] for number in empty]
        broker, cache = (f"{address}/{number}" for number in empty)
        return {"REDIS_URL": url, "CELERY_BROKER_URL": broker, "CACHE_URL": cache}

    def serve_web(self) -> None:
        web = f"gunicorn config.wsgi --bind 127.0.0.1:{self.port} --preload --workers 2 --threads 4"
        self.serve("web", f"{web} --no-control-socket")

    def serve(self, name: str, command: str) -> None:
        """In a process group of its own, ended by the kernel should we be killed."""
        program, *arguments = command.split()
        self.servers[name] = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", BIN / program, *arguments],
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=(self.folder / f"{name}.log").open("w"),
            stderr=subprocess.STDOUT,
        )

    def finish(self, name: str, command: list[str]) -> str:
        """Runs to its end. Raises RuntimeError with its last words where it fails."""
        done = subprocess.run(
            ["setpriv", "--pdeathsig", "KILL", *command], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"{name} failed:\n{(done.stdout + done.stderr)[-3000:]}")
        return done.stdout

    def manage(self, *words: str) -> str:
        return self.finish(words[0], [sys.executable, "manage.py", *words])

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def ended(self) -> list[str]:
        """The parts that are no longer there, each with how it ended and its last words."""
        return [
            f"{name} ended by itself ({server.returncode}):\n{self.log(name)[-2000:]}"
            for name, server in self.servers.items()
            if server.poll() is not None
        ]

    def watch(self) -> None:
        """Until a signal comes. Raises RuntimeError when a part ends: no journey could say why it failed."""
        while not (ended := self.ended()):
            time.sleep(0.5)
        raise RuntimeError("\n".join(ended))

    def wait_until_ready(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not (self.answers() and " ready." in self.log("worker")):
            if ended := self.ended():
                raise RuntimeError("\n".join(ended))
            if time.monotonic() > end:
                words = "\n".join(self.log(name)[-2000:] for name in self.servers)
                raise RuntimeError(f"Not ready after {seconds} s.\n{words}")
            time.sleep(0.1)

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("localhost", self.port, timeout=5)
        with suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        return False

    def stop(self) -> None:
        """Groups first, then whatever carries our mark, then the data."""
        for sign, patience in ((signal.SIGQUIT, 3.0), (signal.SIGKILL, 5.0)):
            for server in self.servers.values():
                with suppress(ProcessLookupError):
                    os.killpg(server.pid, sign)
            end = time.monotonic() + patience
            while time.monotonic() < end and any(self.survivors()):
                time.sleep(0.05)
                for server in self.servers.values():
                    server.poll()
        for pid in self.survivors():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for client in self.queues:
            with suppress(redis.RedisError):
                client.flushdb()
        if self.database_name:
            with suppress(psycopg2.Error):
                self.on_server(f'drop database if exists "{self.database_name}" with (force)')
        for folder in (self.folder, self.letters):
            shutil.rmtree(folder, ignore_errors=True)

    def survivors(self) -> Iterator[int]:
        """Processes that inherited our environment."""
        mark = f"PORTAL_RUN={self.run}".encode()
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                with suppress(OSError):
                    if mark in (entry / "environ").read_bytes().split(b"\0"):
                        yield int(entry.name)


def end_with_the_pipe() -> None:
    """Whoever started us has let go or is dead: end, wherever we are."""
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends whoever holds our standard input
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    threading.Thread(target=end_with_the_pipe, daemon=True).start()
    portal = Portal()
    try:
        portal.start()
        print(json.dumps({"url": portal.url, "environment": portal.environment}), flush=True)
        portal.watch()
    except RuntimeError as error:
        print(json.dumps({"error": str(error)}), flush=True)
        print(error, file=sys.stderr, flush=True)  # where nobody reads the line any more
        return 1
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        portal.stop()


if __name__ == "__main__":
    sys.exit(main())
