"""What reaches a Sentry server: a listener of our own reads every byte. In each test there is something to leak."""

import gzip
import json
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import brotli
import pytest
import sentry_sdk
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from config.logs.sentry import start_sentry
from tests.network import factories

LEAK = "ZQ7-leak"
UNPACKED = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}


class Received(list[bytes]):
    def events(self) -> list[dict[str, Any]]:
        lines = [json.loads(line) for body in self for line in body.splitlines() if line]
        return [line for line in lines if "exception" in line]


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, Received]]:
    received = Received()

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append(UNPACKED[self.headers.get("Content-Encoding", "")](body))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *args: object) -> None:
            pass

    httpd = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield f"http://key@127.0.0.1:{httpd.server_port}/1", received
    httpd.shutdown()
    httpd.server_close()


@pytest.fixture
def sent(server: tuple[str, Received]) -> Iterator[Received]:
    address, received = server
    received.clear()
    start_sentry(address)
    yield received
    sentry_sdk.get_client().close(timeout=5)
    sentry_sdk.get_global_scope().set_client(None)


def arrived(sent: Received) -> list[dict[str, Any]]:
    sentry_sdk.flush(timeout=5)
    return sent.events()


def fail(words: str) -> None:
    local = f"{words} in a local variable"
    raise IntegrityError(f"DETAIL: Key (email)=({words}@example.org) already exists: {local}")


def test_an_error_is_its_kind_and_place(sent: Received) -> None:
    sentry_sdk.set_user({"id": LEAK, "ip_address": "203.0.113.77"})
    sentry_sdk.set_tag("name", LEAK)
    sentry_sdk.add_breadcrumb(message=LEAK)
    try:
        fail(LEAK)
    except IntegrityError:
        log = logging.getLogger("some.library")
        log.exception("Mail to %s was refused", f"{LEAK}@example.org", extra={"who": LEAK})
    (event,) = arrived(sent)
    (error,) = event["exception"]["values"]
    assert error["type"] == "IntegrityError"
    assert error["stacktrace"]["frames"][-1]["function"] == "fail"
    assert event["message"] == "Mail to %s was refused"
    everything = b"".join(sent).decode()
    assert LEAK not in everything
    assert "203.0.113.77" not in everything
    assert "vars" not in everything


@pytest.mark.django_db
def test_a_page_that_fails_is_named_by_its_view(sent: Received, monkeypatch) -> None:
    monkeypatch.setattr("config.views.clean_query", fail)
    browser = Client(raise_request_exception=False, HTTP_USER_AGENT=f"{LEAK} browser", REMOTE_ADDR="203.0.113.77")
    browser.cookies["who"] = LEAK
    assert browser.get(f"/en/search/?q={LEAK}").status_code == 500
    (event,) = arrived(sent)
    assert event["message"] == "500 search"
    everything = b"".join(sent).decode()
    for word in (LEAK, "203.0.113.77", "browser", "q=", "cookie"):
        assert word not in everything, word


@pytest.mark.django_db
def test_nothing_of_the_network_is_sent(sent: Received, monkeypatch) -> None:
    monkeypatch.setattr("network.home.views.render", lambda *args, **more: fail(LEAK))
    member = Client(raise_request_exception=False)
    member.force_login(factories.member("AF", pseudonym=LEAK).user)
    session = member.session
    session["second_factor_is_there"] = True
    session.save()
    assert member.get(reverse("network:home")).status_code == 500
    logging.getLogger("network.actions").error("Somebody of %s", LEAK)
    context = {"name": "network.tasks.purge", "description": "raised unexpected"}
    try:
        from network.models import Member

        Member.objects.get(pk="no uuid")
    except Exception:
        logging.getLogger("celery.app.trace").exception("Task %(name)s", context, extra={"data": context})
    try:
        exec(compile("raise ValueError('ZQ7-leak')", "x", "exec"), {"__name__": "network.joining.actions.joining"})
    except ValueError:
        logging.getLogger("another.library").exception("It failed")
    assert arrived(sent) == []
    assert LEAK.encode() not in b"".join(sent)


def test_warnings_and_plain_events_stay_here(sent: Received) -> None:
    logging.getLogger("config").warning("Something %s", LEAK)
    sentry_sdk.capture_message(LEAK)
    assert arrived(sent) == []
