"""Telling the coordinators that somebody seems to copy the network. Whoever it is about is told nothing.

Nothing here may be called inside a transaction that is rolled back with the refusal: the alarm would go with it.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.limits import Limit, consume_limit, count_remaining
from network.limits import HOURS_REFUSED, ONCE_AN_HOUR, REFUSED_AT_ONCE, Budget, describe_wait
from network.models import Alarm, AlarmCause, Member, NoticeKind, Role, Vote
from network.models.alarms import WEEK, this_hour
from network.notices.actions import notify_member

ONCE_IN = timedelta(hours=24)


def consume_budget(budget: Budget, *, by: Member, words: str) -> None:
    """Takes one from the member's budget. Raises ValidationError where nothing is left: `words`, and when the member
    can go on."""
    if not budget.consume(by):
        record_refusal(budget, by=by)
        raise ValidationError(f"{words} {describe_wait(budget.wait(by))}")


def count_towards_alarm(cause: AlarmCause, quietly: Limit, *, by: Member) -> None:
    """Counts what was allowed: the last one of a quiet purse, and each one after it, is told. Stops nobody."""
    purpose, who = f"quiet {cause}", str(by.pk)
    if not consume_limit(purpose, who, quietly) or count_remaining(purpose, who, quietly) == 0:
        sound_alarm(cause, about=by)


def record_refusal(budget: Budget, *, by: Member) -> None:
    """A guard said no to a member. Counted in purses: however often she asks, no row is written for it."""
    who = str(by.pk)
    too_often = not consume_limit(f"refused {budget.name}", who, REFUSED_AT_ONCE)
    if consume_limit(f"refused {budget.name} {this_hour():%Y-%m-%d %H}", who, ONCE_AN_HOUR):
        too_often |= not consume_limit(f"hours refused {budget.name}", who, HOURS_REFUSED)
    if too_often:
        sound_alarm(AlarmCause.REFUSED, about=by)


@transaction.atomic
def sound_alarm(cause: AlarmCause, *, about: Member) -> None:
    """A line about a member for the coordinators and a notice to each of them except her; once a day for each cause.
    A canary counts every time: one may be chance, several are not."""
    Member.objects.select_for_update(of=("self",)).filter(pk=about.pk).first()  # of two in one moment, one is told
    earlier = Alarm.objects.filter(member=about, cause=cause).since(timezone.now() - ONCE_IN)
    if cause != AlarmCause.CANARY and earlier.exists():
        return
    Alarm.objects.create(member=about, cause=cause)
    for coordinator in Member.objects.active().filter(role=Role.COORDINATOR).exclude(pk=about.pk):
        notify_member(coordinator, NoticeKind.ALARM)
    if cause != AlarmCause.PAIR and has_alarmed_twin(about):
        sound_alarm(AlarmCause.PAIR, about=about)


def has_alarmed_twin(member: Member) -> bool:
    """Whether another account that raised an alarm this week was let in by the same two people. Their votes go 30
    days after the decision, and nobody knows it afterwards."""
    others = Alarm.objects.since(timezone.now() - WEEK).exclude(member=None).exclude(member=member)
    people = {member.pk, *others.values_list("member", flat=True)}
    yes: dict[object, set[object]] = {}
    for pk, vetter in Vote.objects.filter(is_yes=True, application__member__in=people).values_list(
        "application__member", "vetter"
    ):
        yes.setdefault(pk, set()).add(vetter)
    hers = yes.pop(member.pk, None)
    return hers is not None and hers in yes.values()
