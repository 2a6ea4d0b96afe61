"""A portal that lacks something it cannot be safe without does not start, and says what to set (docs/assurance.md, D23)."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

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
    """As gunicorn and as a Celery worker take the portal up."""
    how = (
        "from config.celery import refuse_incomplete; refuse_incomplete()"
        if module == "celery"
        else "import config.wsgi"
    )
    words = f"import django; django.setup(); {how}" if module == "celery" else how
    return subprocess.run(
        [sys.executable, "-c", words], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True
    )


@pytest.mark.thorough
@pytest.mark.parametrize("module", ["wsgi", "celery"])
@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("KEYS_FILE", "/nowhere/keys.json", "make_keys"),
        ("SECRET_KEY", "", "Set SECRET_KEY"),
        ("ALLOWED_HOSTS", "", "Set ALLOWED_HOSTS"),
        ("REDIS_URL", "", "Set REDIS_URL"),
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
@pytest.mark.parametrize("module", ["wsgi", "celery"])
def test_with_all_of_them_it_starts(complete: dict[str, str], module: str) -> None:
    done = started(module, complete)
    assert done.returncode == 0, done.stderr


@pytest.mark.thorough
def test_embedded_it_answers_to_this_machine_where_no_name_was_filled_in(complete: dict[str, str]) -> None:
    """As in a copy of .env.example that somebody left as it is."""
    done = started("wsgi", {**complete, "PORTAL": "embedded", "ALLOWED_HOSTS": ""})
    assert done.returncode == 0, done.stderr
