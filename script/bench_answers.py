"""What script/bench measures of answers inside a Django process; called by bench_inside.py, which sets Django up."""

import statistics
import time
import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

QUESTIONS = 150
FILES = 200
LONGEST = 185  # seconds that the whole queue is waited for
NOTE = "Two posts are filled; nights are not covered. We look again in June."


def starter() -> Any:
    from toolkit.models import ChecklistPage

    return ChecklistPage.objects.get(slug="identification-and-referral", locale__language_code="en")


def somebody() -> Any:
    from accounts.models import User

    return User.objects.create(email=f"bench-{uuid.uuid4().hex[:8]}@example.org")


def answers() -> dict[str, float]:
    """One save of a team's answer at the server, and one filled form read back: medians in milliseconds."""
    from assessments import printouts
    from assessments.models import Answer, Answers
    from assessments.uploads import read_answers
    from exports import pdf

    page = starter()
    given = Answers.to(page, {item.id: Answer("partly", NOTE, NOTE, NOTE) for item in page.items()})
    printout = printouts.filled(page, given, {"form": "fillable", "size": "a4"})
    form = pdf.render(
        pdf.Source(printout.html, printout.manifest, printout.language, True, printout.links, printout.assets)
    )
    reading = []
    for _n in range(7):
        began = time.perf_counter()
        assert read_answers(SimpleUploadedFile("form.pdf", form), "form.pdf").answers == given
        reading.append(1000 * (time.perf_counter() - began))
    return {"reading": statistics.median(reading), "form": len(form), **saving(page)}


def saving(page: Any) -> dict[str, float]:
    from assessments.actions.beginning import begin
    from assessments.forms.answering import base_for
    from toolkit.models import Version

    user = somebody()
    version = Version.objects.filter(page_id=page.pk).first()
    facts = {"country": "", "phase": "design", "starts": None, "ends": None}
    own = begin(by=user, name="Olga", title="Bench", versions=[version], **facts)  # type: ignore[arg-type]
    entry = own.rounds.get().sheets.get().entries.all()[0]
    client = Client(headers={"host": "localhost", "x-requested-with": "fetch"})
    client.force_login(user)
    place = reverse("assessments:save", args=[entry.sheet_id, entry.item])
    spent, asked = [], 0
    for number in range(30):
        entry.refresh_from_db()
        sent = {"base": base_for(entry), "a": "partly", "n": f"{NOTE} {number}", "e": "", "p": ""}
        with CaptureQueriesContext(connection) as seen:
            began = time.perf_counter()
            answer = client.post(place, sent)
            spent.append(1000 * (time.perf_counter() - began))
        assert answer.status_code == 200, answer.status_code
        asked = len(seen)
    return {"saving": statistics.median(spent), "statements": asked}


def many() -> dict[str, float]:
    """FILES answer PDFs of QUESTIONS questions each, asked for at once: seconds until the last one, and how many
    failed or were not there in time."""
    from assessments import printouts
    from assessments.models import Answer, Answers
    from exports.actions import request_export
    from exports.models import Export

    page, user = long_page(), somebody()
    items = [item.id for item in page.items()]
    began = time.monotonic()
    for number in range(FILES):
        given = Answers.to(page, {item: Answer("partly", f"{NOTE} {number}") for item in items})
        request_export(printouts.answers(page, given, {"form": "paper", "size": "a4"}), by=user)
    rows = Export.objects.filter(owner=user)
    while (left := rows.exclude(state__in=["done", "failed"]).count()) and time.monotonic() - began < LONGEST:
        time.sleep(0.5)
    seconds = time.monotonic() - began
    return {"seconds": seconds, "lost": left + rows.filter(state="failed").count()}


def long_page() -> Any:
    """The starter checklist's own questions, again and again, each time with ids of their own; not saved."""
    page = starter()
    sections, number = [], 0
    while number < QUESTIONS:
        for section in page.sections.raw_data:
            rows = [{**item, "id": str(uuid.uuid4())} for item in section["value"]["items"]][: QUESTIONS - number]
            if rows:
                sections.append({**section, "id": str(uuid.uuid4()), "value": {**section["value"], "items": rows}})
            number += len(rows)
    page.sections = type(page)._meta.get_field("sections").to_python(sections)
    return page
