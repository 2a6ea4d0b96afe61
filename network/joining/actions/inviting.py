"""A member's word for somebody: a code for one person, held by the newest draft, used by the first to confirm."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.limits import Limit, consume_limit
from accounts.permissions import require_permission
from network.domain.codes import generate_invitation_code, hash_code, is_invitation_code
from network.models import Application, Invitation, Member, Trail
from network.models.joining import INVITATION_DAYS

OPEN_INVITATIONS = 3
# Forms with one invitation that pass a flood: who mistyped something fills it in again.
INVITED = Limit(5, 24 * 60 * 60, burst=3)
# Whoever is made to invite cannot bring in a crowd.
INVITATIONS = Limit(6, 365 * 24 * 60 * 60, burst=3)


@transaction.atomic
def create_invitation(*, by: Member) -> str:
    """A code for one person. Shown once. Raises ValidationError where the inviter has given as many as one may."""
    Member.objects.select_for_update(of=("self",)).get(pk=by.pk)
    if by.invitations.given().count() >= OPEN_INVITATIONS:
        raise ValidationError(_("You have three open invitations. Take one back, or wait until it was used."))
    if not consume_limit("invitation", str(by.pk), INVITATIONS):
        raise ValidationError(_("You have given as many invitations as one may in a year. Later you can give more."))
    code = generate_invitation_code()
    expires = timezone.localdate() + timedelta(days=INVITATION_DAYS)
    row = Invitation.objects.create(inviter=by, code_hash=hash_code(code), expires_on=expires)
    Trail.objects.record_action("invitation.make", by=by, about=row.pk)
    return code


@transaction.atomic
def revoke_invitation(*, by: Member, invitation: Invitation) -> None:
    """By who gave it. Raises PermissionDenied for anybody else."""
    require_permission(invitation.inviter_id == by.pk)
    Trail.objects.record_action("invitation.take_back", by=by, about=invitation.pk)
    invitation.delete()


def consume_invitation_lane(code: str) -> bool:
    """Whether somebody came with an invitation, which waits behind nobody; a few times a day. One that was used or
    taken back opens it as well: whoever found a code must not learn at a busy door what became of it."""
    return is_invitation_code(code) and consume_limit("invited", hash_code(code), INVITED)


def claim_invitation(code: str, application: Application) -> None:
    """Holds the invitation for this draft, in one statement, until the draft goes or another one takes it. Its inviter
    stays barred from vetting whoever came with her code, used or not."""
    mine = Invitation.objects.usable().filter(code_hash=hash_code(code))
    if mine.update(taken_by=application):
        application.inviter = mine.select_related("inviter").get().inviter
        application.save()


def use_invitation(application: Application) -> bool:
    """Whether a member's word stands behind the applicant: of several who came with one code it is the one who used it
    up."""
    return bool(Invitation.objects.usable().filter(taken_by=application).update(is_used=True, taken_by=None))
