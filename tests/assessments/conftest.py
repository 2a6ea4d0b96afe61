"""What every test of assessments begins with."""

import pytest
from django.core.cache import caches


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    """Tries are counted in the cache, which no rollback empties."""
    for name in ("default", "near"):
        caches[name].clear()
