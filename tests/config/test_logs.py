"""A log line holds nobody's words. In each test there is something that could leak."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.test import Client

from config.logs import JsonLines, PlainLines, is_harmless

LEAK = "ZQ7-leak"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What production would write of everything that this process logs."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


def lines(log: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def a_failure() -> None:
    try:
        try:
            raise ValueError(f"DETAIL: Key (email)=({LEAK}@example.org) already exists")
        except ValueError as error:
            raise IntegrityError(f"failing row contains ({LEAK})") from error
    except IntegrityError:
        logging.getLogger("network.actions").exception("The row was not written")


def test_an_exception_is_its_type_and_place(log) -> None:
    a_failure()
    (line,) = lines(log)
    assert LEAK not in log.getvalue()
    assert line["error"] == ["django.db.utils.IntegrityError", "builtins.ValueError"]
    assert line["at"][-1].split("/")[-1].startswith("test_logs.py:")
    assert line["message"] == "The row was not written"


def test_what_a_library_filled_in_is_left_out(log) -> None:
    logging.getLogger("some.library").warning("Mail to %s was refused", f"{LEAK}@example.org")
    assert lines(log)[0]["message"] == "Mail to %s was refused"


def test_a_task_is_named_and_its_error_is_not_told(log) -> None:
    """As Celery logs a failure: arguments, text of the exception and traceback in one context."""
    context = {
        "name": "accounts.tasks.deliver",
        "id": LEAK,
        "exc": LEAK,
        "args": LEAK,
        "description": "raised unexpected",
    }
    text = "Task %(name)s[%(id)s] %(description)s: %(exc)s"
    logging.getLogger("celery.app.trace").error(text, context, extra={"data": context})
    assert LEAK not in log.getvalue()
    assert lines(log)[0]["message"] == "Task accounts.tasks.deliver[%(id)s] raised unexpected: %(exc)s"


@pytest.mark.django_db
def test_a_page_that_is_not_there_leaves_no_address(log) -> None:
    Client().get(f"/en/{settings.SPACE_PATH}/people/{LEAK}/?q={LEAK}", HTTP_USER_AGENT=f"{LEAK} browser")
    Client().get(f"/en/{LEAK}/", REMOTE_ADDR="203.0.113.77")
    assert LEAK not in log.getvalue()
    assert "203.0.113.77" not in log.getvalue()
    assert [line["message"].split()[0] for line in lines(log)] == ["404", "404"]


@pytest.mark.django_db
def test_a_page_that_fails_is_named_by_its_view(log, monkeypatch) -> None:
    def fail(*args: object) -> None:
        raise IntegrityError(LEAK)

    monkeypatch.setattr("config.views.clean_query", fail)
    response = Client(raise_request_exception=False).get(f"/en/search/?q={LEAK}")
    assert response.status_code == 500
    assert LEAK not in log.getvalue()
    (line,) = lines(log)
    assert line["message"] == "500 search"
    assert line["error"] == ["django.db.utils.IntegrityError"]


@pytest.mark.django_db
def test_a_wrong_host_name_is_not_repeated(log) -> None:
    Client().get("/healthz", HTTP_HOST=f"{LEAK}.example.org")
    Client().get("/robots.txt", HTTP_HOST=f"{LEAK}.example.org")
    logging.getLogger("django.security.DisallowedHost").error("Invalid HTTP_HOST header: %r", LEAK)
    assert LEAK not in log.getvalue()
    assert lines(log)[-1]["message"] == "DisallowedHost"


def test_a_client_that_gunicorn_does_not_understand_is_not_written_down() -> None:
    def record(text: str) -> logging.LogRecord:
        return logging.LogRecord("gunicorn.error", logging.WARNING, "", 0, text, None, None)

    assert not is_harmless(record("Invalid request from ip=203.0.113.77: bad request line"))
    assert is_harmless(record("Worker exiting (pid: %s)"))


@pytest.mark.django_db
def test_lines_for_people_hold_no_more_than_lines_for_machines(log, settings) -> None:
    """What script/server writes: the same words in another form. Only DEBUG shows what was filled in."""
    handler = logging.StreamHandler(stream := io.StringIO())
    handler.setFormatter(PlainLines())
    logging.getLogger().addHandler(handler)
    try:
        a_failure()
        logging.getLogger("some.library").warning("Mail to %s was refused", f"{LEAK}@example.org")
        Client().get(f"/en/{LEAK}/", REMOTE_ADDR="203.0.113.77")
        told = stream.getvalue()
        assert LEAK not in told
        assert "203.0.113.77" not in told
        assert "The row was not written\n    django.db.utils.IntegrityError\n    builtins.ValueError\n" in told
        assert "test_logs.py:" in told
        settings.DEBUG = True
        a_failure()
        assert LEAK in stream.getvalue()
    finally:
        logging.getLogger().removeHandler(handler)


def test_a_line_that_cannot_be_written_is_not_told_with_its_values_elsewhere(capsys) -> None:
    """As on a full disk: logging itself would print message and values to standard error."""

    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(28, "No space left on device")

    logger = logging.getLogger("some.library.on.a.full.disk")
    handler = logging.StreamHandler(Full())
    handler.setFormatter(JsonLines())
    logger.addHandler(handler)
    logger.propagate = False
    logger.warning("Mail to %s was refused", f"{LEAK}@example.org")
    assert LEAK not in capsys.readouterr().err
