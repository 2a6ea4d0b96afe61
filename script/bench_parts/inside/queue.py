"""Many files asked for at once, and when they were there: by the ledger's own clock."""

import time
import uuid

from accounts.models import User
from assessments import printouts
from assessments.domain.answers import Answer
from assessments.selectors.answers import begin_answers
from exports.actions import request_export
from exports.models import Export
from script.bench_parts.inside.answers import NOTE, get_starter_checklist

ADDRESS = "bench-queue-{}@example.org"


def ask_many(count: str, run: str) -> dict[str, int]:
    """Puts `count` renders into the queue: the same checklist, each with a note of its own, so that each is made."""
    page = get_starter_checklist()
    user = User.objects.create(email=ADDRESS.format(run))
    items = [item.id for item in page.items()]
    for _number in range(int(count)):
        given = begin_answers(page, {items[0]: Answer("no", f"{NOTE} {uuid.uuid4()}")})
        request_export(printouts.build_filled_form(page, given, {"form": "fillable", "size": "a4"}), by=user)
    return {"asked": Export.objects.filter(owner=user).count()}


def wait_many(run: str, warming: str, patience: str) -> dict[str, float]:
    """Seconds from the end of the last of the first `warming` files to the end of all. RuntimeError where one fails."""
    rows = Export.objects.filter(owner__email=ADDRESS.format(run))
    end = time.monotonic() + float(patience)
    while left := rows.exclude(state="done").count():
        if rows.filter(state="failed").exists() or time.monotonic() > end:
            raise RuntimeError(f"{left} files failed or were not there in time")
        time.sleep(1)  # seldom: whoever looks takes time from those who work
    ends = sorted(rows.values_list("finished_at", flat=True))
    return {"seconds": (ends[-1] - ends[int(warming) - 1]).total_seconds()}
