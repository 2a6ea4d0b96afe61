"""The history of an assessment: every step carries the hash of the one before."""

import threading
import uuid

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Sealed
from assessments.actions.history import first_broken, note
from assessments.models import Assessment, Participation, Step


@pytest.fixture
def part(member) -> Participation:
    return Participation.objects.create(
        assessment=Assessment.objects.create(title="ZQ7-title"), user=member, role="owner"
    )


@pytest.fixture
def chain(part: Participation) -> Assessment:
    for n in range(4):
        note(part.assessment, "answer", by=part, about=uuid.uuid4(), content={"mark": "yes", "note": f"ZQ7-note-{n}"})
    return part.assessment


@pytest.mark.django_db
def test_a_chain_nobody_touched_is_whole(chain: Assessment) -> None:
    assert first_broken(chain) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"action": "other"},
        {"actor": uuid.uuid4()},
        {"about": "other"},
        {"at": timezone.now()},
        {"content": Sealed.of("other")},
        {"digest": "0" * 64},
        {"hash": "0" * 64},
    ],
)
def test_a_changed_step_is_named(chain: Assessment, change: dict[str, object]) -> None:
    Step.objects.filter(assessment=chain, number=2).update(**change)
    broken = first_broken(chain)
    assert broken == 2


@pytest.mark.django_db
def test_a_step_taken_out_is_missed_at_the_next_one(chain: Assessment) -> None:
    Step.objects.filter(assessment=chain, number=2).delete()
    assert first_broken(chain) == 3


@pytest.mark.django_db
def test_erasing_a_person_leaves_the_chain_whole_and_takes_her_name(chain: Assessment, part: Participation) -> None:
    part.user.delete()
    assert first_broken(chain) is None
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
                note(part.assessment, "answer", by=part)
        finally:
            connection.close()

    threads = [threading.Thread(target=save) for _n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert part.assessment.steps.count() == 8
    assert first_broken(part.assessment) is None
