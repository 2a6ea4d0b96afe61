"""The history of an assessment: every step carries the hash of the one before."""

import io
import threading
import uuid
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.sealing import Sealed
from assessments.actions import history, locking
from assessments.actions.history import ChainVerdict, find_first_broken, verify_chain
from assessments.models import Assessment, AuditEntry, Participation
from tests.assessments.factories import team

append_entry = transaction.atomic(history.append_entry)


@pytest.fixture
def part(member) -> Participation:
    return Participation.objects.create(
        assessment=Assessment.objects.create(title="ZQ7-title"), user=member, role="owner"
    )


@pytest.fixture
def chain(part: Participation) -> Assessment:
    for n in range(4):
        append_entry(
            part.assessment, "answer", by=part, about=uuid.uuid4(), content={"mark": "yes", "note": f"ZQ7-note-{n}"}
        )
    return part.assessment


@pytest.mark.django_db
def test_a_chain_nobody_touched_is_whole(chain: Assessment) -> None:
    assert find_first_broken(chain) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"action": "other"},
        {"actor": uuid.uuid4()},
        {"about": "other"},
        {"at": timezone.now()},
        {"content": Sealed.from_plain("other")},
        {"digest": "0" * 64},
        {"hash": "0" * 64},
    ],
)
def test_a_changed_step_is_named(chain: Assessment, change: dict[str, object]) -> None:
    AuditEntry.objects.filter(assessment=chain, number=2).update(**change)
    broken = find_first_broken(chain)
    assert broken == 2


@pytest.mark.django_db
@pytest.mark.parametrize("raw", ["rubbish", "1.*.rubbish", "1.*." + "A" * 80, "1.*.", "..", ""])
def test_a_content_that_nobody_sealed_is_a_broken_step_and_stops_no_check(chain: Assessment, raw: str) -> None:
    """Written into the database by somebody without keys."""
    AuditEntry.objects.filter(assessment=chain, number=3).update(content=Sealed(raw))
    whole = append_entry(Assessment.objects.create(title="Other"), "answer", by=None).assessment
    assert (find_first_broken(chain), find_first_broken(whole)) == (3, None)
    with pytest.raises(CommandError, match="1 of 2 histories are broken"):
        call_command("verify_trail", stderr=(said := io.StringIO()))
    assert said.getvalue().split() == [f"{chain.pk}:", "broken", "at", "step", "3"]


@pytest.mark.django_db
@pytest.mark.parametrize("raw", ["rubbish", "1.*." + "A" * 80, "1.*.sealed"])
def test_a_history_with_a_broken_step_is_shown_and_taken_along(
    chain: Assessment, part: Participation, as_: Callable[[User], Client], raw: str
) -> None:
    content = Sealed.from_plain("no JSON") if raw == "1.*.sealed" else Sealed(raw)
    AuditEntry.objects.filter(assessment=chain, number=3).update(content=content)
    browser = as_(part.user)
    page = browser.get(reverse("assessments:history", args=[chain.pk]))
    assert "ZQ7-note-0" in page.text
    for what in ("json", "xlsx"):
        assert browser.get(reverse("assessments:take_history", args=[chain.pk, what])).status_code == 200


@pytest.mark.django_db
def test_a_key_that_was_destroyed_breaks_no_chain_and_is_told(chain: Assessment) -> None:
    step = chain.steps.get(number=2)
    AuditEntry.objects.filter(pk=step.pk).update(content=Sealed(step.content.text.replace("1.*.", "9.*.", 1)))
    assert verify_chain(chain) == ChainVerdict(broken=None, unread=1)
    call_command("verify_trail", stdout=(said := io.StringIO()))
    assert "1 steps cannot be opened" in said.getvalue()
    assert "1 histories are whole" in said.getvalue()


@pytest.mark.django_db
def test_without_any_keys_the_hashes_are_still_checked(chain: Assessment, settings) -> None:
    settings.KEYS_FILE = "/nowhere/keys.json"
    assert verify_chain(chain) == ChainVerdict(broken=None, unread=4)
    AuditEntry.objects.filter(assessment=chain, number=2).update(about="other")
    assert find_first_broken(chain) == 2


@pytest.mark.django_db
def test_what_is_saved_during_the_check_is_no_forgery(chain: Assessment, monkeypatch) -> None:
    plain, late = history.compute_entry_hash, []

    def link(step: AuditEntry) -> str:
        if not late:
            late.append(True)
            append_entry(chain, "answer", by=None)
        return plain(step)

    monkeypatch.setattr(history, "compute_entry_hash", link)
    assert find_first_broken(chain) is None
    assert chain.steps.count() == 5


@pytest.mark.django_db
def test_a_step_put_behind_the_end_is_named(chain: Assessment) -> None:
    last = chain.steps.get(number=4)
    last.pk, last.number, last.before = None, 5, last.hash
    last.hash = history.compute_entry_hash(last)
    last.save(force_insert=True)
    assert find_first_broken(chain) == 5


@pytest.mark.django_db
def test_a_step_cut_off_at_the_end_is_missed(chain: Assessment) -> None:
    AuditEntry.objects.filter(assessment=chain, number=4).delete()
    assert find_first_broken(chain) == 4


@pytest.mark.django_db
def test_a_step_taken_out_is_missed_at_the_next_one(chain: Assessment) -> None:
    AuditEntry.objects.filter(assessment=chain, number=2).delete()
    assert find_first_broken(chain) == 3


@pytest.mark.django_db
def test_erasing_a_person_leaves_the_chain_whole_and_takes_her_name(chain: Assessment, part: Participation) -> None:
    part.user.delete()
    assert find_first_broken(chain) is None
    assert not Participation.objects.filter(mark__in=chain.steps.values("actor")).exists()


@pytest.mark.django_db
def test_what_was_written_is_sealed(chain: Assessment) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select content from assessments_step")
        assert "ZQ7-" not in str(cursor.fetchall())


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_who_save_at_once_make_one_chain(part: Participation) -> None:
    from django.db import transaction

    def save() -> None:
        try:
            with transaction.atomic():
                append_entry(part.assessment, "answer", by=part)
        finally:
            connection.close()

    threads = [threading.Thread(target=save) for _n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert part.assessment.steps.count() == 8
    assert find_first_broken(part.assessment) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("lock", "assessment_of"),
    [
        (lambda us: locking.lock_assessment(us.assessment), lambda held: held),
        (lambda us: locking.lock_round(us.round), lambda held: held.assessment),
        (lambda us: locking.lock_sheet(us.sheet), lambda held: held.round.assessment),
        (lambda us: locking.lock_entry(us.entries[0]), lambda held: held.sheet.round.assessment),
    ],
)
def test_whoever_holds_the_lock_already_does_not_ask_for_it_at_each_step(
    lock, assessment_of, django_assert_num_queries
) -> None:
    us = team()
    with transaction.atomic():
        held = assessment_of(lock(us))
        with django_assert_num_queries(2):  # the step, and where the chain ends now
            history.append_entry(held, "answer", by=us.owner)
