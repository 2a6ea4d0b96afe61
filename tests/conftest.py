"""The cast. Each test names the person who acts; data that could leak is there to leak."""

import os
import re
from collections.abc import Iterator
from contextlib import closing, suppress
from functools import cache
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.test import Client, TransactionTestCase
from django.utils import translation
from xdist.scheduler import LoadGroupScheduling

from accounts.models import User
from config.page_cache import memory
from tests import ready

# How long an example takes depends on the machine: speed is measured by script/bench, not by a test.
hypothesis.settings.register_profile("portal", deadline=None)
hypothesis.settings.load_profile("portal")
# What is counted lies on a connection of its own, rolled back after each test as well.
TransactionTestCase.databases = {"default", settings.LIMITS}  # type: ignore[assignment]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`-m db` runs what depends on the database engine; script/test runs it on PostgreSQL and again on SQLite.

    What only PostgreSQL can do, writers side by side and triggers, is marked `postgresql` and not `db`. What is
    `thorough` takes long because it leaves nothing out: everybody at every address, all content, real files.
    """
    for item in items:
        alone = item.get_closest_marker("services") or item.get_closest_marker("postgresql")
        if item.get_closest_marker("django_db") and not alone:
            item.add_marker(pytest.mark.db)
    # What needs no database first: where none is ready yet, it is made meanwhile.
    items.sort(key=lambda item: bool(item.get_closest_marker("django_db")) or "db" in item.fixturenames)  # type: ignore[attr-defined]


GROUP = re.compile(r"pytest\.mark\.xdist_group\(\"(\w+)\"\)")


class GroupScheduling(LoadGroupScheduling):
    """Files whose tests share a portal, marked `xdist_group`, stay with one worker.

    pytest 9.2 no longer lets pytest-xdist 3.8 tell the controller an item's group (pytest-xdist, issue 1386), and says
    nothing: every worker then builds the portal again. So the mark is read from the file.
    """

    def _split_scope(self, nodeid: str) -> str:
        return read_group(nodeid.partition("::")[0]) or nodeid


@cache
def read_group(path: str) -> str:
    found = GROUP.search((settings.BASE_DIR / path).read_text())
    return found[1] if found else ""


@pytest.hookimpl(optionalhook=True)  # script/mutate runs without pytest-xdist
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> GroupScheduling | None:
    return GroupScheduling(config, log) if config.getoption("dist") == "loadgroup" else None


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A case of bytes is named by its place: an archive holds the time it was made at, and every worker makes its own.

    pytest-xdist runs nothing where two workers call one test by two names.
    """
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Test databases begin as copies of a ready one, instead of migrating each for itself."""
    from django.db import connection

    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = ready.template(os.environ["DATABASE_URL"])
        yield
    else:
        with closing(ready.copy_into("file:memorydb_default?mode=memory&cache=shared")):
            yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """No test database is thrown away while the second connection is still open.

    All views are loaded, as in a web process before its fork: one that loads while a test has put something in the
    place of a function would keep it, and the tests after it would fail.
    """
    from django.db import connections
    from django.urls import get_resolver

    assert get_resolver().url_patterns
    yield
    connections[settings.LIMITS].close()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A test starts in English, whatever language the one before it spoke."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def empty_caches() -> None:
    """What one test left there is not found by the next. A question of 0.1 ms where nothing was."""
    for name in caches:
        caches[name].clear()
    memory.pages.clear()
    memory.budgets.clear()


@pytest.fixture(autouse=True, scope="session")
def no_cache_left() -> Iterator[None]:
    """On a Redis that others use as well."""
    yield
    with suppress(Exception):  # some tests end it themselves
        caches["default"].clear()


@pytest.fixture(autouse=True)
def nothing_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests empty the cache in ways that no portal does, and must not be answered from the moment before."""
    monkeypatch.setattr("toolkit.caching.content_version.TOKEN_TTL", 0)


@pytest.fixture(autouse=True)
def own_files(settings: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Uploads and rendered files of one test are not those of another."""
    folder = tmp_path_factory.mktemp("var")
    settings.MEDIA_ROOT = folder / "media"  # type: ignore[attr-defined]
    storages = {**settings.STORAGES}  # type: ignore[attr-defined]
    for name in ("exports", "assessments"):
        storages[name] = {**storages[name], "OPTIONS": {"location": folder / name, "base_url": None}}
    settings.STORAGES = storages  # type: ignore[attr-defined]


def person(email: str, role: str | None = None, **fields: object) -> User:
    user = User.objects.create_user(email, "a long enough password", **fields)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def editor(db: None) -> User:
    """Writes and submits; does not publish."""
    return person("editor@example.org", "Editors")


@pytest.fixture
def publisher(db: None) -> User:
    """Approves and publishes."""
    return person("publisher@example.org", "Publishers")


@pytest.fixture
def admin(db: None) -> User:
    return person("admin@example.org", is_superuser=True, is_staff=True)


@pytest.fixture
def member(db: None) -> User:
    """Has an account and no role."""
    return person("member@example.org")


@pytest.fixture
def other_member(db: None) -> User:
    return person("other@example.org")


@pytest.fixture
def visitor() -> Client:
    return Client()


@pytest.fixture
def as_(client: Client):
    """`as_(editor)` is a browser signed in as her."""

    def sign_in(user: User) -> Client:
        browser = Client()
        browser.force_login(user)
        return browser

    return sign_in


@pytest.fixture
def starter(db: None) -> None:
    """The portal as it is right after `script/server` first ran. Each test's changes are rolled back.

    The content is always there (see tests/ready.py): a test that asks for this says that it reads it, and one that
    does not works with and without it. Names in tests are their own.
    """
