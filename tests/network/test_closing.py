"""The night in which requests end, and that no page, list, notice or mail tells before or after it what somebody said."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Letter
from network.deeds.actions.locking import lock_account
from network.joining.actions import inviting, joining
from network.models import Application, LockReason, Member, Notice, NoticeKind, Trail
from network.models.joining import SHOWN_A_DAY, UNDECIDED_DAYS, ApplicationState
from network.models.vetting import VoteReason
from network.selectors.members import exclude_unentered
from network.vetting.actions import decisions as vetting_decisions
from network.vetting.actions import vetting
from tests.network import factories

Inside = Callable[[Member], Client]
pytestmark = pytest.mark.django_db
YES, NO = VoteReason.KNOWN, VoteReason.DOUBT
# What was said, in this order, by the focal point of her country, the one of another country, and a coordinator.
SAID = {"yes": [YES], "no": [NO], "accepted": [YES, YES], "declined": [NO, NO], "split": [YES, NO], "late": [YES] * 3}


def night(days: int = 0) -> None:
    vetting_decisions.close_due_applications(timezone.localdate() + timedelta(days=days))


@pytest.fixture
def vetters(focal_point: Member, foreign_focal_point: Member, coordinator: Member) -> list[Member]:
    return [focal_point, foreign_focal_point, coordinator]


def voted_on(said: str, vetters: list[Member], **fields: Any) -> Application:
    row = factories.application("AF", **fields)
    for vetter, reason in zip(vetters, SAID[said], strict=False):
        vetting.cast_vote(by=vetter, application=row, reason=reason)
    return row


def plain(page: str, row: Application) -> str:
    """Without what is random or chosen by the applicant."""
    page = page.replace(str(row.pk), "ID").replace(row.pseudonym, "NAME").replace(row.why.open() or "WHY", "WHY")
    return re.sub(r'(nonce=|name="csrfmiddlewaretoken" value=|data-left=)"[^"]+"', r"\1", page)


def seen(browser: Client, row: Application, *, opened: bool = True) -> list[str]:
    """Her row in the queue, her page, and what she wrote."""
    row.refresh_from_db()
    queue = browser.get(reverse("network:vetting")).content.decode()
    line = next(part for part in queue.split("<li>") if str(row.pk) in part).split("</li>")[0]
    pages = [line, browser.get(reverse("network:vetting_one", args=[row.pk])).content.decode()]
    if opened:
        pages.append(browser.post(reverse("network:vetting_open", args=[row.pk])).content.decode())
    return [plain(page, row) for page in pages]


def lines(pages: list[str]) -> list[str]:
    return "".join(pages).splitlines()


# --- By day ---


def test_nobody_is_let_in_or_refused_by_day(vetters: list[Member]) -> None:
    rows = [voted_on("accepted", vetters), voted_on("declined", vetters)]
    assert not Member.objects.filter(application__in=rows).exists()
    assert {Application.objects.get(pk=row.pk).state for row in rows} == {ApplicationState.IN_VETTING}
    night()
    assert [Application.objects.get(pk=row.pk).state for row in rows] == [
        ApplicationState.APPROVED,
        ApplicationState.DECLINED,
    ]


def test_until_the_night_every_count_looks_alike_to_who_has_not_voted(
    vetters: list[Member], other_coordinator: Member, inside: Inside
) -> None:
    browser = inside(other_coordinator)
    looks = {said: seen(browser, voted_on(said, vetters)) for said in SAID}
    for said in SAID:
        assert lines(looks[said]) == lines(looks["yes"]), said


def test_who_voted_sees_her_own_vote_and_no_count(vetters: list[Member], inside: Inside) -> None:
    browser = inside(vetters[0])
    looks = {said: seen(browser, voted_on(said, vetters)) for said in ("yes", "accepted", "split", "late")}
    for said, look in looks.items():
        assert lines(look) == lines(looks["yes"]), said
    assert str(YES.label) in looks["yes"][1]
    said_no = seen(browser, voted_on("no", vetters))
    assert str(NO.label) in said_no[1]


def test_a_further_vote_is_taken_and_nobody_is_told_that_it_came_too_late(
    vetters: list[Member], inside: Inside
) -> None:
    answers = []
    for said in ("yes", "accepted", "declined"):
        row = voted_on(said, vetters)
        answer = inside(vetters[2]).post(reverse("network:vetting_vote", args=[row.pk]), {"reason": "known"})
        answers.append((answer.status_code, answer["Location"], row.votes.filter(vetter=vetters[2]).count()))
    assert set(answers) == {(302, reverse("network:vetting"), 1)}


def test_who_withdrew_stays_in_the_queue_until_the_night(vetters: list[Member], inside: Inside) -> None:
    waiting, gone = voted_on("yes", vetters), voted_on("yes", vetters)
    question = vetting.ask_question(by=vetters[2], application=gone, text="ZQ7-question")
    vetting.ask_question(by=vetters[2], application=waiting, text="ZQ7-question")
    before = seen(inside(vetters[1]), waiting, opened=False)
    assert joining.withdraw_application(by=gone)
    assert seen(inside(vetters[1]), gone, opened=False) == before
    question.refresh_from_db()
    assert not question.text
    page = inside(vetters[1]).post(reverse("network:vetting_open", args=[gone.pk])).content.decode()
    assert "ZQ7-" not in page, "what she wrote went at once"
    vetting.cast_vote(by=vetters[1], application=gone, reason=NO)
    night()
    gone.refresh_from_db()
    assert gone.state == ApplicationState.WITHDRAWN
    assert not gone.votes.exists()
    assert not gone.questions.exists()


def test_a_question_that_comes_after_the_last_vote_does_not_keep_it_open(vetters: list[Member]) -> None:
    """Else whoever asks would see in the morning whether there was a decision."""
    rows = [voted_on("accepted", vetters), voted_on("declined", vetters)]
    for row in rows:
        vetting.ask_question(by=vetters[2], application=row, text="?")
    night()
    assert [Application.objects.get(pk=row.pk).state for row in rows] == [
        ApplicationState.APPROVED,
        ApplicationState.DECLINED,
    ]


# --- In the night and after ---


def ended(vetters: list[Member]) -> dict[str, Application]:
    """One of each kind of end."""
    old = timezone.localdate() - timedelta(days=UNDECIDED_DAYS)
    rows = {
        "approved": voted_on("accepted", vetters),
        "declined": voted_on("declined", vetters),
        "withdrawn": voted_on("yes", vetters),
        "expired": factories.application("AF", moved_on=old),
    }
    joining.withdraw_application(by=rows["withdrawn"])
    night()
    assert {state: Application.objects.get(pk=row.pk).state for state, row in rows.items()} == {s: s for s in rows}
    return rows


@pytest.mark.parametrize("days", [0, 3, 6, 8])
def test_after_the_night_every_end_is_the_same_word(
    days: int, vetters: list[Member], other_coordinator: Member, inside: Inside
) -> None:
    rows = ended(vetters)
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        for vetter in (*vetters, other_coordinator):
            told = set()
            for row in rows.values():
                for name, data in (("one", None), ("open", {}), ("ask", {"text": "?"}), ("vote", {"reason": "known"})):
                    browser, address = inside(vetter), reverse(f"network:vetting_{name}", args=[row.pk])
                    answer = browser.get(address) if data is None else browser.post(address, data)
                    page = browser.get(answer["Location"]).content.decode() if answer.status_code == 302 else ""
                    told.add((answer.status_code, "This request is closed." in page))
                    assert row.pseudonym not in page
            at_home = vetter.country_id == "AF" or vetter.is_coordinator
            assert told == {(302, True) if at_home and days < 7 else (404, False)}, vetter


def test_the_trail_tells_coordinators_neither_who_said_what_nor_how_it_ended(
    vetters: list[Member], coordinator: Member, inside: Inside
) -> None:
    rows = ended(vetters)
    lines = Trail.objects.filter(about__in=[row.pk for row in rows.values()])
    votes = Trail.objects.filter(action="application.vote")
    assert set(votes.values_list("about", "result")) == {(None, "done")}, "nor on whom: others have not voted yet"
    assert set(lines.filter(action="application.close").values_list("result", flat=True)) == {"done"}
    assert lines.filter(action="application.close", actor=None).count() == len(rows)
    actions = set(lines.values_list("action", flat=True))
    assert actions == {"application.close"}
    page = inside(coordinator).get(reverse("network:trail")).content.decode()
    for word in ("approve", "decline", "withdraw", "expire", "yes", "replaced"):
        assert word not in page.split("<tbody>")[1].split("</tbody>")[0]


def test_a_night_twice_ends_nothing_twice_and_one_that_fails_keeps_no_other(
    vetters: list[Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, right = voted_on("accepted", vetters), voted_on("accepted", vetters)
    Application.objects.filter(pk=broken.pk).update(reach=type(broken.reach)("9.AF.AAAA"))  # its key was destroyed
    call_command("close_the_day", verbosity=0)
    call_command("close_the_day", verbosity=0)
    assert [Application.objects.get(pk=row.pk).state for row in (broken, right)] == [
        ApplicationState.IN_VETTING,
        ApplicationState.APPROVED,
    ]
    assert Member.objects.filter(application=right).count() == 1


def test_nobody_is_let_in_whose_countrys_keys_were_destroyed(vetters: list[Member]) -> None:
    row = voted_on("accepted", vetters)
    row.country.__class__.objects.filter(pk="AF").update(is_shredded=True)
    night()
    assert Application.objects.get(pk=row.pk).state == ApplicationState.DECLINED


# --- What others are told ---


@pytest.mark.parametrize("second", ["a yes", "a no", "nobody"])
def test_notices_to_others_do_not_tell_what_the_first_said(
    second: str, vetters: list[Member], other_coordinator: Member
) -> None:
    told = []
    for first in (YES, NO):
        Notice.objects.all().delete()
        row = factories.application("AF")
        vetting.cast_vote(by=vetters[0], application=row, reason=first)
        if second != "nobody":
            vetting.cast_vote(by=vetters[2], application=row, reason=YES if second == "a yes" else NO)
        told.append(sorted(str(one.member_id) for one in Notice.objects.filter(kind=NoticeKind.VETTING)))
    assert told[0] == told[1]
    assert str(other_coordinator.pk) in told[0]


def test_accepted_declined_and_undecided_bring_her_the_same_mail_in_the_same_night(vetters: list[Member]) -> None:
    Letter.objects.all().delete()
    rows = ended(vetters)
    words = {letter.body.open() for letter in Letter.objects.all()}
    assert len(words) == 1
    assert Letter.objects.count() == len(rows) - 1, "who withdrew asked for no more"


def test_she_reads_one_word_whoever_decided_first(vetters: list[Member], coordinator: Member) -> None:
    """Not accepted: by two at home and away, in either order, or by nobody at all."""
    pages = []
    for order in (vetters[:2], [coordinator, vetters[0]], []):
        long_ago = timezone.localdate() - timedelta(days=0 if order else UNDECIDED_DAYS)
        row = factories.application("AF", moved_on=long_ago, return_hash=f"hash {len(pages)}")
        for vetter in order:
            vetting.cast_vote(by=vetter, application=row, reason=NO)
        night()
        browser = Client()
        browser.get(reverse("network:door"))
        session = browser.session
        session["applicant"] = {"id": str(row.pk), "seen": int(timezone.now().timestamp())}
        session.save()
        browser.cookies["sessionid"] = session.session_key
        pages.append(
            re.sub(r'value="[^"]+"|nonce="[^"]+"', "", browser.get(reverse("network:application")).content.decode())
        )
    assert "Your request was not accepted." in pages[0]
    assert len(set(pages)) == 1


# --- What must not stop the night, or pass in it ---


def test_the_yes_of_a_vetter_who_is_locked_by_the_night_lets_nobody_in(vetters: list[Member]) -> None:
    row = voted_on("accepted", vetters)
    lock_account(by=vetters[2], member=vetters[0], reason=LockReason.DEVICE)
    night()
    row.refresh_from_db()
    assert row.state == ApplicationState.IN_VETTING
    assert row.votes.count() == 2


def test_the_no_of_a_vetter_who_is_locked_by_the_night_still_counts(vetters: list[Member]) -> None:
    row = voted_on("declined", vetters)
    lock_account(by=vetters[2], member=vetters[0], reason=LockReason.DEVICE)
    night()
    row.refresh_from_db()
    assert row.state == ApplicationState.DECLINED


def test_whose_row_was_tampered_with_stops_the_night_for_nobody_else(vetters: list[Member], caplog: Any) -> None:
    rows = [voted_on("accepted", vetters) for _n in range(3)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM network_application WHERE pseudonym = %s", [rows[0].pseudonym])
        sealed = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE network_application SET address = %s WHERE pseudonym = %s",
            [sealed[:-20] + sealed[-20:].swapcase(), rows[0].pseudonym],
        )
    night()
    states = [Application.objects.get(pk=row.pk).state for row in rows]
    assert states == [ApplicationState.IN_VETTING, ApplicationState.APPROVED, ApplicationState.APPROVED]
    assert "could not be closed: " in caplog.text
    assert "ZQ7" not in caplog.text


def test_a_country_whose_next_cannot_be_shown_keeps_no_other_waiting(
    focal_point: Member, monkeypatch: Any, caplog: Any
) -> None:
    rows = {
        code: factories.application(code, shown_on=None, in_queue=False, mail="never") for code in ("AF", "BD", "IQ")
    }
    real = joining.tell_vetters

    def broken(application: Application) -> None:
        if application.country_id == "AF":
            raise ValueError("ZQ7")
        real(application)

    monkeypatch.setattr(joining, "tell_vetters", broken)
    night()
    shown = {code: Application.objects.get(pk=row.pk).in_queue for code, row in rows.items()}
    assert shown == {"AF": False, "BD": True, "IQ": True}
    assert "could not be shown: ValueError" in caplog.text
    assert "ZQ7" not in caplog.text


# --- The two lanes ---


def confirmed(n: int, **fields: Any) -> Application:
    row = factories.application("AF", state="draft", mail="never", is_proven=False, pseudonym=f"Flood {n}", **fields)
    assert joining.confirm_application(by=row)
    return row


def test_a_flood_is_shown_ten_a_day_and_the_oldest_first(focal_point: Member) -> None:
    today = timezone.localdate()
    rows = [confirmed(n, created_on=today - timedelta(days=n % 2)) for n in range(SHOWN_A_DAY + 5)]
    visible = Application.objects.visible_to(focal_point)
    assert set(visible) == set(rows[:SHOWN_A_DAY])
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        night()
        assert visible.all().count() == len(rows)
    assert Application.objects.filter(shown_on=today).count() == SHOWN_A_DAY


def test_of_those_that_wait_the_oldest_day_comes_first(focal_point: Member) -> None:
    today = timezone.localdate()
    for n in range(SHOWN_A_DAY):
        confirmed(n)
    young = [confirmed(n) for n in range(20, 20 + SHOWN_A_DAY)]
    old = confirmed(50, created_on=today - timedelta(days=2))
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        night()
        shown = set(Application.objects.visible_to(focal_point))
    assert old in shown
    assert len(shown & set(young)) == SHOWN_A_DAY - 1


def test_another_countrys_flood_takes_nobodys_place(foreign_focal_point: Member) -> None:
    for n in range(SHOWN_A_DAY + 1):
        confirmed(n)
    row = factories.application("BD", state="draft", mail="never")
    joining.confirm_application(by=row)
    assert list(Application.objects.visible_to(foreign_focal_point)) == [row]


def test_who_is_invited_or_proven_stands_before_the_flood(zahra: Member, focal_point: Member, inside: Inside) -> None:
    for n in range(SHOWN_A_DAY):
        confirmed(n)
    invited = factories.application("AF", state="draft", mail="never", pseudonym="Invited")
    inviting.claim_invitation(inviting.create_invitation(by=zahra), invited)
    invited.refresh_from_db()
    joining.confirm_application(by=invited)
    proven = factories.application("AF", pseudonym="Proven", moved_on=timezone.localdate() - timedelta(days=1))
    page = inside(focal_point).get(reverse("network:vetting")).content.decode().split("<main")[1]
    places = [page.index(word) for word in ("With a proven address", ">Proven<", ">Invited<", "Others", ">Flood ")]
    assert places == sorted(places), (invited, proven)


def test_what_is_not_shown_yet_tells_no_vetter_that_it_is_there(focal_point: Member) -> None:
    for n in range(SHOWN_A_DAY):
        confirmed(n)
    Notice.objects.all().delete()
    row = confirmed(99)
    assert not Notice.objects.exists()
    joining.withdraw_application(by=row)
    row.refresh_from_db()
    assert row.state == ApplicationState.WITHDRAWN, "nobody saw it, so nobody has to see it go"


# --- Who is to be called ---


def test_who_voted_is_asked_last_to_call_her(coordinator: Member, other_coordinator: Member) -> None:
    third = factories.member("PK", role="coordinator")
    row = factories.application("AF", mail="never", return_hash="x")
    for vetter in (coordinator, other_coordinator):
        vetting.cast_vote(by=vetter, application=row, reason=YES)
    Notice.objects.all().delete()
    night()
    everybody = (coordinator, other_coordinator, third)
    assert [Application.objects.entering(her).exists() for her in everybody] == [False, False, True]
    assert set(Notice.objects.filter(kind=NoticeKind.VETTING).values_list("member", flat=True)) == {third.pk}
    with time_machine.travel(timezone.now() + timedelta(days=7)):
        assert all(Application.objects.entering(her).exists() for her in everybody), "else she might wait in vain"


def test_two_coordinators_who_both_voted_call_her_at_once(coordinator: Member, other_coordinator: Member) -> None:
    row = factories.application("AF", mail="never", return_hash="x")
    for vetter in (coordinator, other_coordinator):
        vetting.cast_vote(by=vetter, application=row, reason=YES)
    night()
    assert [Application.objects.entering(her).count() for her in (coordinator, other_coordinator)] == [1, 1]


def test_staff_find_nobody_among_their_people_who_has_not_come_in(
    vetters: list[Member], focal_point: Member, coordinator: Member
) -> None:
    row = voted_on("accepted", vetters, return_hash="x")
    night()
    row.refresh_from_db()
    for staff in (focal_point, coordinator):
        assert not exclude_unentered(Member.objects.in_care_of(staff)).filter(pk=row.member_id).exists()
    Application.objects.filter(pk=row.pk).update(return_hash="")
    for staff in (focal_point, coordinator):
        assert exclude_unentered(Member.objects.in_care_of(staff)).filter(pk=row.member_id).exists()
