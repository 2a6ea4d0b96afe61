"""The relay: both agree first, nothing is kept long, and who is kept out does not notice."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Letter
from network.data.actions.erasure import erase_member
from network.deeds.actions.locking import lock_account
from network.directory.actions.directory import block_member, hide_from_person, make_canary, unblock_member
from network.limits import MESSAGES as BUDGET
from network.messages import actions
from network.models import (
    ContactOffer,
    Conversation,
    ConversationPhase,
    LockReason,
    Member,
    Message,
    Notice,
    NoticeKind,
    Report,
    Trail,
    ViewedPart,
    ViewRecord,
    VisibilityGrant,
)
from network.presenters.sealed_texts import unseal_or_explain
from network.profiles.actions.profiles import write_profile
from tests.network import factories

pytestmark = pytest.mark.django_db
MESSAGES = "/en/space/messages/"


@pytest.fixture
def pair(zahra: Member, nasrin: Member) -> tuple[Member, Member]:
    """Both in the directory, with a real name that must never be seen, and mail allowed."""
    Member.objects.update(is_listed=True, mail="notice")
    for row in (zahra, nasrin):
        row.refresh_from_db()
        write_profile(by=row, texts={"name": f"ZQ7-real-name-{row.pseudonym}"})
    return zahra, nasrin


@pytest.fixture
def talk(pair: tuple[Member, Member]) -> Conversation:
    """Zahra asked, Nasrin agreed."""
    zahra, nasrin = pair
    row = actions.send_introduction(by=zahra, person=nasrin, text="ZQ7-hello")
    actions.accept_introduction(by=nasrin, conversation=row)
    return Conversation.objects.get(pk=row.pk)


def page(browser: Any, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_conversation_from_the_first_word_to_a_contact(pair: tuple[Member, Member], inside: Any) -> None:
    zahra, nasrin = pair
    hers, theirs = inside(zahra), inside(nasrin)
    answer = hers.post(f"/en/space/people/{nasrin.pk}/write/", {"text": "ZQ7-hello"})
    thread = answer["Location"]
    assert "ZQ7-hello" in page(hers, thread)
    assert "has not answered yet" in page(hers, thread)
    assert hers.post(thread, {"text": "too early"}).status_code == 200
    assert Message.objects.count() == 1

    assert "Zahra" in page(theirs, MESSAGES)
    assert "ZQ7-hello" in page(theirs, thread)
    theirs.post(f"{thread}answer/", {"answer": "yes"})
    assert hers.post(thread, {"text": "ZQ7-how-are-you"}).status_code == 302
    assert "New" in page(theirs, MESSAGES)
    assert "ZQ7-how-are-you" in page(theirs, thread)
    assert "tag full" not in page(theirs, MESSAGES)

    hers.post(f"{thread}contact/", {"contact": "ZQ7-contact-zahra"})
    assert "ZQ7-contact" not in page(theirs, thread)
    assert "ZQ7-contact" not in page(hers, thread)
    theirs.post(f"{thread}contact/", {"contact": "ZQ7-contact-nasrin"})
    assert "ZQ7-contact-zahra" in page(theirs, thread)
    assert "ZQ7-contact-nasrin" in page(hers, thread)
    hers.post(f"{thread}contact/take-back/")
    assert "ZQ7-contact" not in page(theirs, thread)
    assert "ZQ7-contact" not in page(hers, thread)


def test_neither_pages_nor_mails_hold_the_others_address_or_real_name(talk: Conversation, inside: Any) -> None:
    zahra, nasrin = talk.asker, talk.asked
    actions.send_message(by=nasrin, conversation=talk, text="hello back")
    block_member(by=nasrin, person=factories.member("PK"))
    for member in (zahra, nasrin):
        browser = inside(member)
        for address in (MESSAGES, f"{MESSAGES}{talk.pk}/", f"{MESSAGES}{talk.pk}/contact/", "/en/space/home/"):
            text = page(browser, address)
            assert "ZQ7-real-name" not in text
            assert "ZQ7-address" not in text
            assert "ZQ7-reach" not in text
    letters = [letter.body.open() for letter in Letter.objects.all()]
    assert letters
    for word in ("ZQ7-", "Zahra", "Nasrin", "hello", "/"):
        assert all(word not in body for body in letters)


def test_words_and_contacts_are_sealed_in_the_database(talk: Conversation) -> None:
    actions.offer_contact(by=talk.asker, conversation=talk, contact="ZQ7-contact")
    with connection.cursor() as cursor:
        # Words between countries under the common key, a contact under its owner's.
        for table, column, scope in (("network_message", "text", "*"), ("network_offer", "contact", "AF")):
            cursor.execute(f"SELECT {column} FROM {table}")
            rows = str(cursor.fetchall())
            assert f"1.{scope}." in rows
            assert "ZQ7-" not in rows


def test_who_is_declined_goes_on_waiting(pair: tuple[Member, Member], inside: Any) -> None:
    zahra, nasrin = pair
    row = actions.send_introduction(by=zahra, person=nasrin, text="hello")
    browser = inside(zahra)
    before = [page(browser, address) for address in (MESSAGES, f"{MESSAGES}{row.pk}/")]
    answer = inside(nasrin).post(f"{MESSAGES}{row.pk}/answer/", {"answer": "no"})
    assert answer.status_code == 302
    after = [page(browser, address) for address in (MESSAGES, f"{MESSAGES}{row.pk}/")]
    assert [plain(text) for text in before] == [plain(text) for text in after]
    assert not Notice.objects.filter(member=zahra).exists()
    assert inside(nasrin).get(f"{MESSAGES}{row.pk}/").status_code == 404
    with pytest.raises(ValidationError, match="asked already"):
        actions.send_introduction(by=zahra, person=nasrin, text="again")


def plain(text: str) -> str:
    """The part of the page that is about her messages."""
    main = text.split("<main")[1].split("</main>")[0]
    return re.sub(r'<input type="hidden"[^>]*>', "", main)  # drawn anew for each form


@pytest.mark.parametrize("how", ["leaves", "hides", "is locked", "blocks her", "is out of the directory"])
def test_an_introduction_goes_with_the_profile_however_that_went(
    how: str, pair: tuple[Member, Member], inside: Any
) -> None:
    """Whoever wrote it learns that the other cannot be found any more, as before, and nothing else."""
    zahra, nasrin = pair
    row = actions.send_introduction(by=zahra, person=nasrin, text="hello")
    browser = inside(zahra)
    assert "Nasrin" in page(browser, MESSAGES)
    if how == "leaves":
        erase_member(by=nasrin, member=nasrin)
    elif how == "hides":
        hide_from_person(by=nasrin, person=zahra)
    elif how == "is locked":
        lock_account(by=nasrin, member=nasrin, reason=LockReason.HERSELF)
    elif how == "blocks her":
        block_member(by=nasrin, person=zahra)
    else:
        Member.objects.filter(pk=nasrin.pk).update(is_listed=False)
    assert "Nasrin" not in page(browser, MESSAGES)
    for address in (f"{MESSAGES}{row.pk}/", f"/en/space/people/{nasrin.pk}/away/"):
        assert browser.get(address).status_code == 404


def test_a_yes_brings_the_conversation_to_her_who_cannot_find_the_other(
    pair: tuple[Member, Member], inside: Any
) -> None:
    zahra, nasrin = pair
    row = actions.send_introduction(by=zahra, person=nasrin, text="hello")
    Member.objects.filter(pk=nasrin.pk).update(is_listed=False)
    assert "Zahra" in page(inside(nasrin), MESSAGES)
    actions.accept_introduction(by=nasrin, conversation=row)
    assert "hello" in page(inside(zahra), f"{MESSAGES}{row.pk}/")


def test_who_declined_may_still_write_herself(pair: tuple[Member, Member]) -> None:
    zahra, nasrin = pair
    row = actions.send_introduction(by=zahra, person=nasrin, text="hello")
    actions.decline_introduction(by=nasrin, conversation=row)
    same = actions.send_introduction(by=nasrin, person=zahra, text="now I have time")
    assert same.pk == row.pk
    assert Conversation.objects.get().phase == ConversationPhase.OPEN
    assert Message.objects.count() == 2


def test_who_is_blocked_sees_the_same_and_reaches_nobody(talk: Conversation, inside: Any) -> None:
    zahra, nasrin = talk.asker, talk.asked
    browser, thread = inside(zahra), f"{MESSAGES}{talk.pk}/"
    actions.send_message(by=nasrin, conversation=talk, text="ZQ7-from-nasrin")
    before = page(browser, thread)
    block_member(by=nasrin, person=zahra)
    assert plain(page(browser, thread)) == plain(before)
    Notice.objects.all().delete()
    assert browser.post(thread, {"text": "ZQ7-into-the-void"}).status_code == 302
    assert "ZQ7-into-the-void" in page(browser, thread)
    assert not Notice.objects.filter(member=nasrin).exists()
    other = inside(nasrin)
    assert other.get(thread).status_code == 404
    assert "Zahra" not in page(other, MESSAGES)
    unblock_member(by=nasrin, person=zahra)
    assert "ZQ7-into-the-void" not in page(other, thread)
    assert "tag full" not in page(other, MESSAGES)
    actions.send_message(by=zahra, conversation=talk, text="ZQ7-heard-again")
    assert "ZQ7-heard-again" in page(other, thread)


def test_a_block_takes_an_offered_contact_back(talk: Conversation, inside: Any) -> None:
    zahra, nasrin = talk.asker, talk.asked
    actions.offer_contact(by=nasrin, conversation=talk, contact="ZQ7-contact-nasrin")
    block_member(by=nasrin, person=zahra)
    browser, thread = inside(zahra), f"{MESSAGES}{talk.pk}/"
    assert browser.post(f"{thread}contact/", {"contact": "mine"}).status_code == 302
    assert "ZQ7-contact-nasrin" not in page(browser, thread)
    assert not ContactOffer.objects.filter(member=nasrin).exists()


def test_an_introduction_that_waits_unread_is_void_after_a_block(pair: tuple[Member, Member]) -> None:
    zahra, nasrin = pair
    row = actions.send_introduction(by=zahra, person=nasrin, text="hello")
    block_member(by=nasrin, person=zahra)
    assert Message.objects.get(conversation=row).is_void
    assert not Conversation.objects.visible_to(nasrin).exists()


def test_nobody_writes_to_whom_she_cannot_find(pair: tuple[Member, Member], newcomer: Member, inside: Any) -> None:
    zahra, nasrin = pair
    Member.objects.filter(pk=nasrin.pk).update(is_listed=False)
    assert inside(zahra).get(f"/en/space/people/{nasrin.pk}/write/").status_code == 404
    with pytest.raises(ValidationError, match="any more"):
        actions.send_introduction(by=zahra, person=nasrin, text="hello")


def test_a_conversation_is_seen_by_its_two_members_only(
    talk: Conversation, coordinator: Member, focal_point: Member, inside: Any
) -> None:
    message = Message.objects.get()
    unknown = inside(coordinator).get(f"{MESSAGES}4b3c1a5e-0000-4000-8000-000000000000/")
    for other in (coordinator, focal_point):
        browser = inside(other)
        for rest in ("", "contact/"):
            assert browser.get(f"{MESSAGES}{talk.pk}/{rest}").status_code == 404
        for rest in ("answer/", "contact/take-back/"):
            assert browser.post(f"{MESSAGES}{talk.pk}/{rest}").status_code == 404
        assert browser.get(f"{MESSAGES}report/{message.pk}/").status_code == 404
    assert unknown.status_code == 404


def test_only_the_one_who_was_asked_can_agree(pair: tuple[Member, Member], inside: Any) -> None:
    zahra, nasrin = pair
    row = actions.send_introduction(by=zahra, person=nasrin, text="hello")
    inside(zahra).post(f"{MESSAGES}{row.pk}/answer/", {"answer": "yes"})
    assert Conversation.objects.get().phase == ConversationPhase.ASKED
    with pytest.raises(ValidationError):
        actions.offer_contact(by=zahra, conversation=row, contact="me")


def test_the_database_knows_one_conversation_a_pair(talk: Conversation) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Conversation.objects.create(asker=talk.asked, asked=talk.asker)
    with pytest.raises(IntegrityError), transaction.atomic():
        Conversation.objects.create(asker=talk.asked, asked=talk.asked)


def test_introductions_are_three_at_once_and_the_fourth_waits_with_its_words(
    pair: tuple[Member, Member], inside: Any, time_machine: Any
) -> None:
    zahra, _nasrin = pair
    people = [factories.member("PK", is_listed=True) for _n in range(4)]
    for person in people[:3]:
        actions.send_introduction(by=zahra, person=person, text="hello")
    address, words = f"/en/space/people/{people[3].pk}/write/", {"text": "ZQ7-my-first-words"}
    answer = inside(zahra).post(address, words).content.decode()
    assert "as many members as one can for now" in answer
    assert "Come back in 12 hours" in answer
    assert "ZQ7-my-first-words" in answer
    time_machine.move_to(timezone.now() + timedelta(hours=12))
    assert inside(zahra).post(address, words).status_code == 302


def test_forty_messages_at_once_and_what_is_typed_after_that_stays(talk: Conversation, inside: Any) -> None:
    for _n in range(39):
        assert BUDGET.consume(talk.asker)
    hers, address = inside(talk.asker), f"{MESSAGES}{talk.pk}/"
    form = {"text": "ZQ7-the-fortieth", "ticket": ticket_on(hers, address)}
    assert hers.post(address, form).status_code == 302
    assert hers.post(address, form).status_code == 302, "the same once more is no other message"
    answer = hers.post(address, {"text": "ZQ7-one-more"}).content.decode()
    assert "as many messages as one can for now" in answer
    assert "Come back in 24 minutes" in answer
    assert "ZQ7-one-more" in answer
    assert Message.objects.filter(author=talk.asker).count() == 2


def test_a_report_shows_of_a_profile_only_what_its_maker_saw(pair: tuple[Member, Member], inside: Any) -> None:
    zahra, nasrin = pair
    for fact in ("name", "sector"):
        VisibilityGrant.objects.create(member=zahra, fact=fact)
    address = f"/en/space/people/{zahra.pk}/"
    browser = inside(nasrin)
    ViewRecord.objects.mark_viewed(ViewedPart.CARD, nasrin, [zahra.pk])
    browser.post(f"{address}report/", {"reason": "false"})
    assert "ZQ7-real-name" not in Report.objects.get().excerpt.open()
    assert "Justice" in Report.objects.get().excerpt.open()
    Report.objects.all().delete()
    browser.get(address)
    browser.post(f"{address}report/", {"reason": "false"})
    assert "ZQ7-real-name" in Report.objects.get().excerpt.open()


def test_writing_to_a_canary_raises_the_alarm(pair: tuple[Member, Member], coordinator: Member) -> None:
    canary = make_canary(
        by=coordinator, pseudonym="C", country="PK", sector="civil", level="entry", languages=["ur"], skills=[]
    )
    actions.send_introduction(by=pair[0], person=canary, text="hello")
    assert Notice.objects.filter(member=coordinator, kind=NoticeKind.ALARM).exists()


def test_what_was_typed_survives_a_refusal(talk: Conversation, inside: Any) -> None:
    answer = inside(talk.asker).post(f"{MESSAGES}{talk.pk}/", {"text": "long words " * 500})
    assert 'class="errors"' in answer.content.decode()
    assert "long words long words" in answer.content.decode()
    assert 'class="errors"' in inside(talk.asker).post(f"{MESSAGES}{talk.pk}/", {"text": " "}).content.decode()


def test_a_message_is_delivered_when_it_is_opened_and_only_then(talk: Conversation, inside: Any) -> None:
    message = Message.objects.get()
    page(inside(talk.asker), f"{MESSAGES}{talk.pk}/")
    page(inside(talk.asked), MESSAGES)
    message.refresh_from_db()
    assert message.delivered_on is None
    page(inside(talk.asked), f"{MESSAGES}{talk.pk}/")
    message.refresh_from_db()
    assert message.delivered_on == timezone.localdate()


def test_messages_end_seven_days_after_delivery_or_after_thirty(talk: Conversation) -> None:
    today = timezone.localdate()
    opened = Message.objects.get()
    actions.receive_messages(by=talk.asked, conversation=talk)
    unopened = actions.send_message(by=talk.asker, conversation=talk, text="unopened")
    block_member(by=talk.asked, person=talk.asker)
    Message.objects.filter(pk=unopened.pk).update(is_void=False)
    void = actions.send_message(by=talk.asker, conversation=talk, text="void")

    def gone(days: int) -> set[Any]:
        return set(Message.objects.expired(today + timedelta(days=days)).values_list("pk", flat=True))

    assert gone(6) == set()
    assert gone(7) == {opened.pk, void.pk}
    assert gone(29) == {opened.pk, void.pk}
    assert gone(30) == {opened.pk, void.pk, unopened.pk}
    assert not Conversation.objects.expired(today + timedelta(days=29)).exists()
    assert Conversation.objects.expired(today + timedelta(days=30)).exists()


def test_her_own_words_leave_her_sight_whether_they_were_opened_or_not(
    talk: Conversation, inside: Any, time_machine: Any
) -> None:
    """Else she could tell by their end when the other was here."""
    time_machine.move_to(timezone.now() + timedelta(days=6))
    assert "ZQ7-hello" in page(inside(talk.asker), f"{MESSAGES}{talk.pk}/")
    time_machine.move_to(timezone.now() + timedelta(days=1))
    assert "ZQ7-hello" not in page(inside(talk.asker), f"{MESSAGES}{talk.pk}/")
    assert "ZQ7-hello" in page(inside(talk.asked), f"{MESSAGES}{talk.pk}/")


def test_a_received_message_can_be_reported_and_a_sent_one_cannot(
    talk: Conversation, coordinator: Member, inside: Any
) -> None:
    message = Message.objects.get()
    address = f"{MESSAGES}report/{message.pk}/"
    assert inside(talk.asker).get(address).status_code == 404
    browser = inside(talk.asked)
    assert 'class="errors"' in browser.post(address, {}).content.decode()
    assert browser.post(address, {"reason": "pressure"}).status_code == 302
    report = Report.objects.get()
    assert (report.reporter, report.accused, report.about) == (talk.asked, talk.asker, message.pk)
    assert report.excerpt.open() == "ZQ7-hello"
    assert Notice.objects.filter(member=coordinator, kind=NoticeKind.REPORT).exists()
    assert not Notice.objects.filter(member=talk.asker, kind=NoticeKind.REPORT).exists()


def test_a_profile_can_be_reported_as_far_as_it_is_shown(
    pair: tuple[Member, Member], coordinator: Member, inside: Any
) -> None:
    zahra, nasrin = pair
    address = f"/en/space/people/{zahra.pk}/report/"
    ViewRecord.objects.mark_viewed(ViewedPart.CARD, nasrin, [zahra.pk])
    assert inside(nasrin).post(address, {"reason": "false"}).status_code == 302
    assert "ZQ7-real-name" not in Report.objects.get().excerpt.open()


def test_lines_in_the_trail_do_not_connect_two_members(talk: Conversation) -> None:
    actions.send_message(by=talk.asker, conversation=talk, text="ZQ7-text")
    actions.offer_contact(by=talk.asker, conversation=talk, contact="ZQ7-contact")
    lines = Trail.objects.filter(action__regex="^(conversation|contact|block)")
    assert lines.count() >= 4
    assert {line.about for line in lines} == {None}


@pytest.mark.parametrize("state", ["open", "asked"])
def test_lists_take_as_many_queries_for_three_as_for_one(
    state: str, zahra: Member, inside: Any, django_assert_max_num_queries: Any
) -> None:
    Member.objects.update(is_listed=True)
    counts = []
    for number in (1, 2):
        for _n in range(number):
            row = actions.send_introduction(by=zahra, person=factories.member("PK", is_listed=True), text="hello")
            if state == "open":
                actions.accept_introduction(by=row.asked, conversation=row)
                actions.send_message(by=row.asked, conversation=row, text="hello")
        browser = inside(zahra)
        with django_assert_max_num_queries(15) as caught:
            page(browser, MESSAGES)
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_a_thread_takes_as_many_queries_for_three_messages_as_for_one(
    talk: Conversation, inside: Any, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for number in (0, 2):
        for _n in range(number):
            actions.send_message(by=talk.asker, conversation=talk, text="more")
        browser = inside(talk.asked)
        with django_assert_max_num_queries(20) as caught:
            page(browser, f"{MESSAGES}{talk.pk}/")
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_everything_goes_with_either_member(talk: Conversation) -> None:
    actions.offer_contact(by=talk.asker, conversation=talk, contact="me")
    talk.asked.user.delete()
    assert not Conversation.objects.exists()
    assert not Message.objects.exists()
    assert not ContactOffer.objects.exists()


def ticket_on(browser: Any, address: str) -> str:
    found = re.search(r'name="ticket"\s+value="([^"]+)"', page(browser, address))
    assert found
    return found[1]


def test_what_is_sent_again_because_nobody_answered_is_one_message(talk: Conversation, inside: Any) -> None:
    hers, address = inside(talk.asker), f"{MESSAGES}{talk.pk}/"
    form = {"text": "ZQ7-once", "ticket": ticket_on(hers, address)}
    before = Message.objects.count()
    for _press in range(3):
        assert hers.post(address, form).status_code == 302
    assert Message.objects.count() == before + 1
    assert hers.post(address, {**form, "text": "ZQ7-other words on the page she went back to"}).status_code == 302
    assert Message.objects.count() == before + 2
    for _message in range(2):
        assert hers.post(address, {"text": "ZQ7-once", "ticket": ticket_on(hers, address)}).status_code == 302
    assert Message.objects.count() == before + 4, "the same words on a new form are meant"


def test_a_made_up_ticket_takes_nobodys_message(talk: Conversation, inside: Any) -> None:
    theirs = actions.send_message(by=talk.asked, conversation=talk, text="ZQ7-once")
    form = {"text": "ZQ7-once", "ticket": str(theirs.pk)}
    assert inside(talk.asker).post(f"{MESSAGES}{talk.pk}/", form).status_code == 302
    mine = Message.objects.exclude(pk=theirs.pk).get(author=talk.asker, turn__gt=theirs.turn)
    assert unseal_or_explain(mine.text) == "ZQ7-once"
    assert Message.objects.filter(pk=theirs.pk, author=talk.asked).exists()
