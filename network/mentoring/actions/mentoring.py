"""What a member does about mentoring before she knows the other, and how a pairing comes about and ends."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.permissions import require_permission
from network.models import (
    Conversation,
    Member,
    MentoringDescription,
    MentoringSide,
    NoticeKind,
    Pairing,
    Suggestion,
    SuggestionAnswer,
    Trail,
    are_kept_apart,
)
from network.models.pairings import PERIOD_DAYS
from network.notices.actions import notify_member
from network.permissions import may_see_directory


@transaction.atomic
def write_description(*, by: Member, side: MentoringSide, **values: Any) -> MentoringDescription:
    """What a member offers or seeks from now on. The portal looks for suggestions in the night: who changes her
    description and watches what comes would else find out, fact by fact, who is here. Raises
    PermissionDenied for a newcomer, whom nobody can find either."""
    require_permission(may_see_directory(by))
    row, _new = MentoringDescription.objects.update_or_create(member=by, side=side, defaults=values)
    Trail.objects.record_action("mentoring.describe", by=by, result=side)
    return row


@transaction.atomic
def delete_description(*, by: Member, side: MentoringSide) -> None:
    """A member's description goes. To whom she was suggested it looks as if she had not answered."""
    MentoringDescription.objects.filter(member=by, side=side).delete()
    Suggestion.objects.filter(**{side: by}).update(**{f"{side}_says": SuggestionAnswer.NO})
    Trail.objects.record_action("mentoring.forget", by=by, result=side)


@transaction.atomic
def answer_suggestion(*, by: Member, suggestion: Suggestion, says: SuggestionAnswer) -> Pairing | None:
    """A member's yes or no; the pairing where both have now said yes.

    The other one is told of a pairing and of nothing else. Raises Suggestion.DoesNotExist where it is over for her.
    """
    row = Suggestion.objects.visible_to(by).select_for_update(of=("self",)).get(pk=suggestion.pk)
    setattr(row, f"{row.side_of(by)}_says", says)
    row.save(update_fields=[f"{row.side_of(by)}_says"])
    # Without what she said and about whom: the trail lives longer than the suggestion.
    Trail.objects.record_action("mentoring.answer", by=by)
    return open_pairing(row) if row.is_agreed and may_meet(row) else None


def may_meet(row: Suggestion) -> bool:
    """Nothing came between them since it was made: no block, no lock. Else it stays without an answer."""
    both = Member.objects.active().full_members().filter(pk__in=[row.mentor_id, row.mentee_id])
    return both.count() == 2 and not are_kept_apart(row.mentor, row.mentee)


def open_pairing(row: Suggestion) -> Pairing:
    today = timezone.localdate()
    until = today + timedelta(days=PERIOD_DAYS)
    pairing = Pairing.objects.create(mentor=row.mentor, mentee=row.mentee, until=until)
    row.delete()
    for member in (row.mentor, row.mentee):
        notify_member(member, NoticeKind.MENTORING)
    Trail.objects.record_action("pairing.open", by=None, about=pairing.pk)
    return pairing


@transaction.atomic
def end_pairing(*, by: Member, pairing: Pairing) -> None:
    """Over at once, for both alike. Nobody is told, nothing says who it was or why. Doing it twice changes nothing."""
    row = Pairing.objects.of(by).filter(ended_on=None, pk=pairing.pk).select_for_update(of=("self",)).first()
    if row:
        close_pairing(row, timezone.localdate())
        # By the portal: a line with her id would tell who ended it.
        Trail.objects.record_action("pairing.end", by=None, about=row.pk)


@transaction.atomic
def end_stale_pairings(today: date) -> int:
    """What the portal ends at night: see `to_be_ended`. How many it were."""
    rows = list(Pairing.objects.to_be_ended(today).select_for_update(of=("self",)))
    for row in rows:
        close_pairing(row, today)
        Trail.objects.record_action("pairing.end", by=None, about=row.pk)
    return len(rows)


def close_pairing(row: Pairing, today: date) -> None:
    """What they agreed on goes, and so does the conversation that the pairing opened."""
    opened = row.conversation_id
    Pairing.objects.filter(pk=row.pk).update(ended_on=today, goals="", shows_plan=False, conversation=None)
    if opened:
        Conversation.objects.filter(pk=opened).delete()
