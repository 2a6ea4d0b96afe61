"""How many readers find the file ready on a day of edits, and how much one edit makes anew (docs/performance.md).

The starter content, as if each language had it and a person had read it; what is published is published in all eight at
once. The files of each edit come from the portal itself, the queue and the readers are played: two workers, of which one
makes handbooks alone, and the seconds of tests/toolkit/test_cost_of_an_edit.py.
"""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from exports.domain.kinds import files_rendered_ahead
from tests.toolkit.test_cost_of_an_edit import MOST_SECONDS, SECONDS
from toolkit.models import ChecklistPage, Instrument, Provision, Term, ToolPage
from toolkit.tasks import find_changed_files

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

File = tuple[str, str, str]
LANGUAGES = len(settings.LANGUAGES)
HOURS = 8 * 3600
LOOKS = settings.CELERY_BEAT_SCHEDULE["have files ready that print what changed"]["schedule"]
EDITS = {ToolPage: 10, ChecklistPage: 14, Term: 6, Provision: 8, Instrument: 2}
CLICKS = 4000


def files_of(row: Any) -> set[File]:
    """In one language, what the publication of this row has made: at once, or by beat."""
    if isinstance(row, (ToolPage, ChecklistPage)):
        return files_rendered_ahead(row)
    since = timezone.now()
    type(row).objects.filter(pk=row.pk).update(updated_at=since + timedelta(microseconds=1))
    found = find_changed_files(since)
    type(row).objects.filter(pk=row.pk).update(updated_at=since - timedelta(days=2))
    return found


def longest(files: set[File]) -> float:
    """Seconds on one worker until all of them are there in every language."""
    return sum(SECONDS[kind] for kind, _subject, _form in files) * LANGUAGES


def edits(chance: random.Random) -> Iterator[tuple[float, Any]]:
    for model, number in EDITS.items():
        rows = list(model.objects.filter(locale__language_code="en"))
        for row in chance.choices(rows, k=number):
            yield chance.uniform(0, HOURS), row


def play(chance: random.Random) -> list[tuple[File, float, float]]:
    """Each file with the time from which its old edition is not the newest, and when the new one is there."""
    free, made = 0.0, []
    for moment, row in sorted(edits(chance), key=lambda one: one[0]):
        by_beat = not isinstance(row, (ToolPage, ChecklistPage))
        free = max(free, (moment // LOOKS + 1) * LOOKS if by_beat else moment)
        for file in sorted(files_of(row)):
            free += SECONDS[file[0]] * LANGUAGES
            made.append((file, moment, free))
    return made


def test_of_a_hundred_readers_on_a_day_of_edits_ninety_nine_find_the_file_ready(starter: None) -> None:
    chance = random.Random(20261203)
    waits = play(chance)
    everything = sorted({file for page in all_pages() for file in files_rendered_ahead(page)})
    assert len(everything) >= 39
    ready = 0
    for _number in range(CLICKS):
        file, moment = chance.choice(everything), chance.uniform(0, HOURS)
        ready += not any(one == file and since <= moment < there for one, since, there in waits)
    assert ready / CLICKS >= 0.99


def test_the_costliest_edit_is_done_in_ten_minutes_by_two_workers(starter: None) -> None:
    """A rule that all checklists cite; the handbooks are made by the other worker meanwhile."""
    rules = Provision.objects.filter(locale__language_code="en")
    cost = max(longest(files_of(rule)) for rule in rules)
    assert cost + LOOKS <= MOST_SECONDS


def all_pages() -> list[Any]:
    return [page for model in (ToolPage, ChecklistPage) for page in model.objects.filter(locale__language_code="en")]
