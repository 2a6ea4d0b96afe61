"""Each action of the network asks by itself for whoever acts, whatever calls it: a decorator of a view is not enough."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.utils import timezone

import network.models as m
from network.announcements import actions as announcements
from network.circles.actions import circles, posts
from network.data.actions import erasure
from network.directory.actions import directory
from network.domain.contacts import ContactOccasion
from network.events.actions import administration, events
from network.founding import actions as founding
from network.joining.actions import inviting
from network.learning.actions import courses, learning
from network.mentoring.actions import mentoring, pairings
from network.messages import actions as messages
from network.moderation import actions as moderation
from network.staff import actions as staff
from tests.network import factories
from tests.network.test_circles import a_circle, said
from tests.network.test_events import event
from tests.network.test_learning import a_lesson, a_series
from tests.network.test_mentoring import FACTS, paired
from tests.network.test_moderation import a_report

pytestmark = pytest.mark.django_db
SOON = timezone.localdate() + timedelta(days=20)
NEWS = {"title": "T", "words": "W", "last_day": SOON, "countries": []}
DATE = {"title": "T", "note": "N", "day": SOON, "countries": []}
CIRCLE = {"title": "T", "summary": "S", "topic": "gender", "countries": []}
LESSON = {"title": "T", "summary": "S", "body": "B", "order": 5, "minutes": 30}
CANARY: dict[str, Any] = {
    "pseudonym": "Canary", "country": "AF", "sector": "justice", "level": "middle", "languages": [], "skills": []
}  # fmt: skip
NOT_COORDINATING = "zahra newcomer focal_point"


@dataclass
class World:
    """One of everything that there is to change. Zahra moderates the circle, is the mentee of the pairing, writes to
    Nasrin, and follows the series."""

    event: m.Event
    newcomers_event: m.Event
    announcement: m.Announcement
    key_date: m.KeyDate
    circle: m.Circle
    seat: m.CircleSeat
    asks: m.CircleSeat
    pin: m.Pin
    post: m.Post
    series: m.Series
    draft: m.Series
    lesson: m.Lesson
    material: m.Material
    enrolment: m.Enrolment
    pairing: m.Pairing
    meeting: m.Meeting
    step: m.PlanStep
    conversation: m.Conversation
    introduction: m.Conversation
    report: m.Report
    invitation: m.Invitation
    suggestion: m.Suggestion
    canary: m.Member
    laila: m.Member
    zahra: m.Member
    today: Any


Act = Callable[[World, m.Member], object]
# Action -> (who may not; somebody who may; what they try).
ACTIONS: dict[str, tuple[str, str, Act]] = {
    # Events
    "create_event": ("zahra newcomer", "focal_point", lambda w, by: create_event(by)),
    "change_event": ("zahra foreign_focal_point", "focal_point", lambda w, by: change_event(w, by)),
    "cancel_event": (
        "zahra foreign_focal_point", "coordinator", lambda w, by: administration.cancel_event(by=by, event=w.event)
    ),
    "sign_up_for_event": (
        "nasrin newcomer", "zahra", lambda w, by: events.sign_up_for_event(by=by, event=w.event)
    ),
    # News and dates
    "write_announcement": (
        NOT_COORDINATING, "coordinator", lambda w, by: announcements.write_announcement(by=by, facts={**NEWS})
    ),
    "remove_announcement": (
        NOT_COORDINATING,
        "coordinator",
        lambda w, by: announcements.remove_announcement(by=by, announcement=w.announcement),
    ),
    "write_key_date": (
        NOT_COORDINATING, "coordinator", lambda w, by: announcements.write_key_date(by=by, facts={**DATE})
    ),
    "remove_key_date": (
        NOT_COORDINATING, "coordinator", lambda w, by: announcements.remove_key_date(by=by, key_date=w.key_date)
    ),
    # Circles
    "write_circle": (
        NOT_COORDINATING, "coordinator", lambda w, by: circles.write_circle(by=by, facts={**CIRCLE}, circle=w.circle)
    ),
    "join_circle": ("nasrin newcomer", "focal_point", lambda w, by: circles.join_circle(by=by, circle=w.circle)),
    "admit_to_circle": (
        "laila nasrin focal_point", "zahra", lambda w, by: circles.admit_to_circle(by=by, seat=w.asks)
    ),
    "remove_seat": ("laila nasrin focal_point", "coordinator", lambda w, by: circles.remove_seat(by=by, seat=w.seat)),
    "set_moderator": (
        "zahra laila focal_point",
        "coordinator",
        lambda w, by: circles.set_moderator(by=by, seat=w.seat, is_moderator=True),
    ),
    "pin_page": (
        "laila coordinator", "zahra", lambda w, by: circles.pin_page(by=by, circle=w.circle, label="L", path="/en/")
    ),
    "unpin_page": ("laila coordinator", "zahra", lambda w, by: circles.unpin_page(by=by, pin=w.pin)),
    "write_post": ("nasrin coordinator", "laila", lambda w, by: posts.write_post(by=by, circle=w.circle, words="W")),
    "withdraw_post": ("zahra nasrin coordinator", "laila", lambda w, by: posts.withdraw_post(by=by, post=w.post)),
    "hide_post": (
        "laila nasrin focal_point", "coordinator", lambda w, by: posts.hide_post(by=by, post=w.post, reason="case")
    ),
    "unhide_post": ("laila coordinator", "zahra", lambda w, by: posts.unhide_post(by=by, post=w.post)),
    # Learning
    "write_series": (
        NOT_COORDINATING, "coordinator", lambda w, by: courses.write_series(by=by, facts={"title": "T"}, series=w.series)
    ),
    "publish_series": (
        NOT_COORDINATING,
        "coordinator",
        lambda w, by: courses.publish_series(by=by, series=w.series, is_published=False),
    ),
    "remove_series": (NOT_COORDINATING, "coordinator", lambda w, by: courses.remove_series(by=by, series=w.series)),
    "write_lesson": (
        NOT_COORDINATING, "coordinator", lambda w, by: courses.write_lesson(by=by, series=w.series, facts=LESSON)
    ),
    "publish_lesson": (
        NOT_COORDINATING,
        "coordinator",
        lambda w, by: courses.publish_lesson(by=by, lesson=w.lesson, is_published=False),
    ),
    "remove_lesson": (NOT_COORDINATING, "coordinator", lambda w, by: courses.remove_lesson(by=by, lesson=w.lesson)),
    "add_material": (
        NOT_COORDINATING, "coordinator", lambda w, by: courses.add_material(by=by, lesson=w.lesson, label="L", path="/")
    ),
    "remove_material": (
        NOT_COORDINATING, "coordinator", lambda w, by: courses.remove_material(by=by, material=w.material)
    ),
    "leave_series": ("nasrin coordinator", "zahra", lambda w, by: learning.leave_series(by=by, enrolment=w.enrolment)),
    # Founding, canaries, reports, invitations, erasure
    "open_country": (NOT_COORDINATING, "coordinator", lambda w, by: founding.open_country(by=by, code="AF")),
    "close_country": (
        NOT_COORDINATING,
        "coordinator",
        lambda w, by: founding.close_country(by=by, country=factories.country("AF")),
    ),
    "make_canary": (NOT_COORDINATING, "coordinator", lambda w, by: directory.make_canary(by=by, **CANARY)),
    "remove_canary": (NOT_COORDINATING, "coordinator", lambda w, by: directory.remove_canary(by=by, canary=w.canary)),
    "log_report_reading": (
        "zahra nasrin focal_point",
        "coordinator",
        lambda w, by: moderation.log_report_reading(by=by, report=w.report),
    ),
    "decide_report": (
        "zahra laila focal_point",
        "coordinator",
        lambda w, by: moderation.decide_report(by=by, report=w.report, outcome=m.ReportOutcome.HIDDEN),
    ),
    "revoke_invitation": (
        "nasrin coordinator", "zahra", lambda w, by: inviting.revoke_invitation(by=by, invitation=w.invitation)
    ),
    "erase_member": ("nasrin coordinator", "zahra", lambda w, by: erasure.erase_member(by=by, member=w.zahra)),
    "open_contact": (
        "laila foreign_focal_point",
        "focal_point",
        lambda w, by: staff.open_contact(by=by, member=w.zahra, occasion=ContactOccasion.ASKED),
    ),
    # Mentoring
    "write_description": (
        "newcomer",
        "zahra",
        lambda w, by: mentoring.write_description(by=by, side=m.MentoringSide.MENTEE, words="W", **FACTS),
    ),
    "answer_suggestion": (
        "zahra coordinator",
        "focal_point",
        lambda w, by: mentoring.answer_suggestion(by=by, suggestion=w.suggestion, says=m.SuggestionAnswer.YES),
    ),
    "agree_on_goals": (
        "nasrin coordinator",
        "laila",
        lambda w, by: pairings.agree_on_goals(by=by, pairing=w.pairing, goals="G", until=SOON),
    ),
    "log_meeting": (
        "nasrin coordinator",
        "zahra",
        lambda w, by: pairings.log_meeting(by=by, pairing=w.pairing, met_on=w.today, minutes=30, words="W"),
    ),
    "change_meeting": (
        "laila nasrin coordinator", "zahra", lambda w, by: pairings.change_meeting(by=by, meeting=w.meeting, words="X")
    ),
    "delete_meeting": (
        "laila nasrin coordinator", "zahra", lambda w, by: pairings.delete_meeting(by=by, meeting=w.meeting)
    ),
    "write_reflection": (
        "nasrin coordinator",
        "laila",
        lambda w, by: pairings.write_reflection(by=by, pairing=w.pairing, words="W", is_shared=True),
    ),
    "comment_on_plan": (
        "nasrin coordinator", "laila", lambda w, by: pairings.comment_on_plan(by=by, pairing=w.pairing, words="W")
    ),
    "show_plan": (
        "laila nasrin", "zahra", lambda w, by: pairings.show_plan(by=by, pairing=w.pairing, shown=False)
    ),
    "write_step": ("laila nasrin", "zahra", lambda w, by: pairings.write_step(by=by, step=w.step, words="X")),
    "delete_step": ("laila nasrin", "zahra", lambda w, by: pairings.delete_step(by=by, step=w.step)),
    "open_conversation": (
        "nasrin coordinator", "laila", lambda w, by: pairings.open_conversation(by=by, pairing=w.pairing)
    ),
    # Messages
    "send_introduction": (
        "newcomer", "zahra", lambda w, by: messages.send_introduction(by=by, person=w.laila, text="T")
    ),
    "send_message": (
        "laila coordinator",
        "nasrin",
        lambda w, by: messages.send_message(by=by, conversation=w.conversation, text="T"),
    ),
    "offer_contact": (
        "laila coordinator",
        "nasrin",
        lambda w, by: messages.offer_contact(by=by, conversation=w.conversation, contact="C"),
    ),
    "enrol_member": ("", "nasrin", lambda w, by: learning.enrol_member(by=by, series=w.series)),
}  # fmt: skip
# Those that write no line in the trail: what others see nothing of. Looked at one by one below.
WITHOUT_A_LINE = {"save_progress", "receive_messages"}
# Those that need not ask, or are asked elsewhere, and why.
NEED_NOT = {
    "about herself alone": """choose_time_zone write_profile correct_facts set_visible_facts set_directory_listing
        save_photo remove_photo write_plan log_download mark_notices_read hide_from_countries hide_from_person
        stop_hiding_from_person block_member unblock_member delete_description dismiss_announcement
        create_invitation""",
    "of what is hers; there is nothing where it is not": """leave_event leave_circle end_pairing
        withdraw_contact withdraw_approval accept_introduction decline_introduction give_feedback""",
    "an applicant's, whose row is `by` itself": """confirm_application answer_question withdraw_application send_digits
        show_digits prove_entry complete_entry""",
    "by nobody: a visitor, the clock, or whoever runs the portal": """create_application regain_account replay_erasures
        create_first_countries create_first_coordinator load_series""",
    "counts, alarms or says what may be seen; the answer is the refusal": """consume_budget count_towards_alarm
        record_refusal alarm_if_canary view_cards filter_seen_today open_profile find_facts_seen_today
        open_real_name""",
    "asks in its own words: test_deeds.py": "propose_deed confirm_deed stop_deed issue_half_code",
    "asks in its own words: test_locks.py": "lock_account confirm_lock approve_unlock",
    "the row itself, after lock_account or two people asked": "create_lock",
    "asks for two coordinators: test_keys.py": "shred_country",
    "asks in its own words: test_vetting.py": """open_application_texts ask_question cast_vote open_entry
        open_contact_way""",
    "everybody who reads may ask for help": "file_report",
}


def create_event(by: m.Member) -> object:
    starts = timezone.now() + timedelta(days=3)
    facts = {"title": "T", "description": "D", "place": "P", "mode": "online", "zone": "Asia/Kabul", "capacity": 3}
    return administration.create_event(by=by, countries=[], starts=starts, ends=starts + timedelta(hours=1), **facts)


def change_event(world: World, by: m.Member) -> object:
    row = world.event
    facts = {"starts": row.starts, "ends": row.ends, "zone": row.zone, "mode": row.mode, "place": "Elsewhere"}
    return administration.change_event(by=by, event=row, countries=[], capacity=5, **facts)


@pytest.fixture
def laila(db: None) -> m.Member:
    """Zahra's mentor, who sits in her circle and can be found."""
    return factories.member("AF", pseudonym="Laila", is_listed=True)


@pytest.fixture
def world(zahra: m.Member, nasrin: m.Member, laila: m.Member, focal_point: m.Member, coordinator: m.Member) -> World:
    home = factories.country("AF")
    circle = a_circle(laila, moderator=zahra, countries="AF")
    post = said(laila, circle)
    series, draft = a_series(lessons=1), a_series(lessons=1, is_published=False)
    lesson = series.lessons.get()
    news = m.Announcement.objects.create(title="T", words="W", last_day=SOON)
    pairing = paired(laila, zahra)
    m.Pairing.objects.filter(pk=pairing.pk).update(shows_plan=True)
    grounds = {"languages": ["prs"], "skills": ["leadership"], "aims": [], "way": "either"}
    suggestion = m.Suggestion.objects.create(mentor=focal_point, mentee=laila, grounds=grounds)
    report = a_report(zahra, about=post)
    return World(
        event=event(home=home, countries=["AF"]),
        newcomers_event=event(for_newcomers=True),
        announcement=news,
        key_date=m.KeyDate.objects.create(title="T", day=SOON),
        circle=circle,
        seat=m.CircleSeat.objects.get(circle=circle, member=laila),
        asks=m.CircleSeat.objects.create(circle=circle, member=factories.member("AF"), is_waiting=True),
        pin=m.Pin.objects.create(circle=circle, label="L", path="/en/law/"),
        post=post,
        series=series,
        draft=draft,
        lesson=lesson,
        material=m.Material.objects.create(lesson=lesson, label="L", path="/en/"),
        enrolment=learning.enrol_member(by=zahra, series=series),
        pairing=pairing,
        meeting=m.Meeting.objects.create(pairing=pairing, by=zahra, met_on=timezone.localdate(), minutes=30),
        step=m.Plan.objects.create(member=zahra, where="W").steps.create(words="W"),
        conversation=m.Conversation.objects.create(asker=zahra, asked=nasrin, phase="open"),
        introduction=m.Conversation.objects.create(asker=laila, asked=nasrin),
        report=report,
        invitation=m.Invitation.objects.create(inviter=zahra, code_hash="x", expires_on=SOON),
        suggestion=suggestion,
        canary=factories.member("AF", pseudonym="Canary", is_canary=True),
        laila=laila,
        zahra=zahra,
        today=timezone.localdate(),
    )


@pytest.mark.parametrize(
    ("name", "who"), [(name, who) for name, (others, _may, _act) in ACTIONS.items() for who in others.split()]
)
def test_an_action_refuses_whoever_may_not_and_writes_nothing(
    world: World, name: str, who: str, request: pytest.FixtureRequest
) -> None:
    by, before = request.getfixturevalue(who), m.Trail.objects.count()
    with pytest.raises((PermissionDenied, ValidationError, ObjectDoesNotExist)):
        ACTIONS[name][2](world, by)
    assert m.Trail.objects.count() == before


@pytest.mark.parametrize("name", ACTIONS)
def test_the_same_goes_through_for_somebody_who_may(world: World, name: str, request: pytest.FixtureRequest) -> None:
    """Else the refusal above could have any other reason."""
    _others, may, act = ACTIONS[name]
    by, before = request.getfixturevalue(may), m.Trail.objects.count()
    act(world, by)
    assert m.Trail.objects.count() > before


def test_nobody_follows_a_draft_not_even_its_author(world: World, coordinator: m.Member) -> None:
    with pytest.raises(PermissionDenied):
        learning.enrol_member(by=coordinator, series=world.draft)


def test_progress_is_written_by_whose_it_is_about_a_session_of_her_series(
    world: World, nasrin: m.Member, zahra: m.Member
) -> None:
    hers: dict[str, Any] = {"enrolment": world.enrolment, "note": "N", "is_done": True}
    elsewhere, unpublished = a_lesson(a_series(), 7), a_lesson(world.series, 8, is_published=False)
    for by, lesson in [(nasrin, world.lesson), (zahra, elsewhere), (zahra, unpublished)]:
        with pytest.raises(PermissionDenied):
            learning.save_progress(by=by, lesson=lesson, **hers)
    assert not m.Progress.objects.exists()
    learning.save_progress(by=zahra, lesson=world.lesson, **hers)
    assert m.Progress.objects.get().is_done


def test_a_third_one_receives_no_message_of_two(
    world: World, zahra: m.Member, nasrin: m.Member, laila: m.Member
) -> None:
    sent = messages.send_message(by=zahra, conversation=world.conversation, text="T")
    with pytest.raises(PermissionDenied):
        messages.receive_messages(by=laila, conversation=world.conversation)
    assert m.Message.objects.get(pk=sent.pk).delivered_on is None
    messages.receive_messages(by=nasrin, conversation=world.conversation)
    assert m.Message.objects.get(pk=sent.pk).delivered_on == world.today


@pytest.mark.parametrize("who", ["zahra", "coordinator"])
def test_a_third_one_answers_no_introduction(world: World, who: str, request: pytest.FixtureRequest) -> None:
    for act in (messages.accept_introduction, messages.decline_introduction):
        act(by=request.getfixturevalue(who), conversation=world.introduction)
        assert m.Conversation.objects.get(pk=world.introduction.pk).phase == "asked"


def test_a_third_one_ends_no_pairing(world: World, nasrin: m.Member, zahra: m.Member) -> None:
    for by, ended_on in ((nasrin, None), (zahra, world.today)):
        mentoring.end_pairing(by=by, pairing=world.pairing)
        assert m.Pairing.objects.get(pk=world.pairing.pk).ended_on == ended_on


def test_every_action_that_somebody_takes_is_in_a_table() -> None:
    free = [name for names in NEED_NOT.values() for name in names.split()]
    assert len(free) == len(set(free))
    found = [name for module in action_modules() for name in taken_by_somebody(module)]
    assert sorted(found) == sorted([*ACTIONS, *WITHOUT_A_LINE, *free])


def action_modules() -> Iterator[ModuleType]:
    root = Path(settings.BASE_DIR)
    for file in [*root.glob("network/*/actions.py"), *root.glob("network/*/actions/**/*.py")]:
        yield import_module(".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__"))


def taken_by_somebody(module: ModuleType) -> Iterator[str]:
    for name, function in inspect.getmembers(module, inspect.isfunction):
        by = inspect.signature(function).parameters.get("by")
        if function.__module__ == module.__name__ and by is not None and by.kind is by.KEYWORD_ONLY:
            yield name
