"""Keys change without a pause, and a country's keys can be destroyed. D23 of the acceptance suite."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.sealing import Sealed, Shredded, blind_index, seal_text
from accounts.sealing.keys import KeyRing, NoKeys
from network.deeds import actions as deeds
from network.keys import actions as keys
from network.models import Application, Country, Deed, DeedKind, Member, Plan, Profile, Trail
from network.seeding.actions import seed_canary
from tests.network import factories

pytestmark = pytest.mark.django_db
Inside = Callable[[Member], Client]


def keys_of_its_own(settings: Any, folder: Path) -> None:
    """A copy of the key file, so that no other test loses its keys."""
    copy = folder / "keys.json"
    copy.write_text(Path(settings.KEYS_FILE).read_text())
    settings.KEYS_FILE = str(copy)


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path) -> None:
    keys_of_its_own(settings, tmp_path)
    caches["default"].clear()  # there a code of an authenticator app counts as used


def every_text() -> list[Sealed]:
    return [
        value
        for model, names in keys.find_sealed_models()
        for row in model._base_manager.values_list(*names)
        for value in row
        if value
    ]


def totp_now() -> str:
    import time

    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(factories.FAR_SECRET, int(time.time()) // 30))


# --- Rotation ---


def test_everything_is_readable_with_new_keys_and_old_ones_are_gone() -> None:
    people = seed_canary(members=6, staff=0)
    before = sorted(text.open() for text in every_text())
    old = json.loads(json.dumps(KeyRing.load().data))
    call_command("rotate_keys", grace=0, blind=True)
    assert sorted(text.open() for text in every_text()) == before
    assert {text.number for text in every_text()} == {"2"}
    ring = KeyRing.load().data
    for scope, numbers in ring["scopes"].items():
        assert list(numbers) == ["2"]
        assert not set(numbers.values()) & set(old["scopes"][scope].values())
    she = Member.objects.get(pk=people[0].pk)
    assert User.objects.guarded_by(she.address.open()) == she.user


def test_second_factors_and_open_sessions_survive_it(zahra: Member, inside: Inside) -> None:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP

    browser = inside(zahra)
    call_command("rotate_keys", scope=["*"], grace=0)
    row = Authenticator.objects.get(user=zahra.user, type="totp")
    assert row.data["secret"].startswith("2.*.")
    assert TOTP(row).validate_code(totp_now())
    assert browser.get(reverse("network:home")).status_code == 200
    assert all(text.startswith("2.*.") for text in Session.objects.values_list("session_data", flat=True))


def test_one_country_alone_can_have_new_keys(zahra: Member, nasrin: Member) -> None:
    call_command("rotate_keys", scope=["AF"], grace=0)
    zahra.refresh_from_db()
    nasrin.refresh_from_db()
    assert (zahra.address.number, nasrin.address.number) == ("2", "1")


def test_a_run_that_was_stopped_goes_on_and_makes_no_third_key(zahra: Member) -> None:
    keys.begin_rotation("AF")
    call_command("rotate_keys", scope=["AF"], grace=0)
    assert list(KeyRing.load().data["scopes"]["AF"]) == ["2"]
    zahra.refresh_from_db()
    assert zahra.address.open().startswith("ZQ7")


def test_what_cannot_be_opened_keeps_the_old_key(zahra: Member) -> None:
    Member.objects.filter(pk=zahra.pk).update(reach=Sealed(f"1.AF.{'A' * 60}"))
    with pytest.raises(CommandError, match="still need an old key"):
        call_command("rotate_keys", scope=["AF"], grace=0)
    assert set(KeyRing.load().data["scopes"]["AF"]) == {"1", "2"}
    zahra.refresh_from_db()
    assert zahra.address.open().startswith("ZQ7")


def test_what_somebody_changes_meanwhile_is_not_overwritten(zahra: Member, monkeypatch) -> None:
    """Between reading and writing of the rotation she saves a new word."""
    real = Sealed.from_plain
    keys.begin_rotation("AF")

    def slow(plain: str, scope: str) -> Sealed:
        monkeypatch.setattr(Sealed, "from_plain", real)
        Member.objects.filter(pk=zahra.pk).update(address=Sealed.from_plain("new@example.org", "AF"))
        Member.objects.filter(pk=zahra.pk).update(reach=Sealed.from_plain("new", "AF"))
        return real(plain, scope)

    monkeypatch.setattr(Sealed, "from_plain", slow)
    keys.reseal_scope("AF")
    zahra.refresh_from_db()
    assert zahra.address.open() == "new@example.org"
    assert zahra.reach.open() == "new"


def test_sign_in_works_while_addresses_are_changed_over(zahra: Member) -> None:
    address = zahra.address.open()
    ring = keys.copy_key_ring()
    ring.add_blind()
    ring.save()
    assert User.objects.guarded_by(address) == zahra.user
    keys.rotate_blind_index_key()
    zahra.user.refresh_from_db()
    assert zahra.user.email.startswith(blind_index(address))
    assert User.objects.guarded_by(address) == zahra.user
    assert len(KeyRing.load().data["blind"]) == 1


def test_applications_are_recognised_by_the_new_key(zahra: Member) -> None:
    row = factories.application("AF")
    call_command("rotate_keys", scope=["AF"], grace=0, blind=True)
    row.refresh_from_db()
    assert row.address_index == blind_index(row.address.open())


def test_an_unknown_scope_is_refused() -> None:
    with pytest.raises(CommandError):
        call_command("rotate_keys", scope=["XX"], grace=0)


def test_every_model_with_sealed_fields_takes_part() -> None:
    from accounts.models import SealedField

    found = {model for model, _names in keys.find_sealed_models()}
    assert found == {
        model for model in apps.get_models() if any(isinstance(f, SealedField) for f in model._meta.concrete_fields)
    }
    assert {"Member", "Profile", "Application", "Message", "Letter"} <= {model.__name__ for model in found}


# --- The end of a country's keys ---


def shred(one: Member, other: Member, code: str = "AF") -> None:
    """Agreed inside, done by the command. See test_deeds.py for the pages."""
    deed = deeds.propose_deed(by=one, kind=DeedKind.SHRED_COUNTRY, country=Country.objects.get(pk=code))
    deeds.confirm_deed(by=other, deed=deed)
    call_command("shred_country", code)


def test_two_coordinators_destroy_it_for_ever(
    zahra: Member, nasrin: Member, coordinator: Member, other_coordinator: Member, settings
) -> None:
    Profile.objects.create(member=zahra, name="ZQ7-name-1")
    application = factories.application("AF")
    backup = Member.objects.filter(pk=zahra.pk).values_list("address", flat=True)[0].text
    shred(coordinator, other_coordinator)
    for row in (
        Member.objects.get(pk=zahra.pk),
        Profile.objects.get(pk=zahra.pk),
        Application.objects.get(pk=application.pk),
    ):
        for field in ("address", "reach", "name", "why"):
            if isinstance(getattr(row, field, None), Sealed) and getattr(row, field):
                with pytest.raises(Shredded):
                    getattr(row, field).open()
    with pytest.raises(Shredded):
        Sealed(backup).open()
    assert "AF" not in json.loads(Path(settings.KEYS_FILE).read_text())["scopes"]
    country = Country.objects.get(pk="AF")
    assert (country.is_shredded, country.is_open) == (True, False)
    assert Trail.objects.filter(action="country.shred", result="AF").count() == 2
    assert Member.objects.get(pk=nasrin.pk).address.open().startswith("ZQ7")


def test_not_even_the_sealed_text_is_left(zahra: Member, coordinator: Member, other_coordinator: Member) -> None:
    body = zahra.address.text.split(".", 2)[2]
    shred(coordinator, other_coordinator)
    assert body not in Member.objects.filter(pk=zahra.pk).values_list("address", flat=True)[0].text


def test_members_of_that_country_can_still_sign_in_and_pages_do_not_fail(
    zahra: Member,
    coordinator: Member,
    other_coordinator: Member,
    focal_point: Member,
    inside: Inside,
) -> None:
    address = zahra.address.open()
    Profile.objects.create(member=zahra, name="ZQ7-name-1")
    shred(coordinator, other_coordinator)
    assert User.objects.guarded_by(address) == zahra.user
    browser = inside(zahra)
    assert browser.get(reverse("network:home")).status_code == 200
    assert "No longer readable" in browser.get(reverse("network:data")).content.decode()
    html = (
        inside(focal_point)
        .post(reverse("network:staff_contact", args=[zahra.pk]), {"occasion": "danger"})
        .content.decode()
    )
    assert html.count("No longer readable") == 2


def test_nothing_new_can_be_sealed_for_it(zahra: Member, coordinator: Member, other_coordinator: Member) -> None:
    shred(coordinator, other_coordinator)
    with pytest.raises(NoKeys):
        seal_text("x", "AF")


def test_whoever_writes_then_is_told_kindly_that_nothing_was_kept(
    zahra: Member, coordinator: Member, other_coordinator: Member, inside: Inside
) -> None:
    shred(coordinator, other_coordinator)
    answer = inside(zahra).post(reverse("network:plan_write"), {"where": "ZQ7-where-1"})
    assert answer.status_code == 503
    assert "Nothing was kept" in answer.content.decode()
    assert not Plan.objects.filter(member=zahra).exists()


def test_whoever_loses_her_address_for_good_keeps_her_old_index(
    zahra: Member, coordinator: Member, other_coordinator: Member
) -> None:
    address = zahra.address.open()
    shred(coordinator, other_coordinator)
    assert keys.rotate_blind_index_key() == (2, 1)
    assert User.objects.guarded_by(address) == zahra.user
    assert User.objects.guarded_by(coordinator.address.open()) == coordinator.user


def test_one_coordinator_is_not_two(coordinator: Member, zahra: Member) -> None:
    with pytest.raises(ValidationError):
        shred(coordinator, coordinator)
    with pytest.raises(CommandError, match="Nothing was destroyed"):
        call_command("shred_country", "AF")
    with pytest.raises(ValidationError):
        keys.shred_country(by=coordinator, witness=coordinator, code="AF")
    assert zahra.address.open()


def test_a_focal_point_and_a_locked_coordinator_do_not_count(
    zahra: Member, focal_point: Member, coordinator: Member, other_coordinator: Member
) -> None:
    with pytest.raises(ValidationError):
        shred(coordinator, focal_point)
    deed = Deed.objects.get()
    deeds.confirm_deed(by=other_coordinator, deed=deed)
    User.objects.filter(pk=other_coordinator.user_id).update(is_active=False)
    with pytest.raises(CommandError, match="Nothing was destroyed"):
        call_command("shred_country", "AF")
    with pytest.raises(ValidationError):
        keys.shred_country(by=coordinator, witness=other_coordinator, code="AF")
    assert zahra.address.open()


def test_what_two_agreed_on_is_too_old_after_three_days(
    coordinator: Member, other_coordinator: Member, zahra: Member
) -> None:
    deed = deeds.propose_deed(by=coordinator, kind=DeedKind.SHRED_COUNTRY, country=Country.objects.get(pk="AF"))
    deeds.confirm_deed(by=other_coordinator, deed=deed)
    too_late = time_machine.travel(timezone.now() + timedelta(hours=73))
    with too_late, pytest.raises(CommandError, match="Nothing was destroyed"):
        call_command("shred_country", "AF")
    assert zahra.address.open()
