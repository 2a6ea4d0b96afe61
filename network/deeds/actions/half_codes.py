"""How a member whose account two people gave back comes in: each of the two reads half of a code to her."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from network.deeds.actions.confirmations import carry_out_deed, is_still_agreed
from network.domain.codes import GROUP, generate_code, hash_half_code
from network.models import Deed, DeedConfirmation, Member, Trail
from network.models.deeds import DeedKind

# Two groups of five: 46 bits each, of no use without the other half.
HALF = 2 * GROUP + 1


@transaction.atomic
def issue_half_code(*, by: Member, deed: Deed) -> str:
    """A half for the one of the two who asks, to read to the owner of the account; a new one makes the former useless.

    Raises ValidationError for everybody else, and before its time.
    """
    row = Deed.objects.open().select_for_update(of=("self",)).filter(pk=deed.pk, kind=DeedKind.GIVE_BACK).first()
    if row is None or not row.is_in_force or not is_still_agreed(row):
        raise ValidationError(_("There is no code yet, or no longer."))
    code = generate_code()[:HALF]
    if by.pk == row.proposed_by_id:
        Deed.objects.filter(pk=row.pk).update(code_hash=hash_half_code(code))
    elif not DeedConfirmation.objects.filter(deed=row, by=by).update(code_hash=hash_half_code(code)):
        raise ValidationError(_("Only the two who agreed on it read her the code."))
    Trail.objects.record_action("deed.code", by=by, about=row.about, result=row.kind)
    return code


def regain_account(*, by: None, halves: tuple[str, str], password: str) -> bool:
    """The account given back has a new password, and nobody is signed in to it. False where the halves open nothing."""
    one, other = (hash_half_code(half) for half in halves)
    fits = Q(code_hash=one, second__code_hash=other) | Q(code_hash=other, second__code_hash=one)
    rows = Deed.objects.open().filter(fits, kind=DeedKind.GIVE_BACK, in_force__lte=timezone.now())
    deed = rows.exclude(Q(code_hash="") | Q(second__code_hash="")).filter(member__is_canary=False).first()
    if deed is None:
        return False
    try:
        carry_out_deed(deed, password=password)
    except ValidationError:
        return False
    return True
