"""Who takes part: invited, come in, given another role, gone."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.actions import post_letter
from accounts.models import User
from accounts.permissions import owns_address, require_permission
from assessments.actions.history import append_entry
from assessments.actions.locking import lock_assessment
from assessments.emails import invitation_text
from assessments.models import Assessment, AuditAction, Invitation, Participation, Role
from assessments.permissions import may_manage
from exports.actions import withdraw_files
from toolkit.models import Portal

GOOD_FOR = timedelta(days=7)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def send_invitation(
    assessment: Assessment,
    *,
    by: Participation,
    address: str,
    role: str,
    language: str,
    organisation: str = "",
    words: str = "",
) -> Invitation:
    """A letter with a link for that address, as for a stranger's where only a guarded account has it. Without an
    address no letter: the inviter passes the link on herself, and whoever holds it comes in.

    Raises PermissionDenied for whoever is no owner."""
    require_permission(may_manage(by))
    held = lock_assessment(assessment)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        assessment=held,
        address=address,
        organisation=organisation,
        words=words,
        role=role,
        token=token_hash(token),
        by=by,
        expires=timezone.now() + GOOD_FOR,
    )
    known = User.objects.by_address(address) if address else None
    speaks = known.language if known else language
    with override(speaks):
        invitation.link = urljoin(settings.BASE_URL, reverse("assessments:join", args=[token]))
    if address:
        to = "" if known and not known.is_active else address
        post_letter(to=to, body=invitation_text(invitation, Portal.load().name, speaks), language=speaks)
    append_entry(held, AuditAction.INVITE, by=by, about=invitation.pk, content={"role": role})
    return invitation


def find_invitation(user: User | AnonymousUser, token: str) -> Invitation | None:
    """The open invitation behind a link. Where it was sent by letter: to this account's own, proven address, or to
    whoever has not signed in yet."""
    rows = Invitation.objects.open().select_related("assessment", "by")
    invitation = rows.filter(token=token_hash(token)).first()
    if invitation is None or not user.is_authenticated:
        return invitation
    address = invitation.address.open()
    return invitation if not address or owns_address(user, address) else None


@transaction.atomic
def decline_invitation(invitation: Invitation) -> None:
    """Whoever holds the link says that it is not for her: it opens nothing any more."""
    held = lock_assessment(invitation.assessment)
    if Invitation.objects.filter(pk=invitation.pk).delete()[0]:
        append_entry(held, AuditAction.DECLINE, by=None, about=invitation.pk, content={"role": invitation.role})


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: User, name: str) -> Participation | None:
    """The invited user comes in, once. None where the invitation was used or taken back meanwhile."""
    held = lock_assessment(invitation.assessment)
    if not Invitation.objects.open().filter(pk=invitation.pk).exists():
        return None
    invitation.delete()
    part = Participation.objects.filter(assessment=held, user=by).first()
    if part is not None and part.left is None:
        return part
    part = part or Participation(assessment=held, user=by)
    part.name, part.role, part.left = name, invitation.role, None
    part.save()
    append_entry(held, AuditAction.JOIN, by=part, about=part.mark, content={"role": part.role})
    return part


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: Participation) -> None:
    """Raises PermissionDenied for whoever is no owner."""
    require_permission(may_manage(by))
    held = lock_assessment(invitation.assessment)
    if Invitation.objects.filter(pk=invitation.pk).delete()[0]:
        append_entry(held, AuditAction.WITHDRAW, by=by, about=invitation.pk, content={"role": invitation.role})


@transaction.atomic
def change_role(part: Participation, *, by: Participation, role: str) -> bool:
    """False for the last owner: a team without one could not be looked after. Raises PermissionDenied for whoever is no
    owner."""
    require_permission(may_manage(by))
    held = lock_assessment(part.assessment)
    part.refresh_from_db(fields=["role"])
    if part.role == role:
        return True
    if role != Role.OWNER and is_last_owner(part):
        return False
    before, part.role = part.role, role
    part.save(update_fields=["role"])
    append_entry(held, AuditAction.ROLE, by=by, about=part.mark, content={"before": before, "after": role})
    return True


@transaction.atomic
def leave_team(part: Participation, *, by: Participation) -> bool:
    """A participant goes, or is taken off by an owner. Her name stays beside what she wrote; her account sees nothing
    more. False for the last owner. Raises PermissionDenied where anybody else takes her off."""
    require_permission(part.pk == by.pk or may_manage(by))
    held = lock_assessment(part.assessment)
    if is_last_owner(part):
        return False
    part.left = timezone.now()
    part.save(update_fields=["left"])
    # The files she asked for are hers alone, and were made of what she may no longer see.
    withdraw_files(held, by=by.user, owner=part.user)
    append_entry(
        held,
        AuditAction.LEAVE if part.pk == by.pk else AuditAction.REMOVE,
        by=by,
        about=part.mark,
        content={"role": part.role},
    )
    return True


@transaction.atomic
def claim_ownership(part: Participation, *, by: Participation) -> bool:
    """Somebody becomes the owner of a team that has none, because the owner's account is gone. False where somebody
    owns it, or somebody of another role comes first."""
    held = lock_assessment(part.assessment)
    part.refresh_from_db(fields=["role"])
    if not may_claim_ownership(part, held.participations.present()):
        return False
    before, part.role = part.role, Role.OWNER
    part.save(update_fields=["role"])
    append_entry(held, AuditAction.ROLE, by=by, about=part.mark, content={"before": before, "after": Role.OWNER})
    return True


def may_claim_ownership(part: Participation, people: Iterable[Participation]) -> bool:
    """Editors; where there is none, reviewers, and then viewers: a team that nobody can own could never be deleted."""
    present = {person.role for person in people}
    first = next((role for role in Role.values if role in present), Role.OWNER)
    return part.role == first != Role.OWNER


def is_last_owner(part: Participation) -> bool:
    owners = Participation.objects.present().filter(assessment=part.assessment_id, role=Role.OWNER)
    return set(owners.values_list("pk", flat=True)) == {part.pk}


@transaction.atomic
def rename_participant(part: Participation, *, by: Participation, name: str) -> None:
    """A participant's own choice, and no step of the history: that knows her by her mark."""
    part.name = name
    part.save(update_fields=["name"])
