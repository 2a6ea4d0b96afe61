"""Fixtures of several files here."""

import pytest

from toolkit.selectors.saved import list_saved_addresses


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broker that costs nothing."""
    monkeypatch.setattr("exports.tasks.queueing.send_task", lambda *_args, **_options: True)
    monkeypatch.setattr("toolkit.tasks.send_task", lambda *_args, **_options: True)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the real list what these tests look at: all pages of a language take half a minute."""

    def listed(language: str) -> list[str]:
        found = list_saved_addresses(language)
        return [*found[:3], *found[12:14], *(path for path in found if "quince" in path or path.endswith("/glossary/"))]

    monkeypatch.setattr("toolkit.packages.saved.list_saved_addresses", listed)
