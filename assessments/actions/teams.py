"""Who takes part: invited, come in, given another role, gone."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.actions import post_letter
from accounts.models import User
from accounts.permissions import owns_address
from assessments.actions.history import note
from assessments.actions.holding import demand, hold
from assessments.emails import invitation_text
from assessments.models import Assessment, Did, Invitation, Participation, Role
from assessments.permissions import may_manage
from exports.actions import withdraw_files

GOOD_FOR = timedelta(days=7)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(assessment: Assessment, *, by: Participation, address: str, role: str, language: str) -> Invitation:
    """A letter with a link for that address, as for a stranger's where only a guarded account has it."""
    demand(may_manage(by))
    held = hold(assessment)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        assessment=held,
        address=address,
        role=role,
        token=token_hash(token),
        by=by,
        expires=timezone.now() + GOOD_FOR,
    )
    known = User.objects.by_address(address)
    speaks = known.language if known else language
    with override(speaks):
        link = urljoin(settings.BASE_URL, reverse("assessments:join", args=[token]))
    to = "" if known and not known.is_active else address
    post_letter(to=to, body=invitation_text(link, speaks), language=speaks)
    note(held, Did.INVITE, by=by, about=invitation.pk, content={"role": role})
    return invitation


def invitation_for(user: User, token: str) -> Invitation | None:
    """The open invitation behind a link, where it was sent to this account's own, proven address."""
    rows = Invitation.objects.open().select_related("assessment", "by")
    invitation = rows.filter(token=token_hash(token)).first()
    fits = invitation is not None and owns_address(user, invitation.address.open())
    return invitation if fits else None


@transaction.atomic
def accept(invitation: Invitation, *, by: User, name: str) -> Participation | None:
    """Comes in, once. None where the invitation was used or taken back meanwhile."""
    held = hold(invitation.assessment)
    if not Invitation.objects.open().filter(pk=invitation.pk).exists():
        return None
    invitation.delete()
    part = Participation.objects.filter(assessment=held, user=by).first()
    if part is not None and part.left is None:
        return part
    part = part or Participation(assessment=held, user=by)
    part.name, part.role, part.left = name, invitation.role, None
    part.save()
    note(held, Did.JOIN, by=part, about=part.mark, content={"role": part.role})
    return part


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Participation) -> None:
    demand(may_manage(by))
    held = hold(invitation.assessment)
    if Invitation.objects.filter(pk=invitation.pk).delete()[0]:
        note(held, Did.WITHDRAW, by=by, about=invitation.pk, content={"role": invitation.role})


@transaction.atomic
def give_role(part: Participation, *, by: Participation, role: str) -> bool:
    """False for the last owner: a team without one could not be looked after."""
    demand(may_manage(by))
    held = hold(part.assessment)
    part.refresh_from_db(fields=["role"])
    if part.role == role:
        return True
    if role != Role.OWNER and is_last_owner(part):
        return False
    before, part.role = part.role, role
    part.save(update_fields=["role"])
    note(held, Did.ROLE, by=by, about=part.mark, content={"before": before, "after": role})
    return True


@transaction.atomic
def leave(part: Participation, *, by: Participation) -> bool:
    """She goes, or is taken off by an owner. Her name stays beside what she wrote; her account sees nothing more.
    False for the last owner."""
    demand(part.pk == by.pk or may_manage(by))
    held = hold(part.assessment)
    if is_last_owner(part):
        return False
    part.left = timezone.now()
    part.save(update_fields=["left"])
    # What she asked for is hers, and was made of what she may no longer see.
    withdraw_files(held, by=by.user, owner=part.user)
    note(held, Did.LEAVE if part.pk == by.pk else Did.REMOVE, by=by, about=part.mark, content={"role": part.role})
    return True


@transaction.atomic
def take_over(part: Participation, *, by: Participation) -> bool:
    """Somebody becomes the owner of a team that has none, because the owner's account is gone. False where somebody
    owns it, or somebody of another role comes first."""
    held = hold(part.assessment)
    part.refresh_from_db(fields=["role"])
    if not may_take_over(part, held.participations.present()):
        return False
    before, part.role = part.role, Role.OWNER
    part.save(update_fields=["role"])
    note(held, Did.ROLE, by=by, about=part.mark, content={"before": before, "after": Role.OWNER})
    return True


def may_take_over(part: Participation, people: Iterable[Participation]) -> bool:
    """Editors; where there is none, reviewers, and then viewers: a team that nobody can own could never be deleted."""
    present = {person.role for person in people}
    first = next((role for role in Role.values if role in present), Role.OWNER)
    return part.role == first != Role.OWNER


def is_last_owner(part: Participation) -> bool:
    owners = Participation.objects.present().filter(assessment=part.assessment_id, role=Role.OWNER)
    return set(owners.values_list("pk", flat=True)) == {part.pk}


@transaction.atomic
def rename(part: Participation, *, by: Participation, name: str) -> None:
    """Her own choice, and no step of the history: that knows her by her mark."""
    part.name = name
    part.save(update_fields=["name"])
