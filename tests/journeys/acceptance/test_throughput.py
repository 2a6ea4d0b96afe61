"""Two hundred times the answers to 150 questions through the real queue with two children (docs/assurance.md, D05)."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg2

from tests.chaos.stage import send
from tests.journeys.conftest import Served

FILES = 200
SECONDS = 180
PAGE_SIZE = os.sysconf("SC_PAGE_SIZE")
MOST_MEMORY = 400  # MiB, each process
# The longest checklist, its sections repeated under new ids until there are 150 questions, answered as people do: a yes
# with what proves it, a no and a partly with a note and what will be done, what does not apply with a note. Every file
# has texts of its own. (All three texts for every question make a file of 25 pages; docs/performance.md has its time.)
ASK = """
import copy, json, uuid
from accounts.models import User
from assessments.domain.answers import Answer
from assessments.selectors.answers import begin_answers
from assessments.printouts import build_answers_printout
from exports.actions import request_export
from exports.models import Export
from exports.printouts import read_options
from toolkit.models import ChecklistPage
from toolkit.domain.answers import ANSWERS
page = max(ChecklistPage.objects.live().filter(locale__language_code="en"), key=lambda one: one.question_count())
raw, sections = list(page.sections.raw_data), []
while sum(len(section["value"]["items"]) for section in sections) < 150:
    for section in copy.deepcopy(raw):
        for item in section["value"]["items"]:
            item["id"] = str(uuid.uuid4())
        sections.append({{**section, "id": str(uuid.uuid4())}})
page.sections = json.dumps(sections)
reader = User.objects.filter(is_superuser=True).first() or User.objects.first()
marks = sorted(ANSWERS)
for number in range({files}):
    given = {{}}
    for place, item in enumerate(item["id"] for section in sections for item in section["value"]["items"]):
        mark = marks[(place + number) % len(marks)]
        note = "" if mark == "yes" else f"Seen on visit {{number}}."
        proof = f"Standing order {{number}}" if mark == "yes" else ""
        plan = "Train the night shift." if mark in ("no", "partly") else ""
        given[item] = Answer(mark, note, proof, plan)
    request_export(build_answers_printout(page, begin_answers(page, given), read_options({{}})), by=reader)
print(Export.objects.filter(kind="assessments.answers").count())
"""
LEFT = """
SELECT count(*), count(*) FILTER (WHERE state = 'done'), count(*) FILTER (WHERE state = 'failed')
FROM exports_export WHERE kind = 'assessments.answers'
"""


def left(portal: Served) -> tuple[int, int, int]:
    """Asked for, done, failed. Straight from the database: a shell of Django's would take the processor from the work."""
    with closing(psycopg2.connect(portal.environment["DATABASE_URL"])) as connection, connection.cursor() as cursor:
        cursor.execute(LEFT)
        asked, done, failed = cursor.fetchone()
    return asked, done, failed


def memories(run: str) -> dict[int, float]:
    """What each process of this portal holds, in MiB."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"PORTAL_RUN={run}".encode() in (folder / "environ").read_bytes():
                found[int(folder.name)] = int((folder / "statm").read_text().split()[1]) * PAGE_SIZE / 2**20
        except OSError:
            continue
    return found


def celery(run: str) -> Iterator[int]:
    """The worker's processes and what they started."""
    for pid in memories(run):
        if b"worker" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"):
            yield pid


def test_two_hundred_long_files_are_made_in_time(
    portal: Served, record_property: Callable[[str, object], None]
) -> None:
    # Whoever asks would take the processor from the workers: they begin once all wait in the queue.
    workers = list(celery(portal.environment["PORTAL_RUN"]))
    assert workers
    send(signal.SIGSTOP, workers)
    try:
        asked = portal.shell(ASK.format(files=FILES), seconds=300)
    finally:
        send(signal.SIGCONT, workers)
    began = time.monotonic()
    assert asked == FILES
    fattest = 0.0
    while True:
        asked, done, failed = left(portal)
        fattest = max(fattest, *memories(portal.environment["PORTAL_RUN"]).values())
        seconds = time.monotonic() - began
        if done + failed == FILES or seconds > 3 * SECONDS:
            break
        time.sleep(3)
    record_property("figure", f"{done} of {FILES} in {seconds:.0f} s, no process over {fattest:.0f} MiB")
    assert (done, failed) == (FILES, 0)
    assert seconds <= SECONDS
    assert fattest <= MOST_MEMORY
