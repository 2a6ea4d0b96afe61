"""Comments, and what becomes of a round: sent for review, sent back, signed off."""

from django.db import transaction
from django.utils import timezone

from assessments.actions.history import note
from assessments.actions.holding import hold_entry, hold_round
from assessments.models import Comment, Did, Entry, Participation, Round


@transaction.atomic
def add_comment(entry: Entry, *, by: Participation, text: str) -> Comment | None:
    """None where the round was signed off meanwhile. Sent again because nobody answered, it is the same comment."""
    held = hold_entry(entry)
    if held.sheet.round.is_frozen:
        return None
    last = held.comments.order_by("-at").first()
    if last and last.by_id == by.pk and not last.is_resolved and last.text.open() == text:
        return last
    comment = Comment.objects.create(entry=held, text=text, by=by)
    content = {"item": held.item, "text": text}
    note(held.sheet.round.assessment, Did.COMMENT, by=by, about=held.pk, content=content)
    return comment


@transaction.atomic
def resolve(comment: Comment, *, by: Participation, resolved: bool) -> bool:
    """Closes or opens a comment again. False where the round was signed off meanwhile, or it is so already."""
    held = hold_entry(comment.entry)
    row = Comment.objects.get(pk=comment.pk)
    if held.sheet.round.is_frozen or row.is_resolved == resolved:
        return False
    row.resolved_by, row.resolved_at = (by, timezone.now()) if resolved else (None, None)
    row.save(update_fields=["resolved_by", "resolved_at"])
    content = {"item": held.item, "text": row.text.open()}
    did = Did.RESOLVE if resolved else Did.REOPEN
    note(held.sheet.round.assessment, did, by=by, about=held.pk, content=content)
    return True


@transaction.atomic
def send_for_review(round_: Round, *, by: Participation) -> bool:
    """False where somebody did so already."""
    return move(round_, by=by, since=Round.State.OPEN, to=Round.State.REVIEW, did=Did.SEND)


@transaction.atomic
def send_back(round_: Round, *, by: Participation, asked: str) -> bool:
    """Open again, with what the reviewer wants changed. False where it is not in review any more."""
    return move(round_, by=by, since=Round.State.REVIEW, to=Round.State.OPEN, did=Did.RETURN, asked=asked)


def move(round_: Round, *, by: Participation, since: str, to: str, did: str, asked: str = "") -> bool:
    held = hold_round(round_)
    if held.state != since:
        return False
    held.state, held.asked = to, asked
    held.save(update_fields=["state", "asked"])
    content = {"round": held.number, **({"asked": asked} if asked else {})}
    note(held.assessment, did, by=by, about=held.pk, content=content)
    return True


@transaction.atomic
def sign_off(round_: Round, *, by: Participation, head: str) -> bool:
    """Freezes the round. `head` is the hash of the last step she saw: False where something changed since, or it is
    not in review any more."""
    held = hold_round(round_)
    if held.state != Round.State.REVIEW or held.assessment.head != head:
        return False
    held.state, held.frozen_by, held.frozen_at, held.frozen_head = Round.State.FROZEN, by, timezone.now(), head
    held.save(update_fields=["state", "frozen_by", "frozen_at", "frozen_head"])
    note(held.assessment, Did.SIGN, by=by, about=held.pk, content={"round": held.number, "head": head})
    return True
