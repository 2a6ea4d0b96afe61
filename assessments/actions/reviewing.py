"""Comments, and what becomes of a round: sent for review, sent back, signed off, opened again.

Each raises PermissionDenied for a role that may not, and ValidationError for a round that is no longer where it was
seen: the same button may be pressed by two, and pages stay open for days. Sent again because nobody answered, it is
done already.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import require_permission
from assessments.actions.history import append_entry
from assessments.actions.locking import lock_entry, lock_round
from assessments.models import Assessment, AuditAction, Comment, Entry, Participation, Round
from assessments.permissions import JUDGES, may_judge, may_manage, may_speak, may_write


@transaction.atomic
def add_comment(entry: Entry, *, by: Participation, text: str) -> Comment:
    """Sent again because nobody answered, it is the same comment. Raises ValidationError once the round is frozen."""
    require_permission(may_speak(by))
    held = lock_entry(entry)
    if held.sheet.round.is_frozen:
        raise ValidationError(_("This round was signed off meanwhile. Your comment was not saved."), code="frozen")
    last = held.comments.order_by("-at").first()
    if last and last.by_id == by.pk and not last.is_resolved and last.text.open() == text:
        return last
    comment = Comment.objects.create(entry=held, text=text, by=by)
    content = {"item": held.item, "text": text}
    append_entry(held.sheet.round.assessment, AuditAction.COMMENT, by=by, about=held.pk, content=content)
    return comment


@transaction.atomic
def resolve_comment(comment: Comment, *, by: Participation, resolved: bool) -> bool:
    """Closes or opens it again; False where it is so already. Raises ValidationError once the round is frozen."""
    require_permission(may_speak(by))
    held = lock_entry(comment.entry)
    if held.sheet.round.is_frozen:
        raise moved_on()
    row = Comment.objects.get(pk=comment.pk)
    if row.is_resolved == resolved:
        return False
    row.resolved_by, row.resolved_at = (by, timezone.now()) if resolved else (None, None)
    row.save(update_fields=["resolved_by", "resolved_at"])
    content = {"item": held.item, "text": row.text.open()}
    did = AuditAction.RESOLVE if resolved else AuditAction.REOPEN
    append_entry(held.sheet.round.assessment, did, by=by, about=held.pk, content=content)
    return True


@transaction.atomic
def send_for_review(round_: Round, *, by: Participation) -> None:
    """For owners and editors. Raises ValidationError where the round is not open any more."""
    require_permission(may_write(by))
    change_round_state(round_, by=by, since=Round.State.OPEN, to=Round.State.REVIEW, did=AuditAction.SEND)


@transaction.atomic
def send_back(round_: Round, *, by: Participation, asked: str) -> None:
    """Open again, with what the reviewer wants changed. Raises ValidationError where it is not in review any more."""
    require_permission(may_judge(by))
    change_round_state(
        round_, by=by, since=Round.State.REVIEW, to=Round.State.OPEN, did=AuditAction.RETURN, asked=asked
    )


def change_round_state(round_: Round, *, by: Participation, since: str, to: str, did: str, asked: str = "") -> None:
    """Raises ValidationError where the state is not `since`; nothing where all of this was done already."""
    held = lock_round(round_)
    if held.state == to and held.asked.open() == asked:
        return
    if held.state != since:
        raise moved_on()
    held.state, held.asked, held.first_by, held.first_head = to, asked, None, ""
    held.save(update_fields=["state", "asked", "first_by", "first_head"])
    content = {"round": held.number, **({"asked": asked} if asked else {})}
    append_entry(held.assessment, did, by=by, about=held.pk, content=content)


def moved_on() -> ValidationError:
    return ValidationError(
        _("This round is no longer where you saw it: somebody sent it on or signed it off. Please look again."),
        code="moved",
    )


@transaction.atomic
def sign_off(round_: Round, *, by: Participation, head: str) -> bool:
    """Freezes the round; False where a second person has to sign, too. `head` is the hash of the last step that the
    reviewer or owner saw: what changed since is not signed unseen, and undoes a first signature. Raises ValidationError
    where something did, or where the round is not in review any more."""
    require_permission(may_judge(by))
    held = lock_round(round_)
    if held.is_frozen and (held.frozen_by_id, held.frozen_head) == (by.pk, head):
        return True
    if held.state != Round.State.REVIEW:
        raise moved_on()
    if waits_for_second(held) and held.first_by_id == by.pk:
        return False
    if held.assessment.head != head:
        raise ValidationError(
            _("Somebody changed something since you opened this page. Please look again."), code="changed"
        )
    if needs_second(held.assessment) and not waits_for_second(held):
        append_entry(held.assessment, AuditAction.FIRST, by=by, about=held.pk, content={"round": held.number})
        held.first_by, held.first_head = by, held.assessment.head
        held.save(update_fields=["first_by", "first_head"])
        return False
    held.state, held.frozen_by, held.frozen_at, held.frozen_head = Round.State.FROZEN, by, timezone.now(), head
    held.save(update_fields=["state", "frozen_by", "frozen_at", "frozen_head"])
    append_entry(held.assessment, AuditAction.SIGN, by=by, about=held.pk, content={"round": held.number, "head": head})
    return True


def waits_for_second(round_: Round) -> bool:
    """Whether somebody signed the round as it stands now, with its assessment's last step."""
    return (
        round_.state == Round.State.REVIEW and bool(round_.first_head) and (round_.first_head == round_.assessment.head)
    )


def needs_second(assessment: Assessment) -> bool:
    """Whether the team wants two signatures, and has two people who may sign."""
    judges = Participation.objects.present().filter(assessment=assessment, role__in=JUDGES, user__is_active=True)
    return assessment.two_sign and judges.count() > 1


@transaction.atomic
def reopen_round(round_: Round, *, by: Participation, reason: str) -> None:
    """What was signed off is answered again; who signed, and why it did not hold, stays in the history. Raises
    ValidationError where the round is not signed off, or is not the last one."""
    require_permission(may_manage(by))
    held = lock_round(round_)
    if not held.is_frozen or held.assessment.rounds.filter(number__gt=held.number).exists():
        raise moved_on()
    held.state, held.asked = Round.State.OPEN, reason
    held.frozen_by = held.frozen_at = held.first_by = None
    held.frozen_head = held.first_head = ""
    held.save(update_fields=["state", "asked", "frozen_by", "frozen_at", "frozen_head", "first_by", "first_head"])
    content = {"round": held.number, "reason": reason}
    append_entry(held.assessment, AuditAction.UNSIGN, by=by, about=held.pk, content=content)
