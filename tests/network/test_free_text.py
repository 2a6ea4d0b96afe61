"""Markup in everything that members, applicants and staff can type: words on every page and in every file."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Letter, User
from network import models as m
from network.events.views.administration import FEWEST_ANSWERS
from network.joining.views.access import APPLICANT
from network.learning.printouts import build_certificate
from tests.free_text import CLEANED, LISTED, Reading, fill, listed, markup
from tests.network.access_world import Arguments, Cast, make_world
from tests.network.test_access import EXPECTED, address, send, undone

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
OURS = [label for label in [*LISTED, *CLEANED] if label.startswith("network.")]

# What a button opens.
OPENED = ["vetting_open", "vetting_open/voted", "entry_reach", "staff_contact", "unlock"]


@pytest.fixture
def world(cast: Cast) -> Arguments:
    """The rows of the access table, with one of each kind that is missing there, and markup in every field."""
    found = make_world(cast)
    pairing = m.Pairing.objects.get()
    m.Profile.objects.create(member=cast.member)
    for by in (cast.member, pairing.mentor):  # one of hers, one that is shared with her
        m.Reflection.objects.create(pairing=pairing, by=by, words="R", is_shared=True)
    talk = m.Conversation.objects.get(pk=found["contact"][0])
    m.ContactOffer.objects.create(conversation=talk, member=talk.asked, contact="C")  # both offered: both are revealed
    soon = timezone.now() + timedelta(hours=1)  # soon enough that its place is shown
    m.Event.objects.filter(pk=found["event"][0]).update(starts=soon, ends=soon + timedelta(hours=1))
    m.Feedback.objects.create(signup=m.Signup.objects.filter(event__starts__lt=timezone.now())[0], useful=3, safe=3)
    crowd = m.Member.objects.exclude(pk=cast.member.pk)[:FEWEST_ANSWERS]  # enough that what they said is shown
    for seat, guest in enumerate(crowd, 2):
        signup = m.Signup.objects.create(event_id=found["event"][0], member=guest, seat=seat)
        m.Feedback.objects.create(signup=signup, useful=3, safe=3)
    m.Comment.objects.create(pairing=pairing, by=pairing.mentor, words="C")
    voted = m.Application.objects.get(pk=found["vetting_open/voted"][0])
    m.Question.objects.create(application=voted, text="Q", answer="A", answered_on=timezone.localdate())
    missing = [label for label in OURS if not model_of(label)._base_manager.exists()]
    assert missing == [], "make a row of it"
    fill(*OURS)
    return found


def who_of(member: m.Member) -> str:
    """Her letter in the table."""
    return {"member": "M", "focal_point": "F", "coordinator": "C"}[member.role]


def read_by(letter: str) -> list[str]:
    """What she reads of the table: each page once, by a member where she may, else by a coordinator, else by the rest."""
    order = "MCF"
    pages = {label: codes["get"] for label, codes in EXPECTED.items()}
    readers = {label: next((one for one in order if codes[one] == "200"), "") for label, codes in pages.items()}
    return [label for label, reader in readers.items() if reader == letter]


def model_of(label: str) -> type[m.Member]:
    return getattr(m, label.split(".")[1])  # type: ignore[no-any-return]


def test_what_anybody_of_the_space_types_is_words_wherever_it_is_shown(
    cast: Cast, world: Arguments, inside: Callable[[m.Member], Client], admin: User
) -> None:
    reading = Reading()
    for who in (cast.member, cast.focal, cast.coordinator):
        browser = inside(who)
        browser.get(reverse("network:home"))
        for label in read_by(who_of(who)):
            with undone(browser):
                cache.clear()
                reading.response("page", browser.get(address(label, world)), f"{label} for {who.role}")
        for form in ("html", "json"):
            answer = browser.get(reverse("network:data_download", args=[form]))
            reading.response("file" if form == "html" else "data", answer, f"data.{form}")
        for label in OPENED:
            if EXPECTED[label]["post"][who_of(who)] == "200":
                with undone(browser):
                    answer = send(browser, "post", address(label, world), label)
                assert answer.status_code == 200, label
                reading.response("page", answer, f"{label}, opened")
    read_what_an_applicant_sees(reading)
    enrolment = m.Enrolment.objects.get(member=cast.member)
    reading.html("paper", build_certificate(enrolment, markup("network.Profile.name")).html, "certificate")
    assert reading.wrong == []
    assert not any("ZQ7-" in letter.body.open() for letter in Letter.objects.all())
    assert reading.differences(listed("network")) == []


def read_what_an_applicant_sees(reading: Reading) -> None:
    """Her own request, with the question that was put to her."""
    question = m.Question.objects.get(answered_on=None)
    browser = Client()
    session = browser.session
    session[APPLICANT] = {"id": str(question.application.pk), "seen": int(time.time())}
    session.save()
    for where, arguments in (("application", []), ("application_answer", [question.pk])):
        answer = browser.get(reverse(f"network:{where}", args=arguments))
        assert answer.status_code == 200, where
        reading.response("page", answer, where)


def test_what_comes_back_to_be_mended_is_words(
    cast: Cast, inside: Callable[[m.Member], Client], world: Arguments
) -> None:
    """A form with something wrong in it shows again what was typed, in every field."""
    reading, browser = Reading(), inside(cast.coordinator)
    browser.get(reverse("network:home"))
    text = markup("network.Profile.about")
    long = text + "x" * 5000
    tried = 0
    for label, expected in EXPECTED.items():
        if expected["get"]["C"] != "200" or expected["post"]["C"] not in {"200", "302"}:
            continue
        path = address(label, world)
        with undone(browser):
            page = browser.get(path)
            form = (page.context or {}).get("form") if page.context else None
            if form is None:
                continue
            cache.clear()
            answer = browser.post(path, dict.fromkeys(form.fields, long))
            tried += answer.status_code in {200, 400, 422}
            reading.response("page", answer, f"{label}, refused")
    assert tried > 15
    assert reading.wrong == []
    assert "network.Profile.about" in reading.places
