"""Real Chromium against real servers. Nothing here touches the test database: the portal has its own."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.letters import Mailbox
from tests.journeys.portal import PASSWORD, ROOT
from tests.journeys.women import Clerk

expect.set_options(timeout=30_000)  # two journeys at a time share two processors
PATIENCE = 240_000  # ms, for what a worker makes or a script works out: others may keep it busy
QUIET = """--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update
--disable-sync --disable-quic"""


@dataclass(frozen=True)
class Served:
    """The portal that `tests.journeys.portal` started, as other processes see it."""

    url: str
    environment: dict[str, str]

    @property
    def folder(self) -> Path:
        return Path(self.environment["VAR_DIR"])

    def shell(self, code: str, *, seconds: float = 120) -> object:
        """What `code`, run by manage.py, printed as JSON."""
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=seconds)
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout)


@pytest.fixture(scope="session")
def portal() -> Iterator[Served]:
    """Started once. Its own process ends it as soon as this one lets go of the pipe, however it ends."""
    keeper = subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.portal"],
        cwd=ROOT,
        start_new_session=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        said = json.loads(keeper.stdout.readline() or '{"error": "It said nothing."}')
        assert "error" not in said, said["error"]
        yield Served(said["url"], said["environment"])
    finally:
        keeper.stdin.close()
        keeper.wait(timeout=60)


@pytest.fixture(scope="session")
def clerk(portal: Served) -> Iterator[Clerk]:
    with Clerk(portal.environment) as clerk:
        yield clerk


@pytest.fixture
def mailbox(portal: Served) -> Mailbox:
    return Mailbox(Path(portal.environment["LETTERS"]))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    return {"executable_path": chromium, "args": QUIET.split()}


@pytest.fixture(scope="session")
def base_url(portal: Served) -> str:
    return portal.url


@pytest.fixture(scope="session")
def browser_context_args(base_url: str) -> dict[str, object]:
    return {"base_url": base_url, "reduced_motion": "reduce", "viewport": {"width": 1280, "height": 900}}


# Wagtail's own saving may meet the button: of two at once it refuses its own.
AUTOSAVE_REFUSED = re.compile(r"/admin/\S*/edit/\S*: .* status of 400 ")


class Watch:
    """Hears every browser of a test: errors in the console, refused by policy, requests to other hosts (D13)."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.faults: list[str] = []
        self.expected: list[str] = []  # parts of messages that belong to the test

    def over(self, context: BrowserContext) -> None:
        context.set_default_timeout(60_000)
        context.on("console", lambda message: message.type == "error" and self.note(message.text, message.page))
        context.on("weberror", lambda error: self.note(str(error.error), error.page))
        context.on("request", lambda request: self.check_host(request.url))

    def note(self, text: str, page: Page | None) -> None:
        fault = f"{urlsplit(page.url).path if page else '?'}: {text}"
        if not any(part in text for part in self.expected) and not AUTOSAVE_REFUSED.match(fault):
            self.faults.append(fault)

    def check_host(self, url: str) -> None:
        where = urlsplit(url)
        if where.scheme not in {"data", "blob", "about"} and where.netloc != self.host:
            self.faults.append(f"a request to {url}")


@pytest.fixture
def watch(base_url: str) -> Iterator[Watch]:
    """Every journey fails on what its browsers complained about."""
    watch = Watch(urlsplit(base_url).netloc)
    yield watch
    assert watch.faults == []


@pytest.fixture
def new_context(watch: Watch, new_context: Callable[..., BrowserContext]) -> Callable[..., BrowserContext]:
    def opened(**wishes: object) -> BrowserContext:
        context = new_context(**wishes)
        watch.over(context)
        return context

    return opened


@pytest.fixture
def context(new_context: Callable[..., BrowserContext]) -> BrowserContext:
    return new_context()


@pytest.fixture
def phone(browser: object, base_url: str, watch: Watch) -> Iterator[Callable[..., Page]]:
    """`phone(javascript=False)` is a page on a small touch screen."""
    contexts: list[BrowserContext] = []

    def opened(*, javascript: bool = True) -> Page:
        context = browser.new_context(  # type: ignore[attr-defined]
            base_url=base_url,
            viewport={"width": 360, "height": 740},
            device_scale_factor=2,
            has_touch=True,
            is_mobile=True,
            java_script_enabled=javascript,
        )
        watch.over(context)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def signed_in(new_context: Callable[..., BrowserContext]) -> Callable[[str], Page]:
    """`signed_in("editor@example.org")` is her own browser, on the first screen after she signed in."""

    def sign_in(email: str) -> Page:
        page = new_context().new_page()
        page.goto("/admin/login/")
        page.get_by_label("Email address").fill(email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url("**/admin/")
        return page

    return sign_in
