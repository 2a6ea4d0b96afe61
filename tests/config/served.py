"""The portal on its real servers, as people and as production start it, for tests that write requests byte by byte."""

import http.client
import os
import re
import secrets
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import redis
from django.conf import settings

from script.free_port import free_port
from tests import ready
from tests.exports.engine import until

ROOT = Path(settings.BASE_DIR)
BIN = ROOT / ".venv/bin"
KEPT = ("PATH", "HOME", "LANG", "TMPDIR")
HOST = "toolkit.example.org"


def clean_environment() -> dict[str, str]:
    """Without translations of the starter content, each of which takes fifteen seconds to load."""
    return {**{name: os.environ[name] for name in KEPT if name in os.environ}, "STARTER_TRANSLATIONS": ""}


@dataclass
class Answer:
    status: int
    body: bytes
    headers: dict[str, str]

    @property
    def page(self) -> tuple[int, bytes, dict[str, str]]:
        """All that another reader must get as well."""
        return self.status, self.body, {name: value for name, value in self.headers.items() if name != "Date"}


@dataclass
class Served:
    """A running portal. `own` are the headers that an honest reader's request comes with."""

    port: int
    folder: Path
    log: Path
    own: dict[str, str]
    processes: list[subprocess.Popen]

    def get(self, path: str, headers: Mapping[str, str] | None = None, client: int = 1) -> Answer:
        """From 127.0.0.<client>. A header that the reader's own has as well takes its place."""
        named = {name.lower() for name in headers or {}}
        sent = {name: value for name, value in self.own.items() if name.lower() not in named} | dict(headers or {})
        where = ("127.0.0.1", self.port)
        connection = http.client.HTTPConnection(*where, timeout=60, source_address=(f"127.0.0.{client}", 0))
        with closing(connection):
            connection.putrequest("GET", path, skip_host=True, skip_accept_encoding=True)
            for name, value in sent.items():
                connection.putheader(name, value.replace("<client>", str(client)))
            connection.endheaders()
            answer = connection.getresponse()
            return Answer(answer.status, answer.read(), dict(answer.getheaders()))

    def forget(self) -> None:
        """Every kept page, as after a publication: the state of the content is another."""
        shutil.rmtree(self.folder / "cache", ignore_errors=True)
        time.sleep(0.1)  # longer than a process believes the state

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=30)
            process.kill()
            process.wait()


@dataclass
class Production(Served):
    environment: dict[str, str]
    users: "RedisWithUsers"

    def forget(self) -> None:
        self.users.as_("cache").delete("cache:1:pages.state")
        time.sleep(0.1)


def embedded(folder: Path) -> Served:
    """script/server itself, on a copy of the ready database, as at a second start."""
    folder.mkdir()
    shutil.copyfile(ready.file(), folder / "portal.sqlite3")
    ready.copy_static_files(folder)
    return script_server(folder, folder / "portal.sqlite3")


def script_server(folder: Path, database: Path, translations: str = "") -> Served:
    port = free_port()
    words = {"VAR_DIR": str(folder), "DATABASE_URL": f"sqlite:///{database}", "STARTER_TRANSLATIONS": translations}
    process = subprocess.Popen(
        ["bash", "script/server", "--port", str(port)],
        cwd=ROOT,
        env={**clean_environment(), **words},
        stdout=(folder / "server.log").open("w"),
        stderr=subprocess.STDOUT,
    )
    served = Served(port, folder, folder / "log/web.log", {"Host": f"localhost:{port}"}, [process])
    try:
        said = folder / "server.log"
        until(lambda: "is ready" in said.read_text() or process.poll() is not None, seconds=300, what="script/server")
        assert process.poll() is None, said.read_text()[-2000:]
    except BaseException:
        served.stop()
        raise
    return served


def production(folder: Path, like: Served) -> Production:
    """gunicorn as the Dockerfile starts it, on Redis with the users of docker-compose.yml and, where DATABASE_URL names
    one, on PostgreSQL; keys and static files are those of `like`."""
    folder.mkdir()
    (folder / "static").symlink_to(like.folder / "static")
    server = RedisWithUsers(folder)
    port, log = free_port(), folder / "web.log"
    environment = {
        **clean_environment(),
        "PORTAL": "production",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "KEYS_FILE": str(like.folder / "keys.json"),
        "VAR_DIR": str(folder),
        "ALLOWED_HOSTS": HOST,
        "BASE_URL": f"https://{HOST}",
        "DATABASE_URL": own_database(folder),
        "REDIS_URL": f"redis://queue@127.0.0.1:{server.port}",
        "CACHE_URL": f"redis://cache@127.0.0.1:{server.port}/0",
        "REDIS_PASSWORD": server.passwords["queue"],
        "CACHE_PASSWORD": server.passwords["cache"],
        "EMAIL_URL": "smtp://127.0.0.1:9",
        "BEHIND_PROXY": "true",
        "FORWARDED_ALLOW_IPS": "127.0.0.1",
        "WEB_CONCURRENCY": "2",
    }
    (words,) = re.findall(r"^CMD (\[(?:.|\\\n)*?\])$", (ROOT / "Dockerfile").read_text(), re.M)
    command = shlex.split(words.strip("[]").replace(",", " ").replace("\\\n", " "))
    command = [BIN / command[0], *(f"127.0.0.1:{port}" if word == "0.0.0.0:8000" else word for word in command[1:])]
    web = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log.open("w"), stderr=subprocess.STDOUT)
    own = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.<client>"}
    served = Production(port, folder, log, own, [web, server.process], environment, server)

    def is_there() -> bool:
        with suppress(OSError):
            return served.get("/healthz").status == 200
        return web.poll() is not None

    try:
        until(is_there, seconds=120, what="gunicorn")
        assert web.poll() is None, log.read_text()[-2000:]
    except BaseException:
        served.stop()
        raise
    return served


def own_database(folder: Path) -> str:
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        shutil.copyfile(ready.file(), folder / "portal.sqlite3")
        return f"sqlite:///{folder / 'portal.sqlite3'}"
    template, name = ready.template(url), f"doors_{secrets.token_hex(6)}"
    on_server(url, f'create database "{name}" template "{template}"')
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def drop_database(url: str) -> None:
    name = urlsplit(url).path.strip("/")
    if url.startswith("postgres") and name.startswith("doors_"):
        on_server(url, f'drop database if exists "{name}" with (force)')


def on_server(url: str, statement: str) -> None:
    with closing(psycopg2.connect(urlsplit(url)._replace(path="/postgres").geturl())) as connection:
        connection.autocommit = True
        connection.cursor().execute(statement)


class RedisWithUsers:
    """One server with both users of docker-compose.yml, which is the harder case: nothing but their rights parts them."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.passwords = {"queue": secrets.token_urlsafe(24), "cache": secrets.token_urlsafe(24)}
        for secret, user in (("redis", "queue"), ("cache", "cache")):
            (folder / f"{secret}_password").write_text(f"{self.passwords[user]}\n")
        compose = (ROOT / "docker-compose.yml").read_text()
        users = re.findall(r"^ +(user (?:queue|cache) .*)$", compose, re.M)
        assert len(users) == 2
        script = "\n".join(
            [
                f"exec redis-server - --bind 127.0.0.1 --port {self.port} --dir {folder} --save '' <<END",
                "user default off",
                *(line.replace("$$", "$").replace("/run/secrets", str(folder)) for line in users),
                "END",
            ]
        )
        self.process = subprocess.Popen(["sh", "-c", script], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def answers() -> bool:
            with suppress(redis.ConnectionError):
                return bool(self.as_("queue").ping())
            return False

        until(answers, seconds=20, what="Redis with users")

    def as_(self, user: str, password: str | None = None) -> "redis.Redis":
        secret = self.passwords[user] if password is None else password
        return redis.Redis(host="127.0.0.1", port=self.port, username=user, password=secret)


def celery(environment: dict[str, str], log: Path) -> subprocess.Popen:
    words = "worker -Q celery,large -c 1 --without-gossip --without-mingle --without-heartbeat --loglevel INFO"
    return subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "config", *words.split()],
        cwd=ROOT,
        env={**environment, "DJANGO_SETTINGS_MODULE": "config.settings"},
        stdout=log.open("w"),
        stderr=subprocess.STDOUT,
    )
