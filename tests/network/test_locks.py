"""An account is locked in one step and opened by two people. D20 of the acceptance suite."""

import threading
import time
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import SignIn
from network.deeds.actions.locking import lock_account
from network.deeds.actions.locks import approve_unlock, withdraw_approval
from network.models import Lock, LockReason, Member, Trail, UnlockReason
from tests.network import factories

pytestmark = pytest.mark.django_db
Inside = Callable[[Member], Client]


@pytest.fixture
def locked(zahra: Member) -> Lock:
    return lock_account(by=zahra, member=zahra, reason=LockReason.HERSELF)


def is_open(member: Member) -> bool:
    member.user.refresh_from_db()
    return member.user.is_active


def approve(staff: Member, lock: Lock) -> bool:
    return approve_unlock(by=staff, lock=lock, reason=UnlockReason.VOICE)


# --- Locking ---


def test_one_button_ends_every_session_within_a_second(zahra: Member, inside: Inside) -> None:
    telephone, computer = inside(zahra), inside(zahra)
    began = time.monotonic()
    answer = telephone.post(reverse("network:lock"))
    took = time.monotonic() - began
    assert answer.url == reverse("network:locked")
    assert '"cookies"' in answer["Clear-Site-Data"]
    assert took < 1
    for browser in (telephone, computer):
        assert browser.get(reverse("network:home")).status_code == 302
    assert not SignIn.objects.filter(user=zahra.user).exists()


def test_nobody_signs_in_to_a_locked_account_with_the_right_password(locked: Lock, zahra: Member) -> None:
    from tests.network.factories import PASSWORD

    browser = Client()
    browser.post(reverse("account_login"), {"login": zahra.address.open(), "password": PASSWORD})
    assert "_auth_user_id" not in browser.session
    assert browser.get(reverse("network:home")).status_code == 302


def test_the_page_has_one_button_and_asks_nothing(zahra: Member, inside: Inside) -> None:
    html = inside(zahra).get(reverse("network:lock")).content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    assert main.count("<button") == 1
    assert "<input" not in main.replace('<input type="hidden"', "")


def test_locking_twice_is_locking_once(locked: Lock, zahra: Member, focal_point: Member) -> None:
    again = lock_account(by=focal_point, member=zahra, reason=LockReason.CALL)
    assert again.pk == locked.pk
    assert Trail.objects.filter(action="lock.close").count() == 1


def test_a_new_call_takes_back_what_was_agreed_before(
    locked: Lock, zahra: Member, focal_point: Member, coordinator: Member
) -> None:
    approve(coordinator, locked)
    lock_account(by=focal_point, member=zahra, reason=LockReason.DANGER)
    assert locked.approvals.count() == 0


def test_a_focal_point_locks_for_somebody_who_calls(zahra: Member, focal_point: Member, inside: Inside) -> None:
    browser = inside(focal_point)
    browser.post(reverse("network:lock_member", args=[zahra.pk]), {"reason": "call"})
    assert not is_open(zahra)
    line = Trail.objects.get(action="lock.close")
    assert (line.actor, line.about, line.result) == (focal_point.pk, zahra.pk, "call")


def test_she_locks_nobody_of_another_country(nasrin: Member, focal_point: Member, inside: Inside) -> None:
    browser = inside(focal_point)
    assert browser.post(reverse("network:lock_member", args=[nasrin.pk]), {"reason": "call"}).status_code == 404
    with pytest.raises(ValidationError):
        lock_account(by=focal_point, member=nasrin, reason=LockReason.CALL)
    assert is_open(nasrin)


def test_a_member_locks_nobody_but_herself(zahra: Member, newcomer: Member) -> None:
    with pytest.raises(ValidationError):
        lock_account(by=zahra, member=newcomer, reason=LockReason.CALL)


def test_staff_hear_of_it(locked: Lock, focal_point: Member, foreign_focal_point: Member) -> None:
    lock_account(by=focal_point, member=focal_point, reason=LockReason.HERSELF)
    assert not focal_point.notices.exists()
    assert not foreign_focal_point.notices.exists()


def test_a_reason_is_asked_for(zahra: Member, focal_point: Member, inside: Inside) -> None:
    answer = inside(focal_point).post(reverse("network:lock_member", args=[zahra.pk]), {})
    assert "Choose why" in answer.content.decode()
    assert is_open(zahra)


def test_making_the_account_active_by_another_way_opens_nothing(locked: Lock, zahra: Member, inside: Inside) -> None:
    zahra.user.is_active = True
    zahra.user.save()
    assert inside(zahra).get(reverse("network:home")).status_code == 404


# --- Opening ---


def test_one_yes_is_not_enough_and_two_are(
    locked: Lock, zahra: Member, focal_point: Member, coordinator: Member
) -> None:
    assert not approve(focal_point, locked)
    assert not is_open(zahra)
    assert approve(coordinator, locked)
    assert is_open(zahra)
    assert not Lock.objects.exists()


def test_nobody_counts_twice(locked: Lock, zahra: Member, coordinator: Member) -> None:
    approve(coordinator, locked)
    with pytest.raises(ValidationError):
        approve(coordinator, locked)
    assert not is_open(zahra)


def test_nobody_opens_her_own_account(coordinator: Member, other_coordinator: Member) -> None:
    lock = lock_account(by=coordinator, member=coordinator, reason=LockReason.HERSELF)
    with pytest.raises(ValidationError):
        approve(coordinator, lock)
    approve(other_coordinator, lock)
    assert not is_open(coordinator)


def test_a_locked_coordinator_opens_nobodys_account(
    locked: Lock, coordinator: Member, other_coordinator: Member
) -> None:
    factories.member("PK", role="coordinator"), factories.member("BD", role="coordinator")
    assert lock_account(by=other_coordinator, member=coordinator, reason=LockReason.DEVICE)
    with pytest.raises(ValidationError):
        approve(coordinator, locked)


def test_the_yes_of_somebody_locked_since_does_not_count(
    locked: Lock, zahra: Member, focal_point: Member, coordinator: Member, other_coordinator: Member
) -> None:
    approve(focal_point, locked)
    lock_account(by=coordinator, member=focal_point, reason=LockReason.DEVICE)
    assert not approve(coordinator, locked)
    assert approve(other_coordinator, locked)
    assert is_open(zahra)


def test_neither_members_nor_focal_points_of_other_countries_open_it(
    locked: Lock, newcomer: Member, nasrin: Member, foreign_focal_point: Member, inside: Inside
) -> None:
    for person in (newcomer, nasrin, foreign_focal_point):
        with pytest.raises(ValidationError):
            approve(person, locked)
        assert inside(person).get(reverse("network:unlock", args=[locked.pk])).status_code == 404


def test_a_yes_can_be_taken_back(locked: Lock, zahra: Member, focal_point: Member, coordinator: Member) -> None:
    approve(focal_point, locked)
    withdraw_approval(by=focal_point, lock=locked)
    assert not approve(coordinator, locked)


def test_old_sessions_stay_dead_after_opening(
    zahra: Member, focal_point: Member, coordinator: Member, inside: Inside
) -> None:
    browser = inside(zahra)
    assert browser.get(reverse("network:home")).status_code == 200
    lock = lock_account(by=focal_point, member=zahra, reason=LockReason.DEVICE)
    approve(focal_point, lock)
    approve(coordinator, lock)
    assert browser.get(reverse("network:home")).status_code == 302


def test_staff_do_it_on_pages(
    locked: Lock, zahra: Member, focal_point: Member, coordinator: Member, inside: Inside
) -> None:
    for staff in (focal_point, coordinator):
        browser = inside(staff)
        assert "Zahra" in browser.get(reverse("network:locks")).content.decode()
        browser.post(reverse("network:unlock", args=[locked.pk]), {"reason": "voice"})
    assert is_open(zahra)
    assert "No account is locked" in inside(coordinator).get(reverse("network:locks")).content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_the_same_person_twice_at_once_is_one_yes(zahra: Member, coordinator: Member) -> None:
    lock = lock_account(by=zahra, member=zahra, reason=LockReason.HERSELF)
    start = threading.Barrier(2)
    outcomes: list[object] = []

    def say_yes() -> None:
        try:
            start.wait()
            outcomes.append(approve(coordinator, lock))
        except ValidationError:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=say_yes) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(map(str, outcomes)) == ["False", "refused"]
    assert not is_open(zahra)


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    many: int, coordinator: Member, inside: Inside, django_assert_max_num_queries
) -> None:
    from tests.network import factories

    for _ in range(many):
        member = factories.member("AF")
        lock_account(by=member, member=member, reason=LockReason.HERSELF)
    browser = inside(coordinator)
    browser.get(reverse("network:locks"))
    with django_assert_max_num_queries(8):
        browser.get(reverse("network:locks"))


def test_whoever_locked_an_account_does_not_lock_it_again_alone_when_two_opened_it(
    zahra: Member, focal_point: Member, coordinator: Member, other_coordinator: Member
) -> None:
    lock = lock_account(by=focal_point, member=zahra, reason=LockReason.DEVICE)
    assert lock
    approve_unlock(by=coordinator, lock=lock, reason=UnlockReason.VOICE)
    factories.member("AF", role="focal_point")
    for staff in Member.objects.filter(role="focal_point").exclude(pk=focal_point.pk):
        approve_unlock(by=staff, lock=lock, reason=UnlockReason.MET)
    assert not Lock.objects.exists()
    assert lock_account(by=focal_point, member=zahra, reason=LockReason.DEVICE) is None
    assert lock_account(by=coordinator, member=zahra, reason=LockReason.DEVICE), "another one may"


def test_passkeys_go_with_a_lock_but_not_her_only_second_step(
    zahra: Member, focal_point: Member, coordinator: Member, other_coordinator: Member
) -> None:
    """Whoever held her telephone may have added one, and it would open the account without a password."""
    from allauth.mfa.models import Authenticator

    from network.deeds.actions.locks import remove_lock

    Authenticator.objects.filter(user=zahra.user).delete()
    Authenticator.objects.create(user=zahra.user, type="webauthn", data={})
    lock = lock_account(by=focal_point, member=zahra, reason=LockReason.DEVICE)
    assert lock
    with transaction.atomic():
        remove_lock(lock)
    assert Authenticator.objects.filter(user=zahra.user, type="webauthn").exists()
    Authenticator.objects.create(user=zahra.user, type="totp", data={})
    lock = lock_account(by=coordinator, member=zahra, reason=LockReason.DEVICE)
    assert lock
    with transaction.atomic():
        remove_lock(lock)
    assert list(Authenticator.objects.filter(user=zahra.user).values_list("type", flat=True)) == ["totp"]
