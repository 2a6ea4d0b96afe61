"""The portal behind a real PgBouncer that lends a session of the server for one transaction at a time."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from script.free_port import free_port
from tests.config.drill import a_database
from tests.exports.engine import answers, until

pytestmark = [pytest.mark.services, pytest.mark.postgresql]


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[str]:
    """The address of a pool of two sessions before a copy of the ready database. Refuses root: runs as postgres."""
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "PgBouncer is not installed: apt-get install pgbouncer"
    with a_database(tmp_path) as url:
        there, port = urlsplit(url.replace("@localhost:", "@127.0.0.1:")), free_port()
        (tmp_path / "users").write_text(f'"{there.username}" ""\n')
        lines = [
            "[databases]",
            f"portal = host={there.hostname} port={there.port} dbname={there.path[1:]} user={there.username}",
            "[pgbouncer]",
            f"listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =",
            f"auth_type = trust\nauth_file = {tmp_path / 'users'}",
            "pool_mode = transaction\ndefault_pool_size = 2",
        ]
        (tmp_path / "pgbouncer.ini").write_text("\n".join([*lines, ""]))
        tmp_path.chmod(0o755)
        user = ["-u", "postgres"] if os.getuid() == 0 else []
        for folder in (tmp_path, *list(tmp_path.parents)[:2]) if user else ():
            folder.chmod(0o755)
        log = (tmp_path / "log").open("w")
        running = subprocess.Popen([program, *user, str(tmp_path / "pgbouncer.ini")], stdout=log, stderr=log)
        try:
            until(lambda: answers(port), seconds=10, what=f"PgBouncer: {(tmp_path / 'log').read_text()}")
            yield f"postgres://{there.username}@127.0.0.1:{port}/portal"
        finally:
            running.kill()
            running.wait(10)


def test_nothing_of_ours_needs_a_session_of_its_own(pool: str, tmp_path: Path) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    environment = {**kept, "DJANGO_SETTINGS_MODULE": "tests.settings", "PORTAL": "embedded", "VAR_DIR": str(tmp_path)}
    environment |= {"DATABASE_URL": pool, "POOLED": "true", "CONN_MAX_AGE": "0", "CELERY_BROKER_URL": "memory://"}
    command = [sys.executable, "-m", "tests.config.pooled"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-3000:]
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen == {
        "sessions": 2,
        "all rows were read": True,
        "files": [4, 4],
        "attempts": [1],
        "locks that stay": 0,
    }
