"""Two hundred checklists of 150 questions through the real queue with two children (safety.md D05)."""

import time
from collections.abc import Callable
from pathlib import Path

from tests.journeys.conftest import Served

FILES = 200
SECONDS = 180
MOST_MEMORY = 400  # MiB, each process
# The longest checklist, its sections repeated under new ids until there are 150 questions; each file has a title of its own.
ASK = """
import copy, json, uuid
from accounts.models import User
from exports.actions import request_export
from exports.models import Export
from toolkit.models import ChecklistPage
from toolkit.printouts import draft
page = max(ChecklistPage.objects.live().filter(locale__language_code="en"), key=lambda one: one.question_count())
raw, sections = list(page.sections.raw_data), []
while sum(len(section["value"]["items"]) for section in sections) < 150:
    for section in copy.deepcopy(raw):
        for item in section["value"]["items"]:
            item["id"] = str(uuid.uuid4())
        sections.append({{**section, "id": str(uuid.uuid4())}})
page.sections = json.dumps(sections)
reader = User.objects.filter(is_superuser=True).first() or User.objects.first()
for number in range({files}):
    page.title = f"Load {{number}}"
    request_export(draft(page), by=reader)
print(Export.objects.filter(title__startswith="Load").count())
"""
LEFT = """
from exports.models import Export
rows = Export.objects.filter(title__startswith="Load")
print(__import__("json").dumps([rows.count(), rows.filter(state="done").count(), rows.filter(state="failed").count()]))
"""


def memory(run: str) -> float:
    """The fattest process of this portal, in MiB."""
    most = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"PORTAL_RUN={run}".encode() in (folder / "environ").read_bytes():
                most = max(most, int((folder / "statm").read_text().split()[1]))
        except OSError:
            continue
    return most * 4096 / 2**20


def test_two_hundred_long_files_are_made_in_time(
    portal: Served, record_property: Callable[[str, object], None]
) -> None:
    began = time.monotonic()
    asked = portal.shell(ASK.format(files=FILES))
    assert asked == FILES
    fattest = 0.0
    while True:
        asked, done, failed = portal.shell(LEFT)  # type: ignore[misc]
        fattest = max(fattest, memory(portal.environment["PORTAL_RUN"]))
        seconds = time.monotonic() - began
        if done + failed == FILES or seconds > 3 * SECONDS:
            break
        time.sleep(3)
    record_property("figure", f"{done} of {FILES} in {seconds:.0f} s, no process over {fattest:.0f} MiB")
    assert (done, failed) == (FILES, 0)
    assert seconds <= SECONDS
    assert fattest <= MOST_MEMORY
