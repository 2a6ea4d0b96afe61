"""Whether the process lives and is ready, and what it refuses to start without."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache

ROOT = Path(settings.BASE_DIR)


def test_healthz_touches_nothing(client) -> None:
    assert client.get("/healthz").content == b"ok"  # no database mark on this test: a query would fail


@pytest.mark.django_db
def test_readyz_says_ok_for_every_part(client) -> None:
    response = client.get("/readyz")
    assert response.json() == {"database": "ok", "migrations": "ok", "cache": "ok", "broker": "ok"}
    assert response.status_code == 200


@pytest.mark.django_db
def test_readyz_names_the_missing_cache(client, monkeypatch) -> None:
    monkeypatch.setattr(cache, "set", lambda *args: 1 / 0)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["cache"] == "missing"
    assert response.json()["database"] == "ok"


@pytest.mark.django_db
def test_readyz_names_a_migration_not_applied(client) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'toolkit'")
    assert client.get("/readyz").json()["migrations"] == "missing"


@pytest.mark.django_db
def test_readyz_names_the_missing_broker(client, monkeypatch) -> None:
    monkeypatch.setenv("CELERY_BROKER_URL", "redis://127.0.0.1:1/0")  # Celery reads it at each connection
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["broker"] == "missing"


def start(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**kept, "DJANGO_SETTINGS_MODULE": "config.settings", "PORTAL": "production", **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


COMPLETE = {
    "SECRET_KEY": "k" * 60,
    "ALLOWED_HOSTS": "toolkit.example.org",
    "REDIS_URL": "redis://localhost:6379",
    "KEYS_FILE": settings.KEYS_FILE,
    "VAR_DIR": "/nowhere",
}


@pytest.mark.thorough
def test_production_starts_when_everything_is_set() -> None:
    done = start(
        "import config.wsgi, sys; print('config.urls' in sys.modules, 'wagtail.admin.urls' in sys.modules)", **COMPLETE
    )
    assert "True True" in done.stdout, done.stderr  # with every view: no first reader waits for imports
