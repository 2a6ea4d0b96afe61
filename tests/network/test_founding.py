"""The first coordinators, countries and focal points."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from network.deeds import actions as deeds
from network.deeds.actions import carry_out_due_deeds
from network.founding import actions as founding
from network.models import Country, Deed, DeedKind, Lock, LockReason, Member, NoticeKind, Role, Trail
from network.models.joining import Application
from tests.network import factories

pytestmark = pytest.mark.django_db
PASSWORD = "four words that differ much"


def found(address: str = "ZQ7-founder@example.org", pseudonym: str = "Founder", country: str = "PK") -> str:
    out = StringIO()
    call_command("found_network", address=address, pseudonym=pseudonym, country=country, stdout=out)
    assert address not in out.getvalue()
    code = re.search(r"Code: (\S+)", out.getvalue())
    assert code
    return code[1]


def test_the_command_makes_the_first_countries_closed_and_a_coordinator() -> None:
    found()
    assert set(Country.objects.values_list("code", "is_open", "is_discreet")) == {
        ("AF", False, True),
        ("BD", False, False),
        ("IR", False, True),
        ("IQ", False, False),
        ("PK", False, False),
    }
    founder = Member.objects.get()
    assert founder.role == Role.COORDINATOR
    assert not founder.on_probation
    assert not founder.user.is_active
    assert not founder.user.has_usable_password()
    assert founder.address.open() == "ZQ7-founder@example.org"


def test_the_founder_comes_in_with_the_code_alone_and_sets_up_the_second_step() -> None:
    code = found()
    browser = Client()
    browser.post(reverse("network:come_back"), {"code": code})
    assert browser.get(reverse("network:enter"))["Location"] == reverse("network:enter_password")
    browser.post(reverse("network:enter_password"), {"password": PASSWORD, "again": PASSWORD})
    assert browser.get(reverse("network:home"))["Location"] == reverse("mfa_index")
    assert Client().post(reverse("network:come_back"), {"code": code}).status_code == 200, "good once"


def test_command_and_page_name_the_same_last_day_of_a_founders_code_and_then_it_ends() -> None:
    with time_machine.travel("2026-11-20 20:30", tick=False):
        out = StringIO()
        call_command("found_network", address="a@example.org", pseudonym="Founder", country="PK", stdout=out)
        assert "good until the end of 23 November 2026" in out.getvalue()
        code = re.search(r"Code: (\S+)", out.getvalue())[1]  # type: ignore[index]
        browser = Client()
        page = browser.post(reverse("network:come_back"), {"code": code}, follow=True).content.decode()
        assert "end of 23 November 2026" in page
        assert "everything you wrote is erased" not in page
    with time_machine.travel("2026-11-23 23:50", tick=False):
        assert Client().post(reverse("network:come_back"), {"code": code}).status_code == 302
    with time_machine.travel("2026-11-24 00:10", tick=False):
        assert (
            "We do not know this code" in Client().post(reverse("network:come_back"), {"code": code}).content.decode()
        )


def test_a_coordinator_is_led_to_the_countries_while_none_is_open(
    coordinator: Member, inside: Callable[[Member], Client]
) -> None:
    words = "No country is open yet"
    Country.objects.update(is_open=False)
    browser = inside(coordinator)
    page = browser.get(reverse("network:home")).content.decode()
    assert words in page
    assert f'class="btn" href="{reverse("network:countries")}"' in page
    Country.objects.filter(pk=coordinator.country_id).update(is_open=True)
    assert words not in browser.get(reverse("network:home")).content.decode()


def test_nobody_but_coordinators_is_told_on_her_first_page_that_no_country_is_open(
    zahra: Member, inside: Callable[[Member], Client]
) -> None:
    Country.objects.update(is_open=False)
    assert "No country is open yet" not in inside(zahra).get(reverse("network:home")).content.decode()


def test_the_third_coordinator_is_refused() -> None:
    found()
    found("second@example.org", "Second")
    with pytest.raises(CommandError, match="two coordinators"):
        found("third@example.org", "Third")
    assert Member.objects.count() == 2


def test_a_lost_code_is_replaced_and_makes_nobody_new() -> None:
    first, second = found(), found()
    assert Member.objects.count() == 1
    assert "We do not know this code" in Client().post(reverse("network:come_back"), {"code": first}).content.decode()
    assert Client().post(reverse("network:come_back"), {"code": second}).status_code == 302


@pytest.mark.parametrize(
    ("address", "pseudonym", "country", "words"),
    [
        ("nonsense", "Founder", "PK", "email"),
        ("a@example.org", "x", "PK", "2 to 40"),
        ("a@example.org", "Founder", "XX", "none of the countries"),
    ],
)
def test_mistakes_are_named(address: str, pseudonym: str, country: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        found(address, pseudonym, country)
    assert not Member.objects.exists()


def test_the_address_of_a_member_is_refused_and_that_of_an_open_account_is_another_world(
    editor: User, zahra: Member
) -> None:
    with pytest.raises(CommandError, match="account already"):
        found(zahra.address.open())
    found(editor.email)
    assert Member.objects.filter(role=Role.COORDINATOR).count() == 1


def test_the_countries_alone_can_be_made_twice() -> None:
    for _time in range(2):
        call_command("found_network", countries_only=True, stdout=StringIO())
    assert Country.objects.count() == 5
    assert not Member.objects.exists()


def test_the_founders_row_holds_no_application_to_vet(coordinator: Member) -> None:
    found()
    assert not Application.objects.visible_to(coordinator).exists()
    assert not Application.objects.get().address


# --- Countries ---


def test_a_coordinator_opens_and_closes_a_country(coordinator: Member, inside: Callable[[Member], Client]) -> None:
    browser = inside(coordinator)
    browser.post(reverse("network:countries"), {"code": "BD"})
    assert Country.objects.get(pk="BD").is_open
    browser.post(reverse("network:country_close", args=["BD"]))
    assert not Country.objects.get(pk="BD").is_open
    assert Trail.objects.filter(action__startswith="country.", actor=coordinator.pk).count() == 2


def test_the_other_coordinators_are_told_that_one_closed_a_country(
    coordinator: Member, other_coordinator: Member
) -> None:
    locked = factories.member("BD", pseudonym="Locked coordinator", role="coordinator")
    Lock.objects.create(member=locked, reason=LockReason.DEVICE)
    User.objects.filter(pk=locked.user_id).update(is_active=False)
    founding.close_country(by=coordinator, country=factories.country("PK"))
    assert [notice.kind for notice in other_coordinator.notices.all()] == [NoticeKind.COUNTRY]
    assert not coordinator.notices.exists()
    assert not locked.notices.exists()


def test_a_country_that_is_never_counted_by_sector_stays_so_when_it_is_opened_again(
    coordinator: Member, inside: Callable[[Member], Client]
) -> None:
    """An empty box in a form says nothing: it stands for every country."""
    factories.country("AF", is_open=False, is_discreet=True)
    browser = inside(coordinator)
    for code, ticked in [("AF", {}), ("BD", {"is_discreet": "on"}), ("BD", {}), ("IQ", {})]:
        browser.post(reverse("network:countries"), {"code": code, **ticked})
    assert set(Country.objects.filter(is_open=True).values_list("code", "is_discreet")) >= {
        ("AF", True),
        ("BD", True),
        ("IQ", False),
    }


def test_a_country_without_keys_is_refused_with_what_to_do(
    coordinator: Member, inside: Callable[[Member], Client]
) -> None:
    page = inside(coordinator).post(reverse("network:countries"), {"code": "TJ"}).content.decode()
    assert "manage.py make_keys TJ" in page
    assert not Country.objects.filter(pk="TJ").exists()


def test_a_country_whose_keys_were_destroyed_stays_closed(coordinator: Member) -> None:
    factories.country("IQ", is_open=False, is_shredded=True)
    with pytest.raises(ValidationError):
        founding.open_country(by=coordinator, code="IQ")


# --- Focal points: how two agree stands in test_deeds.py ---


def in_three_days() -> None:
    with time_machine.travel(timezone.now() + timedelta(hours=73)):
        carry_out_due_deeds()


def appointed(by: Member, second: Member, member: Member) -> Member:
    deed = deeds.propose_deed(by=by, kind=DeedKind.APPOINT_FOCAL_POINT, member=member)
    deeds.confirm_deed(by=second, deed=deed)
    in_three_days()
    return Member.objects.get(pk=member.pk)


def test_two_coordinators_appoint_and_dismiss_a_focal_point(
    coordinator: Member, other_coordinator: Member, zahra: Member, inside: Callable[[Member], Client]
) -> None:
    browser, other = inside(coordinator), inside(other_coordinator)
    browser.post(reverse("network:focal_points"), {"office": "focal_point", "pseudonym": "zahra"})
    other.post(reverse("network:deed_second", args=[Deed.objects.get().pk]))
    in_three_days()
    zahra.refresh_from_db()
    assert zahra.role == Role.FOCAL_POINT
    browser.post(reverse("network:focal_point_dismiss", args=[zahra.pk]))
    other.post(reverse("network:deed_second", args=[Deed.objects.get().pk]))
    in_three_days()
    zahra.refresh_from_db()
    assert zahra.role == Role.MEMBER
    actions = ["focal_point.appoint", "focal_point.dismiss"]
    assert Trail.objects.filter(action__in=actions, about=zahra.pk, actor=coordinator.pk).count() == 2


def test_an_appointment_gives_no_right_in_the_editing_system(
    coordinator: Member, other_coordinator: Member, zahra: Member
) -> None:
    assert appointed(coordinator, other_coordinator, zahra).role == Role.FOCAL_POINT
    user = User.objects.get(pk=zahra.user_id)
    assert user.get_all_permissions() == set()
    assert not (user.is_staff)
    assert not (user.is_superuser)
    assert not (user.groups.exists())


@pytest.mark.parametrize("right", ["staff", "superuser", "group"])
@pytest.mark.parametrize("kind", [DeedKind.APPOINT_FOCAL_POINT, DeedKind.APPOINT_COORDINATOR])
def test_whoever_has_a_right_there_is_not_appointed(
    kind: DeedKind, right: str, coordinator: Member, zahra: Member
) -> None:
    if right == "group":
        zahra.user.groups.add(Group.objects.create(name="Anything"))
    else:
        User.objects.filter(pk=zahra.user_id).update(**{f"is_{right}": True})
    with pytest.raises(ValidationError, match="editing system"):
        deeds.propose_deed(by=coordinator, kind=kind, member=zahra)


def test_a_right_that_she_got_meanwhile_prevents_it(
    coordinator: Member, other_coordinator: Member, zahra: Member
) -> None:
    deed = deeds.propose_deed(by=coordinator, kind=DeedKind.APPOINT_FOCAL_POINT, member=zahra)
    deeds.confirm_deed(by=other_coordinator, deed=deed)
    User.objects.filter(pk=zahra.user_id).update(is_staff=True)
    in_three_days()
    assert Member.objects.get(pk=zahra.pk).role == Role.MEMBER


def test_a_newcomer_a_coordinator_and_a_canary_are_not_appointed(
    coordinator: Member, newcomer: Member, other_coordinator: Member
) -> None:
    for member in (newcomer, other_coordinator, factories.member("AF", is_canary=True)):
        with pytest.raises(ValidationError):
            deeds.propose_deed(by=coordinator, kind=DeedKind.APPOINT_FOCAL_POINT, member=member)
    other_coordinator.refresh_from_db()
    assert other_coordinator.role == Role.COORDINATOR


def test_a_coordinator_is_dismissed_as_what_she_is(
    coordinator: Member, other_coordinator: Member, inside: Callable[[Member], Client]
) -> None:
    with pytest.raises(ValidationError, match="does not hold"):
        deeds.propose_deed(by=coordinator, kind=DeedKind.DISMISS_FOCAL_POINT, member=other_coordinator)
    inside(coordinator).post(reverse("network:focal_point_dismiss", args=[other_coordinator.pk]))
    assert Deed.objects.get().kind == DeedKind.DISMISS_COORDINATOR


# --- Who gets in ---

OPEN = ["door", "join", "come_back"]
STAFF = ["vetting"]
COORDINATORS = ["countries", "focal_points"]


def test_editors_and_administrators_see_nothing_of_it(
    editor: User, admin: User, as_: Callable[[User], Client], visitor: Client
) -> None:
    unknown = visitor.get("/en/space/nothing-there/")
    for user in (editor, admin):
        browser = as_(user)
        for name in [*STAFF, *COORDINATORS, "invitations"]:
            assert browser.get(reverse(f"network:{name}")).status_code in {302, 404}
    assert unknown.status_code == 404


def test_each_role_gets_in_where_it_belongs(
    zahra: Member,
    focal_point: Member,
    coordinator: Member,
    inside: Callable[[Member], Client],
    visitor: Client,
) -> None:
    for member, pages in [(zahra, []), (focal_point, STAFF), (coordinator, STAFF + COORDINATORS)]:
        browser = inside(member)
        for name in STAFF + COORDINATORS:
            wanted = 200 if name in pages else 404
            assert browser.get(reverse(f"network:{name}")).status_code == wanted, (member, name)
    for name in OPEN:
        answer = visitor.get(reverse(f"network:{name}"))
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store"
        assert "noindex" in answer["X-Robots-Tag"]
        assert "Network" not in answer.content.decode()
