"""Hostile files wait behind honest ones: real workers, real bombs of 30 seconds (finding 24)."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings

from exports.actions import request_export
from exports.models import Export
from exports.models.exports import State
from tests.exports.bombs import BODY, BOMBS
from tests.exports.engine import Engine, Redis, database_url, until
from tests.exports.paper import a_printout

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

HOSTILE = 15
BEFORE = 6  # seconds that they are at work before somebody honest comes
WITHIN = 15  # seconds, on a machine of two processors that does other things
Start = Callable[[], None]


@pytest.fixture(
    params=["one worker, files", pytest.param("one worker, Redis", marks=pytest.mark.variant), "two workers, Redis"]
)
def workers(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    redis: Redis,
    transactional_db: None,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Engine]:
    """script/server without and with Redis, and production."""
    if "files" in request.param:
        there = Path(settings.STORAGES["exports"]["OPTIONS"]["location"]).parent  # the worker's VAR_DIR
        folders = {name: there / "broker" / name for name in ("queue", "control")}
        for folder in folders.values():
            folder.mkdir(parents=True, exist_ok=True)
        options = {"data_folder_in": str(folders["queue"]), "data_folder_out": str(folders["queue"])}
        options |= {"control_folder": str(folders["control"])}
        monkeypatch.setenv("CELERY_BROKER_URL", "filesystem://")
        monkeypatch.setitem(current_app.conf, "broker_transport_options", options)
    engines = [Engine(tmp_path, redis, database_url())]
    if "two" in request.param:
        (tmp_path / "large").mkdir()
        engines.append(Engine(tmp_path / "large", redis, database_url()))
        engines[0].start("-Q", "celery", "-n", "worker@here")
        engines[1].start("-Q", "large", "-n", "large@here", "--concurrency", "1")
    else:
        engines[0].start()
    yield engines[0]
    for engine in engines:
        engine.kill_group()


def bomb(number: int, kind: str) -> object:
    html = BODY.format(BOMBS["nested flex"]())
    return a_printout(f"Bomb-{number}", kind=kind, html=html, seconds=30, wishes={"real": True})


def ended(pk: int) -> bool:
    return Export.objects.get(pk=pk).state in {State.DONE, State.FAILED}


@pytest.mark.parametrize(
    ("client", "kind"),
    [("192.0.2.{}", "tests.bomb"), ("192.0.2.1", "tests.checklist")],
    ids=["asked for by many", "asked for by one"],
)
def test_an_honest_file_of_one_page_starts_while_fifteen_hostile_ones_are_at_work(
    workers: Engine, client: str, kind: str, record_property: Callable[[str, object], None]
) -> None:
    warm = request_export(a_printout("Warm", wishes={"real": True}), client="198.51.100.1")
    until(lambda: ended(warm.pk), seconds=120, what="a warm renderer")
    for number in range(HOSTILE):
        request_export(bomb(number, kind), client=client.format(number))
    time.sleep(BEFORE)
    began = time.monotonic()
    honest = request_export(a_printout("Honest", wishes={"real": True}), client="198.51.100.7")
    until(lambda: "Honest" in workers.started(), seconds=300, what="the start of an honest file")
    waited = time.monotonic() - began
    until(lambda: ended(honest.pk), seconds=60, what="its end")
    record_property("figure", f"began after {waited:.1f} s, there after {time.monotonic() - began:.1f} s")
    honest.refresh_from_db()
    assert (honest.state, honest.error) == (State.DONE, ""), workers.log.read_text()[-3000:]
    assert waited < WITHIN
    assert Export.objects.filter(state=State.FAILED).count() <= 1, "the hostile ones were not simply refused"
