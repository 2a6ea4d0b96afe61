"""Keeping away from each other, and the profiles that nobody has. What one may look at is in viewing.py."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User, sealed_address
from accounts.permissions import require_permission
from network.alarms.actions import sound_alarm
from network.models import (
    AlarmCause,
    Block,
    ContactOffer,
    Conversation,
    HiddenFrom,
    Member,
    Message,
    Trail,
    VisibilityGrant,
)
from network.models.profiles import CODED
from network.permissions import may_coordinate
from network.profiles.actions.profiles import replace_languages_and_skills
from network.profiles.actions.pseudonyms import save_with_free_pseudonym

ALARM = "canary.open"


def alarm_if_canary(*, by: Member, person: Member) -> None:
    """Tells the coordinators when it is a canary that was touched. Whoever did it is not told, whatever her role."""
    if not person.is_canary:
        return
    Trail.objects.record_action(ALARM, by=by, about=person.pk)
    sound_alarm(AlarmCause.CANARY, about=by)


@transaction.atomic
def hide_from_countries(*, by: Member, codes: Iterable[str]) -> None:
    """From now on exactly these countries' people cannot find the member."""
    Member.objects.select_for_update(of=("self",)).get(pk=by.pk)
    by.hidings.filter(person=None).delete()
    HiddenFrom.objects.bulk_create(HiddenFrom(member=by, country_id=code) for code in sorted(set(codes)))
    Trail.objects.record_action("hide.countries", by=by, about=by.pk)


@transaction.atomic
def hide_from_person(*, by: Member, person: Member) -> None:
    """One person cannot find the member any more. Conversations go on. The trail does not say from whom."""
    HiddenFrom.objects.get_or_create(member=by, person=person)
    Trail.objects.record_action("hide.person", by=by, about=by.pk)


@transaction.atomic
def stop_hiding_from_person(*, by: Member, person: Member) -> None:
    by.hidings.filter(person=person).delete()
    Trail.objects.record_action("hide.end", by=by, about=by.pk)


@transaction.atomic
def block_member(*, by: Member, person: Member) -> None:
    """Neither member finds the other; what `person` writes goes nowhere, also what waits unread. `person` is not told.

    A contact that the blocker offered to `person` is taken back, as any member may take one back at any time.
    """
    shared = Conversation.objects.select_for_update().between(by, person).first()
    Block.objects.get_or_create(blocker=by, blocked=person)
    ContactOffer.objects.filter(member=by, conversation=shared).delete()
    Message.objects.unread_by(by).filter(conversation=shared).update(is_void=True)
    Trail.objects.record_action("block.begin", by=by, about=by.pk)


@transaction.atomic
def unblock_member(*, by: Member, person: Member) -> None:
    """What was written in between stays unseen."""
    by.blocks.filter(blocked=person).delete()
    Trail.objects.record_action("block.end", by=by, about=by.pk)


@transaction.atomic
def make_canary(
    *, by: Member, pseudonym: str, country: str, sector: str, level: str, languages: list[str], skills: list[str]
) -> Member:
    """A profile that looks like any other and belongs to nobody: there is no way to sign in to it.

    Raises PermissionDenied for whoever is no coordinator.
    """
    require_permission(may_coordinate(by))
    today = timezone.localdate()
    month = timezone.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    user = User.objects.create_user(sealed_address(f"{secrets.token_hex(16)}@canary.invalid"), date_joined=month)
    canary = save_with_free_pseudonym(
        pseudonym,
        lambda name: Member.objects.create(
            user=user,
            pseudonym=name,
            country_id=country,
            sector=sector,
            level=level,
            joined_month=today.replace(day=1),
            probation_ends=today - timedelta(days=1),
            is_listed=True,
            is_canary=True,
        ),
    )
    replace_languages_and_skills(canary, languages, skills)
    VisibilityGrant.objects.bulk_create(VisibilityGrant(member=canary, fact=fact) for fact in CODED)
    Trail.objects.record_action("canary.make", by=by, about=canary.pk)
    return canary


@transaction.atomic
def remove_canary(*, by: Member, canary: Member) -> None:
    """Raises PermissionDenied for whoever is no coordinator."""
    require_permission(may_coordinate(by))
    Trail.objects.record_action("canary.remove", by=by, about=canary.pk)
    canary.user.delete()
