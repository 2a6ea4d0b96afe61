"""A renderer and a broker that cost nothing, and real ones."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from exports import pdf
from tests.exports.engine import Engine, Redis, database_url
from tests.exports.paper import a_pdf


@pytest.fixture
def renders(monkeypatch: pytest.MonkeyPatch) -> list[pdf.Source]:
    """The sources handed to the renderer, which answers at once with two pages."""
    seen: list[pdf.Source] = []

    def render(source: pdf.Source, **_limits: object) -> bytes:
        seen.append(source)
        return a_pdf()

    monkeypatch.setattr(pdf, "render_document", render)
    return seen


@pytest.fixture
def fails(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """`fails(error)`: from now on the renderer raises it."""

    def arm(error: Exception) -> None:
        def render(*_source: object, **_limits: object) -> bytes:
            raise error

        monkeypatch.setattr(pdf, "render_document", render)

    return arm


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple]:
    """What would have gone to the broker: (task name, arguments)."""
    box: list[tuple] = []

    def send(task: object, *args: object, queue: str | None = None) -> bool:
        box.append((task.name, *args))  # type: ignore[attr-defined]
        return True

    monkeypatch.setattr("exports.tasks.queueing.send_task", send)
    monkeypatch.setattr("exports.actions.send_task", send)
    return box


@pytest.fixture
def redis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Redis]:
    server = Redis(tmp_path)
    monkeypatch.setenv("CELERY_BROKER_URL", f"{server.url}/0")  # Celery reads it first
    server.start()
    yield server
    server.kill()


@pytest.fixture
def engine(tmp_path: Path, redis: Redis, transactional_db: None) -> Iterator[Engine]:
    machine = Engine(tmp_path, redis, database_url())
    yield machine
    machine.kill_group()
