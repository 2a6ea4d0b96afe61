"""A whole country at once: for the day on which whoever is found there is in danger, and for the day after."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import SignIn, User
from network.deeds.actions.locks import find_users_able_to_sign_in
from network.keys.actions import shred_country
from network.models import Country, Deed, Lock, LockReason, Member, Notice, NoticeKind, Role, Trail
from network.models.deeds import DeedKind
from network.notices.actions import notify_member


def those_to_lock(deed: Deed) -> "list[Member]":
    """Everybody of the country but coordinators: theirs is the whole network, and opening takes two of them."""
    rows = Member.objects.filter(country=deed.country_id, lock__isnull=True).exclude(role=Role.COORDINATOR)
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def check_can_lock_country(deed: Deed) -> None:
    """Raises ValidationError where no account of the country is open."""
    if not those_to_lock(deed):
        raise ValidationError(_("No account of this country is open."))


def lock_country(deed: Deed) -> None:
    """Nobody there is signed in any more or can sign in, and nobody new can apply."""
    people = those_to_lock(deed)
    Lock.objects.bulk_create(Lock(member=member, reason=LockReason.COUNTRY, is_confirmed=True) for member in people)
    users = [member.user_id for member in people]
    User.objects.filter(pk__in=users).update(is_active=False)
    SignIn.objects.filter(user__in=users).delete()
    Deed.objects.filter(kind=DeedKind.GIVE_BACK, member__in=people).delete()
    Country.objects.filter(pk=deed.country_id).update(is_open=False)
    Trail.objects.record_action("country.lock", by=deed.proposed_by, result=str(deed.country_id))
    for coordinator in Member.objects.active().filter(role=Role.COORDINATOR):
        notify_member(coordinator, NoticeKind.LOCKED)


def check_can_unlock_country(deed: Deed) -> None:
    """Raises ValidationError where no account was locked together with the country."""
    if not Lock.objects.of_country(str(deed.country_id)).exists():
        raise ValidationError(_("No account of this country was locked together with the others."))


def unlock_country(deed: Deed) -> None:
    """Opens what was locked with the country. A member locked by herself or by somebody stays so. Mails would come to
    a whole country in one minute, so nobody is told by mail."""
    rows = Lock.objects.of_country(str(deed.country_id)).select_for_update(of=("self",))
    members = list(rows.values_list("member", flat=True))
    find_users_able_to_sign_in().filter(membership__in=members).update(is_active=True)
    rows.delete()
    Notice.objects.bulk_create((Notice(member_id=pk, kind=NoticeKind.ACCOUNT) for pk in members), ignore_conflicts=True)
    Trail.objects.record_action("country.unlock", by=deed.proposed_by, result=str(deed.country_id))


def check_has_keys(deed: Deed) -> None:
    """Raises ValidationError where the country's keys were destroyed already."""
    if deed.country is None or deed.country.is_shredded:
        raise ValidationError(_("The keys of this country were destroyed already."))


def shred_agreed_country(deed: Deed) -> int:
    """How many texts were overwritten."""
    return shred_country(by=deed.proposed_by, witness=deed.second.by, code=str(deed.country_id))
