"""Looking at cards and opening profiles: what one may see of others in a day and in a month.

Nothing here may be called inside a transaction: what an alarm says must stay when a refusal is rolled back.
"""

import math

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.limits import consume_limit, count_remaining
from network.alarms.actions import consume_budget, count_towards_alarm, record_refusal, sound_alarm
from network.directory.actions.directory import alarm_if_canary
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
    compute_wait,
    describe_wait,
)
from network.models import (
    AlarmCause,
    CardViewCount,
    Member,
    ProfileFact,
    Trail,
    ViewedPart,
    ViewRecord,
    find_visible_facts,
)
from network.models.profiles import CODED

TOO_MANY_CARDS = gettext_lazy("You have looked at as many people as one can for now.")


def view_cards(*, by: Member, people: list[Member]) -> list[Member]:
    """The people whose cards the viewer may see now: whom she saw today, and as many others as her budgets hold."""
    if shut_for(by):
        return []
    seen = ViewRecord.objects.find_viewed_today(ViewedPart.CARD, by, (person.pk for person in people))
    fresh = [person for person in people if person.pk not in seen]
    if not fresh:
        return people
    listed = number_listed(by)
    paid = fresh[: pay_for_cards(by, len(fresh), listed)]
    if len(paid) < len(fresh):
        record_refusal(CARDS, by=by)
    if paid:
        ViewRecord.objects.mark_viewed(ViewedPart.CARD, by, (person.pk for person in paid))
        CardViewCount.objects.add(by, len(paid))
        if looks_like_copying(by, listed) and stops_copying(by):
            return []
    seen |= {person.pk for person in paid}
    return [person for person in people if person.pk in seen]


def filter_seen_today(*, by: Member, people: list[Member]) -> list[Member]:
    """Those of the people whose cards the viewer saw today; nobody while her list is shut."""
    seen = (
        set()
        if shut_for(by)
        else ViewRecord.objects.find_viewed_today(ViewedPart.CARD, by, (person.pk for person in people))
    )
    return [person for person in people if person.pk in seen]


def pay_for_cards(by: Member, wished: int, listed: int) -> int:
    """For how many of them there was enough in both purses."""
    price = compute_card_price(listed)
    number = min(wished, CARDS.count_remaining(by), MONTHS_CARDS.count_remaining(by) // price)
    while number and not CARDS.consume(by, number):  # another window was faster
        number -= 1
    while number and not MONTHS_CARDS.consume(by, number * price):
        number -= 1
        CARDS.give_back(by)
    return number


def compute_card_price(listed: int) -> int:
    return math.ceil(MONTHS_CARDS.limits[0].number / max(FEWEST_A_MONTH, int(listed * SHARE_A_MONTH)))


def number_listed(viewer: Member) -> int:
    """How many people there are for the viewer to see. Whom she blocked counts, or blocking would move the line."""
    blocked = Member.objects.active().full_members().filter(is_listed=True, blocked_by__blocker=viewer)
    return Member.objects.visible_to(viewer).count() + blocked.count()


def looks_like_copying(member: Member, listed: int) -> bool:
    """Whether the member saw too large a part of the directory within a week. Where one may see everybody at once there
    is nothing to copy."""
    most = max(FEWEST_TO_ALARM, listed * SHARE_TO_ALARM)
    week = CardViewCount.objects.of_week(member)
    return listed > CARDS.limits[0].at_once and week >= most


def stops_copying(member: Member) -> bool:
    """Whether the member's list is shut for it. Shuts it for a day and tells, once a week; a purse remembers that, so
    that two windows which cross the line together do not each find it crossed by the other."""
    if consume_limit("copying", str(member.pk), COPYING):
        consume_limit("directory shut", str(member.pk), SHUT)
        sound_alarm(AlarmCause.CARDS, about=member)
    return shut_for(member)


def shut_for(member: Member) -> bool:
    return count_remaining("directory shut", str(member.pk), SHUT) == 0


def compute_card_wait(member: Member) -> float:
    """Seconds until the member sees another card; 0 where she does now."""
    shut = compute_wait("directory shut", str(member.pk), SHUT, 1)
    return max(shut, CARDS.wait(member), MONTHS_CARDS.wait(member, compute_card_price(0)))


def open_profile(*, by: Member, person: Member) -> None:
    """Takes one from the viewer's budgets, unless she opened this profile today before. More than a quiet day needs is
    told to the coordinators before she sees it.

    Raises ValidationError where nothing is left. A canary raises the alarm; she notices nothing.
    """
    if ViewRecord.objects.find_viewed_today(ViewedPart.PROFILE, by, [person.pk]):
        return
    # A known address is no way around the list.
    if not view_cards(by=by, people=[person]):
        raise ValidationError(f"{TOO_MANY_CARDS} {describe_wait(compute_card_wait(by))}")
    consume_budget(PROFILES, by=by, words=_("You have opened as many profiles as one can for now."))
    count_towards_alarm(AlarmCause.PROFILES, PROFILES_QUIETLY, by=by)
    count_towards_alarm(AlarmCause.PROFILES, PROFILES_A_MONTH_QUIETLY, by=by)
    with transaction.atomic():
        ViewRecord.objects.mark_viewed(ViewedPart.PROFILE, by, [person.pk])
        # Not whose: that is promised to be forgotten after a day.
        Trail.objects.record_action("profile.open", by=by)
        alarm_if_canary(by=by, person=person)


def has_seen_today(member: Member, person: Member) -> bool:
    """Whether the member saw this card or profile today: what names somebody is no way around the budgets."""
    return any(
        ViewRecord.objects.find_viewed_today(sight, member, [person.pk])
        for sight in (ViewedPart.PROFILE, ViewedPart.CARD)
    )


def has_opened_profile_today(member: Member, person: Member) -> bool:
    """Whether the member opened this profile today."""
    return bool(ViewRecord.objects.find_viewed_today(ViewedPart.PROFILE, member, [person.pk]))


def find_facts_seen_today(*, by: Member, person: Member) -> set[str]:
    """What is shown to the viewer of `person`, as far as she opened it today: else the facts on the card, all codes."""
    facts = find_visible_facts(of=person, to=by)
    if not has_opened_profile_today(by, person):
        return facts & set(CODED)
    return (
        facts if ViewRecord.objects.find_viewed_today(ViewedPart.NAME, by, [person.pk]) else facts - {ProfileFact.NAME}
    )


def open_real_name(*, by: Member, person: Member, is_there: bool) -> bool:
    """Whether the viewer may read a real name now. Where nothing is left the answer is no and counts as a refusal,
    whether there is one or not."""
    if is_there and ViewRecord.objects.find_viewed_today(ViewedPart.NAME, by, [person.pk]):
        return True
    may = REAL_NAMES.consume(by) if is_there else REAL_NAMES.count_remaining(by) > 0
    if not may:
        record_refusal(REAL_NAMES, by=by)
    elif is_there:
        count_towards_alarm(AlarmCause.PROFILES, REAL_NAMES_QUIETLY, by=by)
        ViewRecord.objects.mark_viewed(ViewedPart.NAME, by, [person.pk])
    return may
