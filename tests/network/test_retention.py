"""What was kept long enough goes. D27 of the acceptance suite: the clock at +8, +31, +91 and +366 days."""

import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.sealing import Sealed
from network.domain import retention
from network.models import (
    Alarm,
    AlarmCause,
    Application,
    Block,
    CardViewCount,
    Conversation,
    Member,
    Message,
    Notice,
    Pairing,
    Post,
    Profile,
    Question,
    Report,
    Signup,
    Suggestion,
    Thread,
    Trail,
    ViewedPart,
    ViewRecord,
    Vote,
)
from network.seeding.actions import seed_canary
from network.tasks import purge, purging
from network.tasks.purging import delete_expired_rows, find_expiring_models
from tests.network import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
# Model -> after how many days its rows of the seed are gone, as the table promises. Some end with others.
GONE_AFTER = {
    Message: retention.MESSAGE_UNDELIVERED,
    Conversation: retention.CONVERSATION,
    Application: retention.VETTING_NOTES,
    Question: retention.VETTING_NOTES,
    Vote: retention.VETTING_NOTES,
    Signup: retention.ATTENDANCE,
    ViewRecord: retention.PROFILES_OPENED,
    CardViewCount: retention.CARDS_COUNTED,
    Alarm: retention.ALARM,
    Notice: retention.NOTICE,
    Suggestion: retention.SUGGESTION,
    Post: retention.POST,
}


@pytest.fixture
def seeded(db: None, settings, tmp_path) -> list[Member]:
    settings.ERASURE_JOURNAL = str(tmp_path / "erasures.jsonl")
    with time_machine.travel(NOW, tick=False):
        people = seed_canary(members=6, staff=2)
        ViewRecord.objects.mark_viewed(ViewedPart.PROFILE, people[0], [people[1].pk])
        CardViewCount.objects.add(people[0], 1)
        Alarm.objects.create(member=people[0], cause=AlarmCause.CARDS)
        Suggestion.objects.create(mentor=people[0], mentee=people[1])
        application = factories.application("AF", state="draft")
    assert Application.objects.filter(pk=application.pk).exists()
    return people


def at(days: int) -> None:
    moment = NOW + timedelta(days=days)
    with time_machine.travel(moment, tick=False):
        delete_expired_rows(moment.date())


def test_every_kind_goes_on_its_day_and_not_before(seeded: list[Member]) -> None:
    for days in sorted(set(GONE_AFTER.values())):
        kinds = [model for model, kept in GONE_AFTER.items() if kept == days]
        at(days - 1)
        assert [model.__name__ for model in kinds if not model.objects.exists()] == [], f"before {days} days"
        at(days + 1)
        assert [model.__name__ for model in kinds if model.objects.exists()] == [], f"after {days} days"


def test_after_8_days_unconfirmed_applications_and_read_messages_are_gone(seeded: list[Member]) -> None:
    at(8)
    assert not Application.objects.filter(state="draft").exists()
    assert Application.objects.exists()
    assert not Message.objects.exclude(delivered_on=None).exists()
    assert Message.objects.exists()


def test_after_31_days_vetting_messages_and_attendance_are_gone(seeded: list[Member]) -> None:
    Report.objects.update(outcome="dismissed", decided_on=NOW.date())
    at(31)
    for model in (Application, Question, Vote, Message, Signup, Notice, Report):
        assert not model.objects.exists(), model.__name__


def test_after_91_days_a_closed_pairing_is_gone_and_an_open_one_is_not(seeded: list[Member]) -> None:
    closed = Pairing.objects.order_by("pk")[0]
    Pairing.objects.filter(pk=closed.pk).update(ended_on=NOW.date())
    at(89)
    assert Pairing.objects.filter(pk=closed.pk).exists()
    at(91)
    assert not Pairing.objects.filter(pk=closed.pk).exists()
    assert Pairing.objects.exists()


def test_after_366_days_posts_and_reports_that_nobody_decided_are_gone(seeded: list[Member]) -> None:
    at(366)
    assert not Post.objects.exists()
    assert not Thread.objects.exists(), "a thread is over once its posts are, in the same night"
    assert not Report.objects.exists()


def test_members_and_what_they_wrote_about_themselves_stay(seeded: list[Member]) -> None:
    Block.objects.create(blocker=seeded[0], blocked=seeded[3])
    at(3660)
    assert Member.objects.count() == len(seeded)
    assert Profile.objects.count() == len(seeded)
    assert Block.objects.exists()


def test_the_trail_is_kept_for_twelve_months(db: None) -> None:
    """The rows are aged, not the clock: PostgreSQL looks at its own."""
    with transaction.atomic():
        young = Trail.objects.create(hour=timezone.now() - timedelta(days=364), action="a", result="done")
        Trail.objects.create(hour=timezone.now() - timedelta(days=367), action="b", result="done")
    delete_expired_rows(timezone.localdate())
    assert list(Trail.objects.values_list("pk", flat=True)) == [young.pk]


def test_every_row_of_a_model_with_an_end_can_be_asked_for_it(seeded: list[Member]) -> None:
    expiring = {model.__name__ for model in find_expiring_models()}
    assert {
        "Application",
        "Message",
        "Signup",
        "Pairing",
        "Post",
        "Trail",
        "Notice",
        "ViewRecord",
        "Alarm",
        "Report",
    } <= expiring
    for model in find_expiring_models():
        assert model._default_manager.all().expired(date(2000, 1, 1)).count() == 0, model.__name__  # type: ignore[attr-defined]


def test_throwing_away_twice_changes_nothing(seeded: list[Member]) -> None:
    at(31)
    counts = {model: model._base_manager.count() for model in apps.get_app_config("network").get_models()}
    at(31)
    assert counts == {model: model._base_manager.count() for model in counts}


@pytest.mark.postgresql
def test_of_two_beats_only_one_does_it(seeded: list[Member]) -> None:
    """Another session of the database holds the lock."""
    import psycopg2

    from network.tasks.purging import LOCK

    where = connection.settings_dict
    other = psycopg2.connect(
        host=where["HOST"], port=where["PORT"], user=where["USER"], password=where["PASSWORD"], dbname=where["NAME"]
    )
    with other, other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        with time_machine.travel(NOW + timedelta(days=31), tick=False):
            purge()
            assert Message.objects.exists()
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
            purge()
            assert not Message.objects.exists()
    other.close()


def test_one_area_that_fails_does_not_keep_the_others(seeded: list[Member], monkeypatch, caplog) -> None:
    from django.db import DataError

    from network.models.notices import NoticeQuerySet

    def broken(self: object, today: date) -> None:
        raise DataError("Key (address)=(ZQ7-address-1)")

    monkeypatch.setattr(NoticeQuerySet, "expired", broken)
    at(31)
    assert not Message.objects.exists()
    assert "network.Notice" in caplog.text
    assert "ZQ7" not in caplog.text


@pytest.mark.parametrize("part", ["take_snapshot", "close_applications"])
@pytest.mark.parametrize("mistake", [ValueError, OperationalError])
def test_what_is_counted_or_closed_first_cannot_stop_the_deletion(
    part: str, mistake: type[Exception], seeded: list[Member], monkeypatch, caplog
) -> None:
    def broken(*_args: object) -> None:
        raise mistake("Key (address)=(ZQ7-address-1)")

    monkeypatch.setattr(purging, part, broken)
    with time_machine.travel(NOW + timedelta(days=31), tick=False):
        purge()
    assert not Message.objects.exists()
    assert mistake.__name__ in caplog.text
    assert "ZQ7" not in caplog.text


def test_a_row_that_was_tampered_with_does_not_keep_other_models(seeded: list[Member], monkeypatch, caplog) -> None:
    from network.models.notices import NoticeQuerySet

    def broken(self: object, today: date) -> None:
        raise InvalidTag

    monkeypatch.setattr(NoticeQuerySet, "expired", broken)
    at(31)
    assert not Message.objects.exists()
    assert "InvalidTag" in caplog.text


def test_a_mail_that_cannot_be_sent_is_gone_after_a_day(db: None) -> None:
    """Also where the broker was away, so that nobody tried: accounts looks every minute."""
    from accounts.models import Letter
    from accounts.tasks import sweep

    with time_machine.travel(NOW, tick=False):
        Letter.objects.create(address="a@example.org", body="x", language="en")
    with time_machine.travel(NOW + timedelta(hours=24, minutes=1), tick=False):
        sweep()
    assert not Letter.objects.exists()


def test_the_task_is_in_the_schedule() -> None:
    assert "network.tasks.purge" in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}


def test_the_document_says_what_the_code_does() -> None:
    with override("en"):
        assert retention.render_retention_table() in (Path(settings.BASE_DIR) / "docs/retention.md").read_text()


def test_words_and_days_of_each_rule_agree() -> None:
    with override("en"):
        for rule in retention.RETENTION:
            if rule.days and rule.key not in {"trail", "letter", "tie"}:
                assert str(rule.days) in str(rule.words), rule.key


def test_members_read_the_table(zahra: Member, inside) -> None:
    html = inside(zahra).get(reverse("network:data")).content.decode()
    for rule in retention.RETENTION:
        assert str(rule.words) in html, rule.key


@pytest.mark.thorough
@pytest.mark.postgresql
def test_a_hundred_thousand_rows_go_in_a_minute(db: None) -> None:
    """Issue 3, section 6."""
    one, other = factories.member("AF"), factories.member("BD")
    old = timezone.now() - timedelta(days=400)
    talk = Conversation.objects.create(asker=one, asked=other, phase="open", began_on=old, moved_on=old)
    text = Sealed.from_plain("ZQ7-message-1")
    Message.objects.bulk_create(
        (
            Message(conversation=talk, author=one, turn=turn, text=text, sent_on=old, delivered_on=old)
            for turn in range(40_000)
        ),
        batch_size=2000,
    )
    Trail.objects.bulk_create((Trail(hour=old, action="a", result="done") for _ in range(60_000)), batch_size=5000)
    began = time.monotonic()
    gone = delete_expired_rows(timezone.localdate())
    took = time.monotonic() - began
    print(f"{sum(gone.values())} rows in {took:.1f} s")
    assert sum(gone.values()) >= 100_000
    assert took < 60
