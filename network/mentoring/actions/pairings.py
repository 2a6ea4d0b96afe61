"""What two who found each other do: agree, meet, plan, look back. Each action looks again whether it is still open.

Lines in the trail name no pairing: the lines of two people about the same one would say for a year who knows whom.
"""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import require_permission
from network.models import Comment, Conversation, Meeting, Member, Pairing, Plan, PlanStep, Reflection, Trail
from network.models.messages import ConversationPhase


def lock_pairing_for_update(by: Member, pairing: Pairing) -> Pairing:
    """The pairing, locked and still open to the member. Raises ValidationError where it has ended meanwhile."""
    row = Pairing.objects.open_to(by).select_for_update(of=("self",)).filter(pk=pairing.pk).first()
    if row is None:
        raise ValidationError(_("This pairing has ended. Nothing was saved."))
    return row


@transaction.atomic
def agree_on_goals(*, by: Member, pairing: Pairing, goals: str, until: date) -> Pairing:
    """What the two want to reach, and until when. Either may write it. Raises ValidationError where the pairing has
    ended."""
    row = lock_pairing_for_update(by, pairing)
    row.goals, row.until = goals, until
    row.save(update_fields=["goals", "until"])
    Trail.objects.record_action("pairing.agree", by=by)
    return row


@transaction.atomic
def log_meeting(*, by: Member, pairing: Pairing, **values: Any) -> Meeting:
    """Raises ValidationError where the pairing has ended."""
    row = Meeting.objects.create(pairing=lock_pairing_for_update(by, pairing), by=by, **values)
    Trail.objects.record_action("meeting.log", by=by)
    return row


@transaction.atomic
def change_meeting(*, by: Member, meeting: Meeting, **values: Any) -> Meeting:
    """By who wrote it; raises PermissionDenied for the other. Raises ValidationError where the pairing has ended."""
    require_permission(meeting.by_id == by.pk)
    lock_pairing_for_update(by, meeting.pairing)
    for name, value in values.items():
        setattr(meeting, name, value)
    meeting.save()
    Trail.objects.record_action("meeting.change", by=by, about=meeting.pk)
    return meeting


@transaction.atomic
def delete_meeting(*, by: Member, meeting: Meeting) -> None:
    """By who wrote it, also after the end. Raises PermissionDenied for the other."""
    require_permission(meeting.by_id == by.pk)
    Trail.objects.record_action("meeting.drop", by=by, about=meeting.pk)
    meeting.delete()


@transaction.atomic
def write_reflection(*, by: Member, pairing: Pairing, words: str, is_shared: bool) -> Reflection:
    """What mentor or mentee takes with her. After the end it is for herself alone, so it cannot be shared any more.

    Raises PermissionDenied for whoever is neither.
    """
    require_permission(Pairing.objects.of(by).filter(pk=pairing.pk).exists())
    is_open = Pairing.objects.open_to(by).filter(pk=pairing.pk).exists()
    values = {"words": words, "is_shared": is_shared and is_open}
    row, _new = Reflection.objects.update_or_create(pairing=pairing, by=by, defaults=values)
    Trail.objects.record_action("pairing.reflect", by=by)
    return row


@transaction.atomic
def comment_on_plan(*, by: Member, pairing: Pairing, words: str) -> Comment:
    """On the mentee's plan, by either; where the mentee shows it. Raises ValidationError where she does not, or where
    the pairing has ended."""
    row = lock_pairing_for_update(by, pairing)
    if not row.shows_plan:
        raise ValidationError(_("The plan is no longer shown to you. Nothing was saved."))
    Trail.objects.record_action("plan.comment", by=by)
    return Comment.objects.create(pairing=row, by=by, words=words)


@transaction.atomic
def show_plan(*, by: Member, pairing: Pairing, shown: bool) -> None:
    """The mentee lets her mentor read her plan, or no longer. Raises ValidationError for the mentor, and where the
    pairing has ended."""
    row = lock_pairing_for_update(by, pairing)
    if not row.is_mentee(by):
        raise ValidationError(_("Only the mentee can say who reads her plan."))
    row.shows_plan = shown
    row.save(update_fields=["shows_plan"])
    Trail.objects.record_action("plan.show", by=by, result="shown" if shown else "hidden")


@transaction.atomic
def write_plan(*, by: Member, **values: str) -> Plan:
    row, _new = Plan.objects.update_or_create(member=by, defaults=values)
    Trail.objects.record_action("plan.write", by=by)
    return row


@transaction.atomic
def write_step(*, by: Member, step: PlanStep | None = None, **values: Any) -> PlanStep:
    """A new step of the member's plan, or another wording of one. Raises PermissionDenied for a step of another's."""
    require_permission(step is None or step.plan.member_id == by.pk)
    if step is None:
        step = PlanStep(plan=Plan.objects.get_or_create(member=by)[0])
    for name, value in values.items():
        setattr(step, name, value)
    step.save()
    Trail.objects.record_action("plan.step", by=by, about=step.pk)
    return step


@transaction.atomic
def delete_step(*, by: Member, step: PlanStep) -> None:
    """Raises PermissionDenied for a step of another's plan."""
    require_permission(step.plan.member_id == by.pk)
    Trail.objects.record_action("plan.drop", by=by, about=step.pk)
    step.delete()


@transaction.atomic
def open_conversation(*, by: Member, pairing: Pairing) -> Conversation:
    """Both agreed to know each other, so they may write without a further introduction.

    A conversation that the pairing opened ends with it; one they had before is theirs and stays. Raises
    ValidationError where the pairing has ended.
    """
    row = lock_pairing_for_update(by, pairing)
    assert row.mentor is not None
    assert row.mentee is not None
    talk = Conversation.objects.between(row.mentor, row.mentee).select_for_update().first()
    if talk is None:
        talk = Conversation.objects.create(asker=row.mentee, asked=row.mentor, phase=ConversationPhase.OPEN)
        row.conversation = talk
        row.save(update_fields=["conversation"])
    elif not talk.is_open:
        talk.phase, talk.moved_on = ConversationPhase.OPEN, timezone.localdate()
        talk.save(update_fields=["phase", "moved_on"])
    Trail.objects.record_action("pairing.write", by=by)
    return talk
