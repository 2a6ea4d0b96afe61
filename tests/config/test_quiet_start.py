"""A portal as script/server runs it, without a mail server: its parts' logs hold no address and no code."""

import http.cookiejar
import re
import shutil
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.conf import settings

from tests import ready
from tests.journeys.portal import ROOT, Portal

KNOWN, NEW, NOBODY = "ZQ7-known@example.org", "ZQ7-new@example.org", "ZQ7-nobody@example.org"
PASSWORD = "ZQ7 four words that differ"
MAKE = f"from accounts.models import User; User.objects.create_user({KNOWN!r}, {PASSWORD!r})"


class WithoutMail(Portal):
    """Embedded as it comes: SQLite, a folder for a queue, no mail server. The database is a ready one."""

    def __init__(self) -> None:
        super().__init__()
        del self.environment["EMAIL_URL"]
        self.environment |= {"SELF_REGISTRATION": "true", "LOG_LEVEL": "INFO"}

    def start(self) -> None:
        self.environment["DATABASE_URL"] = f"sqlite:///{self.folder / 'portal.sqlite3'}"
        shutil.copy(ready.file(), self.folder / "portal.sqlite3")
        shutil.copy(settings.KEYS_FILE, self.folder / "keys.json")
        for name in ("broker/queue", "broker/control", "exports", "media"):
            (self.folder / name).mkdir(parents=True)
        self.manage("migrate", "--verbosity", "0")
        ready.copy_static_files(self.folder)
        self.serve("web", f"gunicorn config.wsgi --bind 127.0.0.1:{self.port} --threads 4 --no-control-socket")
        self.serve("worker", "celery -A config worker -c 1 --without-gossip --without-mingle --loglevel INFO")
        self.wait_until_ready(200)


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    portal = WithoutMail()
    try:
        portal.start()
        portal.manage("shell", "--no-imports", "-c", MAKE)
        yield portal
    finally:
        portal.stop()


class Visitor:
    """A browser without JavaScript."""

    def __init__(self, portal: Portal) -> None:
        self.url = portal.url
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def send(self, path: str, **fields: str) -> str:
        form = self.opener.open(self.url + path).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        assert token, form[:500]
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], **fields}).encode()
        return self.opener.open(urllib.request.Request(self.url + path, body)).read().decode()


def until(happened: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.2)


@pytest.mark.services
@pytest.mark.thorough
def test_after_a_reset_and_a_sign_up_no_log_holds_an_address_or_a_code(portal: Portal) -> None:
    for address in (KNOWN, NOBODY):
        Visitor(portal).send("/en/account/password/reset/", email=address)
    Visitor(portal).send("/en/account/signup/", email=NEW, password1=PASSWORD)
    folder = portal.folder / "letters"
    until(lambda: folder.exists() and len(list(folder.glob("*.eml"))) == 1)
    letters = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in folder.iterdir()]
    assert [letter["To"] for letter in letters] == [KNOWN], "an account begins without one, and nobody's is none"
    codes = [code for letter in letters for code in re.findall(r"\b[A-Z0-9]{4}-?[A-Z0-9]{4}\b", letter.get_content())]
    assert len(codes) == 1
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    until(lambda: portal.log("worker").count("accounts.tasks.deliver") >= 2)
    said = "".join(portal.log(name) for name in portal.servers)
    assert not [word for word in ("ZQ7", "zq7", "example.org", "Subject:", *codes) if word in said]


def test_the_start_says_where_letters_lie() -> None:
    """Read, not run: a start installs packages and takes a minute."""
    script = Path(ROOT, "script/server").read_text()
    end = script[script.index("The portal is ready.") :]
    assert "No mail server is set (EMAIL_URL): letters lie in $var/letters for a day" in end
    assert "members of the network none is written" in end
