"""Applying, coming back with a code, coming in."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts.models import Letter, User, sealed_address
from network.domain.codes import generate_code, hash_code, hash_digits
from network.joining.actions import entering, inviting, joining
from network.joining.actions.digits import send_digits
from network.joining.views.joining import send_limited_digits
from network.models import Application, Consent, Country, Invitation, Member, Notice, NoticeKind, Trail
from network.models.joining import ApplicationState
from network.models.vetting import VoteReason
from network.tasks.joining import close_applications
from network.vetting.actions import decisions as vetting_decisions
from network.vetting.actions import vetting
from tests.accounts.work import worked
from tests.network import factories

pytestmark = pytest.mark.django_db
PASSWORD = "four words that differ much"
LONG_CODE = re.compile(r"\b([A-Z0-9]{5}(?:-[A-Z0-9]{5}){3})\b")


@pytest.fixture(autouse=True)
def afghanistan() -> None:
    factories.country("AF", is_open=True)


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "pseudonym": "Cypress",
        "country": "AF",
        "sector": "justice",
        "level": "middle",
        "languages": ["prs", "en"],
        "address": "ZQ7-form@example.org",
        "mail": "notice",
        "reach": "ZQ7-form-reach",
        "why": "ZQ7-form-why",
        "invitation": "",
        "assess": "on",
        "profile": "on",
    } | changes


def digits_of(letter: Letter) -> str:
    found = re.search(r"\b(\d{6})\b", letter.body.open())
    assert found
    return found[1]


def newest_letter() -> Letter:
    return Letter.objects.order_by("-created")[0]


def apply(browser: Client, **changes: Any) -> Application:
    before = set(Application.objects.values_list("pk", flat=True))
    response = browser.post(reverse("network:join_form"), typed(**changes))
    assert response.status_code == 302, response.content.decode()[:3000]
    assert response["Location"] == reverse("network:join_code")
    return Application.objects.exclude(pk__in=before).get()


def applied(browser: Client, **changes: Any) -> tuple[Application, str]:
    """A confirmed application and its long code."""
    application = apply(browser, **changes)
    sent = {"digits": digits_of(newest_letter())} if application.mail == "notice" else {}
    response = browser.post(reverse("network:join_code"), sent)
    found = LONG_CODE.search(response.content.decode())
    assert found, response.content.decode()[:3000]
    application.refresh_from_db()
    return application, found[1]


def accepted(browser: Client, **changes: Any) -> tuple[Application, str]:
    application, code = applied(browser, **changes)
    home = factories.member("AF", role="focal_point")
    away = factories.member("BD", role="focal_point")
    for vetter in (home, away):
        vetting.cast_vote(by=vetter, application=application, reason=VoteReason.KNOWN)
    night()
    application.refresh_from_db()
    return application, code


def night() -> None:
    """02:00 UTC."""
    vetting_decisions.close_due_applications(timezone.localdate())


# --- The form ---


def test_a_visitor_applies_confirms_by_mail_and_gets_a_code_once(visitor: Client) -> None:
    application, code = applied(visitor)
    assert application.state == ApplicationState.CONFIRMED
    assert application.is_proven
    assert application.return_hash == hash_code(code)
    assert code not in visitor.get(reverse("network:join_code"), follow=True).content.decode()


def test_what_she_typed_stands_nowhere_in_clear(visitor: Client, settings: Any) -> None:
    from django.db import connection

    application, _code = applied(visitor)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # our own tables
            assert "ZQ7-form" not in str(cursor.fetchall()), table
    assert application.address.open() == "ZQ7-form@example.org"
    assert application.address.scope == "AF"


def test_consents_are_rows_of_their_own_with_date_and_version(visitor: Client) -> None:
    application = apply(visitor)
    rows = {(row.purpose, row.text_version, row.given_on) for row in application.consents.all()}
    today = timezone.localdate()
    assert rows == {("assess", 1, today), ("profile", 1, today), ("mail", 1, today)}


def test_who_wants_no_mail_consents_to_none_and_gets_none(visitor: Client) -> None:
    application, _code = applied(visitor, mail="never", address="")
    assert not Letter.objects.exists()
    assert not mail.outbox
    assert "mail" not in application.consents.values_list("purpose", flat=True)
    assert application.state == ApplicationState.CONFIRMED
    assert not application.is_proven


def test_mistakes_are_named_and_nothing_typed_is_lost(visitor: Client) -> None:
    response = visitor.post(reverse("network:join_form"), typed(address="nonsense", country="", assess=""))
    page = response.content.decode()
    assert response.status_code == 200
    assert not Application.objects.exists()
    for words in ("Write an email address like", "Choose the country", "Without this nobody could read"):
        assert words in page
    assert "ZQ7-form-why" in page
    assert "Cypress" in page
    assert 'role="alert"' in page


def test_without_mail_she_must_say_how_to_reach_her(visitor: Client) -> None:
    page = visitor.post(reverse("network:join_form"), typed(mail="never", reach="")).content.decode()
    assert "without mail there is no other way" in page


def test_only_open_countries_can_be_chosen(visitor: Client) -> None:
    factories.country("BD", is_open=False)
    assert visitor.post(reverse("network:join_form"), typed(country="BD")).status_code == 200
    assert not Application.objects.exists()


def test_while_no_country_is_open_the_page_says_so_kindly(visitor: Client) -> None:
    factories.country("AF").__class__.objects.update(is_open=False)
    page = visitor.get(reverse("network:join")).content.decode()
    assert "Not open yet" in page
    assert visitor.get(reverse("network:join_form"))["Location"] == reverse("network:join")


@pytest.mark.parametrize("place", ["/en/network/", "/en/network/before-you-apply/", "door", "join"])
def test_where_one_can_apply_stands_on_each_page_before_the_form(visitor: Client, starter: None, place: str) -> None:
    """The page that names it to everybody has always been the last of these: the others tell no more."""
    factories.country("BD", is_open=False)
    place = place if place.startswith("/") else reverse(f"network:{place}")
    assert "Open now for:" in (page := visitor.get(place).content.decode())
    assert "Afghanistan" in page
    assert "Bangladesh" not in page.split("Open now for:")[1].split("</p>")[0]
    for country in Country.objects.all():
        country.is_open = False
        country.save()
    page = visitor.get(place).content.decode()
    assert "Not open yet" in page
    assert "need no account" in page


@pytest.mark.parametrize("known", ["nobody's", "an applicant's", "a member's"])
def test_a_known_address_gets_the_same_answer_and_the_same_letter(visitor: Client, known: str) -> None:
    address = "ZQ7-form@example.org"
    if known == "an applicant's":
        factories.application(address=address)
    elif known == "a member's":
        factories.member("AF", address=address, mail="never")
    application = apply(visitor)
    page = visitor.get(reverse("network:join_code")).content.decode()
    letter = newest_letter()
    assert letter.address.open() == address
    assert letter.body.open().startswith("Your code is ")
    assert "the same whether or not the address was used here before" in page
    assert application.state == ApplicationState.DRAFT


def test_a_proven_address_takes_the_place_of_its_earlier_application(visitor: Client) -> None:
    earlier = factories.application(address="ZQ7-form@example.org")
    later, _code = applied(visitor)
    earlier.refresh_from_db()
    assert (earlier.is_withdrawn, later.state) == (True, ApplicationState.CONFIRMED)
    assert not earlier.why
    assert not earlier.address_index
    night()
    earlier.refresh_from_db()
    assert earlier.state == ApplicationState.WITHDRAWN


def test_who_gets_no_mail_takes_nobodys_place(visitor: Client) -> None:
    """Anybody can type anybody's address."""
    earlier = factories.application(address="ZQ7-form@example.org")
    later, _code = applied(visitor, mail="never")
    earlier.refresh_from_db()
    assert earlier.is_open
    assert not later.address, "what she typed although she wants no mail is kept nowhere"
    assert not later.address_index


def test_the_database_holds_one_open_application_per_proven_address() -> None:
    from django.db import IntegrityError, transaction

    factories.application(address="twice@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.application(address="Twice@example.org")


# --- Digits and codes ---


def test_five_wrong_digits_end_the_code(visitor: Client) -> None:
    application = apply(visitor)
    right = digits_of(newest_letter())
    wrong = "000000" if right != "000000" else "111111"
    for _try in range(5):
        assert "wrong or too old" in visitor.post(reverse("network:join_code"), {"digits": wrong}).content.decode()
    visitor.post(reverse("network:join_code"), {"digits": right})
    application.refresh_from_db()
    assert application.state == ApplicationState.DRAFT


def test_digits_grow_old_after_twenty_minutes() -> None:
    application = factories.application(state="draft", is_proven=False)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        send_digits(by=application)
        digits = digits_of(newest_letter())
        clock.shift(timedelta(minutes=21))
        application.refresh_from_db()
        assert joining.confirm_application(by=application, digits=digits) is None
        clock.shift(timedelta(minutes=-2))
        assert joining.confirm_application(by=application, digits=digits)


def test_digits_in_another_script_fit() -> None:
    assert hash_digits("۱۲۳۴۵۶", 1) == hash_digits("123456", 1) == hash_digits(" 123 456", 1)
    assert hash_digits("123456", 1) != hash_digits("123456", 2)


def test_a_code_may_be_typed_as_people_type() -> None:
    code = generate_code()
    assert hash_code(code.lower().replace("-", " ")) == hash_code(code)
    assert re.fullmatch(r"[A-Z0-9]{5}(-[A-Z0-9]{5}){3}", code)


def test_the_fourth_letter_within_an_hour_goes_nowhere_and_the_page_is_the_same(visitor: Client) -> None:
    apply(visitor)
    pages = [visitor.post(reverse("network:join_code_again"), follow=True).content for _ in range(3)]
    assert [bool(one.address) for one in Letter.objects.order_by("created")] == [True, True, True, False]
    assert len({re.sub(rb'value="\w{64}"', b"", page) for page in pages}) == 1


def test_a_stranger_elsewhere_uses_up_nothing_of_what_is_sent_to_her(visitor: Client) -> None:
    """She knows the address, and asks for letters to it as often as she may, with two drafts of her own."""
    for _draft in range(2):
        stranger = Client(REMOTE_ADDR="198.51.100.1")
        apply(stranger)
        for _again in range(6):
            stranger.post(reverse("network:join_code_again"))
    assert len([one for one in Letter.objects.all() if one.address]) == 3
    apply(visitor)
    newest = newest_letter()
    assert newest.address.open() == "ZQ7-form@example.org"
    assert LONG_CODE.search(visitor.post(reverse("network:join_code"), {"digits": digits_of(newest)}).content.decode())


def test_from_many_networks_together_twenty_letters_go_to_one_address(rf: RequestFactory) -> None:
    for n in range(40):
        draft = factories.application("AF", state="draft", address="ZQ7-form@example.org")
        send_limited_digits(rf.post("/", REMOTE_ADDR=f"198.51.{n}.1"), draft)
    assert [bool(one.address) for one in Letter.objects.order_by("created")] == [True] * 20 + [False] * 20


def test_one_draft_gets_three_letters_wherever_it_is_asked_for(rf: RequestFactory) -> None:
    draft = factories.application("AF", state="draft", address="ZQ7-form@example.org")
    for n in range(4):
        send_limited_digits(rf.post("/", REMOTE_ADDR=f"198.51.{n}.1"), draft)
    assert [bool(one.address) for one in Letter.objects.order_by("created")] == [True] * 3 + [False]


def test_guessing_codes_is_stopped_and_shuts_the_door_for_nobody_behind_that_address(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.limits.proof_of_work.EASIEST", 4)
    _application, code = applied(Client())
    with time_machine.travel(timezone.now(), tick=False):
        pages = [
            visitor.post(reverse("network:come_back"), {"code": generate_code()}).content.decode() for _ in range(11)
        ]
        hers = Client().post(reverse("network:come_back"), {"code": code})
        assert ["We do not know this code" in page for page in pages] == [True] * 10 + [False]
        assert code in hers.content.decode()  # nothing typed is lost
        after = Client().post(reverse("network:come_back"), {"code": code, **worked(hers.content.decode())})
    assert after.status_code == 302


# --- Coming back ---


def test_she_comes_back_from_another_device_with_her_code(visitor: Client) -> None:
    _application, code = applied(visitor)
    other = Client()
    response = other.post(reverse("network:come_back"), {"code": code.lower()}, follow=True)
    page = response.content.decode()
    assert "Two people read it" in page
    assert "ZQ7-" not in page, "the code shows where it stands, never what she wrote"


@pytest.mark.parametrize("name", ["application", "application_withdraw", "enter", "enter_password", "join_code"])
def test_without_a_code_there_is_nothing_to_see(visitor: Client, name: str) -> None:
    assert visitor.get(reverse(f"network:{name}"))["Location"] == reverse("network:come_back")


def test_after_fifteen_minutes_without_a_click_the_code_is_asked_again(visitor: Client) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        applied(visitor)
        clock.shift(timedelta(minutes=14))
        assert visitor.get(reverse("network:application")).status_code == 200
        clock.shift(timedelta(minutes=16))
        assert visitor.get(reverse("network:application"))["Location"] == reverse("network:come_back")


def test_closing_it_on_this_device_forgets_it(visitor: Client) -> None:
    applied(visitor)
    visitor.post(reverse("network:application_go"))
    assert visitor.get(reverse("network:application"))["Location"] == reverse("network:come_back")


def test_a_question_is_asked_and_answered_through_the_portal_only(visitor: Client, focal_point: Member) -> None:
    application, _code = applied(visitor)
    question = vetting.ask_question(by=focal_point, application=application, text="ZQ7-question")
    assert "ZQ7-" not in newest_letter().body.open()
    application.refresh_from_db()
    assert application.state == ApplicationState.WAITING
    address = reverse("network:application_answer", args=[question.pk])
    assert "ZQ7-question" in visitor.get(address).content.decode()
    visitor.post(address, {"answer": "ZQ7-answer"})
    question.refresh_from_db()
    application.refresh_from_db()
    assert question.answer.open() == "ZQ7-answer"
    assert question.answer.scope == "AF"
    assert application.state == ApplicationState.IN_VETTING
    assert Notice.objects.filter(member=focal_point, kind=NoticeKind.QUESTION).exists()
    assert visitor.get(address).status_code == 404, "answered once"


def test_nobody_answers_anothers_question(visitor: Client, focal_point: Member) -> None:
    other = factories.application()
    question = vetting.ask_question(by=focal_point, application=other, text="ZQ7-question")
    applied(visitor)
    assert visitor.get(reverse("network:application_answer", args=[question.pk])).status_code == 404


def test_several_questions_in_a_day_are_one_mail(focal_point: Member) -> None:
    application = factories.application()
    for _number in range(3):
        vetting.ask_question(by=focal_point, application=application, text="?")
    mails = [letter for letter in Letter.objects.all() if letter.address.open() == application.address.open()]
    assert len(mails) == 1


def test_a_withdrawn_application_loses_its_texts_at_once(visitor: Client, focal_point: Member) -> None:
    application, _code = applied(visitor)
    vetting.ask_question(by=focal_point, application=application, text="ZQ7-question")
    visitor.post(reverse("network:application_withdraw"))
    application.refresh_from_db()
    assert application.is_withdrawn
    assert not (application.address)
    assert not (application.reach)
    assert not (application.why)
    assert not any(question.text for question in application.questions.all())
    assert "is withdrawn" in visitor.get(reverse("network:application")).content.decode()


# --- Coming in ---


def test_an_accepted_applicant_comes_in_with_code_and_mail_and_sets_up_the_second_step(visitor: Client) -> None:
    application, code = accepted(visitor)
    phone = Client()
    phone.post(reverse("network:come_back"), {"code": code})
    phone.post(reverse("network:join_code_again"))
    answer = phone.post(reverse("network:enter"), {"digits": digits_of(newest_letter())})
    assert answer["Location"] == reverse("network:enter_password")
    answer = phone.post(reverse("network:enter_password"), {"password": PASSWORD, "again": PASSWORD})
    assert "you sign in with your email address and your password" in answer.content.decode()
    user = application.member.user
    user.refresh_from_db()
    assert user.is_active
    assert user.check_password(PASSWORD)
    assert user.email == sealed_address("ZQ7-form@example.org")
    assert phone.session["_auth_user_id"] == str(user.pk)
    assert phone.get(reverse("network:home"))["Location"] == reverse("mfa_index")
    assert Client().post(reverse("network:come_back"), {"code": code}).status_code == 200, "the code is used up"


def test_a_mailbox_alone_opens_nothing(visitor: Client) -> None:
    """Who reads her mail cannot ask for a password before she came with her code."""
    application, _code = accepted(visitor)
    user = application.member.user
    assert not user.is_active
    assert not user.has_usable_password()
    before = Letter.objects.count()
    Client().post(reverse("account_reset_password"), {"email": "ZQ7-form@example.org"})
    assert not any(letter.address for letter in Letter.objects.order_by("created")[before:])


def test_a_paper_code_alone_opens_nothing(visitor: Client) -> None:
    _application, code = accepted(visitor)
    thief = Client()
    thief.post(reverse("network:come_back"), {"code": code})
    answer = thief.post(reverse("network:enter_password"), {"password": PASSWORD, "again": PASSWORD})
    assert answer["Location"] == reverse("network:enter")
    assert not User.objects.filter(is_active=True).exclude(membership__role="focal_point").exists()


def test_a_weak_password_is_refused(visitor: Client) -> None:
    application, _code = accepted(visitor)
    Application.objects.filter(pk=application.pk).update(entry_until=timezone.now() + timedelta(hours=1))
    page = visitor.post(reverse("network:enter_password"), {"password": "short", "again": "short"}).content.decode()
    assert "too short" in page
    page = visitor.post(reverse("network:enter_password"), {"password": PASSWORD, "again": "x" * 14}).content.decode()
    assert "differ" in page


def test_the_way_in_closes_an_hour_after_the_mail(visitor: Client) -> None:
    application, _code = accepted(visitor)
    send_digits(by=application)
    assert entering.prove_entry(by=application, digits=digits_of(newest_letter()))
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        application.refresh_from_db()
        assert entering.complete_entry(by=application, password=PASSWORD) is None


def test_who_was_locked_meanwhile_does_not_come_in(visitor: Client, coordinator: Member) -> None:
    from network.deeds.actions.locking import lock_account
    from network.models.locks import LockReason

    application, _code = accepted(visitor)
    send_digits(by=application)
    entering.prove_entry(by=application, digits=digits_of(newest_letter()))
    lock_account(by=coordinator, member=application.member, reason=LockReason.REVIEW)
    assert entering.complete_entry(by=application, password=PASSWORD) is None


def test_unlocking_somebody_who_never_came_in_opens_nothing(
    visitor: Client, coordinator: Member, other_coordinator: Member
) -> None:
    from network.deeds.actions.locking import lock_account
    from network.deeds.actions.locks import approve_unlock
    from network.models.locks import LockReason, UnlockReason

    application, _code = accepted(visitor)
    lock = lock_account(by=coordinator, member=application.member, reason=LockReason.REVIEW)
    home = Member.objects.get(role="focal_point", country="AF")
    for staff in (other_coordinator, home):
        approve_unlock(by=staff, lock=lock, reason=UnlockReason.REVIEWED)
    assert not User.objects.get(pk=application.member.user_id).is_active
    send_digits(by=application)
    entering.prove_entry(by=application, digits=digits_of(newest_letter()))
    assert entering.complete_entry(by=application, password=PASSWORD)


def test_a_decided_application_sends_no_more_digits(visitor: Client) -> None:
    application, _code = applied(visitor)
    joining.withdraw_application(by=application)
    before = Letter.objects.count()
    assert visitor.post(reverse("network:join_code_again"))["Location"] == reverse("network:application")
    assert Letter.objects.count() == before


def test_who_gets_no_mail_comes_in_by_voice(
    visitor: Client, coordinator: Member, inside: Callable[[Member], Client]
) -> None:
    application, _code = accepted(visitor, mail="never")
    page = visitor.post(reverse("network:enter")).content.decode()
    digits = re.search(r">\s*(\d{6})\s*<", page)
    assert digits
    desk = inside(coordinator)
    reach = desk.post(reverse("network:entry_reach", args=[application.pk])).content.decode()
    assert "ZQ7-form-reach" in reach
    assert "ZQ7-form@" not in reach
    assert Trail.objects.filter(action="entry.reach", actor=coordinator.pk, about=application.member_id).exists()
    entry = reverse("network:entry", args=[application.pk])
    queue = desk.get(reverse("network:vetting")).content.decode()
    assert entry in queue
    assert "Cypress" not in queue + reach, "whom she calls, not which request it was"
    desk.post(entry, {"digits": digits[1]})
    assert entry not in desk.get(reverse("network:vetting")).content.decode()
    assert visitor.get(reverse("network:enter"))["Location"] == reverse("network:enter_password")
    answer = visitor.post(reverse("network:enter_password"), {"password": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 200
    assert "_auth_user_id" in visitor.session
    assert not Letter.objects.exists()


def test_a_coordinator_lets_nobody_in_whom_she_invited(coordinator: Member, visitor: Client) -> None:
    application, _code = accepted(visitor, mail="never")
    Application.objects.filter(pk=application.pk).update(inviter=coordinator)
    with pytest.raises(Application.DoesNotExist):
        vetting.open_entry(by=coordinator, application=application, digits="123456")


def test_a_coordinator_who_comes_a_moment_late_reads_that_it_is_closed(
    coordinator: Member, inside: Callable[[Member], Client], visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another coordinator let her in between the first look and the act."""
    application, _code = accepted(visitor, mail="never")
    desk = inside(coordinator)
    seen = Application.objects.select_related("country", "member").get(pk=application.pk)
    Application.objects.filter(pk=application.pk).update(return_hash="")
    monkeypatch.setattr("network.vetting.views.entering", lambda request, pk: seen)
    for name, typed in (("entry_reach", {}), ("entry", {"digits": "123456"})):
        answer = desk.post(reverse(f"network:{name}", args=[application.pk]), typed, follow=True)
        assert "This request is closed." in answer.content.decode()


def test_reaching_her_needs_the_second_step_again(
    coordinator: Member, inside: Callable[[Member], Client], visitor: Client
) -> None:
    application, _code = accepted(visitor, mail="never")
    desk = inside(coordinator)
    session = desk.session
    session["account_authentication_methods"] = []
    session.save()
    answer = desk.post(reverse("network:entry_reach", args=[application.pk]))
    assert answer.status_code == 302
    assert "ZQ7-" not in answer.content.decode()


# --- Invitations ---


def test_an_invitation_is_good_once_and_bars_the_inviter(visitor: Client, zahra: Member) -> None:
    code = inviting.create_invitation(by=zahra)
    assert not Invitation.objects.filter(code_hash__icontains=code[:5]).exists()
    application, _code = applied(visitor, invitation=code)
    assert application.inviter == zahra
    assert application.vouched
    later, _code = applied(Client(), invitation=code, address="b@example.org")
    assert not later.vouched


def test_an_old_invitation_is_none(visitor: Client, zahra: Member) -> None:
    code = inviting.create_invitation(by=zahra)
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        application, _code = applied(visitor, invitation=code)
        assert not application.vouched
        assert application.inviter is None
        assert Invitation.objects.expired(timezone.localdate()).count() == 1


def test_a_member_makes_three_invitations_at_most_and_takes_them_back(
    zahra: Member, inside: Callable[[Member], Client]
) -> None:
    browser = inside(zahra)
    pages = [browser.post(reverse("network:invitations")).content.decode() for _number in range(4)]
    assert ["three open invitations" in page for page in pages] == [False, False, True, True]
    assert zahra.invitations.count() == 3
    browser.post(reverse("network:invitation_take_back", args=[zahra.invitations.first().pk]))
    assert zahra.invitations.count() == 2


def test_nobody_takes_back_anothers_invitation(
    zahra: Member, nasrin: Member, inside: Callable[[Member], Client]
) -> None:
    inviting.create_invitation(by=zahra)
    address = reverse("network:invitation_take_back", args=[zahra.invitations.get().pk])
    assert inside(nasrin).post(address).status_code == 404


def test_a_newcomer_invites_nobody(newcomer: Member, inside: Callable[[Member], Client]) -> None:
    assert inside(newcomer).get(reverse("network:invitations")).status_code == 404


# --- The clock ---


def test_applications_are_erased_on_the_clock() -> None:
    today = timezone.localdate()
    ago = today - timedelta(days=30)
    kept = factories.application()
    old = [
        factories.application(state="draft", is_proven=False, created_on=today - timedelta(days=7)),
        factories.application(state="declined", decided_on=ago),
        factories.application(state="withdrawn", decided_on=ago),
        factories.application(state="approved", decided_on=ago),
    ]
    young = [
        factories.application(state="draft", is_proven=False, created_on=today - timedelta(days=6)),
        factories.application(state="declined", decided_on=ago + timedelta(days=1)),
    ]
    expired = Application.objects.expired(today)
    assert set(expired) == set(old)
    expired.delete()
    assert set(Application.objects.all()) == {kept, *young}


def test_who_never_came_in_is_erased_with_her_account(visitor: Client) -> None:
    application, _code = accepted(visitor)
    user = application.member.user_id
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        Application.objects.expired(timezone.localdate()).delete()
        close_applications()
    assert not User.objects.filter(pk=user).exists()
    assert not Member.objects.filter(pk=application.member_id).exists()
    assert not Application.objects.filter(pk=application.pk).exists()


def test_who_came_in_stays_when_her_application_is_erased(visitor: Client) -> None:
    application, _code = accepted(visitor)
    Application.objects.filter(pk=application.pk).update(entry_until=timezone.now() + timedelta(hours=1))
    entering.complete_entry(by=application, password=PASSWORD)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        Application.objects.expired(timezone.localdate()).delete()
        close_applications()
    assert not Application.objects.filter(pk=application.pk).exists()
    member = Member.objects.get(pk=application.member_id)
    assert set(member.consents.values_list("purpose", flat=True)) == {"profile", "mail"}
    assert Consent.objects.count() == 2


def test_what_nobody_decides_in_sixty_days_is_closed() -> None:
    application = factories.application()
    with time_machine.travel(timezone.now() + timedelta(days=61)):
        night()
        night()
    application.refresh_from_db()
    assert application.state == ApplicationState.EXPIRED
    assert Trail.objects.filter(action="application.close").count() == 1
