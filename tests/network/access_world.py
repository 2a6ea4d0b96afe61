"""What there is to leak: rows of everybody, the arguments that lead to them, and forms filled in as they should be.

`Zahra` is the member of the table. With her: Laila, her mentor, to whom she writes; Parwin, who can be found, but not
from Bangladesh; Mina, whose account is locked, and who asks to come into Zahra's circle.
"""

import base64
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from network import models as m
from tests.network import factories
from tests.network.test_circles import a_circle, said
from tests.network.test_events import FORM as EVENT_FORM
from tests.network.test_events import event
from tests.network.test_learning import a_lesson
from tests.network.test_mentoring import FACTS, describe, paired

Arguments = dict[str, list[Any]]
FACTS_FORM = {"pseudonym": "Ostrich", "sector": "justice", "level": "middle", "languages": ["en"], "skills": ["gender"]}
CIRCLE_FORM = {"title": "T", "summary": "S", "topic": "gender", "admission": "ask"}
SERIES_FORM = {"title": "T", "summary": "S", "kind": "training", "language": "en", "order": "5"}
LESSON_FORM = {"title": "T", "summary": "S", "order": "5", "minutes": "30", "body": "B"}
SOON = f"{timezone.localdate() + timedelta(days=20):%Y-%m-%d}"
TODAY = f"{timezone.localdate():%Y-%m-%d}"
PIN = {"label": "L", "path": "/en/law/"}
PLAN = {"where": "W", "goals": "G", "support": "S"}
EVENT = {**EVENT_FORM, "first_day": SOON, "last_day": SOON}

# What a form takes so that something happens; nothing where a button alone does it.
POSTS: dict[str, dict[str, Any]] = {
    "announcement_edit": {"title": "T", "words": "W", "last_day": SOON},
    "announcement_new": {"title": "T", "words": "W", "last_day": SOON},
    "away": {"countries": ["BD"]},
    "canaries": {**FACTS_FORM, "country": "AF"},
    "certificate": {"name": "N" * 81},  # too long: a file takes two seconds
    "circle_edit": CIRCLE_FORM,
    "circle_new": CIRCLE_FORM,
    "contact": {"contact": "C"},
    "conversation": {"text": "T"},
    "conversation_answer": {"answer": "yes"},
    "come_in_again": {"first": "A", "second": "B", "password": "x", "again": "x"},
    "countries": {"code": "IQ"},
    "course_edit": SERIES_FORM,
    "course_new": SERIES_FORM,
    "date_edit": {"title": "T", "day": SOON, "reader": "everybody"},
    "date_new": {"title": "T", "day": SOON, "reader": "everybody"},
    "description": {**FACTS, "words": "W"},
    "event_edit": EVENT,
    "event_feedback": {"useful": "3", "safe": "3"},
    "event_new": EVENT,
    "event_zone": {"zone": "Asia/Kabul"},
    "focal_points": {"pseudonym": "Parwin", "office": "focal_point"},
    "give_back": {"heard": "voice", "lost": "both"},
    "introduce": {"text": "T"},
    "keep_away": {"how": "block"},
    "leave": {"pseudonym": "Zahra"},
    "lesson": {"note": "N", "is_done": "on"},
    "lesson_new": LESSON_FORM,
    "lesson_write": LESSON_FORM,
    "lock_member": {"reason": "call"},
    "material_new": PIN,
    "meeting": {"met_on": TODAY, "minutes": "30"},
    "meeting_new": {"met_on": TODAY, "minutes": "30"},
    "pairing_agreement": {"goals": "G", "until": SOON},
    "pin_new": PIN,
    "plan_comment": {"words": "W"},
    "plan_show": {"shown": "no"},
    "plan_write": PLAN,
    "post_hide": {"reason": "case"},
    "post_report": {"reason": "case"},
    "profile_edit": {"name": "N"},
    "profile_facts": FACTS_FORM,
    "profile_listing": {"listed": "yes"},
    "profile_showing": {"name": ["all"]},
    "reflection": {"words": "W"},
    "report": {"outcome": "locked"},
    "report_message": {"reason": "case"},
    "report_profile": {"reason": "case"},
    "staff_contact": {"occasion": "asked"},
    "step": {"words": "W", "state": "done"},
    "step_new": {"words": "W", "state": "todo"},
    "suggestion": {"says": "yes"},
    "thread": {"words": "W"},
    "thread_new": {"words": "W"},
    "unlock": {"reason": "voice"},
    "vetting_ask": {"text": "T"},
    "vetting_vote": {"reason": "known"},
}


def filled(label: str) -> dict[str, Any]:
    """What is posted to an address. A file is read once, so it is made for each request."""
    if label == "profile_photo":
        picture = BytesIO()
        Image.new("RGB", (20, 20)).save(picture, "JPEG")
        return {"photo": SimpleUploadedFile("photo.jpg", picture.getvalue(), "image/jpeg")}
    return POSTS.get(label.split("/")[0], {})


@dataclass
class Cast:
    """Those of the nine who are members."""

    newcomer: m.Member
    member: m.Member
    abroad: m.Member
    focal: m.Member
    other_focal: m.Member
    coordinator: m.Member

    def everybody(self) -> list[m.Member]:
        return list(vars(self).values())


def make_world(cast: Cast) -> Arguments:
    """Label of the table -> arguments of its address."""
    factories.country("IQ", is_open=False)
    for code in ("AF", "BD", "PK", "IR"):
        factories.country(code)
    laila = factories.member("AF", pseudonym="Laila")
    mina = factories.member("AF", pseudonym="Mina")
    canary = factories.member("IR", pseudonym="Canary", is_canary=True)
    parts = [people(cast), talk(cast, laila), learning(cast), circles(cast, laila, mina), mentoring(cast, laila)]
    parts += [events(cast), joining(cast), staff(cast, laila, mina)]
    found: Arguments = {
        "canary_remove": [canary.pk],
        **{key: ["AF"] for key in ["country", "country_close", "country_lock", "country_unlock", "country_shred"]},
        **takes_two(cast, mina),
    }
    for part in parts:
        found |= part
    return found


def takes_two(cast: Cast, mina: m.Member) -> Arguments:
    """About Afghanistan, proposed by a coordinator who is none of the nine; one that the
    focal point confirmed, and an account of another locked with its country."""
    other = factories.member("PK", role="coordinator", pseudonym="Another coordinator")
    soon = timezone.now() + timedelta(days=3)

    def proposed(kind: str, **about: Any) -> m.Deed:
        details = about.pop("details", '{"heard": "voice", "lost": "both"}')
        return m.Deed.objects.create(kind=kind, proposed_by=other, details=details, expires=soon, **about)

    waits = proposed("lock", member=factories.member("AF", pseudonym="To be locked"), details='{"reason": "call"}')
    agreed = proposed("give_back", member=factories.member("AF", pseudonym="Comes back"), in_force=timezone.now())
    m.DeedConfirmation.objects.create(deed=agreed, by=cast.focal)
    of_all = proposed("shred_country", country=factories.country("BD"))
    locked = factories.member("AF", pseudonym="Locked with her country")
    m.Lock.objects.create(member=locked, reason="country", is_confirmed=True)
    doubted = m.Lock.objects.create(member=factories.member("AF"), locked_by=other, reason="call")
    return {
        **named(waits, "deed deed_second deed_stop"),
        **named(agreed, "deed_code"),
        **named(of_all, "deed/country deed_second/country"),
        **named(cast.member, "give_back"),
        **named(doubted, "lock_confirm"),
    }


def named(row: Any, names: str) -> Arguments:
    return {name: [row.pk] for name in names.split()}


def people(cast: Cast) -> Arguments:
    parwin = factories.member("AF", pseudonym="Parwin", is_listed=True)
    m.HiddenFrom.objects.create(member=parwin, country=factories.country("BD"))
    m.Profile.objects.create(member=parwin, name="ZQ7-name")
    m.Photo.objects.create(member=parwin, body=base64.b64encode(b"ZQ7-photo").decode())
    m.Photo.objects.create(member=cast.member, body=base64.b64encode(b"ZQ7-photo").decode())
    for fact in m.ProfileFact:
        m.VisibilityGrant.objects.create(member=parwin, fact=fact)
    for one in cast.everybody():  # as if each had opened it today
        m.ViewRecord.objects.mark_viewed(m.ViewedPart.PROFILE, one, [parwin.pk])
    kept = factories.member("AF", pseudonym="Kept away")
    m.HiddenFrom.objects.create(member=cast.member, person=kept)
    return {**named(parwin, "person person_photo keep_away introduce report_profile"), **named(kept, "let_near")}


def talk(cast: Cast, laila: m.Member) -> Arguments:
    asks = m.Conversation.objects.create(asker=factories.member("IR", pseudonym="Asks"), asked=cast.member)
    row = m.Conversation.objects.create(asker=cast.member, asked=laila, phase="open")
    words = m.Message.objects.create(conversation=row, author=laila, turn=1, text="ZQ7-text")
    m.ContactOffer.objects.create(conversation=row, member=cast.member, contact="ZQ7-contact")
    found = named(row, "conversation contact contact_take_back")
    return {**found, **named(words, "report_message"), **named(asks, "conversation_answer")}


def learning(cast: Cast) -> Arguments:
    series, draft = (m.Series.objects.create(title="T", summary="S", is_published=yes) for yes in (True, False))
    lesson, draft_lesson = a_lesson(series, 1), a_lesson(draft, 1)
    file, draft_file = (m.Material.objects.create(lesson=row, label="L", size=3) for row in (lesson, draft_lesson))
    for row in (file, draft_file):
        m.MaterialFile.objects.create(material=row, base64=base64.b64encode(b"ZQ7").decode())
    mine = m.Enrolment.objects.create(member=cast.member, series=series, finished_month=date(2026, 1, 1))
    m.Progress.objects.create(enrolment=mine, lesson=lesson, note="ZQ7-note")
    return {
        **named(series, "series series_follow series_leave certificate"),
        **named(lesson, "lesson"),
        **named(file, "material"),
        **named(draft, "series/draft series_follow/draft"),
        **named(draft, "course course_edit course_publish course_remove lesson_new"),
        **named(draft_lesson, "lesson/draft lesson_write lesson_publish lesson_remove material_new"),
        **named(draft_file, "material/draft material_remove"),
    }


def circles(cast: Cast, laila: m.Member, mina: m.Member) -> Arguments:
    """For Afghanistan; Zahra moderates it, her focal point does not sit in it."""
    circle = a_circle(laila, moderator=cast.member, countries="AF", admission="ask")
    asks = m.CircleSeat.objects.create(circle=circle, member=mina, is_waiting=True)
    seat = m.CircleSeat.objects.get(circle=circle, member=laila)
    pin = m.Pin.objects.create(circle=circle, label="L", path="/en/law/")
    hers = said(cast.member, circle)
    other, hidden = (said(laila, circle, words, hers.thread) for words in ("ZQ7-other", "ZQ7-hidden"))
    m.Post.objects.filter(pk=hidden.pk).update(hidden_for="case")
    about = "circle circle_edit circle_join circle_leave circle_people pin_new thread_new"
    return {
        **named(circle, about),
        **named(asks, "seat_admit"),
        **named(seat, "seat_remove seat_appoint"),
        **named(pin, "pin_remove"),
        **named(hers.thread, "thread"),
        **named(hers, "post_take_back"),
        **named(other, "post_hide post_report"),
        **named(hidden, "post_show"),
    }


def mentoring(cast: Cast, laila: m.Member) -> Arguments:
    describe(cast.member, m.MentoringSide.MENTEE)
    grounds = {"languages": ["prs"], "skills": ["leadership"], "aims": [], "way": "either"}
    suggestion = m.Suggestion.objects.create(mentor=factories.member("AF"), mentee=cast.member, grounds=grounds)
    pairing = paired(laila, cast.member)
    m.Pairing.objects.filter(pk=pairing.pk).update(shows_plan=True)
    step = m.Plan.objects.create(member=cast.member, where="ZQ7").steps.create(words="ZQ7")
    meeting = m.Meeting.objects.create(pairing=pairing, by=cast.member, met_on=timezone.localdate(), minutes=30)
    about = "pairing pairing_agreement pairing_end meeting_new partner_plan plan_comment plan_show reflection"
    return {
        **named(suggestion, "suggestion"),
        **named(pairing, f"{about} pairing_write"),
        **named(meeting, "meeting meeting_drop"),
        **named(step, "step step_drop"),
        "description": ["mentee"],
        "description_forget": ["mentee"],
    }


def events(cast: Cast) -> Arguments:
    """Of Afghanistan, and not for newcomers."""
    home = factories.country("AF")
    coming, other = event(home=home, countries=["AF"]), event(home=home, countries=["AF"])
    past = event(home=home, countries=["AF"], starts=timezone.now() - timedelta(days=2))
    for row in (coming, past):
        m.Signup.objects.create(event=row, member=cast.member, seat=1)
    found = named(coming, "event event_leave event_calendar event_run event_edit event_off")
    return {**found, **named(other, "event_join"), **named(past, "event_feedback")}


def joining(cast: Cast) -> Arguments:
    new, voted = factories.application("AF"), factories.application("AF", state="in_vetting")
    other = factories.member("AF", role="focal_point")
    m.Vote.objects.create(application=voted, vetter=other, seat="home", is_yes=True, reason="known")
    question = m.Question.objects.create(application=new, asked_by=cast.focal, text="ZQ7-question")
    today = timezone.localdate()
    accepted = factories.application(
        "AF",
        state="approved",
        mail="never",
        member=factories.member("AF"),
        return_hash="x",
        decided_on=today,
    )
    closed = factories.application("AF", state="declined", decided_on=today)
    letter = m.Invitation.objects.create(inviter=cast.member, code_hash="x", expires_on=today + timedelta(days=5))
    return {
        **named(new, "vetting_one vetting_open vetting_ask vetting_vote"),
        **named(voted, "vetting_one/voted vetting_open/voted vetting_vote/voted"),
        **named(closed, "vetting_one/closed vetting_vote/closed"),
        **named(question, "application_answer"),
        **named(accepted, "entry entry_reach"),
        **named(letter, "invitation_take_back"),
    }


def staff(cast: Cast, laila: m.Member, mina: m.Member) -> Arguments:
    lock = m.Lock.objects.create(member=mina, locked_by=mina, reason="herself")
    mina.user.is_active = False
    mina.user.save()
    m.UnlockApproval.objects.create(lock=lock, staff=cast.coordinator, reason="voice")
    report, own = (
        m.Report.objects.create(
            reporter=cast.member, accused=accused, kind="profile", about=accused.pk, reason="case", excerpt="ZQ7"
        )
        for accused in (laila, cast.coordinator)
    )
    news = m.Announcement.objects.create(title="T", words="W", last_day=timezone.localdate())
    day = m.KeyDate.objects.create(title="T", day=timezone.localdate())
    for row in (news, day):
        row.countries.add(factories.country("AF"))
    m.Figure.objects.create(year=2026, table="all", value=150)
    return {
        **named(lock, "unlock unlock_doubt"),
        **named(cast.member, "staff_person staff_contact lock_member"),
        **named(report, "report"),
        **named(own, "report/own"),
        **named(news, "announcement_put_away announcement_edit announcement_remove"),
        **named(day, "date_edit date_remove"),
        **named(cast.focal, "focal_point_dismiss"),
        "statistics_workbook": ["2026"],
        "data_download": ["json"],
    }
