"""How many files one edit has made ahead, and how long the queue is for it (docs/performance.md).

The worst that can happen: everything is translated, a person has read all of it, and an editor publishes the same thing
in all languages at once.
"""

from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from exports.domain.kinds import files_rendered_ahead
from exports.models import Export
from tests import factories
from tests.toolkit import scripts
from toolkit.models import ToolPage
from toolkit.tasks import find_changed_files, render_changed_files, render_handbooks

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]
# Seconds of a processor for one file, building it included: the slowest language of docs/performance.md, rounded up.
SECONDS = {"toolkit.checklist": 1.0, "toolkit.tool": 1.9, "toolkit.handbook": 60}
MOST_SECONDS = 600
WORKERS = 2  # of which one alone makes handbooks


def ahead(rows: list[Any]) -> list[str]:
    """Kinds of the files that these publications ask for."""
    return sorted(kind for row in rows for kind, _subject, _form in files_rendered_ahead(row))


def handbooks() -> list[str]:
    """What beat asks for once all of that is public."""
    before = set(Export.objects.values_list("pk", flat=True))
    render_handbooks()
    return list(Export.objects.exclude(pk__in=before).values_list("subject", flat=True))


def queue(kinds: list[str]) -> float:
    """Seconds until all of it is there: handbooks on one worker, the rest on the other."""
    lanes = [sum(SECONDS[kind] for kind in kinds if (kind == "toolkit.handbook") is slow) for slow in (True, False)]
    return max(lanes)


def edit(what: str, code: str) -> Any:
    """What an editor publishes in this language."""
    if what == "term":
        return factories.term(f"Term {code}")
    if what in ("law card", "instrument"):
        provision = factories.provision() if code == "en" else scripts.provision_in(code)
        return provision if what == "law card" else provision.instrument
    tool = factories.tool() if code == "en" else scripts.tool_in(code)
    if what == "tool":
        return tool
    return factories.checklist(tool=tool if what == "question" else None, language=code, title=f"Sheet {code}")


@pytest.mark.parametrize(
    ("edited", "files"),
    [
        ("term", {}),
        ("law card", {}),
        ("instrument", {}),
        ("tool", {"toolkit.tool": 1}),
        ("question", {"toolkit.checklist": 2, "toolkit.tool": 1}),
        ("question of no tool", {"toolkit.checklist": 2}),
    ],
)
def test_one_edit_asks_for_few_files_in_eight_languages_and_the_queue_ends_in_ten_minutes(
    edited: str, files: dict[str, int]
) -> None:
    rows = [edit(edited, code) for code in LANGUAGES]
    asked = ahead(rows)
    assert {kind: asked.count(kind) for kind in asked} == {
        kind: number * len(LANGUAGES) for kind, number in files.items()
    }
    assert queue(asked + ["toolkit.handbook"] * len(LANGUAGES)) < MOST_SECONDS


def test_a_changed_law_card_has_the_files_made_anew_that_print_it_and_no_others() -> None:
    card = factories.provision()
    tool = factories.tool([factories.citation(card)])
    sheet = factories.checklist([factories.section("A", [factories.item("Why?", provisions=[card])])])
    factories.checklist(title="Cites nothing")
    since = timezone.now()
    assert not find_changed_files(since)
    card.summary = "Said anew"
    card.save()
    assert find_changed_files(since) == {
        ("toolkit.tool", str(tool.pk), "paper"),
        ("toolkit.checklist", str(sheet.pk), "fillable"),
        ("toolkit.checklist", str(sheet.pk), "paper"),
    }


def test_a_changed_law_card_has_no_file_made_that_nobody_has_read() -> None:
    card = scripts.provision_in("prs")
    sections = [factories.section("A", [factories.item("Why?", provisions=[card])])]
    page = factories.checklist(sections, language="prs", machine_translated=True)
    since = timezone.now()
    card.save()
    assert not find_changed_files(since)
    type(page).objects.filter(pk=page.pk).update(machine_translated=False)
    assert find_changed_files(since) == {("toolkit.checklist", str(page.pk), form) for form in ("fillable", "paper")}


def test_what_was_seen_is_not_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr("toolkit.tasks.send_task", lambda _task, kind, subject, _options: sent.append((kind, subject)))
    factories.checklist([factories.section("A", [factories.item("Why?", provisions=[factories.provision()])])])
    render_changed_files()
    assert sent
    sent.clear()
    render_changed_files()
    assert not sent


def test_no_handbook_is_made_ahead_in_a_language_that_nobody_has_read() -> None:
    ToolPage.objects.all().delete()
    scripts.tool_in("prs", machine_translated=True)
    read = scripts.tool_in("fa")
    assert handbooks() == ["fa"]
    assert handbooks() == [], "unchanged, nothing is asked for again"
    read.title = "Changed"
    read.save_revision().publish()
    assert handbooks() == ["fa"]
