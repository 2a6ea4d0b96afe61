"""What coordinators tell everybody, and the key dates."""

from typing import Any

from django.db import transaction

from accounts.permissions import require_permission
from network.models import Announcement, DismissedAnnouncement, KeyDate, Member, Trail
from network.permissions import may_coordinate


@transaction.atomic
def write_announcement(*, by: Member, facts: dict[str, Any], announcement: Announcement | None = None) -> Announcement:
    """Stands on members' first page until its last day. Changed words are shown again to those who put it away.

    `facts` are its fields by name, and "countries", none meaning all.

    Raises PermissionDenied for whoever is no coordinator.
    """
    require_permission(may_coordinate(by))
    row = announcement or Announcement()
    countries = facts.pop("countries")
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
    row.countries.set(countries)
    row.put_away.all().delete()
    Trail.objects.record_action("announcement.write", by=by, about=row.pk)
    return row


@transaction.atomic
def remove_announcement(*, by: Member, announcement: Announcement) -> None:
    """Raises PermissionDenied for whoever is no coordinator."""
    require_permission(may_coordinate(by))
    Trail.objects.record_action("announcement.remove", by=by, about=announcement.pk)
    announcement.delete()


@transaction.atomic
def dismiss_announcement(*, by: Member, announcement: Announcement) -> None:
    """Off a member's first page; it stays on the list until its last day. No line in the trail: it is her own desk."""
    DismissedAnnouncement.objects.get_or_create(member=by, announcement=announcement)


@transaction.atomic
def write_key_date(*, by: Member, facts: dict[str, Any], key_date: KeyDate | None = None) -> KeyDate:
    """`facts` are its fields by name, and "countries", none meaning all.

    Raises PermissionDenied for whoever is no coordinator.
    """
    require_permission(may_coordinate(by))
    row = key_date or KeyDate()
    countries = facts.pop("countries")
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
    row.countries.set(countries)
    Trail.objects.record_action("date.write", by=by, about=row.pk)
    return row


@transaction.atomic
def remove_key_date(*, by: Member, key_date: KeyDate) -> None:
    """Raises PermissionDenied for whoever is no coordinator."""
    require_permission(may_coordinate(by))
    Trail.objects.record_action("date.remove", by=by, about=key_date.pk)
    key_date.delete()
