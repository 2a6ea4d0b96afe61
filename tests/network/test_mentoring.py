"""Mentoring is double-blind until both say yes, and ends without a trace."""

import copy
import random
import threading
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from network.mentoring.actions import mentoring as actions
from network.mentoring.actions import pairings as together
from network.mentoring.actions.matching import suggest_pairs
from network.mentoring.presenters import explain_match, find_match_grounds, score_match
from network.models import (
    Block,
    Conversation,
    HiddenFrom,
    Meeting,
    Member,
    MentoringDescription,
    MentoringSide,
    Notice,
    NoticeKind,
    Pairing,
    Suggestion,
    SuggestionAnswer,
    Trail,
)
from network.tasks.meeting import match
from tests.network import factories

Inside = Callable[[Member], Client]
FACTS = {"skills": ["leadership"], "aims": ["lead"], "languages": ["prs"], "hours": "2", "way": "either"}


def describe(member: Member, side: MentoringSide, **facts: object) -> MentoringDescription:
    return actions.write_description(by=member, side=side, **{**FACTS, "words": f"ZQ7-words-{member.pk}", **facts})


def suggested(mentor: Member, mentee: Member) -> Suggestion:
    describe(mentor, MentoringSide.MENTOR)
    describe(mentee, MentoringSide.MENTEE)
    suggest_pairs(timezone.localdate())
    return Suggestion.objects.get(mentor=mentor, mentee=mentee)


def paired(mentor: Member, mentee: Member) -> Pairing:
    until = timezone.localdate() + timedelta(days=100)
    return Pairing.objects.create(mentor=mentor, mentee=mentee, until=until, goals="ZQ7-goals")


def page(browser: Client, name: str, **arguments: object) -> str:
    response = browser.get(reverse(f"network:{name}", kwargs=arguments))
    assert response.status_code == 200, response
    return response.content.decode()


# --- Matching -----------------------------------------------------------------------------------------------


def offers(**facts: object) -> MentoringDescription:
    return MentoringDescription(side=MentoringSide.MENTOR, **{**FACTS, **facts})


def seeks(**facts: object) -> MentoringDescription:
    return MentoringDescription(side=MentoringSide.MENTEE, **{**FACTS, **facts})


def test_two_without_a_common_language_do_not_fit() -> None:
    assert find_match_grounds(offers(languages=["fa"]), seeks(languages=["ur"])) is None


def test_two_who_have_nothing_to_talk_about_do_not_fit() -> None:
    assert (
        find_match_grounds(offers(skills=["gender"], aims=["lead"]), seeks(skills=["rights"], aims=["voice"])) is None
    )


def test_one_who_writes_and_one_who_talks_do_not_fit() -> None:
    assert find_match_grounds(offers(way="call"), seeks(way="writing")) is None
    assert find_match_grounds(offers(way="either"), seeks(way="writing"))["way"] == "writing"


def test_what_she_wants_to_learn_counts_more_than_a_second_language() -> None:
    seeking = seeks(skills=["leadership", "training"], languages=["prs", "en"])
    teaches = find_match_grounds(offers(skills=["leadership", "training"]), seeking)
    speaks = find_match_grounds(offers(languages=["prs", "en"]), seeking)
    assert score_match(teaches) > score_match(speaks)


def test_the_reasons_are_sentences_without_a_name_or_a_country(zahra: Member, nasrin: Member) -> None:
    words = " ".join(explain_match(suggested(nasrin, zahra).grounds, MentoringSide.MENTEE))
    assert words == (
        "You both speak Dari. This mentor knows what you want to learn: Leadership and management. "
        "You both named the same aims: Leading a team. You both have the same time for it: 2 to 4 hours a month. "
        "You are both free how to talk: by voice, by video or in writing."
    )


def test_the_same_facts_give_the_same_suggestions_in_whatever_order_they_are_read(db: None) -> None:
    mentors = [factories.member("AF") for _ in range(4)]
    mentees = [factories.member("BD") for _ in range(4)]
    rows = [(member, MentoringSide.MENTOR) for member in mentors] + [
        (member, MentoringSide.MENTEE) for member in mentees
    ]
    outcomes = set()
    for _attempt in range(4):
        MentoringDescription.objects.all().delete()
        Suggestion.objects.all().delete()
        random.shuffle(rows)
        for member, side in rows:
            describe(member, side)
        suggest_pairs(timezone.localdate())
        outcomes.add(frozenset(Suggestion.objects.values_list("mentor", "mentee")))
    assert len(outcomes) == 1


def test_nobody_gets_more_than_three_suggestions_a_month_whatever_she_answers(zahra: Member) -> None:
    for _ in range(5):
        describe(factories.member("BD"), MentoringSide.MENTOR)
    describe(zahra, MentoringSide.MENTEE)
    suggest_pairs(timezone.localdate())
    for row in Suggestion.objects.visible_to(zahra):
        actions.answer_suggestion(by=zahra, suggestion=row, says=SuggestionAnswer.NO)
    suggest_pairs(timezone.localdate())
    assert Suggestion.objects.filter(mentee=zahra).count() == 3
    Suggestion.objects.update(made_on=timezone.localdate() - timedelta(days=31))
    suggest_pairs(timezone.localdate())
    assert Suggestion.objects.filter(mentee=zahra).count() == 5  # and never the same person twice


@pytest.mark.parametrize(
    "how",
    [
        lambda one, other: Block.objects.create(blocker=one, blocked=other),
        lambda one, other: Block.objects.create(blocker=other, blocked=one),
        lambda one, other: HiddenFrom.objects.create(member=one, person=other),
        lambda one, other: HiddenFrom.objects.create(member=other, country=one.country),
    ],
)
def test_two_who_keep_apart_are_never_suggested(zahra: Member, nasrin: Member, how: Callable) -> None:
    how(zahra, nasrin)
    describe(nasrin, MentoringSide.MENTOR)
    describe(zahra, MentoringSide.MENTEE)
    assert suggest_pairs(timezone.localdate()) == 0


def test_newcomers_locked_members_and_closed_descriptions_are_left_out(
    zahra: Member, nasrin: Member, newcomer: Member
) -> None:
    MentoringDescription.objects.create(member=newcomer, side=MentoringSide.MENTOR, words="ZQ7-words", **FACTS)
    describe(nasrin, MentoringSide.MENTOR)
    describe(factories.member("BD"), MentoringSide.MENTOR, is_open=False)
    User.objects.filter(pk=nasrin.user_id).update(is_active=False)
    describe(zahra, MentoringSide.MENTEE)
    assert suggest_pairs(timezone.localdate()) == 0


def test_nobody_is_her_own_mentor(zahra: Member) -> None:
    describe(zahra, MentoringSide.MENTOR)
    describe(zahra, MentoringSide.MENTEE)
    assert suggest_pairs(timezone.localdate()) == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        Suggestion.objects.create(mentor=zahra, mentee=zahra)


def test_suggestions_come_at_night_and_not_when_she_saves(zahra: Member, nasrin: Member) -> None:
    describe(nasrin, MentoringSide.MENTOR)
    describe(zahra, MentoringSide.MENTEE)
    assert not Suggestion.objects.exists()
    match()  # what the beat sends
    assert Suggestion.objects.count() == 1
    call_command("match")
    assert Suggestion.objects.count() == 1
    assert set(Notice.objects.values_list("member", "kind")) == {
        (zahra.pk, NoticeKind.MENTORING),
        (nasrin.pk, NoticeKind.MENTORING),
    }


# --- Double-blind -------------------------------------------------------------------------------------------


def test_a_suggestion_names_nobody(zahra: Member, nasrin: Member, inside: Inside) -> None:
    row = suggested(nasrin, zahra)
    shown = page(inside(zahra), "suggestion", pk=row.pk) + page(inside(zahra), "mentoring")
    for secret in ("Nasrin", "Bangladesh", str(nasrin.pk), "ZQ7-"):
        assert secret not in shown


def test_a_no_is_not_told(zahra: Member, nasrin: Member, inside: Inside) -> None:
    row = suggested(nasrin, zahra)
    Notice.objects.all().delete()
    browser = inside(zahra)
    before = without_tokens(page(browser, "mentoring") + page(browser, "suggestion", pk=row.pk))
    inside(nasrin).post(reverse("network:suggestion", kwargs={"pk": row.pk}), {"says": "no"})
    assert without_tokens(page(browser, "mentoring") + page(browser, "suggestion", pk=row.pk)) == before
    browser.post(reverse("network:suggestion", kwargs={"pk": row.pk}), {"says": "yes"})
    assert "It waits for the other one" in page(browser, "mentoring")
    assert not Notice.objects.exists()
    assert not Pairing.objects.exists()


def without_tokens(html: str) -> str:
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|data-left="\d+"', "", html)


def test_to_erase_a_description_looks_like_no_answer(zahra: Member, nasrin: Member, inside: Inside) -> None:
    row = suggested(nasrin, zahra)
    browser = inside(zahra)
    before = without_tokens(page(browser, "mentoring") + page(browser, "suggestion", pk=row.pk))
    actions.delete_description(by=nasrin, side=MentoringSide.MENTOR)
    assert without_tokens(page(browser, "mentoring") + page(browser, "suggestion", pk=row.pk)) == before


def test_two_yeses_open_a_pairing_and_show_pseudonym_and_country(zahra: Member, nasrin: Member, inside: Inside) -> None:
    row = suggested(nasrin, zahra)
    Notice.objects.all().delete()
    address = reverse("network:suggestion", kwargs={"pk": row.pk})
    inside(nasrin).post(address, {"says": "yes"})
    response = inside(zahra).post(address, {"says": "yes"})
    pairing = Pairing.objects.get()
    assert response["Location"] == reverse("network:pairing", kwargs={"pk": pairing.pk})
    assert {notice.member for notice in Notice.objects.all()} == {zahra, nasrin}
    shown = page(inside(zahra), "pairing", pk=pairing.pk)
    assert "Nasrin" in shown
    assert "Bangladesh" in shown
    for secret in ("ZQ7-", "Experienced", "Gender equality", str(nasrin.pk)):
        assert secret not in shown
    assert not Suggestion.objects.exists()


def test_a_block_after_the_suggestion_keeps_them_apart_in_silence(zahra: Member, nasrin: Member) -> None:
    row = suggested(nasrin, zahra)
    actions.answer_suggestion(by=nasrin, suggestion=row, says=SuggestionAnswer.YES)
    Block.objects.create(blocker=nasrin, blocked=zahra)
    assert actions.answer_suggestion(by=zahra, suggestion=row, says=SuggestionAnswer.YES) is None
    assert Suggestion.objects.visible_to(zahra).exists()


def test_the_trail_does_not_say_what_she_answered(zahra: Member, nasrin: Member) -> None:
    row = suggested(nasrin, zahra)
    actions.answer_suggestion(by=zahra, suggestion=row, says=SuggestionAnswer.NO)
    line = Trail.objects.get(action="mentoring.answer")
    assert line.result == "done"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_yeses_at_the_same_moment_open_one_pairing() -> None:
    mentor, mentee = factories.member("BD"), factories.member("AF")
    row = suggested(mentor, mentee)
    barrier, errors = threading.Barrier(2), []

    def say(member: Member) -> None:
        try:
            barrier.wait()
            actions.answer_suggestion(by=member, suggestion=row, says=SuggestionAnswer.YES)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=say, args=[member]) for member in (mentor, mentee)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert Pairing.objects.open().count() == 1


def test_whoever_does_not_choose_is_told_to(zahra: Member, nasrin: Member, inside: Inside) -> None:
    row = suggested(nasrin, zahra)
    response = inside(zahra).post(reverse("network:suggestion", kwargs={"pk": row.pk}), {"says": "perhaps"})
    assert response.status_code == 422
    assert "Choose yes or no below" in response.content.decode()


# --- The end ------------------------------------------------------------------------------------------------


def end_by_her(mentor: Member, pairing: Pairing) -> None:
    actions.end_pairing(by=mentor, pairing=pairing)


def end_by_leaving(mentor: Member, pairing: Pairing) -> None:
    mentor.user.delete()


def end_by_block(mentor: Member, pairing: Pairing) -> None:
    Block.objects.create(blocker=mentor, blocked=pairing.mentee)


def end_by_time(mentor: Member, pairing: Pairing) -> None:
    began = timezone.localdate() - timedelta(days=200)
    Pairing.objects.filter(pk=pairing.pk).update(began_on=began, until=began + timedelta(days=100))
    call_command("match")


def traces(pairing: Pairing, mentor: Member, mentee: Member) -> None:
    """All that two can leave behind."""
    together.log_meeting(by=mentor, pairing=pairing, met_on=timezone.localdate(), minutes=45, words="ZQ7-mentor-note")
    together.log_meeting(by=mentee, pairing=pairing, met_on=timezone.localdate(), minutes=30, words="own note")
    together.write_reflection(by=mentor, pairing=pairing, words="ZQ7-mentor-reflection", is_shared=True)
    together.show_plan(by=mentee, pairing=pairing, shown=True)
    together.comment_on_plan(by=mentor, pairing=pairing, words="ZQ7-comment")
    together.open_conversation(by=mentee, pairing=pairing)


def test_every_end_looks_the_same_and_shows_nothing_of_the_other(inside: Inside, db: None) -> None:
    seen = set()
    for end in (end_by_her, end_by_leaving, end_by_block, end_by_time):
        mentor, mentee = factories.member("BD", pseudonym=f"Mentor {end.__name__}"), factories.member("AF")
        pairing = paired(mentor, mentee)
        traces(pairing, mentor, mentee)
        browser = inside(mentee)
        assert "ZQ7-mentor-note" in page(browser, "pairing", pk=pairing.pk)
        end(mentor, pairing)
        html = page(browser, "pairing", pk=pairing.pk)
        assert "own note" in html
        everything = html + page(browser, "mentoring") + page(browser, "plan")
        for secret in ("ZQ7-", mentor.pseudonym, "Bangladesh", "mentor end"):
            assert secret not in everything, (end.__name__, secret)
        seen.add(without_tokens(html).replace(str(pairing.pk), ""))
        assert not Notice.objects.filter(member=mentee).exists()
    assert len(seen) == 1


def test_who_ends_it_sees_the_same_page(zahra: Member, nasrin: Member, inside: Inside) -> None:
    pairing = paired(nasrin, zahra)
    inside(zahra).post(reverse("network:pairing_end", kwargs={"pk": pairing.pk}))
    pages = {without_tokens(page(inside(member), "pairing", pk=pairing.pk)) for member in (zahra, nasrin)}
    assert len(pages) == 1


def test_no_row_says_who_ended_it(zahra: Member, nasrin: Member) -> None:
    pairing = paired(nasrin, zahra)
    actions.end_pairing(by=zahra, pairing=pairing)
    actions.end_pairing(by=zahra, pairing=pairing)
    assert Trail.objects.get(action="pairing.end").actor is None


def test_a_conversation_that_the_pairing_opened_ends_with_it(zahra: Member, nasrin: Member) -> None:
    pairing = paired(nasrin, zahra)
    together.open_conversation(by=zahra, pairing=pairing)
    actions.end_pairing(by=nasrin, pairing=pairing)
    assert not Conversation.objects.exists()


def test_a_conversation_they_had_before_stays(zahra: Member, nasrin: Member) -> None:
    Conversation.objects.create(asker=zahra, asked=nasrin)
    pairing = paired(nasrin, zahra)
    assert together.open_conversation(by=zahra, pairing=pairing).is_open
    actions.end_pairing(by=nasrin, pairing=pairing)
    assert Conversation.objects.count() == 1


def test_a_pairing_left_alone_is_ended_by_night_and_erased_on_the_clock(zahra: Member, nasrin: Member) -> None:
    pairing = paired(nasrin, zahra)
    nasrin.user.delete()
    call_command("match")
    pairing.refresh_from_db()
    assert pairing.ended_on == timezone.localdate()
    assert not pairing.goals
    assert not Pairing.objects.expired(timezone.localdate() + timedelta(days=89)).exists()
    assert Pairing.objects.expired(timezone.localdate() + timedelta(days=90)).exists()


def test_what_is_typed_into_a_pairing_that_ended_meanwhile_is_not_lost(zahra: Member, nasrin: Member) -> None:
    pairing = paired(nasrin, zahra)
    actions.end_pairing(by=nasrin, pairing=pairing)
    with pytest.raises(ValidationError, match="This pairing has ended"):
        together.log_meeting(by=zahra, pairing=pairing, met_on=timezone.localdate(), minutes=30, words="x")


# --- Working together ---------------------------------------------------------------------------------------


def test_a_stranger_finds_no_page_of_a_pairing(
    zahra: Member, nasrin: Member, coordinator: Member, inside: Inside
) -> None:
    pairing = paired(nasrin, zahra)
    meeting = together.log_meeting(by=zahra, pairing=pairing, met_on=timezone.localdate(), minutes=30, words="ZQ7")
    together.show_plan(by=zahra, pairing=pairing, shown=True)
    other = factories.member("AF")
    names = ["pairing", "pairing_agreement", "pairing_end", "meeting_new", "partner_plan", "plan_comment", "reflection"]
    for stranger in (coordinator, other):
        for name in names:
            assert inside(stranger).get(reverse(f"network:{name}", kwargs={"pk": pairing.pk})).status_code == 404
        for name in ["pairing_write", "plan_show"]:
            assert inside(stranger).post(reverse(f"network:{name}", kwargs={"pk": pairing.pk})).status_code == 404
        for name in ["meeting", "meeting_drop"]:
            assert inside(stranger).post(reverse(f"network:{name}", kwargs={"pk": meeting.pk})).status_code == 404
    # The other one reads it, but does not change it.
    assert inside(nasrin).get(reverse("network:meeting", kwargs={"pk": meeting.pk})).status_code == 404


def test_who_her_mentor_is_needs_a_fresh_proof(zahra: Member, nasrin: Member, inside: Inside) -> None:
    pairing = paired(nasrin, zahra)
    browser = inside(zahra)
    session = browser.session
    session["account_authentication_methods"] = [
        {**method, "at": method["at"] - 600} for method in session["account_authentication_methods"]
    ]
    session.save()
    response = browser.get(reverse("network:pairing", kwargs={"pk": pairing.pk}))
    assert response.status_code == 302
    assert "Nasrin" not in page(browser, "mentoring")


def test_a_meeting_is_logged_changed_and_erased(zahra: Member, nasrin: Member, inside: Inside) -> None:
    pairing = paired(nasrin, zahra)
    browser, today = inside(zahra), timezone.localdate()
    new = reverse("network:meeting_new", kwargs={"pk": pairing.pk})
    wrong = browser.post(new, {"met_on": today + timedelta(days=1), "minutes": 3, "words": "What I typed"})
    assert wrong.status_code == 422
    html = wrong.content.decode()
    assert "Choose today or a day in the past" in html
    assert "Write 5 minutes or more" in html
    assert "What I typed" in html
    browser.post(new, {"met_on": today, "minutes": 40, "words": "We spoke about the interview"})
    assert "We spoke about the interview" in page(inside(nasrin), "pairing", pk=pairing.pk)
    meeting = Meeting.objects.get()
    browser.post(reverse("network:meeting", kwargs={"pk": meeting.pk}), {"met_on": today, "minutes": 50, "words": "x"})
    meeting.refresh_from_db()
    assert meeting.minutes == 50
    browser.post(reverse("network:meeting_drop", kwargs={"pk": meeting.pk}))
    assert not Meeting.objects.exists()


def test_the_goals_start_from_her_own_words_and_are_sealed(zahra: Member, nasrin: Member, inside: Inside) -> None:
    pairing = paired(nasrin, zahra)
    Pairing.objects.update(goals="")
    describe(zahra, MentoringSide.MENTEE, words="I want to lead my unit")
    address = reverse("network:pairing_agreement", kwargs={"pk": pairing.pk})
    assert "I want to lead my unit" in inside(zahra).get(address).content.decode()
    assert "I want to lead my unit" not in inside(nasrin).get(address).content.decode()
    until = timezone.localdate() + timedelta(days=50)
    inside(zahra).post(address, {"goals": "Lead a team", "until": until})
    pairing.refresh_from_db()
    assert (pairing.goals.open(), pairing.until, pairing.goals.scope) == ("Lead a team", until, "AF")


def test_a_reflection_is_private_unless_shared(zahra: Member, nasrin: Member, inside: Inside) -> None:
    pairing = paired(nasrin, zahra)
    address = reverse("network:reflection", kwargs={"pk": pairing.pk})
    inside(zahra).post(address, {"words": "I grew"})
    assert "I grew" not in page(inside(nasrin), "pairing", pk=pairing.pk)
    inside(zahra).post(address, {"words": "I grew", "is_shared": "on"})
    assert "I grew" in page(inside(nasrin), "pairing", pk=pairing.pk)
    actions.end_pairing(by=zahra, pairing=pairing)
    inside(zahra).post(address, {"words": "I grew a lot", "is_shared": "on"})
    assert "I grew a lot" in page(inside(zahra), "pairing", pk=pairing.pk)
    assert "I grew" not in page(inside(nasrin), "pairing", pk=pairing.pk)


def test_a_plan_belongs_to_the_mentee(zahra: Member, nasrin: Member, inside: Inside) -> None:
    pairing = paired(nasrin, zahra)
    hers = inside(zahra)
    hers.post(reverse("network:plan_write"), {"where": "A small station", "goals": "Promotion", "support": "Time"})
    hers.post(reverse("network:step_new"), {"words": "Ask for the course", "state": "todo", "due": "2027-01-31"})
    theirs = reverse("network:partner_plan", kwargs={"pk": pairing.pk})
    assert inside(nasrin).get(theirs).status_code == 404
    hers.post(reverse("network:plan_show", kwargs={"pk": pairing.pk}), {"shown": "yes"})
    html = inside(nasrin).get(theirs).content.decode()
    assert "A small station" in html
    assert "Ask for the course" in html
    assert reverse("network:step", kwargs={"pk": zahra.plan.steps.get().pk}) not in html
    inside(nasrin).post(reverse("network:plan_comment", kwargs={"pk": pairing.pk}), {"words": "Start with the course"})
    assert "Start with the course" in page(hers, "plan")
    response = inside(nasrin).post(reverse("network:plan_show", kwargs={"pk": pairing.pk}), {"shown": "no"})
    assert response.status_code == 404
    hers.post(reverse("network:plan_show", kwargs={"pk": pairing.pk}), {"shown": "no"})
    assert inside(nasrin).get(theirs).status_code == 404
    with pytest.raises(ValidationError):
        together.comment_on_plan(by=nasrin, pairing=pairing, words="x")


def test_nobody_reaches_another_ones_step(zahra: Member, nasrin: Member, inside: Inside) -> None:
    step = together.write_step(by=zahra, words="ZQ7-step", due=None, state="todo")
    paired(nasrin, zahra)
    for name in ("step", "step_drop"):
        assert inside(nasrin).post(reverse(f"network:{name}", kwargs={"pk": step.pk})).status_code == 404
    inside(zahra).post(reverse("network:step_drop", kwargs={"pk": step.pk}))
    assert not zahra.plan.steps.exists()


def test_a_shredded_country_leaves_readable_pages(zahra: Member, nasrin: Member, inside: Inside, settings, tmp_path):
    from accounts.sealing.keys import KeyRing

    pairing = paired(nasrin, zahra)
    ring = KeyRing(copy.deepcopy(KeyRing.load().data))
    settings.KEYS_FILE = str(tmp_path / "keys.json")
    ring.save()
    ring.destroy("AF")
    ring.save()
    assert "No longer readable" in page(inside(nasrin), "pairing", pk=pairing.pk)


def test_a_description_says_what_is_missing_and_keeps_what_was_typed(zahra: Member, inside: Inside) -> None:
    address = reverse("network:description", kwargs={"side": "mentee"})
    response = inside(zahra).post(address, {"languages": ["prs"], "hours": "2", "way": "call", "words": "My words"})
    html = response.content.decode()
    assert response.status_code == 422
    assert '#id_skills">Choose at least one, here or in the next list' in html
    assert "My words" in html
    assert inside(zahra).get(reverse("network:description", kwargs={"side": "boss"})).status_code == 404


@pytest.mark.parametrize("n", [1, 3])
def test_the_overview_asks_the_database_the_same_for_one_and_for_three(
    zahra: Member, inside: Inside, django_assert_max_num_queries: Callable, n: int
) -> None:
    for _ in range(n):
        paired(factories.member("BD"), zahra)
        Suggestion.objects.create(mentor=factories.member("BD"), mentee=zahra, grounds={"skills": ["gender"]})
    browser = inside(zahra)
    page(browser, "mentoring")
    with django_assert_max_num_queries(13):
        page(browser, "mentoring")


@pytest.mark.parametrize("n", [1, 3])
def test_a_pairing_asks_the_database_the_same_for_one_meeting_and_for_three(
    zahra: Member, nasrin: Member, inside: Inside, django_assert_max_num_queries: Callable, n: int
) -> None:
    pairing = paired(nasrin, zahra)
    for _ in range(n):
        together.log_meeting(by=zahra, pairing=pairing, met_on=date(2026, 1, 1), minutes=30, words="x")
        together.write_step(by=zahra, words="x", due=None, state="todo")
    browser = inside(zahra)
    page(browser, "pairing", pk=pairing.pk)
    with django_assert_max_num_queries(13):
        page(browser, "pairing", pk=pairing.pk)
    with django_assert_max_num_queries(13):
        page(browser, "plan")


def test_ids_are_random(zahra: Member, nasrin: Member) -> None:
    assert isinstance(paired(nasrin, zahra).pk, UUID)
