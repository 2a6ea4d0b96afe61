"""Looking at cards and opening profiles: what one may see of others in a day and in a month.

Nothing here may be called inside a transaction: what an alarm says must stay when a refusal is rolled back.
"""

import math

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.limits import left, spend
from network.actions.alarms import refused, sound, take, watch
from network.actions.directory import raise_alarm
from network.limits import (
    CARDS,
    COPYING,
    FEWEST_A_MONTH,
    FEWEST_TO_ALARM,
    MONTHS_CARDS,
    PROFILES,
    PROFILES_A_MONTH_QUIETLY,
    PROFILES_QUIETLY,
    REAL_NAMES,
    REAL_NAMES_QUIETLY,
    SHARE_A_MONTH,
    SHARE_TO_ALARM,
    SHUT,
    come_back,
    wait_of,
)
from network.models import Cause, Fact, Member, Seen, Sight, Tally, Trail, shown_facts
from network.models.profiles import CODED

TOO_MANY_CARDS = gettext_lazy("You have looked at as many people as one can for now.")


def look_at(*, by: Member, people: list[Member]) -> list[Member]:
    """Those of the people whose cards she may see now: whom she saw today, and as many others as her budgets hold."""
    if shut_for(by):
        return []
    seen = Seen.objects.today(Sight.CARD, by, (person.pk for person in people))
    fresh = [person for person in people if person.pk not in seen]
    if not fresh:
        return people
    listed = number_listed(by)
    paid = fresh[: pay_for_cards(by, len(fresh), listed)]
    if len(paid) < len(fresh):
        refused(CARDS, by=by)
    if paid:
        Seen.objects.note(Sight.CARD, by, (person.pk for person in paid))
        Tally.objects.add(by, len(paid))
        if looks_like_copying(by, listed) and stops_copying(by):
            return []
    seen |= {person.pk for person in paid}
    return [person for person in people if person.pk in seen]


def seen_today(*, by: Member, people: list[Member]) -> list[Member]:
    """Those of the people whose cards she saw today; nobody while her list is shut."""
    seen = set() if shut_for(by) else Seen.objects.today(Sight.CARD, by, (person.pk for person in people))
    return [person for person in people if person.pk in seen]


def pay_for_cards(by: Member, wished: int, listed: int) -> int:
    """For how many of them there was enough in both purses."""
    price = price_of_card(listed)
    number = min(wished, CARDS.left(by), MONTHS_CARDS.left(by) // price)
    while number and not CARDS.spend(by, number):  # another window was faster
        number -= 1
    while number and not MONTHS_CARDS.spend(by, number * price):
        number -= 1
        CARDS.refund(by)
    return number


def price_of_card(listed: int) -> int:
    return math.ceil(MONTHS_CARDS.limits[0].number / max(FEWEST_A_MONTH, int(listed * SHARE_A_MONTH)))


def number_listed(viewer: Member) -> int:
    """How many there are for her to see. Whom she blocked counts, or blocking would move the line."""
    blocked = Member.objects.active().settled().filter(is_listed=True, blocked_by__blocker=viewer)
    return Member.objects.visible_to(viewer).count() + blocked.count()


def looks_like_copying(member: Member, listed: int) -> bool:
    """Whether she saw too large a part of the directory within a week. Where one may see everybody at once there is
    nothing to copy."""
    most = max(FEWEST_TO_ALARM, listed * SHARE_TO_ALARM)
    week = Tally.objects.of_week(member)
    return listed > CARDS.limits[0].at_once and week >= most


def stops_copying(member: Member) -> bool:
    """Whether her list is shut for it. Shuts it for a day and tells, once a week; a purse remembers that, so that two
    windows which cross the line together do not each find it crossed by the other."""
    if spend("copying", str(member.pk), COPYING):
        spend("directory shut", str(member.pk), SHUT)
        sound(Cause.CARDS, about=member)
    return shut_for(member)


def shut_for(member: Member) -> bool:
    return left("directory shut", str(member.pk), SHUT) == 0


def wait_for_cards(member: Member) -> float:
    """Seconds until she sees another card; 0 where she does now."""
    shut = wait_of("directory shut", str(member.pk), SHUT, 1)
    return max(shut, CARDS.wait(member), MONTHS_CARDS.wait(member, price_of_card(0)))


def open_profile(*, by: Member, person: Member) -> None:
    """Takes one from her budgets, unless she opened this profile today before. More than a quiet day needs is told
    to the coordinators before she sees it.

    Raises ValidationError where nothing is left. A canary raises the alarm; she notices nothing.
    """
    if Seen.objects.today(Sight.PROFILE, by, [person.pk]):
        return
    # A known address is no way around the list.
    if not look_at(by=by, people=[person]):
        raise ValidationError(f"{TOO_MANY_CARDS} {come_back(wait_for_cards(by))}")
    take(PROFILES, by=by, words=_("You have opened as many profiles as one can for now."))
    watch(Cause.PROFILES, PROFILES_QUIETLY, by=by)
    watch(Cause.PROFILES, PROFILES_A_MONTH_QUIETLY, by=by)
    with transaction.atomic():
        Seen.objects.note(Sight.PROFILE, by, [person.pk])
        # Not whose: that is promised to be forgotten after a day.
        Trail.objects.note("profile.open", by=by)
        raise_alarm(by=by, person=person)


def has_met(member: Member, person: Member) -> bool:
    """Whether she saw this card or profile today: what names somebody is no way around the budgets."""
    return any(Seen.objects.today(sight, member, [person.pk]) for sight in (Sight.PROFILE, Sight.CARD))


def has_opened(member: Member, person: Member) -> bool:
    """Whether she opened this profile today."""
    return bool(Seen.objects.today(Sight.PROFILE, member, [person.pk]))


def seen_facts(*, by: Member, person: Member) -> set[str]:
    """What is shown to her of somebody, as far as she opened it today: else the facts on her card, which are codes."""
    facts = shown_facts(of=person, to=by)
    if not has_opened(by, person):
        return facts & set(CODED)
    return facts if Seen.objects.today(Sight.NAME, by, [person.pk]) else facts - {Fact.NAME}


def read_name(*, by: Member, person: Member, is_there: bool) -> bool:
    """Whether she may read a real name now. Where nothing is left the answer is no and counts as a refusal, whether
    there is one or not."""
    if is_there and Seen.objects.today(Sight.NAME, by, [person.pk]):
        return True
    may = REAL_NAMES.spend(by) if is_there else REAL_NAMES.left(by) > 0
    if not may:
        refused(REAL_NAMES, by=by)
    elif is_there:
        watch(Cause.PROFILES, REAL_NAMES_QUIETLY, by=by)
        Seen.objects.note(Sight.NAME, by, [person.pk])
    return may
