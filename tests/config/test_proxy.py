"""The proxy run for real, before a small server that says what it was asked."""

import re
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts.limits import client_key
from script.free_port import free_port
from tests.config.proxied import FILE_COUNTS, Portal, Proxy, header, nginx, reached, whoami
from tests.config.test_deploy import ROOT, conf

pytestmark = pytest.mark.thorough
KEY = "a" * 64
CLASS, OF_A_PAGE = 60, 6  # people behind one address, and what each of them asks for at the same moment
HSTS = "max-age=31536000; includeSubDomains; preload"


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    proxy = Proxy(tmp_path_factory.mktemp("proxy"))
    yield proxy
    proxy.stop()


@pytest.mark.parametrize("path", ["/static/css/a.css", f"/en/files/{KEY}/checklist.pdf"])
def test_what_never_changes_is_asked_for_once(proxy: Proxy, path: str) -> None:
    assert proxy.get(path)[1] == proxy.get(path)[1]
    assert reached(path) == 1


def test_a_file_that_was_withdrawn_is_gone_as_soon_as_the_portal_is_asked_again(proxy: Proxy) -> None:
    path = f"/en/files/{KEY}/soon-asked-again"
    first = proxy.get(path)
    assert proxy.get(path)[1] == first[1]
    Portal.withdrawn.add(path)
    time.sleep(2.1)  # a second of its own, and the clock of nginx
    assert proxy.get(path)[0] == 404


def test_a_file_that_was_withdrawn_does_not_come_back_while_the_portal_is_away(tmp_path: Path) -> None:
    """Finding 7: the portal's 404 left the copy where it was, and a portal that was away brought it back for a month."""
    path, other = (f"/en/files/{KEY}/{name}-soon-asked-again" for name in ("withdrawn", "other"))
    proxy = Proxy(tmp_path)
    try:
        kept = {name: proxy.get(name)[1] for name in (path, other)}
        Portal.withdrawn.add(path)
        time.sleep(2.1)
        assert proxy.get(path)[0] == 404
        proxy.leave()
        for headers in ({}, {"Cookie": "sessionid=ZQ7"}):
            status, body, _headers = proxy.get(path, **headers)
            assert (status, kept[path] == body) in {(404, False), (502, False)}
        assert proxy.get(other)[:2] == (200, kept[other]), "nobody was told that it is gone"
        time.sleep(FILE_COUNTS + 2.1)
        assert proxy.get(other)[0] == 502, "somebody may have been, for so long"
    finally:
        proxy.stop()


def test_a_file_that_is_made_anew_is_there_though_somebody_asked_too_early(proxy: Proxy) -> None:
    path = f"/en/files/{KEY}/anew.pdf"
    Portal.withdrawn.add(path)
    assert proxy.get(path)[0] == 404
    Portal.withdrawn.remove(path)
    time.sleep(2.1)
    assert proxy.get(path)[0] == 200


@pytest.mark.parametrize("path", [f"/en/files/{KEY}/private", "/en/", "/en/space/", "/media/images/a.png"])
def test_what_is_private_or_a_page_is_asked_for_each_time(proxy: Proxy, path: str) -> None:
    proxy.get(path)
    proxy.get(path)
    assert reached(path) == 2


def test_who_brings_a_cookie_gets_nothing_kept_and_leaves_nothing(proxy: Proxy) -> None:
    path = f"/en/files/{KEY}/with-cookie.pdf"
    first = proxy.get(path, Cookie="sessionid=ZQ7")[1]
    second = proxy.get(path)[1]
    third = proxy.get(path, Cookie="sessionid=ZQ7")[1]
    assert len({first, second, third}) == 3
    assert reached(path) == 3


def test_what_a_client_claims_is_dropped(proxy: Proxy) -> None:
    proxy.get("/en/claims", X_Forwarded_For="203.0.113.7", X_Forwarded_Proto="http", Forwarded="for=203.0.113.7")
    headers = next(headers for path, headers in Portal.asked if path == "/en/claims")
    assert headers["X-Forwarded-For"] == "127.0.0.1"
    assert headers["X-Forwarded-Proto"] == "https"
    assert "203.0.113.7" not in str(headers)
    assert headers["Host"] == "toolkit.example.org"


def test_http_leads_to_https_and_figures_stay_inside(proxy: Proxy) -> None:
    status, _body, headers = proxy.get("/en/a?b=c", safe=False)
    assert (status, headers["Location"]) == (308, "https://toolkit.example.org/en/a?b=c")
    assert proxy.get("/healthz", safe=False)[0] == 200
    assert [proxy.get(path)[0] for path in ("/metrics", "/readyz")] == [404, 404]


def test_the_log_names_neither_address_nor_page_nor_browser(proxy: Proxy) -> None:
    proxy.get("/en/ZQ7-page?q=ZQ7-word", User_Agent="ZQ7-browser", Referer="https://ZQ7.example.org/")
    time.sleep(0.2)
    log = (proxy.folder / "access.log").read_text()
    assert "GET 200" in log
    assert "ZQ7" not in log
    assert "127.0.0.1" not in log


def test_the_port_of_the_site_reaches_the_portal(tmp_path: Path) -> None:
    """The one that the operator names, by the line that the file itself has as an example. Else a form that comes from
    there would look like another site's."""
    proxy = Proxy(tmp_path, port=True)
    try:
        for number, (host, seen) in enumerate(
            {
                "toolkit.example.org:8443": "toolkit.example.org:8443",
                "toolkit.example.org:443": "toolkit.example.org",
                "toolkit.example.org:8444": "toolkit.example.org",
                "TOOLKIT.example.org": "toolkit.example.org",
                "[::1]": "[::1]",
                "[::1]:8443": "[::1]:8443",
            }.items()
        ):
            proxy.get(f"/en/port-{number}", Host=host)
            assert header(f"/en/port-{number}", "Host") == seen
    finally:
        proxy.stop()


def test_a_reader_who_makes_up_ports_makes_no_new_pages(proxy: Proxy) -> None:
    """Finding 15."""
    said = {proxy.get("/en/kept/ports/", Host=f"toolkit.example.org:{port}")[1] for port in range(8400, 8420)}
    assert len(said) == 1
    assert reached("/en/kept/ports/") == 1
    assert header("/en/kept/ports/", "Host") == "toolkit.example.org"


@pytest.mark.parametrize("name", ["SCRIPT_NAME", "Script-Name", "PATH_INFO", "X_Forwarded_Prefix"])
def test_a_reader_who_names_a_prefix_is_not_heard(proxy: Proxy, name: str) -> None:
    """Finding 7: gunicorn would believe SCRIPT_NAME and PATH_INFO of whoever stands before it."""
    path = f"/en/prefix-{name.lower()}"
    proxy.get(path, **{name: "/ZQ7", "exactly": "yes"})
    (headers,) = [headers for asked, headers in Portal.asked if asked == path]
    assert {one.upper() for one in headers} & {"SCRIPT_NAME", "PATH_INFO", "X_FORWARDED_PREFIX"} == set()


# --- One client, and many -------------------------------------------------------------------------------------------


def test_a_class_behind_one_address_opens_a_page_at_the_same_moment(proxy: Proxy) -> None:
    """All wait for an answer at once: what a browser asks for together over HTTP/2 counts as much."""
    began, answers, go = time.monotonic(), [], threading.Barrier(CLASS * OF_A_PAGE)

    def ask(number: int) -> None:
        go.wait()
        answers.append(proxy.get(f"/slow/{number}")[0])

    readers = [threading.Thread(target=ask, args=(number,)) for number in range(CLASS * OF_A_PAGE)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert answers == [200] * CLASS * OF_A_PAGE
    assert time.monotonic() - began < 30


@pytest.fixture(scope="module")
def behind_an_edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """With the lines that the file itself names as an example, for an edge on this machine; five at once are too much."""
    lines = re.findall(
        r"^# ((?:set_real_ip_from|real_ip_\w+) .*;)$", (ROOT / "deploy/portal-edge.conf").read_text(), re.M
    )
    assert len(lines) == 4
    proxy = Proxy(tmp_path_factory.mktemp("edge"), "\n".join(lines).replace("192.0.2.0/24", "127.0.0.0/8"), burst=4)
    yield proxy
    proxy.stop()


def test_two_clients_behind_an_edge_are_two_clients(behind_an_edge: Proxy, rf, settings) -> None:
    first = [behind_an_edge.get("/en/first", X_Forwarded_For="203.0.113.7")[0] for _time in range(7)]
    assert first == [200] * 5 + [429] * 2
    assert behind_an_edge.get("/en/second", X_Forwarded_For="198.51.100.9, 203.0.113.8")[0] == 200
    assert [header(path, "X-Forwarded-For") for path in ("/en/first", "/en/second")] == ["203.0.113.7", "203.0.113.8"]
    settings.BEHIND_PROXY, settings.PROXIES = True, 1
    noted = [header(path, "X-Forwarded-For") for path in ("/en/first", "/en/second")]
    assert [client_key(rf.get("/", HTTP_X_FORWARDED_FOR=one)) for one in noted] == ["203.0.113.7/32", "203.0.113.8/32"]


def test_without_an_edge_whoever_claims_to_be_others_stays_one(tmp_path: Path) -> None:
    proxy = Proxy(tmp_path, burst=4)
    try:
        said = [proxy.get("/en/forged", X_Forwarded_For=f"203.0.113.{number}")[0] for number in range(7)]
    finally:
        proxy.stop()
    assert said[-2:] == [429] * 2
    assert header("/en/forged", "X-Forwarded-For") == "127.0.0.1"


def test_too_much_and_too_large_are_said_kindly(behind_an_edge: Proxy, proxy: Proxy) -> None:
    busy = [behind_an_edge.get("/en/busy", X_Forwarded_For="203.0.113.99") for _time in range(7)][-1]
    large = proxy.get("/en/large", Content_Length=str(26 * 1024**2))
    for status, words, (said, body, headers) in ((429, "Please wait one minute", busy), (413, "25 MB at most", large)):
        assert said == status
        assert words in body
        assert {tag for tag in ("fr", "ar", "fa", "fa-AF", "ps", "ur", "bn") if f'lang="{tag}"' not in body} == set()
        assert headers["Content-Security-Policy"] == "default-src 'none'; style-src 'self'"
        assert headers["Strict-Transport-Security"] == HSTS
        assert headers["Cache-Control"] == "no-store"
        assert headers["Content-Type"] == "text/html"
        assert headers.get("Retry-After") == ("60" if status == 429 else None)
    assert [proxy.get(f"/{name}.html")[0] for name in ("busy", "large", "away")] == [404] * 3


# --- Pages ------------------------------------------------------------------------------------------------------


def test_a_page_is_asked_for_once_while_the_content_stays_as_it_is(proxy: Proxy) -> None:
    first, second = proxy.get("/en/kept/tools/"), proxy.get("/en/kept/tools/")
    assert first[1] == second[1]
    assert reached("/en/kept/tools/") == 1
    assert second[2]["Cache-Control"] == "public, no-cache"  # browsers go on asking
    assert "X-Accel-Expires" not in second[2]
    assert proxy.get("/en/kept/tools/", If_None_Match='"plum"')[0] == 304
    assert reached("/en/kept/tools/") == 1


def test_a_publication_is_seen_at_once_where_the_portal_knocks(proxy: Proxy) -> None:
    before = proxy.get("/en/kept/practice/")[1]
    Portal.state = "pear"
    assert proxy.get("/portal-state", safe=False)[0] == 200  # the portal knocks
    after = proxy.get("/en/kept/practice/")[1]
    assert after != before
    assert [proxy.get("/en/kept/practice/")[1] for _reader in range(3)] == [after] * 3


def test_a_publication_is_seen_within_two_seconds_where_nobody_knocks(proxy: Proxy) -> None:
    before = proxy.get("/en/kept/checklists/")[1]
    Portal.state = "plum and pear"
    time.sleep(2.1)
    assert proxy.get("/en/kept/checklists/")[1] != before


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "sessionid=ZQ7"},
        {"Cookie": "anything=1"},
        {"Authorization": "Bearer ZQ7"},
        {"HX_Request": "true"},
        {"Range": "bytes=0-1"},
    ],
)
def test_who_is_not_just_anybody_gets_nothing_kept_and_leaves_nothing(proxy: Proxy, headers: dict[str, str]) -> None:
    path = f"/en/kept/{'-'.join([*headers, *headers.values()]).replace(' ', '-').replace('=', '-')}/"
    said = [proxy.get(path, **headers)[1], proxy.get(path)[1], proxy.get(path, **headers)[1]]
    assert len({*said}) == 3
    assert proxy.get(path)[1] == said[1]


@pytest.mark.parametrize(
    "path", ["/en/kept/cookie/", "/en/kept/q/?a=b", "/en/space/talks/", "/en/account/", "/admin/a/"]
)
def test_what_sets_a_cookie_or_has_a_query_or_is_not_said_to_be_kept_is_not(proxy: Proxy, path: str) -> None:
    assert proxy.get(path)[1] != proxy.get(path)[1]


def test_who_can_read_it_gets_the_compressed_page_and_nobody_else(proxy: Proxy) -> None:
    path = "/en/kept/both/"
    browser = proxy.get(path, Accept_Encoding="gzip, deflate, br, zstd")[1]
    assert proxy.get(path, Accept_Encoding="br, gzip")[1] == browser
    older = proxy.get(path, Accept_Encoding="gzip, deflate")[1]
    assert proxy.get(path, Accept_Encoding="gzip, br;q=0")[1] == older
    assert len({browser, older, proxy.get(path, Accept_Encoding="identity")[1]}) == 3
    asked = [headers.get("Accept-Encoding", "") for name, headers in Portal.asked if name == path]
    assert asked == ["br", "gzip", ""]


def test_without_a_state_no_page_is_kept(proxy: Proxy) -> None:
    Portal.state = ""
    proxy.get("/portal-state", safe=False)
    assert proxy.get("/en/kept/late/")[1] != proxy.get("/en/kept/late/")[1]
    Portal.state = "plum"
    proxy.get("/portal-state", safe=False)


def test_nobody_outside_asks_for_the_state(proxy: Proxy) -> None:
    assert proxy.get("/portal-state")[0] == 404


def test_hundreds_of_readers_ask_for_the_state_no_more_than_once_a_second(proxy: Proxy) -> None:
    before, began = reached("/portal-state"), time.monotonic()
    for _reader in range(100):
        proxy.get("/en/kept/crowd/")
    assert reached("/portal-state") - before <= time.monotonic() - began + 2
    assert reached("/en/kept/crowd/") == 1


def test_a_page_is_seen_for_as_long_as_the_portal_said_while_it_is_away_and_no_longer(tmp_path: Path) -> None:
    """An hour for the real one (config/page_cache/views.py): a page may have been withdrawn meanwhile, and nobody could say so."""
    Portal.counts = 5
    proxy = Proxy(tmp_path)
    try:
        page = proxy.get("/en/kept/bounded/")[1]
        proxy.leave()
        time.sleep(2.1)
        assert proxy.get("/en/kept/bounded/")[:2] == (200, page)
        assert proxy.get("/en/kept/bounded/", Cookie="sessionid=ZQ7")[:2] == (200, page)
        time.sleep(6)
        assert proxy.get("/en/kept/bounded/")[0] == 502
        assert proxy.get("/en/kept/bounded/", Cookie="sessionid=ZQ7")[0] == 502
    finally:
        Portal.counts = 3600
        proxy.stop()


def test_kept_pages_are_there_while_the_portals_very_name_is_unknown(tmp_path: Path) -> None:
    """As when its container is ended: then nginx by itself would say 502 without a look into its cache."""
    proxy = Proxy(tmp_path)
    try:
        page, style = proxy.get("/en/kept/nameless/")[1], proxy.get("/static/css/nameless.css")[1]
        passing = tmp_path / "portal-pass.conf"
        passing.write_text(re.sub(r"set \$portal .*;", "set $portal nowhere.invalid:80;", passing.read_text()))
        proxy.process.send_signal(signal.SIGHUP)
        time.sleep(2.1)
        for headers in ({}, {"Cookie": "sessionid=ZQ7"}):
            assert proxy.get("/en/kept/nameless/", **headers)[:2] == (200, page)
            assert proxy.get("/static/css/nameless.css", **headers)[:2] == (200, style)
            assert proxy.get("/en/never/", **headers)[0] == 502
    finally:
        proxy.stop()


def test_what_a_reader_with_a_cookie_was_shown_is_nobodys_while_the_portal_is_away(tmp_path: Path) -> None:
    """Finding 23: the kept page and no other. What she saw with her cookie was not kept, hers is what nobody gets."""
    proxy = Proxy(tmp_path)
    hers = {"Cookie": "sessionid=ZQ7"}
    try:
        page = proxy.get("/en/kept/both/")[1]
        private = {proxy.get(path, **hers)[1] for path in ("/en/kept/both/", "/en/kept/hers/", "/en/space/talks/")}
        proxy.leave()
        time.sleep(2.1)
        for headers in ({}, hers):
            assert proxy.get("/en/kept/both/", **headers)[:2] == (200, page)
            for path in ("/en/kept/hers/", "/en/space/talks/", "/en/account/"):
                status, body, _headers = proxy.get(path, **headers)
                assert status == 502, path
                assert body not in private
        assert proxy.post("/en/kept/both/")[0] == 502, "a form is answered by nobody but the portal"
        assert proxy.get("/en/kept/both/", HX_Request="true", **hers)[0] == 502
    finally:
        proxy.stop()


def test_debians_own_nginx_understands_what_is_made_for_it(tmp_path: Path) -> None:
    """As its unit starts it, but for folders and ports that are not ours."""
    conf(tmp_path)  # for its certificate
    folder = tmp_path / "nginx"
    (folder / "certificates").mkdir(parents=True)
    (folder / "nginx.conf").write_text("# Debian's")
    for name in ("fullchain.pem", "privkey.pem"):
        shutil.move(tmp_path / name, folder / "certificates")
    for _time in range(2):
        subprocess.run(["bash", str(ROOT / "deploy/nginx-debian.sh"), str(folder)], check=True)
    assert (folder / "nginx.conf.before").read_text() == "# Debian's"
    text = (folder / "nginx.conf").read_text()
    assert not re.search(r"/dev/std|\s/tmp/(?!pytest)|8080|8443", text.replace(str(tmp_path), ""))
    assert "resolver" not in (folder / "portal-pass.conf").read_text()
    for place in ("/run/", "/var/log/nginx/", "/var/cache/portal-proxy/"):
        assert place in text
        text = text.replace(f" {place}", f" {tmp_path}/")
    text = re.sub(r"listen (\[::\]:)?(80|443)\b", lambda found: f"listen {found[1] or ''}{free_port()}", text)
    (folder / "nginx.conf").write_text(text.replace("user www-data;", f"user {whoami()};"))
    words = [nginx(), "-t", "-q", "-c", str(folder / "nginx.conf"), "-g", "daemon on; master_process on;"]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_an_acme_client_shows_what_it_was_asked_for_and_nothing_else(proxy: Proxy) -> None:
    place = proxy.folder / "acme/.well-known/acme-challenge"
    place.mkdir(parents=True)
    (place / "token").write_text("token.thumbprint")
    assert proxy.get("/.well-known/acme-challenge/token", safe=False)[:2] == (200, "token.thumbprint")
    for path in ("nothing", "../../../privkey.pem", "..%2f..%2f..%2fprivkey.pem", "%2e%2e/%2e%2e/%2e%2e/privkey.pem"):
        status, body, _headers = proxy.get(f"/.well-known/acme-challenge/{path}", safe=False)
        assert status in {308, 400, 404}, path
        assert "PRIVATE KEY" not in body


def test_when_the_portal_is_away_readers_see_why_and_files_are_still_there(proxy: Proxy) -> None:
    """Last: it ends the small server."""
    path = f"/en/files/{KEY}/kept.pdf"
    kept, page = proxy.get(path)[1], proxy.get("/en/kept/away/")[1]
    proxy.leave()
    time.sleep(2.1)  # the state is not known any more
    status, body, headers = proxy.get("/en/")
    assert status == 502
    assert "Something went wrong on our side" in body
    assert headers["Cache-Control"] == "no-store"
    assert headers["Retry-After"] == "30"
    assert proxy.get(path)[:2] == (200, kept)
    assert proxy.get("/en/kept/away/")[:2] == (200, page)
