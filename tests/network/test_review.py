"""What a second reading found: facts that leaked, and traces that lived longer than the pages promise."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Letter, User
from accounts.sealing.keys import KeyRing
from network.circles.actions import circles
from network.data.presenters.account_report import build_account_report
from network.directory.actions.directory import make_canary
from network.events.actions import events
from network.keys.actions import rotate_blind_index_key, shred_country
from network.learning.actions import learning
from network.limits import CARDS
from network.mentoring.actions import mentoring, pairings
from network.models import (
    Circle,
    ContactOffer,
    Conversation,
    ConversationPhase,
    Event,
    MailPreference,
    Member,
    Message,
    NoticeKind,
    Pairing,
    Series,
    Suggestion,
    SuggestionAnswer,
    Trail,
    ViewRecord,
)
from network.models.vetting import VoteReason
from network.notices.actions import mark_notices_read, notify_member
from network.profiles.actions.profiles import correct_facts
from network.vetting.actions import vetting
from network.vetting.actions.decisions import close_due_applications
from tests.network import factories
from tests.network.test_keys import keys_of_its_own

Inside = Callable[[Member], Client]
pytestmark = pytest.mark.django_db


# Who was let in when; whether an address belongs to a member: test_entry_numbers.py


def test_an_account_does_not_keep_the_day_on_which_she_was_let_in(
    focal_point: Member, foreign_focal_point: Member
) -> None:
    row = factories.application("AF")
    for vetter in (focal_point, foreign_focal_point):
        vetting.cast_vote(by=vetter, application=row, reason=VoteReason.KNOWN)
    close_due_applications(timezone.localdate())
    row.refresh_from_db()
    assert row.member is not None
    joined = row.member.user.date_joined
    assert (joined.day, joined.hour, joined.minute, joined.second, joined.microsecond) == (1, 0, 0, 0, 0)


def test_an_account_whose_address_is_no_longer_sealed_is_no_members(zahra: Member, inside: Inside) -> None:
    """What an administrator could do: another address and password, and no second factor asked for."""
    browser = inside(zahra)
    User.objects.filter(pk=zahra.user_id).update(email="admin-made@example.org")
    assert browser.get(reverse("network:home")).status_code == 404


# What the trail keeps for twelve months


def names_both(one: Member, other: Member) -> list[str]:
    """What lines of two people are about in common: they would say for a year that the two had to do with each other."""
    lines = {
        person.pk: set(Trail.objects.filter(actor=person.pk, about__isnull=False).values_list("about", flat=True))
        for person in (one, other)
    }
    shared = lines[one.pk] & lines[other.pk]
    return sorted(Trail.objects.filter(about__in=shared).values_list("action", flat=True))


def test_the_trail_does_not_say_who_was_suggested_to_whom(zahra: Member, nasrin: Member) -> None:
    row = Suggestion.objects.create(mentor=nasrin, mentee=zahra, grounds={})
    mentoring.answer_suggestion(by=nasrin, suggestion=row, says=SuggestionAnswer.YES)
    mentoring.answer_suggestion(by=zahra, suggestion=row, says=SuggestionAnswer.YES)
    assert names_both(zahra, nasrin) == []


def test_the_trail_does_not_say_who_mentors_whom(zahra: Member, nasrin: Member) -> None:
    today = timezone.localdate()
    row = Pairing.objects.create(mentor=nasrin, mentee=zahra, until=today + timedelta(days=90), shows_plan=True)
    for her in (zahra, nasrin):
        pairings.agree_on_goals(by=her, pairing=row, goals="ZQ7", until=today + timedelta(days=60))
        pairings.log_meeting(by=her, pairing=row, met_on=today, minutes=30, words="ZQ7")
        pairings.write_reflection(by=her, pairing=row, words="ZQ7", is_shared=False)
        pairings.comment_on_plan(by=her, pairing=row, words="ZQ7")
        pairings.open_conversation(by=her, pairing=row)
    pairings.show_plan(by=zahra, pairing=row, shown=False)
    assert names_both(zahra, nasrin) == []


def test_the_trail_is_no_list_of_who_came_to_an_event(zahra: Member, nasrin: Member) -> None:
    starts = timezone.now() + timedelta(days=3)
    row = Event.objects.create(
        title="ZQ7", mode="online", starts=starts, ends=starts + timedelta(hours=1), zone="UTC", capacity=5
    )
    for her in (zahra, nasrin):
        events.sign_up_for_event(by=her, event=row)
        events.leave_event(by=her, event=row)
    assert names_both(zahra, nasrin) == []


def test_the_trail_is_no_list_of_who_sat_in_a_circle(zahra: Member, nasrin: Member) -> None:
    row = Circle.objects.create(title="ZQ7", summary="ZQ7", topic="gender", admission="open")
    for her in (zahra, nasrin):
        circles.join_circle(by=her, circle=row)
        circles.leave_circle(by=her, circle=row)
    assert names_both(zahra, nasrin) == []


def test_the_trail_does_not_say_what_she_learns(zahra: Member) -> None:
    row = Series.objects.create(title="ZQ7", summary="ZQ7", is_published=True)
    enrolment = learning.enrol_member(by=zahra, series=row)
    learning.leave_series(by=zahra, enrolment=enrolment)
    assert not Trail.objects.filter(about=row.pk).exists()


# Mails


def test_reading_her_notices_brings_no_second_mail_on_the_same_day(zahra: Member) -> None:
    """Who watches the mailbox would see, mail by mail, when she is here."""
    Member.objects.filter(pk=zahra.pk).update(mail=MailPreference.NOTICE)
    for _round in range(3):
        notify_member(zahra, NoticeKind.MESSAGE)
        mark_notices_read(by=zahra)
    assert Letter.objects.count() == 1


# Names


def test_who_tries_names_learns_nothing_and_changes_hers_once(zahra: Member, nasrin: Member) -> None:
    facts: dict[str, Any] = {"sector": "justice", "level": "middle", "languages": ["en"], "skills": []}
    said = set()
    for name in ("Heron", nasrin.pseudonym, "Ostrich", "Crane"):
        try:
            correct_facts(by=zahra, pseudonym=name, **facts)
        except ValidationError as error:
            said.add(str(error.message_dict["pseudonym"][0]))
    zahra.refresh_from_db()
    assert zahra.pseudonym.startswith("Heron ")
    assert len(said) == 1
    correct_facts(by=zahra, pseudonym="Heron", **{**facts, "level": "senior"})  # other facts are not counted


# Keys


def test_a_contact_that_was_offered_goes_with_its_owners_country(zahra: Member, nasrin: Member) -> None:
    talk = Conversation.objects.create(asker=zahra, asked=nasrin, phase=ConversationPhase.OPEN)
    offers = [
        ContactOffer.objects.create(conversation=talk, member=her, contact="ZQ7-contact") for her in (zahra, nasrin)
    ]
    assert [ContactOffer.objects.get(pk=row.pk).contact.scope for row in offers] == ["AF", "BD"]


def test_new_keys_for_addresses_do_not_wait_for_canaries(
    zahra: Member, coordinator: Member, settings: Any, tmp_path: Path
) -> None:
    keys_of_its_own(settings, tmp_path)
    make_canary(
        by=coordinator, pseudonym="Nobody", country="AF", sector="justice", level="middle", languages=["en"], skills=[]
    )
    rotate_blind_index_key()
    assert len(KeyRing.load().blinds()) == 1
    assert User.objects.guarded_by(zahra.address.open()) == zahra.user


# Second looks


def test_the_place_of_an_event_is_not_read_from_its_form_without_a_fresh_proof(
    coordinator: Member, inside: Inside
) -> None:
    starts = timezone.now() + timedelta(days=3)
    row = Event.objects.create(
        title="T",
        place="ZQ7-place",
        mode="online",
        starts=starts,
        ends=starts + timedelta(hours=1),
        zone="UTC",
        capacity=5,
    )
    browser = inside(coordinator)
    session = browser.session
    session["account_authentication_methods"] = []
    session.save()
    assert "ZQ7-place" not in browser.get(reverse("network:event_edit", args=[row.pk])).content.decode()


def test_waiting_mails_go_with_the_keys_of_a_country(
    zahra: Member, coordinator: Member, other_coordinator: Member, settings: Any, tmp_path: Path
) -> None:
    """They are sealed under the common key, and say where she can be reached."""
    keys_of_its_own(settings, tmp_path)
    Letter.objects.create(address=zahra.address.open(), body="ZQ7", language="en")
    shred_country(by=coordinator, witness=other_coordinator, code="AF")
    assert not Letter.objects.exists()


def test_who_leafs_through_the_whole_list_is_stopped(zahra: Member, inside: Inside) -> None:
    browser = inside(zahra)
    factories.member("AF", is_listed=True)
    assert CARDS.consume(zahra, 29)
    assert browser.get(reverse("network:directory")).status_code == 200
    ViewRecord.objects.all().delete()
    response = browser.get(reverse("network:directory"))
    assert response.status_code == 429
    assert reverse("network:home") in response.content.decode()


def test_her_own_data_do_not_tell_whether_she_was_blocked_or_read(zahra: Member, nasrin: Member) -> None:
    """Unread words stay for a month and void ones for a week: the list of what she wrote must not show that."""
    talk = Conversation.objects.create(asker=zahra, asked=nasrin, phase=ConversationPhase.OPEN)
    before = timezone.localdate() - timedelta(days=8)
    Message.objects.create(conversation=talk, author=zahra, turn=1, text="ZQ7-old", sent_on=before)
    Message.objects.create(conversation=talk, author=zahra, turn=2, text="ZQ7-new")
    words = [fact.words for part in build_account_report(zahra) for row in part.rows for fact in row]
    assert "ZQ7-new" in words
    assert "ZQ7-old" not in words
