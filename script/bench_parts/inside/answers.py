"""Saving an answer of a team, and reading a filled form back."""

import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assessments import printouts
from assessments.actions.beginning import begin_assessment
from assessments.domain.answers import Answer
from assessments.forms.answering import make_form_base
from assessments.selectors.answers import begin_answers
from assessments.uploads import read_answers
from exports import pdf
from script.bench_parts.inside.timing import compute_median, count_statements, measure_milliseconds
from script.bench_parts.sizes import REPEATS
from toolkit.models import ChecklistPage, Version

NOTE = "Two posts are filled; nights are not covered. We look again in June."
SAVES = 30


def get_starter_checklist() -> ChecklistPage:
    return ChecklistPage.objects.get(slug="identification-and-referral", locale__language_code="en")


def somebody() -> User:
    return User.objects.create(email=f"bench-{uuid.uuid4().hex[:8]}@example.org")


def answers() -> dict[str, float]:
    page = get_starter_checklist()
    given = begin_answers(page, {item.id: Answer("partly", NOTE, NOTE, NOTE) for item in page.items()})
    printout = printouts.build_filled_form(page, given, {"form": "fillable", "size": "a4"})
    form = pdf.render_document(
        pdf.Source(printout.html, printout.manifest, printout.language, True, printout.links, printout.assets)
    )

    def read() -> None:
        assert read_answers(SimpleUploadedFile("form.pdf", form), "form.pdf").answers == given

    return {"reading": compute_median(measure_milliseconds(read, REPEATS)), "form": len(form), **saving(page)}


def saving(page: ChecklistPage) -> dict[str, float]:
    user = somebody()
    version = Version.objects.filter(page_id=page.pk).first()
    facts: dict[str, Any] = {"country": "", "phase": "design", "starts": None, "ends": None}
    own = begin_assessment(by=user, name="Olga", title="Bench", versions=[version], **facts)
    entry = own.rounds.get().sheets.get().entries.all()[0]
    client = Client(headers={"host": "localhost", "x-requested-with": "fetch"})
    client.force_login(user)
    place = reverse("assessments:save", args=[entry.sheet_id, entry.item])

    def save(number: int) -> None:
        answer = client.post(place, {"base": base, "a": "partly", "n": f"{NOTE} {number}", "e": "", "p": ""})
        assert answer.status_code == 200, answer.status_code

    spent = []
    for number in range(SAVES):
        entry.refresh_from_db()
        base = make_form_base(entry)
        spent += measure_milliseconds(lambda number=number: save(number), 1)
    entry.refresh_from_db()
    base = make_form_base(entry)
    return {"saving": compute_median(spent), "statements": count_statements(lambda: save(SAVES))}
