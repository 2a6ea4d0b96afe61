"""Whether an action is one transaction: a test that is inside of one itself cannot tell it by what is left."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import pytest
from django.db import connections, models


def depth() -> int:
    """How many transactions stand around this thread's next statement, one in the other."""
    connection = connections["default"]
    return connection.in_atomic_block + len(connection.savepoint_ids)


@contextmanager
def written_inside_only(rows: type[models.Model]) -> Iterator[None]:
    """Meanwhile a new row of this kind, the line that tells of an action, fails outside of the action's transaction.

    Enter it inside the test's own transaction. Other threads have none.
    """
    here, own, save = connections["default"], depth(), rows.save

    @wraps(save)
    def save_inside(row: models.Model, *args: Any, **kwargs: Any) -> None:
        around = own if connections["default"] is here else 0
        assert depth() > around or not row._state.adding, f"{row._meta.label} is written outside of a transaction"
        save(row, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "save", save_inside)
        yield
