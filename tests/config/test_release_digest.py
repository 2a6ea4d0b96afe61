"""Pages are kept for one release: the same on every host that has it, wherever and whenever it was built."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config.page_cache.keys import get_release_digest


@pytest.fixture
def installed(tmp_path: Path, settings: Any) -> Callable[[str], str]:
    """`installed("a")`: what a host says of its release that has a copy of some files, all written just now."""
    original = settings.BASE_DIR

    def on(name: str) -> str:
        host = tmp_path / name
        if not host.exists():
            shutil.copytree(original / "templates/emails", host / "templates", copy_function=shutil.copyfile)
            (host / "locale/fr").mkdir(parents=True)
            (host / "locale/fr/django.mo").write_bytes(b"plum")
            (host / "static").mkdir()
        settings.BASE_DIR, settings.STATIC_ROOT = host, host / "static"
        return get_release_digest.__wrapped__()  # type: ignore[no-any-return]

    return on


def test_hosts_that_were_built_apart_share_their_pages(installed: Callable[[str], str], tmp_path: Path) -> None:
    one = installed("one")
    os.utime(tmp_path / "one/locale/fr/django.mo", (1, 1))
    assert installed("two") == installed("one") == one
    for host, paths in (("one", '{"a": "a.1", "b": "b.1"}'), ("two", '{"b": "b.1", "a": "a.1"}')):
        (tmp_path / host / "static/staticfiles.json").write_text(f'{{"paths": {paths}}}')
    assert installed("two") == installed("one") != one


@pytest.mark.parametrize(
    ("file", "content"),
    [("locale/fr/django.mo", "pear"), ("templates/new.html", ""), ("static/staticfiles.json", '{"paths": {"a": "b"}}')],
)
def test_a_new_release_keeps_pages_of_its_own(
    file: str, content: str, installed: Callable[[str], str], tmp_path: Path
) -> None:
    before = installed("one")
    (tmp_path / "one" / file).write_text(content)
    assert installed("one") != before
