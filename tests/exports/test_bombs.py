"""Twenty hostile documents through the real queue, among honest ones (docs/assurance.md, D26)."""

import os
import time
from collections.abc import Callable

import pytest

from exports.actions import request_export
from exports.domain.printouts import Printout
from exports.models import Export
from exports.models.exports import State
from exports.storage import files
from tests.exports.bombs import BODY, BOMBS, assets
from tests.exports.engine import Engine, states, until
from tests.exports.paper import a_printout

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

SECONDS = int(
    os.environ.get("BOMB_SECONDS", "3")
)  # 30 in production: BOMB_SECONDS=30 script/test tests/exports/test_bombs.py
ENDED = [State.DONE, State.FAILED]
MOST_MEMORY = 2048  # MiB, of the worker and all below it


def bomb(name: str) -> Printout:
    html = BODY.format(BOMBS[name]())
    shown = {address: data for address, data in assets().items() if f"asset:{address}" in html}
    return a_printout(
        name.replace(" ", "-"), kind="tests.bomb", html=html, assets=shown, seconds=SECONDS, wishes={"real": True}
    )


class Watch:
    """Looks at the ledger and the processes ten times a second until every job has ended."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.began: dict[str, float] = {}
        self.ended: dict[str, float] = {}
        self.memory = 0.0

    def all_ended(self) -> bool:
        now = time.monotonic()
        rows = list(Export.objects.values_list("subject", "state"))
        for subject, state in rows:
            if state != State.QUEUED:
                self.began.setdefault(subject, now)
            if state in ENDED:
                self.ended.setdefault(subject, now)
        self.memory = max(self.memory, self.engine.memory())
        return len(self.ended) == len(rows)

    def spent(self, subject: str) -> float:
        """From its first start to its end, later attempts and the wait for them included."""
        return self.ended[subject] - self.began[subject]


def test_twenty_bombs_fail_one_by_one_and_everybody_else_is_served(
    engine: Engine, record_property: Callable[[str, object], None]
) -> None:
    engine.start()
    worker = engine.worker
    honest = []
    for number, name in enumerate(BOMBS):
        request_export(bomb(name))
        if number % 4 == 3 and number < 16:
            honest.append(request_export(a_printout(f"Honest-{number}", wishes={"real": True})).subject)
    watch = Watch(engine)
    until(watch.all_ended, seconds=60 + 20 * SECONDS, what="the end of twenty bombs")

    failed = Export.objects.filter(kind="tests.bomb")
    assert [(row.subject, row.state) for row in failed if row.state != State.FAILED] == []
    assert len(failed) == 20
    assert not any(files.file_exists(row.key) for row in failed)
    assert {row.subject: watch.spent(row.subject) for row in failed if watch.spent(row.subject) > 60} == {}
    assert states()["done"] == len(honest) == 4
    last = max(watch.ended[row.subject] for row in failed)
    assert all(watch.ended[subject] < last for subject in honest), "nobody waits for the end of all bombs"
    assert watch.memory < MOST_MEMORY

    after = request_export(a_printout("After", wishes={"real": True}))
    until(lambda: Export.objects.get(pk=after.pk).state == State.DONE, seconds=30, what="an export afterwards")
    assert worker is engine.worker
    assert worker.poll() is None, "the worker outlived them"
    slowest = max(map(watch.spent, watch.ended))
    record_property(
        "figure",
        f"20 bombs of {SECONDS} s each failed, the slowest after {slowest:.0f} s; 5 honest files made; "
        f"{watch.memory:.0f} MiB at most",
    )
