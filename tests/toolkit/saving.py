"""What tests of saved copies share: a few pages instead of all, and the worker that packs them."""

from typing import Any

from django.test import Client

from exports.models import Export
from exports.models.exports import Lane, State
from exports.tasks import render_export
from toolkit.domain.saved import unpack_pages
from toolkit.packages.companion import COMPANION_FILE


def finish() -> None:
    """As the worker for large files does."""
    while row := Export.objects.filter(state=State.QUEUED).first():
        assert (row.lane == Lane.SLOW) is (row.kind != COMPANION_FILE.kind)
        render_export(row.pk)


def saved_list(language: str = "en") -> dict[str, Any]:
    response = Client().get(f"/{language}/saved/list/")
    assert response.status_code == 200
    found: dict[str, Any] = response.json()
    return found


def bundle_of(listed: dict[str, Any], name: str) -> dict[str, bytes]:
    response = Client().get(listed["sets"][name]["address"])
    body = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert len(body) == listed["sets"][name]["size"]
    return unpack_pages(body)
