"""What was done stays as it was written down, for twelve months, without a name."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.directory.actions.directory import alarm_if_canary
from network.models import Member, Trail
from tests.network import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def told_inside() -> None:
    """Lines are written here that tell of nothing."""


def test_a_line_says_the_hour_and_random_ids(zahra: Member, nasrin: Member) -> None:
    line = Trail.objects.record_action("test.done", by=zahra, about=nasrin.pk)
    assert (line.hour.minute, line.hour.second, line.hour.microsecond) == (0, 0, 0)
    assert (line.actor, line.about) == (zahra.pk, nasrin.pk)
    assert "ahra" not in str(line)


@pytest.mark.postgresql
def test_the_database_refuses_to_change_a_line(zahra: Member) -> None:
    line = Trail.objects.record_action("test.done", by=zahra)
    with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
        Trail.objects.filter(pk=line.pk).update(action="other")
    line.refresh_from_db()
    assert line.action == "test.done"


@pytest.mark.postgresql
@pytest.mark.parametrize(("days", "refused"), [(0, True), (364, True), (366, False)])
def test_the_database_lets_go_only_of_what_is_a_year_old(days: int, refused: bool) -> None:
    line = Trail.objects.create(hour=timezone.now() - timedelta(days=days), action="a", result="done")
    if refused:
        with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
            line.delete()
    else:
        line.delete()
    assert Trail.objects.exists() is refused


@pytest.mark.postgresql
def test_the_migration_can_be_taken_back_and_forth(zahra: Member) -> None:
    from importlib import import_module

    from django.apps import apps

    migration = import_module("network.migrations.0002_trail_append_only")
    with connection.schema_editor() as editor:
        migration.allow(apps, editor)
    line = Trail.objects.record_action("test.done", by=zahra)
    Trail.objects.filter(pk=line.pk).update(action="other")
    with connection.schema_editor() as editor:
        migration.refuse(apps, editor)
    with pytest.raises(DatabaseError), transaction.atomic():
        Trail.objects.filter(pk=line.pk).update(action="third")


def test_erasing_somebody_needs_no_change_of_the_trail(zahra: Member, settings, tmp_path) -> None:
    from network.data.actions.erasure import erase_member

    settings.ERASURE_JOURNAL = str(tmp_path / "erasures.jsonl")
    Trail.objects.record_action("test.done", by=zahra)
    erase_member(by=zahra, member=zahra)
    assert Trail.objects.filter(action="test.done", actor=zahra.pk).exists()


@pytest.mark.parametrize("name", ["canaries", "trail"])
def test_a_coordinator_reads_no_alarm_about_herself_and_the_others_do(
    name: str, coordinator: Member, other_coordinator: Member, inside: Callable[[Member], Client]
) -> None:
    canary = factories.member("PK", pseudonym="Lark", is_canary=True)

    def lines(reader: Member) -> int:
        text = inside(reader).get(reverse(f"network:{name}")).content.decode().split("<main")[1]
        return text.count("<li") + text.count("<tr")

    before = lines(coordinator), lines(other_coordinator)
    alarm_if_canary(by=coordinator, person=canary)
    assert lines(coordinator) == before[0]
    assert lines(other_coordinator) > before[1]
