"""How the network begins in a place: its first coordinators, its countries, its focal points."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User, blind_index
from accounts.models.keys import FIRST_COUNTRIES, KeyRing, NoKeys
from network.actions.notices import notify
from network.actions.vetting import closed_account, new_member
from network.models import Application, Country, Kind, Member, Role, Trail
from network.models.codes import code_hash, fresh_code
from network.models.joining import UNENTERED, State

# Afghanistan and Iran: a number per sector would point at a handful of offices.
DISCREET = {"AF", "IR"}
# Two founders can vet each other's successors; whoever comes after them is appointed by people, not by a command.
FOUNDERS = 2
CODE_LIVES = timedelta(days=3)


@transaction.atomic
def found_countries(*, by: None) -> list[Country]:
    """The countries where it began, closed until a coordinator opens them. What is there stays as it is."""
    missing = [code for code in FIRST_COUNTRIES if not Country.objects.filter(pk=code).exists()]
    for code in missing:
        Country.objects.create(code=code, is_open=False, is_discreet=code in DISCREET)
    return list(Country.objects.filter(pk__in=missing))


@transaction.atomic
def found_coordinator(*, by: None, address: str, pseudonym: str, country: Country, sector: str, level: str) -> str:
    """One of the first coordinators, vetted by whoever runs the portal. Returns the code she comes in with.

    Raises ValidationError where there are two already, or the address belongs to somebody.
    """
    # Held, so that two commands at once do not make a third.
    list(Country.objects.select_for_update().order_by("pk"))
    coming = Application.objects.filter(
        UNENTERED, address_index=blind_index(address), member__role=Role.COORDINATOR
    ).first()
    if coming:
        return hand_over(coming)  # she lost her code, or came too late
    if Member.objects.filter(role=Role.COORDINATOR, lock__isnull=True).count() >= FOUNDERS:
        raise ValidationError(_("There are two coordinators already. They appoint whoever else is needed."))
    if User.objects.guarded_by(address):
        raise ValidationError(_("Somebody with this address has an account already."))
    application = Application(
        pseudonym=pseudonym, country=country, sector=sector, level=level, language="en", address=address
    )
    application.address_index = blind_index(address)
    application.save()
    member = new_member(application, closed_account(application))
    member.role, member.probation_ends = Role.COORDINATOR, timezone.localdate()
    member.save()
    application.member, application.address = member, ""
    Trail.objects.note("network.found", by=by, about=member.pk)
    return hand_over(application)


def hand_over(application: Application) -> str:
    """A code for the way in of every accepted applicant. It is the second proof as well: it goes from hand to hand."""
    code = fresh_code()
    application.state, application.decided_on = State.APPROVED, timezone.localdate()
    application.return_hash, application.entry_until = code_hash(code), timezone.now() + CODE_LIVES
    application.save()
    return code


@transaction.atomic
def open_country(*, by: Member, code: str, is_discreet: bool | None = None) -> Country:
    """People there may apply from now on. Raises ValidationError where nothing they write could be sealed."""
    country = Country.objects.select_for_update().filter(pk=code).first() or Country(pk=code)
    if country.is_shredded:
        raise ValidationError(_("The keys of this country were destroyed. It cannot be opened again."))
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
    if is_discreet is not None:
        country.is_discreet = is_discreet
    country.save()
    Trail.objects.note("country.open", by=by, result=code)
    return country


@transaction.atomic
def close_country(*, by: Member, country: Country) -> None:
    """Nobody new may apply; who has applied is vetted, who is in stays."""
    Country.objects.filter(pk=country.pk).update(is_open=False)
    Trail.objects.note("country.close", by=by, result=country.pk)


@transaction.atomic
def appoint_focal_point(*, by: Member, member: Member) -> None:
    """She vets and cares for members of her own country. Raises ValidationError where she cannot be one.

    A role here gives no right in the editing system, and whoever has rights there gets no role here.
    """
    member = Member.objects.select_for_update(of=("self",)).select_related("user").get(pk=member.pk)
    if member.is_staff:
        raise ValidationError(_("She is a focal point or a coordinator already."))
    if member.on_probation or member.is_locked:
        raise ValidationError(_("She is in her first 30 days, or her account is locked."))
    if member.user.is_staff or member.user.is_superuser or member.user.groups.exists():
        raise ValidationError(_("Her account has rights in the editing system. Nobody may have both."))
    member.role = Role.FOCAL_POINT
    member.save(update_fields=["role"])
    Trail.objects.note("focal_point.appoint", by=by, about=member.pk)
    notify(member, Kind.ACCOUNT)


@transaction.atomic
def dismiss_focal_point(*, by: Member, member: Member) -> None:
    """She is a member like others again. Votes that she gave stay votes of a focal point."""
    if Member.objects.filter(pk=member.pk, role=Role.FOCAL_POINT).update(role=Role.MEMBER):
        Trail.objects.note("focal_point.dismiss", by=by, about=member.pk)
        notify(member, Kind.ACCOUNT)
