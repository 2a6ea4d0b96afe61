"""Somebody who teaches takes a module along into her learning system and on her telephone."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import PATIENCE
from tests.modules import cartridge
from tests.modules.boxes import opened, pages_of

MODULE = "/fa/modules/rights-and-gender/"
BUDGET = 5 * 1024 * 1024  # of a package without its films


def taken(page: Page, shelf: str, folder: Path) -> tuple[str, bytes]:
    page.goto(MODULE)
    with page.expect_download(timeout=PATIENCE) as coming:
        page.locator(f"form[action$='/take/{shelf}/'] button").tap()
    coming.value.save_as(folder / "file")
    assert urlsplit(coming.value.url).path.startswith("/fa/files/")
    return coming.value.suggested_filename, (folder / "file").read_bytes()


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_lecturer_takes_a_course_and_a_book_in_persian(
    phone: Callable[..., Page], tmp_path: Path, javascript: bool
) -> None:
    page = phone(javascript=javascript)
    name, data = taken(page, "cartridge" if javascript else "epub", tmp_path)
    files = opened(data)
    films = sum(len(content) for path, content in files.items() if path.endswith(".webm"))
    assert len(data) - films < BUDGET
    if javascript:
        assert name == "rights-and-gender-fa-v1-cartridge.imscc"
        course = cartridge.read(files)
        assert course.language == "fa"
        assert len(course.web) > 20
    else:
        assert name == "rights-and-gender-fa-v1-epub.epub"
        assert files["mimetype"] == b"application/epub+zip"
    assert {found.root["dir"] for found in pages_of(files).values()} == {"rtl"}
