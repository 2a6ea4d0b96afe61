"""How the network begins in a place: its first coordinators, its countries.

Later ones are appointed: network/deeds/actions/offices.py."""

from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import require_permission
from accounts.sealing import blind_index
from accounts.sealing.keys import FIRST_COUNTRIES, KeyRing, NoKeys
from network.domain.codes import generate_code, hash_code
from network.models import Application, Country, Lock, Member, NoticeKind, Role, Trail
from network.models.joining import UNENTERED, ApplicationState
from network.notices.actions import notify_member
from network.permissions import holds_independent_pair, may_coordinate
from network.vetting.actions.decisions import create_inactive_account, create_member

# Afghanistan and Iran: a number per sector would point at a handful of offices.
DISCREET = {"AF", "IR"}
CODE_LIVES = timedelta(days=3)  # to the end of that day


@transaction.atomic
def create_first_countries(*, by: None) -> list[Country]:
    """The countries where it began, closed until a coordinator opens them. What is there stays as it is."""
    missing = [code for code in FIRST_COUNTRIES if not Country.objects.filter(pk=code).exists()]
    for code in missing:
        Country.objects.create(code=code, is_open=False, is_discreet=code in DISCREET)
    return list(Country.objects.filter(pk__in=missing))


@transaction.atomic
def create_first_coordinator(
    *, by: None, address: str, pseudonym: str, country: Country, sector: str, level: str
) -> str:
    """One of the first coordinators, vetted by whoever runs the portal. Returns the code she comes in with.

    Raises ValidationError where two who are independent of each other are there: whoever comes after them is appointed
    by people, not by a command. Or where the address belongs to somebody.
    """
    # Held, so that two commands at once do not make a third.
    list(Country.objects.select_for_update().order_by("pk"))
    coming = Application.objects.filter(
        UNENTERED, address_index=blind_index(address), member__role=Role.COORDINATOR
    ).first()
    if coming:
        return hand_over(coming)  # she lost her code, or came too late
    if has_two_independent():
        raise ValidationError(_("There are two coordinators already. They appoint whoever else is needed."))
    if User.objects.guarded_by(address):
        raise ValidationError(_("Somebody with this address has an account already."))
    application = Application(
        pseudonym=pseudonym, country=country, sector=sector, level=level, language="en", address=address
    )
    application.address_index = blind_index(address)
    application.save()
    member = create_member(application, create_inactive_account(application))
    member.role, member.probation_ends = Role.COORDINATOR, timezone.localdate()
    member.save()
    application.member, application.address = member, ""
    Trail.objects.record_action("network.found", by=by, about=member.pk)
    return hand_over(application)


def has_two_independent() -> bool:
    """Whether two coordinators are there who can do what takes two: neither brought the other."""
    rows = Member.objects.filter(role=Role.COORDINATOR, lock__isnull=True)
    return holds_independent_pair(rows)


def hand_over(application: Application) -> str:
    """A code for the way in of every accepted applicant. It is the second proof as well: it goes from hand to hand."""
    code, last_day = generate_code(), timezone.localdate() + CODE_LIVES
    application.state, application.decided_on = ApplicationState.APPROVED, timezone.localdate()
    ends = timezone.make_aware(datetime.combine(last_day + timedelta(days=1), time.min))
    application.return_hash, application.entry_until = hash_code(code), ends
    application.save()
    return code


@transaction.atomic
def open_country(*, by: Member, code: str, is_discreet: bool = False) -> Country:
    """People there may apply from now on. A country that is never counted by sector stays so.

    Raises ValidationError where nothing they write could be sealed, and while two people keep all accounts locked.
    Raises PermissionDenied for whoever is no coordinator.
    """
    require_permission(may_coordinate(by))
    country = Country.objects.select_for_update().filter(pk=code).first() or Country(pk=code)
    if country.is_shredded:
        raise ValidationError(_("The keys of this country were destroyed. It cannot be opened again."))
    if Lock.objects.of_country(code).exists():
        raise ValidationError(
            _(
                "For a day on which whoever is found there is in danger. Everybody of this country but coordinators is "
                "signed out and cannot sign in, until two coordinators open the country again."
            )
        )
    try:
        KeyRing.load().current(code)
    except NoKeys:
        raise ValidationError(
            _(
                "There are no keys for this country yet. Whoever runs the portal makes them with: "
                "manage.py make_keys %(code)s"
            ),
            params={"code": code},
        ) from None
    country.is_open = True
    country.is_discreet |= is_discreet
    country.save()
    Trail.objects.record_action("country.open", by=by, result=code)
    return country


@transaction.atomic
def close_country(*, by: Member, country: Country) -> None:
    """Nobody new may apply; who has applied is vetted, who is in stays. The other coordinators are told.

    Raises PermissionDenied for whoever is no coordinator.
    """
    require_permission(may_coordinate(by))
    country.is_open = False
    country.save(
        update_fields=["is_open"]
    )  # not an update: public pages that name it are forgotten (config/page_cache)
    for coordinator in Member.objects.active().filter(role=Role.COORDINATOR).exclude(pk=by.pk):
        notify_member(coordinator, NoticeKind.COUNTRY)
    Trail.objects.record_action("country.close", by=by, result=country.pk)
