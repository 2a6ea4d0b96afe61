"""Everything that lies on a disk or in a server's memory, as one text to search in."""

import io
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection


def database() -> str:
    """A dump, as a thief of a backup has it. The test must have committed what it wrote."""
    if connection.vendor == "postgresql":
        return pg_dump(connection.settings_dict)
    text = io.StringIO()
    connection.ensure_connection()
    for line in connection.connection.iterdump():
        text.write(f"{line}\n")
    return text.getvalue()


def pg_dump(where: dict) -> str:
    command = [
        "pg_dump",
        "--data-only",
        "--inserts",
        "-h",
        where["HOST"],
        "-p",
        str(where["PORT"]),
        "-U",
        where["USER"],
    ]
    password = {"PGPASSWORD": where["PASSWORD"]} if where["PASSWORD"] else {}
    done = subprocess.run([*command, where["NAME"]], capture_output=True, env={**os.environ, **password}, timeout=120)
    assert done.returncode == 0, done.stderr.decode()[-500:]
    return done.stdout.decode()


def files() -> str:
    """Uploads, rendered files, private files, caches and the queue in files."""
    roots = {Path(settings.MEDIA_ROOT), Path(settings.VAR_DIR)}
    roots |= {
        Path(one["OPTIONS"]["location"]) for one in settings.STORAGES.values() if "location" in one.get("OPTIONS", {})
    }
    return "\n".join(read_all(roots))


def read_all(roots: set[Path]) -> Iterator[str]:
    for root in roots:
        for path in root.rglob("*"):
            if path.is_file() and path.suffix != ".sqlite3":
                yield f"{path}\n{path.read_bytes().decode(errors='replace')}"


def redis(url: str) -> str:
    """Every key and value of a Redis server: queues and caches."""
    import redis as library

    client = library.Redis.from_url(url, decode_responses=True, encoding_errors="replace")
    readers = {
        "string": client.get,
        "list": lambda key: client.lrange(key, 0, -1),
        "hash": client.hgetall,
        "set": client.smembers,
        "zset": lambda key: client.zrange(key, 0, -1, withscores=True),
    }
    return "\n".join(
        f"{key} {readers[client.type(key)](key)}" for key in client.scan_iter() if client.type(key) in readers
    )
