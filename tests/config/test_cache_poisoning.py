"""Nobody writes into what others read: on the real servers of both modes, with headers and names that nobody expects."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest
import redis

from tests.config.served import ROOT, Production, Served, celery, drop_database, embedded, production
from tests.exports.engine import until

pytestmark = [pytest.mark.services, pytest.mark.xdist_group("doors")]
PAGE = "/en/law/ilo/"
NAMES = "evil.example.org"
ODD = {
    "SCRIPT_NAME": "/fr",
    "Script-Name": "/fr",
    "X-Script-Name": "/fr",
    "SCRIPT_URL": "/fr/en/law/ilo/",
    "PATH_INFO": "/fr/law/ilo/",
    "REMOTE_USER": "admin",
    "X-Forwarded-Host": NAMES,
    "X-Forwarded-Port": "8443",
    "X-Forwarded-Prefix": "/fr",
    "X-Forwarded-Server": NAMES,
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Protocol": "ssl",
    "X-Forwarded-Ssl": "on",
    "X-Forwarded-For": "203.0.113.77",
    "Forwarded": f"for=203.0.113.77;host={NAMES};proto=http",
    "X-Host": NAMES,
    "X-Original-Host": NAMES,
    "X-Original-URL": "/fr/law/",
    "X-Rewrite-URL": "/fr/law/",
    "X-HTTP-Method-Override": "POST",
    "X-HTTP-Method": "DELETE",
    "X-Real-Ip": "203.0.113.77",
    "Client-Ip": "203.0.113.77",
    "True-Client-Ip": "203.0.113.77",
    "Accept": "application/json;q=0.1",
    "Accept-Language": "prs, ar;q=0.9",
    "Accept-Charset": "utf-16",
    "Content-Type": "text/html; charset=utf-16",
    "Content-Length": "0",
    "Cookie": "somebody-elses=1; theme=dark",
    "Referer": f"https://{NAMES}/",
    "Origin": f"https://{NAMES}",
    "User-Agent": "<script>alert(1)</script>",
    "Sec-Fetch-Site": "cross-site",
    "Sec-Purpose": "prefetch",
    "Save-Data": "on",
    "DNT": "1",
    "HX-Boosted": "true",
    "HX-Target": "main",
    "HX-Current-URL": f"https://{NAMES}/",
    "X-Requested-With": "XMLHttpRequest",
    "If-None-Match": '"another"',
    "If-Modified-Since": "Mon, 01 Jan 1990 00:00:00 GMT",
    "Cache-Control": "no-cache",
    "Pragma": "no-cache",
    "Upgrade-Insecure-Requests": "1",
    "Via": f"1.1 {NAMES}",
    "Max-Forwards": "1",
    "TE": "trailers",
    "X-ZQ7-Nobody-Has-Thought-Of": "ZQ7",
}
# These go past what is kept, or are another page: theirs may be another answer, but leave nothing.
PAST = {
    "Authorization": "Bearer ZQ7",
    "Range": "bytes=0-10",
    "HX-Request": "true",
    "Accept-Encoding": "br, gzip",
    "Cookie": "sessionid=ZQ7; csrftoken=ZQ7",
    "If-Match": '"another"',
    "Expect": "a-miracle",
}


@pytest.fixture(scope="module")
def at_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = embedded(tmp_path_factory.mktemp("doors") / "var")
    yield served
    served.stop()


@pytest.fixture(scope="module")
def behind_a_proxy(at_home: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    served = production(tmp_path_factory.mktemp("doors") / "production", at_home)
    yield served
    served.stop()
    drop_database(served.environment["DATABASE_URL"])


@pytest.fixture(params=["at_home", "behind_a_proxy"])
def portal(request: pytest.FixtureRequest) -> Served:
    return request.getfixturevalue(request.param)


def test_no_header_changes_what_the_next_reader_gets(portal: Served) -> None:
    """Each is the first to ask for the page, and asks again; then somebody comes who sends nothing odd."""
    portal.forget()
    truth = portal.get(PAGE).page
    assert truth[0] == 200
    wrong = []
    for client, (name, value) in enumerate([*ODD.items(), *PAST.items()], start=2):
        portal.forget()
        first, second = (portal.get(PAGE, {name: value}, client) for _time in range(2))
        if (name, value) in ODD.items() and first.status == 200 and {first.body, second.body} != {truth[1]}:
            wrong.append(f"{name}: {value} is told another page")
        if portal.get(PAGE, client=client).page != truth:
            wrong.append(f"{name}: {value} leaves another page")
    assert wrong == []


@pytest.mark.parametrize("header", ["SCRIPT_NAME", "Script-Name", "PATH_INFO"])
def test_who_moves_the_site_by_a_header_gets_nothing_and_leaves_nothing(portal: Served, header: str) -> None:
    """As `curl --path-as-is -H 'SCRIPT_NAME: /fr' .../fr/en/law/ilo/` did."""
    portal.forget()
    truth = portal.get(PAGE).page
    portal.forget()
    for path in (f"/fr{PAGE}", f"/fr/..{PAGE}", f"/en/../fr{PAGE}"):
        assert portal.get(path, {header: "/fr"}).status != 200
    assert portal.get(PAGE).page == truth
    assert b"/fr/en/" not in truth[1]


def test_under_another_name_or_port_there_is_no_page_and_under_its_own_there_is_one(portal: Served) -> None:
    name, _colon, port = portal.own["Host"].partition(":")
    portal.forget()
    truth = portal.get(PAGE).page
    odd = [f"{name}:{number}" for number in ("1", "22", "8443", "65535", "99999", "0", "00", "x")]
    odd += ["evil.example.org", f"{name}.evil.example.org", f"{name}@evil.example.org", f"{name}/x", "", f"{name}:"]
    odd += [f"{name}, evil.example.org", f"{name}\tx", "127.0.0.1:1", "[::1]:1"]
    portal.forget()
    assert {host: portal.get(PAGE, {"Host": host}).status for host in odd} == dict.fromkeys(odd, 400)
    usual = f":{port}" if port else ":443"
    for host in (f"{name.upper()}{usual}", f"{name}.{usual}", f"{name.title()}{usual}"):
        portal.forget()
        assert portal.get(PAGE, {"Host": host}).page == truth, "in the portal's own spelling, whatever the client wrote"
        assert portal.get(PAGE).page == truth


def test_machines_inside_ask_how_it_is_under_any_port(portal: Served) -> None:
    name = portal.own["Host"].partition(":")[0]
    for host in (name, f"{name}:8000", f"{name}:9"):
        assert portal.get("/healthz", {"Host": host}).status == 200
        assert portal.get("/portal-state", {"Host": host}).status == 200


@pytest.mark.parametrize(
    "text",
    [
        "GET /en/space/ZQ7/ HTTP/9.9\r\n\r\n",
        "ZQ7\r\n\r\n",
        "GET /en/space/ZQ7/ HTTP/1.1\r\nHost: localhost\r\nZQ7 broken: 1\r\n\r\n",
        "GET /en/space/ZQ7/ HTTP/1.1\r\nHost: a\r\nHost: ZQ7\r\n\r\n",
        "POST /en/space/ZQ7/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: ZQ7\r\n\r\n",
        "POST /en/space/ZQ7/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: ZQ7\r\n\r\n",
        f"GET /en/space/ZQ7/{'x' * 9000} HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
)
def test_a_request_that_no_server_understands_leaves_neither_client_nor_path_in_the_log(
    portal: Served, text: str
) -> None:
    before = len(portal.log.read_text())
    with closing(socket.create_connection(("127.0.0.1", portal.port), 20, ("127.0.0.77", 0))) as line:
        line.sendall(text.encode())
        answer = line.recv(65536)
    assert b" 4" in answer[:16] or b" 5" in answer[:16], answer[:200]
    assert portal.get("/healthz").status == 200  # what there was to write is written
    said = portal.log.read_text()
    assert "ZQ7" not in said
    assert "127.0.0.77" not in said
    assert before or said is not None


def test_a_prefix_that_a_server_lets_through_is_refused_without_a_word() -> None:
    """Where gunicorn is started elsewhere, with its own defaults, or another server is used."""
    code = (
        "import io, os, sys; os.environ.update(PORTAL='embedded', SECRET_KEY='x' * 50)\n"
        "from config.wsgi import application\n"
        "said = []\n"
        "body = application({'SCRIPT_NAME': '/fr'}, lambda status, headers: said.append(status))\n"
        "print(said, b''.join(body))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.stderr) == ("['400 Bad Request'] b''\n", "")


# --- Two users on one Redis ---------------------------------------------------------------------------------------


def test_pages_are_kept_and_tasks_run_though_each_user_may_only_do_its_own(behind_a_proxy: Production) -> None:
    """Files are asked for and made by a worker that knows nothing but these two users."""
    behind_a_proxy.forget()
    assert behind_a_proxy.get(PAGE).headers["ETag"]
    assert behind_a_proxy.users.as_("cache").exists("cache:1:pages.state")
    environment = behind_a_proxy.environment
    log = behind_a_proxy.folder / "worker.log"
    worker = celery(environment, log)
    try:
        until(lambda: " ready." in log.read_text() or worker.poll() is not None, seconds=120, what="a worker")
        words = "from config.tasks import purge_frontend_caches as purge; purge.delay(); purge.apply_async(queue='large', countdown=1)"
        subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", words],
            cwd=ROOT,
            env={**environment, "DJANGO_SETTINGS_MODULE": "config.settings"},
            check=True,
            timeout=120,
        )
        done = re.compile(r'"Task config\.tasks\.purge\[[-0-9a-f]{36}\] succeeded in [.0-9]+s: ')
        until(lambda: len(done.findall(log.read_text())) == 2, seconds=60, what="both tasks")
        assert "NOPERM" not in log.read_text()
    finally:
        worker.terminate()
        worker.wait(timeout=60)


@pytest.mark.parametrize(
    ("user", "words"),
    [
        ("cache", "LPUSH celery x"),
        ("cache", "LRANGE celery 0 -1"),
        ("cache", "GET celery"),
        ("cache", "SET celery x"),
        ("cache", "DEL unacked"),
        ("cache", "KEYS *"),
        ("cache", "SCAN 0"),
        ("cache", "FLUSHALL"),
        ("cache", "FLUSHDB"),
        ("cache", "CONFIG GET *"),
        ("cache", "EVAL return(1) 0"),
        ("cache", "ACL LIST"),
        ("cache", "MONITOR"),
        ("queue", "GET cache:1:pages.state"),
        ("queue", "SET cache:1:pages.state x"),
        ("queue", "FLUSHALL"),
        ("queue", "KEYS *"),
        ("queue", "CONFIG SET dir /tmp"),
        ("queue", "ACL SETUSER queue allkeys"),
        ("queue", "MODULE LIST"),
        ("queue", "REPLICAOF 127.0.0.1 1"),
    ],
)
def test_neither_user_reads_writes_or_breaks_what_is_the_others(
    behind_a_proxy: Production, user: str, words: str
) -> None:
    server = behind_a_proxy.users
    with pytest.raises(redis.exceptions.NoPermissionError):
        server.as_(user).execute_command(*words.split())


def test_neither_comes_in_by_the_others_password_or_by_none(behind_a_proxy: Production) -> None:
    server = behind_a_proxy.users
    for user, other in (("cache", "queue"), ("queue", "cache")):
        with pytest.raises(redis.exceptions.AuthenticationError):
            server.as_(user, server.passwords[other]).ping()
    with pytest.raises(redis.exceptions.AuthenticationError):
        redis.Redis(host="127.0.0.1", port=server.port).ping()
