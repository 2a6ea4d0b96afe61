"""A part is away, full or read-only: it is said in words, what was typed is kept, and nothing is a 500."""

import errno
import io
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import time_machine
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.core.management import call_command
from django.db import (
    DatabaseError,
    DataError,
    IntegrityError,
    OperationalError,
    ProgrammingError,
    connection,
    transaction,
)
from django.test import Client, RequestFactory
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError
from PIL import Image
from redis.exceptions import ConnectionError as RedisAway

from accounts.models import User
from accounts.sessions.store import SessionNotSaved, SessionStore
from assessments.actions.answering import save_answer
from assessments.domain.answers import Answer
from assessments.forms.answering import make_form_base
from assessments.models import AuditEntry, Entry, Evidence
from config.health.outages import is_outage, render_outage_page
from config.storage.uploads import KEPT_FOR, SCRATCH, UploadsFolderStorage
from exports.models import Export
from tests import factories
from tests.assessments.factories import Team, team
from tests.exports.engine import database_url
from tests.markup import flat
from toolkit.models import Picture, PortalDocument, ToolPage

TYPED = 'ZQ7-"quoted" <words>\r\nand a second line'
PAGE = "/en/tools/identification-and-referral/"
PUBLIC = f"/en/ /prs/ /en/tools/ {PAGE} /en/checklists/identification-and-referral/ /en/law/ /en/glossary/".split()
PUBLIC += "/en/search/?q=interview /en/modules/ /sitemap.xml /en/account/login/".split()


def browser_of(user: User) -> Client:
    browser = Client(raise_request_exception=False)
    browser.force_login(user)
    return browser


@pytest.fixture
def us(db: None) -> Team:
    return team()


@contextmanager
def read_only() -> Iterator[None]:
    """As on a server that only follows another one."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def no_database(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def away(*args: object, **kwargs: object) -> None:
        raise OperationalError("ZQ7-connection refused at 10.0.0.7")

    with monkeypatch.context() as patch:
        patch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", away)
        yield


def sheet_form(entry: Entry) -> tuple[str, dict[str, str]]:
    """The address and the fields of a sheet's form without JavaScript, with words typed into one question."""
    key = entry.item[:8]
    fields = {f"base_{key}": make_form_base(entry), f"a_{key}": "no", f"n_{key}": TYPED, f"e_{key}": "", f"p_{key}": ""}
    return f"/en/work/team/sheets/{entry.sheet_id}/", fields


class Form(HTMLParser):
    """The only form of a page, as a browser reads it."""

    def __init__(self) -> None:
        super().__init__()
        self.address, self.fields = "", dict[str, str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.address = of["action"]
        elif tag == "input":
            self.fields[of["name"]] = of["value"]


def repeated(html: str) -> tuple[str, dict[str, str]]:
    """What the page's button sends, and where to."""
    reader = Form()
    reader.feed(html)
    return reader.address, reader.fields


# --- What counts as away -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("server closed the connection"),
        BrokerError("no route"),
        RedisAway("refused"),
        ConnectionRefusedError(),
        TimeoutError(),
        OSError(errno.ENOSPC, "full"),
        OSError(errno.EROFS, "read-only"),
    ],
)
def test_a_part_that_is_away_or_full_is_no_bug(error: Exception) -> None:
    assert is_outage(error)
    wrapped = RuntimeError("while doing something")
    wrapped.__cause__ = error
    assert is_outage(wrapped)


@pytest.mark.django_db
def test_what_the_database_does_not_have_is_a_bug_on_either_engine() -> None:
    """SQLite says OperationalError, as it does for a full disk."""
    with pytest.raises(DatabaseError) as missing, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM toolkit_nothing")
    assert not is_outage(missing.value)


def test_a_connection_that_ends_in_the_middle_is_no_bug_and_an_update_of_nothing_is() -> None:
    error = DatabaseError("error with status PGRES_TUPLES_OK and no message from the libpq")
    assert not is_outage(error), "Django's own words for a save that met no row"
    error.__cause__ = psycopg2.DatabaseError("error with status PGRES_TUPLES_OK and no message from the libpq")
    assert is_outage(error)


@pytest.mark.parametrize(
    "error",
    [
        None,
        KeyError("a bug"),
        ProgrammingError("no such column"),
        OperationalError("no such table: toolkit_nothing"),
        OperationalError("no such column: toolkit_page.nothing"),
        OperationalError("table toolkit_page has no column named nothing"),
        OperationalError('near "FORM": syntax error'),
        DataError("too long"),
        IntegrityError("twice"),
        FileNotFoundError(errno.ENOENT, "no file"),
        PermissionError(errno.EACCES, "not ours"),
    ],
)
def test_a_bug_stays_a_bug(error: Exception | None) -> None:
    assert not is_outage(error)


# --- PostgreSQL ----------------------------------------------------------------------------------------------------


@pytest.mark.postgresql
@pytest.mark.django_db
def test_on_a_read_only_database_public_pages_are_read(starter: None) -> None:
    with read_only():
        answers = {address: Client(raise_request_exception=False).get(address).status_code for address in PUBLIC}
    assert set(answers.values()) == {200}, answers


@pytest.mark.postgresql
def test_on_a_read_only_database_a_save_keeps_what_was_typed_and_its_button_saves_later(us: Team) -> None:
    browser, entry = browser_of(us.editor.user), us.entries[0]
    address, fields = sheet_form(entry)
    with read_only():
        page = browser.post(address, fields)
    assert (page.status_code, page["Retry-After"], page["Cache-Control"]) == (503, "30", "no-store")
    assert "This cannot be saved right now" in page.text
    assert "<words>" not in page.text
    before = AuditEntry.objects.count()
    for _press in range(2):
        again, typed = repeated(page.text)
        assert browser.post(again, typed).status_code in {302, 409}
    entry.refresh_from_db()
    assert entry.answer().note == TYPED.replace("\r\n", "\n")
    assert AuditEntry.objects.count() == before + 1, "once, however often it is sent"


@pytest.mark.postgresql
@pytest.mark.django_db
def test_on_a_read_only_database_asking_for_a_file_is_answered_in_words(starter: None) -> None:
    pk = ToolPage.objects.live().filter(locale__language_code="en").values_list("pk", flat=True)[0]
    with read_only():
        page = Client(raise_request_exception=False).post(f"/en/files/ask/toolkit.tool/{pk}/?form=paper")
    assert page.status_code == 503
    assert repeated(page.text)[0] == f"/en/files/ask/toolkit.tool/{pk}/?form=paper"
    assert not Export.objects.filter(subject=str(pk)).exists()


@pytest.mark.django_db
def test_without_a_database_kept_pages_are_read_and_the_others_say_so(
    starter: None, settings: Any, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    settings.KEEP_PAGES = True
    caches["default"].clear()
    assert Client().get(PAGE).status_code == 200
    request.getfixturevalue("no_database")
    reader = Client(raise_request_exception=False)
    assert reader.get(PAGE).status_code == 200
    assert reader.get("/healthz").status_code == 200
    page = reader.get("/prs/glossary/")
    caches["default"].clear()
    assert page.status_code == 503
    assert 'dir="rtl"' in page.text
    assert 'href="/prs/glossary/"' in page.text
    assert "10.0.0.7" not in page.text
    assert "<script" not in page.text
    assert "style=" not in page.text


@pytest.mark.django_db
def test_a_database_that_goes_while_a_session_is_kept_is_no_bad_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django answers a bare 400 there: tests/chaos found it. A session that was ended meanwhile still is one."""
    session = SessionStore()
    session["word"] = "ZQ7"
    session.create()

    def away(*args: object, **kwargs: object) -> None:
        raise OperationalError("terminating connection")

    with monkeypatch.context() as patch:
        patch.setattr("django.contrib.sessions.models.Session.save", away)
        with pytest.raises(SessionNotSaved) as gone:
            session.save()
    assert is_outage(gone.value)
    session.save()
    SessionStore(session.session_key).delete()
    with pytest.raises(UpdateError):
        session.save()


def test_where_only_the_session_was_not_kept_the_page_says_that_perhaps_it_was_saved(
    us: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SessionMiddleware writes on the way out, when the view is done: what was typed was said not to be saved."""
    browser, entry = browser_of(us.editor.user), us.entries[0]
    address, fields = sheet_form(entry)

    def away(*args: object, **kwargs: object) -> None:
        raise OperationalError("terminating connection")

    def on_the_way_out(middleware: SessionMiddleware, request: Any, response: Any) -> Any:
        request.session["word"] = "changed"
        with monkeypatch.context() as patch:
            patch.setattr("django.contrib.sessions.models.Session.save", away)
            return truly(middleware, request, response)

    truly = SessionMiddleware.process_response
    monkeypatch.setattr(SessionMiddleware, "process_response", on_the_way_out)
    page = browser.post(address, fields)
    assert page.status_code == 503
    assert "Perhaps this was not saved" in page.text
    assert "Look first" in page.text
    entry.refresh_from_db()
    assert entry.answer().note == TYPED.replace("\r\n", "\n"), "and it was"
    assert repeated(page.text)[0] == address


@pytest.mark.parametrize(("address", "has_one"), [("/prs/space/circles/1/", True), ("/prs/work/team/", False)])
def test_in_the_space_the_page_has_a_way_out(address: str, has_one: bool) -> None:
    page = render_outage_page(RequestFactory().post(address, {"text": TYPED})).content.decode()
    assert ('href="/prs/exit/"' in page) is has_one
    assert "ZQ7" in page


@pytest.mark.django_db
def test_the_way_out_leads_out_though_the_database_is_away(
    member: User, settings: Any, request: pytest.FixtureRequest
) -> None:
    browser = browser_of(member)
    request.getfixturevalue("no_database")
    left = browser.get("/en/exit/")
    assert (left.status_code, left["Location"]) == (302, settings.EXIT_ADDRESS)
    assert "cookies" in left["Clear-Site-Data"]
    assert not left.cookies[settings.SESSION_COOKIE_NAME].value


def test_no_page_holds_a_password_a_code_or_a_file() -> None:
    make = RequestFactory()
    forms = [
        make.post("/en/account/login/", {"login": "a@example.org", "password": "ZQ7-password"}),
        make.post("/en/space/enter/", {"Code": "ZQ7-123456", "text": "words"}),
        make.post("/en/work/", {"text": "words", "file": ContentFile(b"ZQ7-file", name="a.txt")}),
        make.post("/en/work/", {"text": "ZQ7-" + "x" * 300_000}),
        make.post("/en/work/", "ZQ7-{not a form", content_type="application/json"),
    ]
    for one in forms:
        page = flat(render_outage_page(one).content.decode())
        assert "ZQ7" not in page
        assert "Go back with your browser" in page or "Send it again" in page


def test_the_button_never_leads_to_another_host() -> None:
    request = RequestFactory().post("/", {"text": "words"})
    request.path = request.path_info = "//evil.example/"
    assert "//evil" not in render_outage_page(request).content.decode()


@pytest.mark.postgresql
@pytest.mark.django_db
def test_nobody_waits_long_for_a_lock_and_no_migration_holds_up_the_site() -> None:
    """A migration that waits for a table makes everybody wait who comes after it: it gives up after five seconds."""
    with connection.cursor() as cursor:
        seen = {}
        for name in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute(f"SHOW {name}")
            seen[name] = cursor.fetchone()[0]
    assert seen == {"lock_timeout": "5s", "statement_timeout": "15s", "idle_in_transaction_session_timeout": "1min"}


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_migration_behind_a_long_query_gives_up_instead_of_holding_up_the_site() -> None:
    with closing(psycopg2.connect(database_url())) as reader:
        reader.cursor().execute("LOCK TABLE exports_export IN ACCESS SHARE MODE")  # as a query does that takes long
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = 100")
            with pytest.raises(OperationalError) as gave_up, transaction.atomic():
                cursor.execute("ALTER TABLE exports_export ADD COLUMN of_the_next_release integer")
    assert "lock timeout" in str(gave_up.value)
    assert is_outage(gave_up.value), "and whoever is behind it is told to come back"


def test_a_history_is_whole_though_the_clock_was_put_back(us: Team) -> None:
    now = timezone.now()
    for entry, moment in zip(us.entries, (now, now - timedelta(hours=1), now + timedelta(hours=1)), strict=True):
        with time_machine.travel(moment, tick=False):
            save_answer(entry, by=us.editor, answer=Answer(mark="yes"), saves=entry.saves)
    call_command("verify_trail", stdout=io.StringIO())  # raises at the first broken step
    numbers = list(us.assessment.steps.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


# --- A full disk ---------------------------------------------------------------------------------------------------


@contextmanager
def full_disk(left: int) -> Iterator[None]:
    """The kernel takes so many bytes more for a file of this process."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (left, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def lying_about(folder: str) -> list[str]:
    return sorted(path.name for path in Path(folder).rglob("*") if path.is_file())


@pytest.mark.django_db
def test_on_a_full_disk_an_upload_is_told_and_leaves_no_half_file(settings: Any, publisher: User) -> None:
    browser = browser_of(publisher)
    content = b"article,rule\n" * 1000
    fields = {"title": "Rules", "file": ContentFile(content, name="rules.csv"), "collection": 1}
    with full_disk(5000):
        told = browser.post("/admin/documents/add/", fields)
    assert told.status_code == 503
    assert "Files have to be chosen anew" in told.text
    assert not PortalDocument.objects.filter(title="Rules").exists()
    assert lying_about(settings.MEDIA_ROOT) == []
    fields["file"] = ContentFile(content, name="rules.csv")
    assert browser.post("/admin/documents/add/", fields).status_code == 302
    assert lying_about(settings.MEDIA_ROOT) == ["rules.csv"]
    assert PortalDocument.objects.get(title="Rules").file.read() == content


KILLED_IN_AN_UPLOAD = """
import os, sys, django
django.setup()
from django.core.files.base import ContentFile
from config.storage.uploads import UploadsFolderStorage
content = ContentFile(b"words")
content.chunks = lambda: (os._exit(9) for _block in "a")
UploadsFolderStorage(location=sys.argv[1]).save("documents/a.txt", content)
"""


def test_half_an_upload_of_a_killed_worker_lies_apart_and_is_gone_a_day_later(tmp_path: Path) -> None:
    folder = UploadsFolderStorage(location=tmp_path)
    assert subprocess.run([sys.executable, "-c", KILLED_IN_AN_UPLOAD, tmp_path]).returncode == 9
    [half] = tmp_path.rglob("*.part")
    assert half.parent == tmp_path / SCRATCH
    folder.save("documents/b.txt", ContentFile(b"words"))
    assert half.exists(), "somebody may be writing it"
    os.utime(half, (0, time.time() - KEPT_FOR - 1))
    folder.save("documents/b.txt", ContentFile(b"words"))
    assert not half.exists()
    assert len(lying_about(str(tmp_path))) == 2


def test_two_uploads_of_one_name_lie_beside_each_other(tmp_path: Path) -> None:
    folder = UploadsFolderStorage(location=tmp_path)
    names = [folder.save("documents/a.txt", ContentFile(words)) for words in (b"one", b"two")]
    assert [folder.open(name).read() for name in names] == [b"one", b"two"]
    assert len(lying_about(str(tmp_path))) == 2
    assert oct((tmp_path / names[0]).stat().st_mode)[-3:] == "644"


def test_evidence_on_a_full_disk_leaves_neither_row_nor_file(us: Team) -> None:
    entry = us.entries[0]
    address = f"/en/work/team/sheets/{entry.sheet_id}/{entry.item}/files/"
    with full_disk(500):
        told = browser_of(us.editor.user).post(address, {"file": jpeg()})
    assert told.status_code == 400
    assert "Nothing was saved; try again in some minutes." in told.text
    assert not Evidence.objects.exists()
    assert lying_about(storages["assessments"].path("")) == []


# --- Storage -------------------------------------------------------------------------------------------------------


class Away(Storage):
    """A bucket whose host does not answer (config/storage/buckets.py raises the same)."""

    def _open(self, *args: object, **kwargs: object) -> Any:
        raise ConnectionError("The bucket cannot be reached")

    _save = exists = delete = size = _open

    def url(self, name: str | None) -> str:
        return f"/media/{name}"


def jpeg() -> ContentFile:
    buffer = io.BytesIO()
    Image.new("RGB", (1400, 20), "red").save(buffer, "JPEG")
    return ContentFile(buffer.getvalue(), name="room.jpg")


@pytest.mark.django_db
def test_without_the_bucket_pages_with_pictures_are_shown_and_an_upload_is_told(settings: Any, publisher: User) -> None:
    picture = Picture.objects.create(title="Room", description="A room", credit="Nobody", file=jpeg())
    figure = factories.block("figure", {"picture": picture.pk, "caption": "", "credit": ""})
    page = factories.tool([figure])
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "tests.config.test_outages.Away"}}
    for _time in range(2):  # without renditions, which cannot be made now
        shown = Client(raise_request_exception=False).get(page.url)
        assert shown.status_code == 200
    assert page.title in shown.text
    file = jpeg()
    fields = {"title": "Hall", "description": "A hall", "credit": "Nobody", "file": file, "collection": 1}
    told = browser_of(publisher).post("/admin/images/add/", fields)
    assert told.status_code == 503
    assert "Files have to be chosen anew" in told.text
    assert not Picture.objects.filter(title="Hall").exists()
