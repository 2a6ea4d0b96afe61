"""A portal that lacks something it cannot be safe without does not start, and says what to set (docs/assurance.md, D23)."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.conf import settings
from django.core.management import call_command

KEPT = ("PATH", "HOME", "LANG")


@pytest.fixture
def complete(tmp_path: Path, settings: object) -> dict[str, str]:
    """What production needs, with keys of its own."""
    keys = tmp_path / "keys.json"
    settings.KEYS_FILE = str(keys)  # type: ignore[attr-defined]
    call_command("make_keys", verbosity=0)
    return {
        **{name: os.environ[name] for name in KEPT if name in os.environ},
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PORTAL": "production",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "ALLOWED_HOSTS": "toolkit.example.org",
        "BASE_URL": "https://toolkit.example.org",
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "REDIS_URL": "redis://127.0.0.1:6379",
        "EMAIL_URL": "smtp+tls://user:password@127.0.0.1:587",
        "DEFAULT_FROM_EMAIL": "portal@toolkit.example.org",
        "VAR_DIR": str(tmp_path),
        "KEYS_FILE": str(keys),
    }


def started(module: str, environment: dict[str, str]) -> subprocess.CompletedProcess:
    """As gunicorn, a Celery worker and beat take the portal up."""
    words = {
        "celery": "import django; django.setup(); from config.celery import refuse_incomplete; refuse_incomplete()",
        "beat": "from config.beat import refuse_incomplete; refuse_incomplete()",
        "wsgi": "import config.wsgi",
    }[module]
    return subprocess.run(
        [sys.executable, "-c", words], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True
    )


@pytest.mark.thorough
@pytest.mark.parametrize(
    "module", ["wsgi", *(pytest.param(name, marks=pytest.mark.variant) for name in ("celery", "beat"))]
)
@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("KEYS_FILE", "/nowhere/keys.json", "Run `manage.py make_keys` once"),
        ("SECRET_KEY", "", "Set SECRET_KEY to at least 50 random characters"),
        ("ALLOWED_HOSTS", "", "Set ALLOWED_HOSTS to the portal's host names"),
        ("REDIS_URL", "", "Set REDIS_URL=redis://"),
        ("EXIT_ADDRESS", "javascript:alert(1)", "Set EXIT_ADDRESS"),
    ],
)
def test_without_one_of_these_nothing_starts(
    complete: dict[str, str], module: str, name: str, value: str, words: str
) -> None:
    done = started(module, {**complete, name: value})
    assert done.returncode != 0
    assert words in done.stderr


@pytest.mark.thorough
@pytest.mark.parametrize("module", ["wsgi", "celery", "beat"])
def test_with_all_of_them_it_starts(complete: dict[str, str], module: str) -> None:
    done = started(module, complete)
    assert done.returncode == 0, done.stderr


@pytest.mark.thorough
def test_embedded_it_answers_to_this_machine_where_no_name_was_filled_in(complete: dict[str, str]) -> None:
    """As in a copy of .env.example that somebody left as it is."""
    done = started("wsgi", {**complete, "PORTAL": "embedded", "ALLOWED_HOSTS": ""})
    assert done.returncode == 0, done.stderr


@pytest.fixture(params=["LATIN1", "SQL_ASCII", "UTF8"])
def database(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """An empty database with this encoding, on the server that the tests run on: the encoding and its address."""
    url = urlsplit(os.environ["DATABASE_URL"])
    name = f"portal_encoding_{os.getpid()}"
    with closing(psycopg2.connect(url._replace(path="/postgres").geturl())) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            cursor.execute(f"create database {name} encoding '{request.param}' locale 'C' template template0")
            try:
                yield request.param, url._replace(path=f"/{name}").geturl()
            finally:
                cursor.execute(f"drop database {name} with (force)")


@pytest.mark.thorough
@pytest.mark.postgresql
def test_a_database_that_cannot_hold_every_script_is_refused_in_one_sentence(
    complete: dict[str, str], database: tuple[str, str]
) -> None:
    """By web, by worker and beat, and by the migration that comes before them all."""
    encoding, url = database
    environment = {**complete, "DATABASE_URL": url}
    migrate = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--plan"],
        cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    for done in (started("wsgi", environment), started("celery", environment), migrate):
        if encoding == "UTF8":
            assert done.returncode == 0, done.stderr
        else:
            assert done.returncode != 0
            (said,) = [line for line in done.stderr.splitlines() if encoding in line]
            assert f"keeps text as {encoding}: the portal needs UTF8" in said
            assert "createdb --encoding UTF8" in done.stderr
            assert "Traceback" not in done.stderr


@pytest.mark.thorough
def test_a_database_that_does_not_answer_yet_keeps_nothing_from_starting(complete: dict[str, str]) -> None:
    """The web shows pages that were kept, and waits for it."""
    done = started("wsgi", {**complete, "DATABASE_URL": "postgres://portal@127.0.0.1:1/portal"})
    assert done.returncode == 0, done.stderr
