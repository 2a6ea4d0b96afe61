"""What every test of assessments begins with."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches

from assessments.models import AuditEntry
from tests.transactions import written_inside_only


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    """Tries are counted in the cache, which no rollback empties."""
    for name in ("default", "near"):
        caches[name].clear()


@pytest.fixture(autouse=True)
def told_inside(_django_db_marker: None) -> Iterator[None]:
    """In every test here: what an action changes and its step in the history stand or fall together."""
    with written_inside_only(AuditEntry):
        yield
