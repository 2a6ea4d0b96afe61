"""What nobody does alone. D38 of the acceptance suite: two people, independent of each other, and a network of two
coordinators and three members that one of them invited can still do every deed."""

import ast
import json
import threading
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings as portal
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import SignIn, User
from network.deeds import actions as deeds
from network.deeds.actions.locking import lock_account
from network.deeds.actions.locks import approve_unlock, confirm_lock
from network.deeds.actions.table import RULES
from network.domain import retention
from network.models import (
    Alarm,
    AlarmCause,
    Country,
    Deed,
    DeedKind,
    Lock,
    LockReason,
    Member,
    Notice,
    NoticeKind,
    Role,
    Tie,
    TieKind,
    Trail,
)
from network.models import UnlockReason as Sure
from network.models.deeds import (
    ABOUT_COUNTRIES,
    APPOINTMENTS,
    BY_HAND,
    IN_CARE,
    TAKES_FORCE_AFTER,
    WAITS,
    IdentityCheck,
)
from network.permissions import may_confirm_deed, may_vote_now
from network.tasks import carry_out
from network.tasks.purging import delete_expired_rows
from tests.network import factories
from tests.network.test_keys import keys_of_its_own

pytestmark = pytest.mark.django_db
Inside = Callable[[Member], Client]
CANARY = {
    "pseudonym": "Lark",
    "country": "AF",
    "sector": "justice",
    "level": "middle",
    "languages": ["prs"],
    "skills": ["gender"],
}
NEW = "seven small boats at night"


@pytest.fixture
def a(coordinator: Member) -> Member:
    return coordinator


@pytest.fixture
def b(other_coordinator: Member) -> Member:
    return other_coordinator


def agreed(kind: DeedKind, by: Member, other: Member, **about: Any) -> Deed:
    """Proposed and confirmed."""
    deed = deeds.propose_deed(by=by, kind=kind, **about)
    deeds.confirm_deed(by=other, deed=deed)
    return deed


def later(**time: int) -> Any:
    return time_machine.travel(timezone.now() + timedelta(**time))


def fresh(member: Member) -> Member:
    return Member.objects.select_related("user").get(pk=member.pk)


def invited(by: Member, *members: Member) -> None:
    for member in members:
        Tie.objects.tie_members(TieKind.INVITED, member=by, other=member)


# --- One proposes, another confirms ---


def test_one_coordinator_alone_appoints_nobody(a: Member, zahra: Member, inside: Inside) -> None:
    """Finding 3: a sleeper and her maker admitted anybody."""
    inside(a).post(reverse("network:focal_points"), {"office": "focal_point", "pseudonym": "Zahra"})
    deed = Deed.objects.get()
    with pytest.raises(ValidationError):
        deeds.confirm_deed(by=a, deed=deed)
    inside(a).post(reverse("network:deed_second", args=[deed.pk]))
    with later(hours=71):
        carry_out()
        assert fresh(zahra).role == Role.MEMBER
        assert not Deed.objects.get().is_agreed


def test_an_appointment_takes_force_72_hours_after_the_second_yes_and_votes_14_days_later(
    a: Member, b: Member, zahra: Member
) -> None:
    agreed(DeedKind.APPOINT_FOCAL_POINT, a, b, member=zahra)
    with later(hours=71):
        carry_out()
        assert fresh(zahra).role == Role.MEMBER
    with later(hours=73):
        carry_out()
        she = fresh(zahra)
        assert she.role == Role.FOCAL_POINT
        assert not may_vote_now(she)
        assert Tie.objects.filter(member=a, other=zahra, kind="proposed").exists()
        assert not Deed.objects.exists()
    with later(hours=73, days=14):
        assert may_vote_now(fresh(zahra))
    assert set(Trail.objects.values_list("action", "actor")) >= {
        ("deed.propose", a.pk),
        ("deed.second", b.pk),
        ("focal_point.appoint", a.pk),
    }


def test_all_other_coordinators_hear_of_an_appointment_when_it_is_proposed(
    a: Member, b: Member, zahra: Member, focal_point: Member
) -> None:
    third = factories.member("PK", role="coordinator")
    deeds.propose_deed(by=a, kind=DeedKind.APPOINT_FOCAL_POINT, member=zahra)
    told = {notice.member_id for notice in Member.notices.rel.related_model.objects.filter(kind=NoticeKind.SECOND)}
    assert told == {b.pk, third.pk}


@pytest.mark.parametrize("day", ["proposed", "agreed"])
def test_a_third_coordinator_stops_it_before_it_takes_force(day: str, a: Member, b: Member, zahra: Member) -> None:
    third = factories.member("PK", role="coordinator")
    deed = deeds.propose_deed(by=a, kind=DeedKind.APPOINT_FOCAL_POINT, member=zahra)
    if day == "agreed":
        deeds.confirm_deed(by=b, deed=deed)
    deeds.stop_deed(by=third, deed=deed)
    assert a.notices.filter(kind=NoticeKind.DECIDED).exists()
    with later(hours=80):
        carry_out()
    assert fresh(zahra).role == Role.MEMBER
    assert Trail.objects.filter(action="deed.refuse", actor=third.pk).exists()


def test_the_proposer_takes_it_back_and_nobody_can_confirm_it_then(a: Member, b: Member, zahra: Member) -> None:
    deed = deeds.propose_deed(by=a, kind=DeedKind.APPOINT_FOCAL_POINT, member=zahra)
    deeds.stop_deed(by=a, deed=deed)
    with pytest.raises(ValidationError, match="meantime"):
        deeds.confirm_deed(by=b, deed=deed)
    assert Trail.objects.filter(action="deed.take_back").exists()


def test_a_proposal_that_nobody_confirms_is_over_after_72_hours(a: Member, b: Member, zahra: Member) -> None:
    deed = deeds.propose_deed(by=a, kind=DeedKind.APPOINT_FOCAL_POINT, member=zahra)
    with later(hours=73):
        with pytest.raises(ValidationError):
            deeds.confirm_deed(by=b, deed=deed)
        again = deeds.propose_deed(by=b, kind=DeedKind.APPOINT_FOCAL_POINT, member=zahra)
        assert list(Deed.objects.all()) == [again], "the old one does not stand in the way"
    with later(days=8):
        delete_expired_rows(timezone.localdate())
        assert not Deed.objects.exists()


def test_proposed_twice_is_proposed_once(a: Member, b: Member, zahra: Member) -> None:
    deeds.propose_deed(by=a, kind=DeedKind.APPOINT_FOCAL_POINT, member=zahra)
    with pytest.raises(ValidationError, match="proposed already"):
        deeds.propose_deed(by=b, kind=DeedKind.APPOINT_FOCAL_POINT, member=zahra)


@pytest.mark.parametrize("who", ["proposer", "second"])
def test_the_word_of_somebody_locked_since_does_not_count(who: str, a: Member, b: Member, zahra: Member) -> None:
    """She may have been forced."""
    agreed(DeedKind.APPOINT_FOCAL_POINT, a, b, member=zahra)
    she = a if who == "proposer" else b
    lock_account(by=she, member=she, reason=LockReason.HERSELF)
    with later(hours=73):
        carry_out()
    assert fresh(zahra).role == Role.MEMBER
    assert Trail.objects.filter(action="deed.void").exists()


def test_a_proposal_of_somebody_locked_since_cannot_be_confirmed(a: Member, b: Member, zahra: Member) -> None:
    deed = deeds.propose_deed(by=a, kind=DeedKind.APPOINT_FOCAL_POINT, member=zahra)
    lock_account(by=a, member=a, reason=LockReason.HERSELF)
    with pytest.raises(ValidationError, match="office"):
        deeds.confirm_deed(by=b, deed=deed)


def test_whoever_is_locked_meanwhile_is_not_appointed(a: Member, b: Member, zahra: Member) -> None:
    agreed(DeedKind.APPOINT_FOCAL_POINT, a, b, member=zahra)
    lock_account(by=zahra, member=zahra, reason=LockReason.HERSELF)
    with later(hours=73):
        carry_out()
    assert fresh(zahra).role == Role.MEMBER


def test_a_deed_that_cannot_be_any_more_takes_no_other_with_it(
    a: Member, b: Member, zahra: Member, nasrin: Member
) -> None:
    agreed(DeedKind.APPOINT_FOCAL_POINT, a, b, member=zahra)
    with later(hours=24):
        waiting = deeds.propose_deed(by=a, kind=DeedKind.APPOINT_FOCAL_POINT, member=nasrin)
    lock_account(by=zahra, member=zahra, reason=LockReason.HERSELF)
    with later(hours=73):
        carry_out()
    assert list(Deed.objects.all()) == [waiting]


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_of_two_who_confirm_at_once_one_is_the_second(a: Member, b: Member, zahra: Member) -> None:
    third = factories.member("PK", role="coordinator")
    deed = deeds.propose_deed(by=a, kind=DeedKind.MAKE_CANARY, details=CANARY)
    start, outcomes = threading.Barrier(2), []

    def confirm(person: Member) -> None:
        try:
            start.wait()
            outcomes.append(deeds.confirm_deed(by=person, deed=deed))
        except ValidationError:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=confirm, args=[person]) for person in (b, third)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(map(str, outcomes)) == ["True", "refused"]
    assert Member.objects.filter(is_canary=True).count() == 1


# --- Who may be the second: all pairs ---


def test_who_may_second_whom_of_four_coordinators_and_three_focal_points() -> None:
    """Rule by rule, in plain words, against the code. c2 was invited by c1, c3 was proposed by c1; f1 was invited by c4
    and proposed by c1, f2 was invited by c2; f3 is nobody's."""
    c1, c2, c3, c4 = (factories.member("PK", role="coordinator", pseudonym=f"c{n}") for n in range(1, 5))
    f1, f2, f3 = (factories.member("AF", role="focal_point", pseudonym=f"f{n}") for n in range(1, 4))
    target = factories.member("AF", pseudonym="target")
    invited(c1, c2)
    invited(c4, f1)
    invited(c2, f2)
    for other in (c3, f1):
        Tie.objects.tie_members(TieKind.PROPOSED, member=c1, other=other)
    invited(c3, target)
    people = [c1, c2, c3, c4, f1, f2, f3]
    close = {frozenset(pair) for pair in [(c1, c2), (c1, c3), (c4, f1), (c2, f2), (c1, f1)]}
    factories.country("AF")
    wrong = []
    for kind, proposer, person in product(DeedKind, people, people):
        about = {"country_id": "AF"} if kind in ABOUT_COUNTRIES else {"member": target}
        deed = Deed(kind=kind, proposed_by=proposer, **({} if kind == DeedKind.MAKE_CANARY else about))
        by_office = person.is_coordinator or kind in IN_CARE
        wanted = by_office and person != proposer and frozenset((person, proposer)) not in close
        if kind in APPOINTMENTS and person == c3:
            wanted = False  # she invited the appointee
        if may_confirm_deed(person, deed) != wanted:
            wrong.append(f"{kind}: {proposer} {person}")
    assert wrong == []


def test_the_second_is_independent_of_the_proposer_at_every_deed(a: Member, b: Member, zahra: Member) -> None:
    invited(a, b)
    deed = deeds.propose_deed(by=a, kind=DeedKind.APPOINT_FOCAL_POINT, member=zahra)
    with pytest.raises(ValidationError, match="word does not count"):
        deeds.confirm_deed(by=b, deed=deed)


def test_a_focal_point_confirms_nothing_about_another_country(
    focal_point: Member, foreign_focal_point: Member, zahra: Member, a: Member, inside: Inside
) -> None:
    deed = deeds.propose_deed(by=a, kind=DeedKind.GIVE_BACK, member=zahra, details={"heard": "voice", "lost": "both"})
    assert may_confirm_deed(focal_point, deed)
    assert not may_confirm_deed(foreign_focal_point, deed)
    assert inside(foreign_focal_point).get(reverse("network:deed", args=[deed.pk])).status_code == 404


def test_nobody_stops_her_own_dismissal_or_lock_and_anybody_else_can(a: Member, b: Member) -> None:
    third = factories.member("PK", role="coordinator")
    deed = deeds.propose_deed(by=a, kind=DeedKind.DISMISS_COORDINATOR, member=b)
    with pytest.raises(ValidationError, match="cannot stop"):
        deeds.stop_deed(by=b, deed=deed)
    deeds.stop_deed(by=third, deed=deed)
    Deed.objects.create(
        kind="lock", member=b, proposed_by=a, details='{"reason": "call"}', expires=timezone.now() + timedelta(1)
    )
    assert not Deed.objects.visible_to(b).exists()


def test_whoever_is_to_be_dismissed_locks_no_coordinator(a: Member, b: Member, zahra: Member) -> None:
    """Else their word falls with their accounts."""
    deeds.propose_deed(by=a, kind=DeedKind.DISMISS_COORDINATOR, member=b)
    with pytest.raises(ValidationError, match="own office"):
        lock_account(by=b, member=a, reason=LockReason.DEVICE)
    assert lock_account(by=b, member=zahra, reason=LockReason.DEVICE)


def test_whoever_is_to_be_dismissed_still_locks_her_own_account_with_one_button(
    a: Member, b: Member, inside: Inside
) -> None:
    """She may have seconds; whose hands her device is in does not wait for a decision about her office."""
    deeds.propose_deed(by=a, kind=DeedKind.DISMISS_COORDINATOR, member=b)
    assert inside(b).post(reverse("network:lock")).status_code == 302
    assert Lock.objects.filter(member=b).exists()


@pytest.fixture
def sleeper(a: Member) -> Member:
    """A coordinator whom A brought into her office."""
    other = factories.member("PK", role="coordinator", pseudonym="Sleeper")
    Tie.objects.tie_members(TieKind.PROPOSED, member=a, other=other)
    return other


@pytest.mark.parametrize("said", ["proposed", "agreed"])
@pytest.mark.parametrize("whose", ["hers", "her sleeper's"])
def test_two_who_brought_each_other_do_not_keep_each_other_in_office(
    whose: str, said: str, a: Member, b: Member, sleeper: Member, inside: Inside
) -> None:
    leaves, stays = (a, sleeper) if whose == "hers" else (sleeper, a)
    third = factories.member("IQ", role="coordinator")
    deed = deeds.propose_deed(by=b, kind=DeedKind.DISMISS_COORDINATOR, member=leaves)
    if said == "agreed":
        deeds.confirm_deed(by=third, deed=deed)
    assert "Refuse it" not in inside(stays).get(reverse("network:deed", args=[deed.pk])).content.decode()
    with pytest.raises(ValidationError, match="cannot stop"):
        deeds.stop_deed(by=stays, deed=deed)
    deeds.stop_deed(by=third, deed=deed)


@pytest.mark.parametrize("says", ["first", "second"])
def test_a_sleeper_agrees_to_no_dismissal_only_to_end_it_in_the_last_hour(
    says: str, a: Member, b: Member, sleeper: Member
) -> None:
    one, other = (sleeper, b) if says == "first" else (b, sleeper)
    deed = deeds.propose_deed(by=one, kind=DeedKind.DISMISS_COORDINATOR, member=a)
    deeds.confirm_deed(by=other, deed=deed)
    with later(hours=71), pytest.raises(ValidationError, match="cannot stop"):
        deeds.stop_deed(by=sleeper, deed=deed)
    with later(hours=73):
        carry_out()
    assert fresh(a).role == Role.MEMBER


def test_whoever_proposed_to_dismiss_her_friend_takes_it_back_before_another_agreed(
    a: Member, b: Member, sleeper: Member
) -> None:
    deeds.stop_deed(by=sleeper, deed=deeds.propose_deed(by=sleeper, kind=DeedKind.DISMISS_COORDINATOR, member=a))
    assert not Deed.objects.exists()


@pytest.mark.parametrize("says", ["first", "second"])
def test_a_sleeper_alone_locks_nobody_whose_word_ends_the_office_of_her_maker(
    says: str, a: Member, b: Member, sleeper: Member
) -> None:
    """A lock would void the word."""
    third = factories.member("IQ", role="coordinator")
    one, other = (b, third) if says == "first" else (third, b)
    agreed(DeedKind.DISMISS_COORDINATOR, one, other, member=a)
    assert lock_account(by=sleeper, member=b, reason=LockReason.DEVICE) is None
    assert not Lock.objects.exists()
    with later(hours=73):
        carry_out()
    assert fresh(a).role == Role.MEMBER


# --- No way around ---


def test_every_kind_stands_in_the_table_and_no_kind_is_too_long_for_the_trail() -> None:
    assert set(RULES) == set(DeedKind)
    assert all(len(kind) <= 20 for kind in DeedKind)


def test_no_deed_is_kept_longer_than_the_table_says() -> None:
    assert WAITS + max(TAKES_FORCE_AFTER.values()) + WAITS < timedelta(days=retention.DEED)


@pytest.mark.parametrize("kind", DeedKind)
def test_no_deed_is_carried_out_that_one_person_alone_wants(kind: DeedKind, a: Member, zahra: Member) -> None:
    about = {"country": factories.country("AF")} if kind in ABOUT_COUNTRIES else {"member": zahra}
    deed = Deed.objects.create(
        kind=kind,
        proposed_by=a,
        expires=timezone.now() + timedelta(1),
        in_force=timezone.now() - timedelta(1),
        **({} if kind == DeedKind.MAKE_CANARY else about),
    )
    with pytest.raises(ValidationError, match="Two people"):
        deeds.carry_out_deed(deed)
    assert Deed.objects.filter(pk=deed.pk).exists()


def test_what_does_a_deed_is_imported_by_the_table_alone() -> None:
    """No view, form, command or other action gets hold of a function that does alone what takes two."""
    root = Path(portal.BASE_DIR) / "network"
    package = root / "deeds/actions"
    decides = package / "locking.py"  # whether a lock takes two; it does nothing that the table does
    inside = {file for file in package.glob("*.py") if file != decides}
    doers = {"make_canary", "remove_canary", "shred_country", "create_lock", "lock_agreed_account"}
    doing = {file.stem for file in inside} - {"__init__", "locks"}  # locks.py holds what views do by day, too
    assert {"table", "confirmations", "offices"} <= doing, "the package has moved"
    modules = {f"network.deeds.actions.{name}" for name in doing}
    wrong = []
    for file in root.rglob("*.py"):
        if file in inside or file == decides:
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            names = {one.name for one in node.names} if isinstance(node, ast.Import | ast.ImportFrom) else set()
            source = getattr(node, "module", "") or ""
            whole = {f"{source}.{name}" for name in names}
            if source in modules or (names | whole) & modules or (".actions" in source and names & doers):
                wrong.append(str(file.relative_to(root)))
            if isinstance(node, ast.Attribute) and node.attr in doers:
                wrong.append(str(file.relative_to(root)))
    assert wrong == []


# --- Locks ---


def locked(*members: Member) -> int:
    return Lock.objects.filter(member__in=members).count()


def test_the_fourth_lock_in_24_hours_waits_for_a_second_person(
    focal_point: Member, a: Member, b: Member, inside: Inside
) -> None:
    """Finding 12: one focal point locked 15 members in 2.7 seconds."""
    people = [factories.member("AF", pseudonym=f"One of fifteen {n}") for n in range(15)]
    browser = inside(focal_point)
    for person in people:
        browser.post(reverse("network:lock_member", args=[person.pk]), {"reason": "danger"})
    assert locked(*people) == 3
    assert Deed.objects.filter(kind="lock").count() == 12
    for coordinator in (a, b):
        assert coordinator.notices.filter(kind=NoticeKind.LOCKED).exists()
    fourth = Deed.objects.filter(kind="lock").first()
    assert fourth
    deeds.confirm_deed(by=a, deed=fourth)
    assert locked(*people) == 4
    assert Lock.objects.get(member=fourth.member_id).is_confirmed
    with later(hours=26):
        browser = inside(focal_point)
        rest = next(person for person in people if not hasattr(fresh(person), "lock"))
        Deed.objects.filter(member=rest).delete()
        assert lock_account(by=focal_point, member=rest, reason=LockReason.CALL)


def test_one_coordinator_alone_does_not_lock_all_others(a: Member, b: Member, inside: Inside) -> None:
    """Finding: three single locks, and nobody was left to open them."""
    third, fourth = (factories.member("PK", role="coordinator") for _ in range(2))
    for person in (b, third, fourth):
        inside(a).post(reverse("network:lock_member", args=[person.pk]), {"reason": "danger"})
    assert list(Lock.objects.values_list("member", flat=True)) == [b.pk]
    assert set(Deed.objects.values_list("kind", "member")) == {("lock", third.pk), ("lock", fourth.pk)}
    lock = Lock.objects.get()
    approve_unlock(by=third, lock=lock, reason=Sure.VOICE)
    assert approve_unlock(by=fourth, lock=lock, reason=Sure.VOICE)


def test_nor_does_she_together_with_whom_she_brought(a: Member, b: Member, sleeper: Member) -> None:
    third = factories.member("IQ", role="coordinator")
    assert lock_account(by=a, member=b, reason=LockReason.DANGER)
    assert lock_account(by=sleeper, member=third, reason=LockReason.DANGER) is None
    assert not hasattr(fresh(third), "lock")


def test_once_somebody_looked_at_the_first_lock_of_a_coordinator_the_next_one_is_locked_at_once(
    a: Member, b: Member
) -> None:
    third, fourth, _fifth, _sixth = (factories.member("PK", role="coordinator") for _ in range(4))
    first = lock_account(by=a, member=b, reason=LockReason.DANGER)
    assert first
    confirm_lock(by=third, lock=first)
    assert lock_account(by=a, member=fourth, reason=LockReason.DANGER)


def test_of_two_coordinators_neither_locks_the_other_alone_but_ends_where_she_is_signed_in(
    a: Member, b: Member, inside: Inside
) -> None:
    """One click would leave every alarm and every office in one hand, and nobody to open the other again."""
    SignIn.objects.create(user=b.user, is_short=False)
    assert lock_account(by=a, member=b, reason=LockReason.DEVICE) is None
    assert Member.objects.active().filter(pk=b.pk).exists()
    assert not SignIn.objects.filter(user=b.user).exists()
    assert Deed.objects.open().filter(kind=DeedKind.LOCK, member=b).exists()
    assert lock_account(by=b, member=b, reason=LockReason.HERSELF), "her own she locks at once"


def test_her_own_account_she_locks_always(a: Member, zahra: Member, nasrin: Member, newcomer: Member) -> None:
    for member in (zahra, nasrin, newcomer):
        lock_account(by=a, member=member, reason=LockReason.DANGER)
    assert lock_account(by=a, member=a, reason=LockReason.HERSELF)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_ten_locks_at_once_are_three(focal_point: Member) -> None:
    people = [factories.member("AF") for _ in range(10)]
    start = threading.Barrier(10)

    def lock(person: Member) -> None:
        try:
            start.wait()
            lock_account(by=focal_point, member=person, reason=LockReason.DANGER)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=lock, args=[person]) for person in people]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert locked(*people) == 3


def test_a_lock_stands_as_not_confirmed_until_somebody_independent_looked(
    focal_point: Member, a: Member, b: Member, zahra: Member, inside: Inside
) -> None:
    Tie.objects.tie_members(TieKind.PROPOSED, member=a, other=focal_point)
    lock = lock_account(by=focal_point, member=zahra, reason=LockReason.CALL)
    assert lock
    assert "Not confirmed" in inside(b).get(reverse("network:locks")).content.decode()
    for person in (focal_point, a):
        with pytest.raises(ValidationError, match="Somebody else"):
            confirm_lock(by=person, lock=lock)
    page = inside(b).get(reverse("network:unlock", args=[lock.pk])).content.decode()
    assert reverse("network:lock_confirm", args=[lock.pk]) in page
    inside(b).post(reverse("network:lock_confirm", args=[lock.pk]))
    assert "Not confirmed" not in inside(b).get(reverse("network:locks")).content.decode()


def test_whoever_locked_an_account_does_not_open_it_where_two_others_are_there(
    a: Member, b: Member, zahra: Member, inside: Inside
) -> None:
    third = factories.member("PK", role="coordinator")
    lock = lock_account(by=a, member=zahra, reason=LockReason.REVIEW)
    assert lock
    with pytest.raises(ValidationError, match="Two others"):
        approve_unlock(by=a, lock=lock, reason=Sure.VOICE)
    assert "Two others have to be sure" in inside(a).get(reverse("network:unlock", args=[lock.pk])).content.decode()
    assert not approve_unlock(by=b, lock=lock, reason=Sure.VOICE)
    assert approve_unlock(by=third, lock=lock, reason=Sure.VOICE)


def test_one_of_the_two_who_open_it_is_of_her_country_where_it_has_a_focal_point(
    a: Member, b: Member, focal_point: Member, zahra: Member
) -> None:
    lock = lock_account(by=zahra, member=zahra, reason=LockReason.HERSELF)
    assert lock
    assert not approve_unlock(by=a, lock=lock, reason=Sure.VOICE)
    assert not approve_unlock(by=b, lock=lock, reason=Sure.VOICE), "two coordinators, and nobody from home"
    assert approve_unlock(by=focal_point, lock=lock, reason=Sure.VOICE)


def test_a_focal_point_who_locked_it_is_replaced_by_two_coordinators(
    a: Member, b: Member, focal_point: Member, zahra: Member
) -> None:
    lock = lock_account(by=focal_point, member=zahra, reason=LockReason.DANGER)
    assert lock
    assert not approve_unlock(by=a, lock=lock, reason=Sure.VOICE)
    assert approve_unlock(by=b, lock=lock, reason=Sure.VOICE)


def test_a_canary_comes_back_into_the_directory_with_its_lock(a: Member, b: Member, zahra: Member) -> None:
    agreed(DeedKind.MAKE_CANARY, a, b, details=CANARY)
    canary = Member.objects.get(is_canary=True)
    lock = lock_account(by=a, member=canary, reason=LockReason.REVIEW)
    assert lock
    approve_unlock(by=b, lock=lock, reason=Sure.REVIEWED)
    approve_unlock(by=a, lock=lock, reason=Sure.REVIEWED)
    assert Member.objects.visible_to(zahra).filter(pk=canary.pk).exists()


def test_a_coordinator_and_her_sleeper_are_not_the_two_who_open_an_account(
    a: Member, b: Member, sleeper: Member, nasrin: Member
) -> None:
    lock = lock_account(by=nasrin, member=nasrin, reason=LockReason.HERSELF)
    assert lock
    assert not approve_unlock(by=a, lock=lock, reason=Sure.VOICE)
    assert not approve_unlock(by=sleeper, lock=lock, reason=Sure.VOICE)
    assert not fresh(nasrin).user.is_active
    assert approve_unlock(by=b, lock=lock, reason=Sure.VOICE)


def test_where_no_two_are_independent_any_two_open_it(a: Member, sleeper: Member, nasrin: Member) -> None:
    lock = lock_account(by=nasrin, member=nasrin, reason=LockReason.HERSELF)
    assert lock
    assert not approve_unlock(by=a, lock=lock, reason=Sure.VOICE)
    assert approve_unlock(by=sleeper, lock=lock, reason=Sure.VOICE)


def test_whoever_locks_a_canary_or_proposes_it_raises_the_alarm_and_is_not_told(
    a: Member, b: Member, focal_point: Member
) -> None:
    """It would stand in nobody's way any more."""
    canaries = [factories.member("AF", pseudonym=f"Lark {n}", is_canary=True, is_listed=True) for n in range(4)]
    for number, canary in enumerate(canaries, 1):
        lock_account(by=focal_point, member=canary, reason=LockReason.DEVICE)
        assert Alarm.objects.filter(member=focal_point, cause=AlarmCause.CANARY).count() == number
    assert locked(*canaries) == 3, "the fourth is proposed"
    assert {row.member for row in Notice.objects.filter(kind=NoticeKind.ALARM)} == {a, b}
    lock_account(by=focal_point, member=factories.member("AF"), reason=LockReason.DEVICE)
    assert Alarm.objects.count() == 4


# --- A country ---


def test_two_coordinators_lock_a_whole_country_and_open_it_as_quickly(
    a: Member, b: Member, zahra: Member, newcomer: Member, nasrin: Member, focal_point: Member, inside: Inside
) -> None:
    alone = lock_account(by=newcomer, member=newcomer, reason=LockReason.HERSELF)
    at_home = factories.member("AF", role="coordinator")
    browser = inside(zahra)
    inside(a).post(reverse("network:country_lock", args=["AF"]))
    assert browser.get(reverse("network:home")).status_code == 200, "one alone locks nobody"
    inside(b).post(reverse("network:deed_second", args=[Deed.objects.get().pk]))
    assert browser.get(reverse("network:home")).status_code == 302
    assert not SignIn.objects.filter(user=zahra.user).exists()
    assert locked(zahra, newcomer, focal_point) == 3
    assert locked(nasrin, at_home) == 0
    assert not Country.objects.get(pk="AF").is_open
    inside(b).post(reverse("network:country_unlock", args=["AF"]))
    inside(a).post(reverse("network:deed_second", args=[Deed.objects.get().pk]))
    assert list(Lock.objects.all()) == [alone]
    assert fresh(zahra).user.is_active
    assert fresh(focal_point).user.is_active
    assert not fresh(newcomer).user.is_active


def test_one_account_of_a_locked_country_can_be_opened_alone(
    a: Member, b: Member, zahra: Member, newcomer: Member
) -> None:
    agreed(DeedKind.LOCK_COUNTRY, a, b, country=Country.objects.get(pk="AF"))
    lock = Lock.objects.get(member=zahra)
    approve_unlock(by=a, lock=lock, reason=Sure.VOICE)
    assert approve_unlock(by=b, lock=lock, reason=Sure.VOICE)
    assert locked(newcomer) == 1


@pytest.fixture
def closed(a: Member, b: Member, zahra: Member, newcomer: Member) -> Country:
    """Afghanistan, all of whose accounts two people locked."""
    country = Country.objects.get(pk="AF")
    agreed(DeedKind.LOCK_COUNTRY, a, b, country=country)
    return country


def test_one_of_a_locked_country_is_kept_locked_when_the_others_are_opened(
    closed: Country, a: Member, b: Member, zahra: Member, newcomer: Member, inside: Inside
) -> None:
    browser, page = inside(a), reverse("network:lock_member", args=[zahra.pk])
    assert page in browser.get(reverse("network:staff_person", args=[zahra.pk])).content.decode()
    browser.post(page, {"reason": "device"})
    lock = Lock.objects.get(member=zahra)
    assert (lock.reason, lock.locked_by, lock.is_confirmed) == (LockReason.DEVICE, a, False)
    assert Trail.objects.filter(action="lock.close", actor=a.pk, about=zahra.pk, result="device").exists()
    assert page not in browser.get(reverse("network:staff_person", args=[zahra.pk])).content.decode()
    assert browser.get(page).status_code == 404
    agreed(DeedKind.UNLOCK_COUNTRY, a, b, country=closed)
    assert fresh(newcomer).user.is_active
    assert list(Lock.objects.all()) == [lock]
    assert not fresh(zahra).user.is_active


def test_the_fourth_of_a_locked_country_is_kept_locked_by_two(
    closed: Country, a: Member, b: Member, zahra: Member
) -> None:
    for _number in range(3):
        lock_account(by=a, member=factories.member("BD"), reason=LockReason.DANGER)
    assert lock_account(by=a, member=zahra, reason=LockReason.DANGER) is None
    assert Lock.objects.get(member=zahra).reason == LockReason.COUNTRY
    deeds.confirm_deed(by=b, deed=Deed.objects.get())
    assert (Lock.objects.get(member=zahra).reason, Lock.objects.get(member=zahra).is_confirmed) == ("danger", True)


def test_nobody_alone_lets_people_of_a_locked_country_apply(
    closed: Country, a: Member, b: Member, inside: Inside
) -> None:
    page = inside(a).post(reverse("network:countries"), {"code": "AF"}).content.decode()
    assert "until two coordinators open the country again" in page
    assert not Country.objects.get(pk="AF").is_open
    agreed(DeedKind.UNLOCK_COUNTRY, a, b, country=closed)
    inside(a).post(reverse("network:countries"), {"code": "AF"})
    assert Country.objects.get(pk="AF").is_open


def test_a_country_where_nobody_is_cannot_be_locked_and_one_that_is_open_not_opened(a: Member) -> None:
    country = factories.country("IR")
    for kind in (DeedKind.LOCK_COUNTRY, DeedKind.UNLOCK_COUNTRY):
        with pytest.raises(ValidationError):
            deeds.propose_deed(by=a, kind=kind, country=country)


def test_the_command_destroys_keys_only_after_two_agreed_inside(
    a: Member, b: Member, zahra: Member, inside: Inside, settings, tmp_path
) -> None:
    keys_of_its_own(settings, tmp_path)
    for _step in ("nobody", "one"):
        with pytest.raises(CommandError, match="Nothing was destroyed"):
            call_command("shred_country", "AF")
        Deed.objects.all().delete()
        inside(a).post(reverse("network:country_shred", args=["AF"]))
    deed = Deed.objects.get()
    inside(b).post(reverse("network:deed_second", args=[deed.pk]))
    assert "manage.py shred_country AF" in inside(a).get(reverse("network:deed", args=[deed.pk])).content.decode()
    assert fresh(zahra).address.open()
    out = StringIO()
    call_command("shred_country", "AF", stdout=out)
    assert "Done" in out.getvalue()
    assert Country.objects.get(pk="AF").is_shredded
    assert not Deed.objects.exists()
    with pytest.raises(CommandError):
        call_command("shred_country", "AF")


# --- An account is given back ---


def given_back(a: Member, b: Member, her: Member, **facts: str) -> Deed:
    details = {"heard": "voice", "lost": "both", **facts}
    deed = deeds.propose_deed(by=a, kind=DeedKind.GIVE_BACK, member=her, details=details)
    deeds.confirm_deed(by=b, deed=deed, heard=IdentityCheck.OTHER)
    return deed


def test_an_account_is_not_given_back_by_the_clock_alone(a: Member, b: Member, zahra: Member) -> None:
    """It waits for both halves and a new password."""
    deed = given_back(a, b, zahra)
    with later(hours=25):
        assert not Deed.objects.due().exists()
        carry_out()
    assert list(Deed.objects.all()) == [deed]


def test_two_people_bring_back_whoever_lost_everything(
    a: Member, focal_point: Member, zahra: Member, inside: Inside
) -> None:
    old = inside(zahra)
    form = {"heard": "voice", "lost": "both"}
    inside(focal_point).post(reverse("network:give_back", args=[zahra.pk]), form)
    deed = Deed.objects.get()
    page = inside(a).get(reverse("network:deed_second", args=[deed.pk])).content.decode()
    assert "I have not heard her" in page
    inside(a).post(reverse("network:deed_second", args=[deed.pk]), {"heard": "other"})
    assert zahra.notices.filter(kind=NoticeKind.RETURN).exists(), "whoever sits in her account is told"
    for person in (focal_point, a):
        with pytest.raises(ValidationError, match="no code yet"):
            deeds.issue_half_code(by=person, deed=deed)
    with later(hours=25):
        halves = []
        for person in (focal_point, a):
            page = inside(person).post(reverse("network:deed_code", args=[deed.pk])).content.decode()
            halves.append(page.split('<b class="ltr">')[1].split("<")[0])
        assert all(len(half) == 11 for half in halves)
        browser, back = Client(), reverse("network:come_in_again")
        typed = {"first": halves[1].lower(), "second": halves[0], "password": NEW, "again": NEW}
        assert browser.post(back, typed)["Location"] == reverse("account_login")
        assert "do not open anything" in browser.post(back, typed).content.decode(), "good once"
    she = fresh(zahra)
    assert she.user.check_password(NEW)
    assert not Authenticator.objects.filter(user=she.user).exists()
    assert not SignIn.objects.filter(user=she.user).exists()
    assert old.get(reverse("network:home")).status_code == 302
    browser = Client()
    browser.post(reverse("account_login"), {"login": she.address.open(), "password": NEW})
    assert browser.get(reverse("network:home"))["Location"] == reverse("mfa_index"), "first a second step"


def test_who_still_has_her_second_step_has_to_show_it(a: Member, b: Member, zahra: Member) -> None:
    deed = given_back(a, b, zahra, lost="password")
    with later(hours=25):
        halves = deeds.issue_half_code(by=a, deed=deed), deeds.issue_half_code(by=b, deed=deed)
        assert deeds.regain_account(by=None, halves=halves, password=NEW)
    browser = Client()
    browser.post(reverse("account_login"), {"login": zahra.address.open(), "password": NEW})
    assert "_auth_user_id" not in browser.session
    assert Authenticator.objects.filter(user=zahra.user).exists()


def test_one_half_opens_nothing_and_neither_does_the_same_half_twice(a: Member, b: Member, zahra: Member) -> None:
    deed = given_back(a, b, zahra)
    with later(hours=25):
        mine = deeds.issue_half_code(by=a, deed=deed)
        assert not deeds.regain_account(by=None, halves=(mine, ""), password=NEW)
        theirs = deeds.issue_half_code(by=b, deed=deed)
        newer = deeds.issue_half_code(by=a, deed=deed)
        for halves in [(mine, mine), (newer, newer), (mine, theirs), ("", "")]:
            assert not deeds.regain_account(by=None, halves=halves, password=NEW)
        assert deeds.regain_account(by=None, halves=(theirs, newer), password=NEW)


def test_a_third_person_gets_no_half(a: Member, b: Member, zahra: Member, focal_point: Member) -> None:
    deed = given_back(a, b, zahra)
    with later(hours=25), pytest.raises(ValidationError, match="Only the two"):
        deeds.issue_half_code(by=focal_point, deed=deed)


def test_one_of_the_two_must_have_heard_her(a: Member, b: Member, zahra: Member) -> None:
    details = {"heard": "other", "lost": "both"}
    deed = deeds.propose_deed(by=a, kind=DeedKind.GIVE_BACK, member=zahra, details=details)
    with pytest.raises(ValidationError, match="heard her voice"):
        deeds.confirm_deed(by=b, deed=deed, heard=IdentityCheck.OTHER)
    deeds.confirm_deed(by=b, deed=deed, heard=IdentityCheck.VOICE)


def test_she_locks_her_account_and_the_false_return_falls(a: Member, b: Member, zahra: Member, inside: Inside) -> None:
    """Somebody with her voice talked two people round; she herself reads the notice in time."""
    given_back(a, b, zahra)
    page = inside(zahra).get(reverse("network:home")).content.decode()
    assert "lock it now" in page
    inside(zahra).post(reverse("network:lock"))
    assert not Deed.objects.exists()
    with pytest.raises(ValidationError, match="locked"):
        deeds.propose_deed(by=a, kind=DeedKind.GIVE_BACK, member=zahra, details={"heard": "voice", "lost": "both"})


def test_a_canary_is_given_back_to_nobody_answers_like_a_member_and_raises_the_alarm(
    a: Member, b: Member, focal_point: Member, zahra: Member, inside: Inside
) -> None:
    agreed(DeedKind.MAKE_CANARY, a, b, details=CANARY)
    canary = Member.objects.get(is_canary=True)
    answers = [
        inside(focal_point).post(reverse("network:give_back", args=[one.pk]), {"heard": "voice", "lost": "both"})
        for one in (canary, zahra)
    ]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, reverse("network:deeds"))}
    assert a.notices.filter(kind=NoticeKind.ALARM).exists()
    deed = Deed.objects.get(member=canary)
    deeds.confirm_deed(by=a, deed=deed)
    with later(hours=25):
        halves = deeds.issue_half_code(by=focal_point, deed=deed), deeds.issue_half_code(by=a, deed=deed)
        assert not deeds.regain_account(by=None, halves=halves, password=NEW)


def test_guessing_is_stopped_and_every_wrong_pair_gets_the_same_answer(visitor: Client) -> None:
    back = reverse("network:come_in_again")
    typed = {"first": "AAAAA-CCCCC", "second": "DDDDD-EEEEE", "password": NEW, "again": NEW}
    pages = [visitor.post(back, typed).content.decode() for _ in range(25)]
    assert ["do not open anything" in page for page in pages] == [True] * 10 + [False] * 15
    assert all("This was not sent yet" in page for page in pages[10:])


# --- A network of two coordinators and three members whom one of them invited ---


@pytest.fixture
def three(a: Member) -> list[Member]:
    """In two countries, all invited by A."""
    members = [factories.member(code, pseudonym=f"M{n}") for n, code in enumerate(("AF", "AF", "BD"), 1)]
    invited(a, *members)
    return members


def test_two_coordinators_and_three_members_can_do_every_deed(
    a: Member, b: Member, three: list[Member], settings, tmp_path
) -> None:
    """D38. Whoever of the two can propose so that the other may confirm does; each deed is done once."""
    keys_of_its_own(settings, tmp_path)
    settings.ERASURE_JOURNAL = str(tmp_path / "erasures.jsonl")
    m1, m2, m3 = three
    afghanistan = Country.objects.get(pk="AF")
    done: set[str] = set()
    clock = timezone.now()

    def do(kind: DeedKind, **about: Any) -> None:
        nonlocal clock
        deed = deeds.propose_deed(by=a, kind=kind, **about)
        assert may_confirm_deed(b, deed), kind
        deeds.confirm_deed(by=b, deed=deed, heard=IdentityCheck.VOICE)
        clock += TAKES_FORCE_AFTER.get(kind, timedelta()) + timedelta(minutes=1)
        if kind not in BY_HAND:
            with time_machine.travel(clock):
                carry_out()
            assert not Deed.objects.filter(pk=deed.pk).exists(), kind
        done.add(kind)

    with time_machine.travel(clock) as traveller:

        def step(kind: DeedKind, **about: Any) -> None:
            traveller.move_to(clock)
            do(kind, **about)
            traveller.move_to(clock)

        step(DeedKind.APPOINT_FOCAL_POINT, member=m1)
        assert fresh(m1).role == Role.FOCAL_POINT
        # B, not A, looks beside the new focal point, and she at what B or A lock.
        lock = lock_account(by=b, member=m2, reason=LockReason.DANGER)
        assert lock
        assert not approve_unlock(by=a, lock=lock, reason=Sure.VOICE)
        assert approve_unlock(by=fresh(m1), lock=lock, reason=Sure.VOICE)
        lock = lock_account(by=a, member=m2, reason=LockReason.DANGER)
        assert lock
        confirm_lock(by=b, lock=lock)
        assert not approve_unlock(by=b, lock=lock, reason=Sure.VOICE)
        assert approve_unlock(by=fresh(m1), lock=lock, reason=Sure.VOICE)
        step(DeedKind.LOCK, member=m2, details={"reason": "danger"})
        lock = Lock.objects.get(member=m2)
        approve_unlock(by=b, lock=lock, reason=Sure.VOICE)
        assert approve_unlock(by=fresh(m1), lock=lock, reason=Sure.VOICE)
        step(DeedKind.GIVE_BACK, member=m2, details={"heard": "other", "lost": "both"})
        returned = Deed.objects.get(kind="give_back")
        halves = deeds.issue_half_code(by=a, deed=returned), deeds.issue_half_code(by=b, deed=returned)
        assert deeds.regain_account(by=None, halves=halves, password=NEW)
        step(DeedKind.DISMISS_FOCAL_POINT, member=m1)
        assert fresh(m1).role == Role.MEMBER
        # Without a focal point, two coordinators open; also what one of them locked, as no third is there.
        lock = lock_account(by=b, member=m3, reason=LockReason.DANGER)
        assert lock
        approve_unlock(by=a, lock=lock, reason=Sure.VOICE)
        assert approve_unlock(by=b, lock=lock, reason=Sure.VOICE)
        step(DeedKind.APPOINT_COORDINATOR, member=m3)
        assert fresh(m3).is_coordinator
        step(DeedKind.DISMISS_COORDINATOR, member=m3)
        step(DeedKind.LOCK_COUNTRY, country=afghanistan)
        step(DeedKind.UNLOCK_COUNTRY, country=afghanistan)
        assert not Lock.objects.exists()
        step(DeedKind.MAKE_CANARY, details=CANARY)
        step(DeedKind.REMOVE_CANARY, member=Member.objects.get(is_canary=True))
        assert not Member.objects.filter(is_canary=True).exists()
        step(DeedKind.SHRED_COUNTRY, country=afghanistan)
        call_command("shred_country", "AF", stdout=StringIO())
        assert Country.objects.get(pk="AF").is_shredded
    assert done == set(DeedKind)


def test_the_other_of_two_coordinators_proposes_as_well_wherever_no_invitation_stands_between(
    a: Member, b: Member, three: list[Member]
) -> None:
    """Only an appointment of her own guest A cannot confirm; there A proposes and B confirms."""
    for kind in DeedKind:
        about = {"country_id": "AF"} if kind in ABOUT_COUNTRIES else {"member": three[0]}
        deed = Deed(kind=kind, proposed_by=b, **({} if kind == DeedKind.MAKE_CANARY else about))
        assert may_confirm_deed(a, deed) == (kind not in APPOINTMENTS), kind


def test_of_two_coordinators_one_leaves_her_office_with_her_own_yes(a: Member, b: Member) -> None:
    agreed(DeedKind.DISMISS_COORDINATOR, a, b, member=b)
    with later(hours=73):
        carry_out()
    assert fresh(b).role == Role.MEMBER


def test_where_no_independent_pair_is_left_a_founder_comes_by_the_command(a: Member, b: Member) -> None:
    facts = {"address": "third@example.org", "pseudonym": "Third", "country": "PK", "stdout": StringIO()}
    with pytest.raises(CommandError, match="two coordinators"):
        call_command("found_network", **facts)
    invited(a, b)
    call_command("found_network", **facts)
    assert Member.objects.filter(role=Role.COORDINATOR).count() == 3
    facts |= {"address": "fourth@example.org", "pseudonym": "Fourth"}
    with pytest.raises(CommandError, match="two coordinators"):
        call_command("found_network", **facts)


# --- The pages ---


def test_a_second_step_is_asked_for_before_a_yes(a: Member, b: Member, zahra: Member, inside: Inside) -> None:
    deed = deeds.propose_deed(by=a, kind=DeedKind.APPOINT_FOCAL_POINT, member=zahra)
    browser = inside(b)
    session = browser.session
    session["account_authentication_methods"] = [
        {**record, "at": record["at"] - (3600 if record["method"] == "mfa" else 0)}
        for record in session["account_authentication_methods"]
    ]
    session.save()
    answer = browser.post(reverse("network:deed_second", args=[deed.pk]))
    assert answer["Location"].startswith(reverse("mfa_reauthenticate"))
    assert not Deed.objects.get().is_agreed


def test_the_page_says_who_proposed_what_happens_and_by_when(
    a: Member, b: Member, zahra: Member, inside: Inside
) -> None:
    deed = deeds.propose_deed(by=a, kind=DeedKind.APPOINT_FOCAL_POINT, member=zahra)
    listed = inside(b).get(reverse("network:deeds")).content.decode()
    page = inside(b).get(reverse("network:deed", args=[deed.pk])).content.decode()
    for words in ("Appoint a focal point", "Zahra", a.pseudonym, "waits until"):
        assert words in listed
        assert words in page
    assert "Waits for your yes" in listed
    assert "72 hours after the second yes" in page
    assert "Waits for somebody else" in inside(a).get(reverse("network:deeds")).content.decode()
    assert "Take it back" in inside(a).get(reverse("network:deed", args=[deed.pk])).content.decode()


def test_an_empty_list_says_so(a: Member, inside: Inside) -> None:
    assert "Nothing waits" in inside(a).get(reverse("network:deeds")).content.decode()


def test_every_kind_has_words_and_every_page_of_it_opens(
    a: Member, b: Member, zahra: Member, focal_point: Member, inside: Inside
) -> None:
    details = {"lock": {"reason": "call"}, "give_back": {"heard": "voice", "lost": "both"}, "make_canary": CANARY}
    for kind in DeedKind:
        about = {"country_id": "AF"} if kind in ABOUT_COUNTRIES else {"member": zahra}
        Deed.objects.create(
            kind=kind,
            proposed_by=a,
            expires=timezone.now() + timedelta(1),
            details=json.dumps(details.get(kind, {})),
            **({} if kind == DeedKind.MAKE_CANARY else about),
        )
    browser = inside(b)
    assert browser.get(reverse("network:deeds")).content.decode().count("proposed by") == len(DeedKind)
    for deed in Deed.objects.all():
        for name in ("deed", "deed_second", "deed_code"):
            page = browser.get(reverse(f"network:{name}", args=[deed.pk])).content.decode()
            assert "<h1>" in page, (deed.kind, name)
    assert inside(focal_point).get(reverse("network:deeds")).content.decode().count("proposed by") == len(IN_CARE)


def test_the_notice_names_nobody(a: Member, b: Member, zahra: Member, inside: Inside) -> None:
    deeds.propose_deed(by=a, kind=DeedKind.APPOINT_FOCAL_POINT, member=zahra)
    home = inside(b).get(reverse("network:home")).content.decode()
    assert "Something waits for a second person." in home
    assert "Zahra" not in home


@pytest.mark.parametrize("person", ["coordinator", "focal_point"])
@pytest.mark.parametrize("many", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    many: int, person: str, request, inside: Inside, coordinator: Member, django_assert_max_num_queries
) -> None:
    she = request.getfixturevalue(person)
    other = factories.member("PK", role="coordinator")
    for _ in range(many):
        details = {"heard": "voice", "lost": "both"}
        her = factories.member("AF")
        deeds.propose_deed(by=other, kind=DeedKind.GIVE_BACK, member=her, details=details)
    browser = inside(she)
    browser.get(reverse("network:deeds"))
    with django_assert_max_num_queries(9):
        browser.get(reverse("network:deeds"))
    assert User.objects.exists()
