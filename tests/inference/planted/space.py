"""What members do to each other, and who is there."""

from datetime import timedelta
from typing import Any

from tests.inference.planted.joining import somebody

UNKNOWN = "0a0a0a0a-0b0b-4c0c-8d0d-0e0e0e0e0e0e"


def member_named(name: str) -> Any:
    from network.models import Member

    return Member.objects.get(pseudonym=name)


def five_newcomers(*, told: bool) -> None:
    from tests.network import factories

    for n in range(5 * told):
        factories.member("AF", pseudonym=f"New {n}", newcomer=True)


def unlisted_exists(*, told: bool) -> None:
    from tests.network import factories

    if told:
        factories.member("AF", pseudonym="Unseen", sector="justice")


def hides_from_country(*, told: bool) -> None:
    """She hides from all of Bangladesh, or from everybody."""
    from network.models import Country, HiddenFrom

    shirin = somebody("shirin")
    if told:
        HiddenFrom.objects.create(member=shirin, country=Country.objects.get(code="BD"))
    else:
        unlist(shirin)


def hides_from_her(*, told: bool) -> None:
    """She hides from Nasrin, or from everybody."""
    from network.models import HiddenFrom

    shirin = somebody("shirin")
    if told:
        HiddenFrom.objects.create(member=shirin, person=somebody("nasrin"))
    else:
        unlist(shirin)


def unlist(member: Any) -> None:
    type(member).objects.filter(pk=member.pk).update(is_listed=False)


def gone(*, told: bool, how: str) -> None:
    """She is out of Nasrin's sight in that way, or there is no such person."""
    from network.deeds.actions import locking
    from network.directory.actions import directory
    from network.models import LockReason

    shirin = somebody("shirin")
    if not told:
        shirin.user.delete()
    elif how == "hidden":
        directory.hide_from_person(by=shirin, person=somebody("nasrin"))
    elif how == "blocked":
        directory.block_member(by=shirin, person=somebody("nasrin"))
    else:
        locking.lock_account(by=shirin, member=shirin, reason=LockReason.HERSELF)


def is_hidden(*, told: bool) -> None:
    gone(told=told, how="hidden")


def has_blocked(*, told: bool) -> None:
    gone(told=told, how="blocked")


def is_locked(*, told: bool) -> None:
    gone(told=told, how="locked")


def asked_talk() -> Any:
    from network.models import Conversation

    return Conversation.objects.between(somebody("zahra"), somebody("shirin")).get()


def introduction_declined(*, told: bool) -> None:
    """She said no, or has never looked."""
    from network.messages import actions as messages

    if told:
        messages.decline_introduction(by=somebody("shirin"), conversation=asked_talk())


def introduction_blocked(*, told: bool) -> None:
    """She blocks her, or goes out of everybody's sight."""
    from network.directory.actions import directory

    if told:
        directory.block_member(by=somebody("shirin"), person=somebody("zahra"))
    else:
        unlist(somebody("shirin"))


def introduction_left(*, told: bool) -> None:
    """She leaves, or goes out of everybody's sight."""
    from network.data.actions.erasure import erase_member

    if told:
        erase_member(by=somebody("shirin"), member=somebody("shirin"))
    else:
        unlist(somebody("shirin"))


def laila_blocks(*, told: bool) -> None:
    """Laila blocks Zahra, or somebody else."""
    from network.directory.actions import directory

    directory.block_member(by=member_named("Laila"), person=somebody("zahra" if told else "amina"))


def offer_taken_back(*, told: bool) -> None:
    """Laila offered how to be reached and took it back, or never did."""
    from network.messages import actions as messages
    from network.models import Conversation

    laila = member_named("Laila")
    talk = Conversation.objects.between(somebody("zahra"), laila).get()
    if told:
        messages.offer_contact(by=laila, conversation=talk, contact="ZQ7")
        messages.withdraw_contact(by=laila, conversation=talk)


def one_is_a_canary(*, told: bool) -> None:
    """The fourth of those that she opens, or one that she does not."""
    member = member_named("Listed 4" if told else "Listed 14")
    type(member).objects.filter(pk=member.pk).update(is_canary=True)


def blocked_one_sits(*, told: bool) -> None:
    """Somebody who keeps away from Roya has a seat in the circle, or has none."""
    from network.directory.actions import directory
    from network.models import Circle, CircleSeat

    directory.block_member(by=somebody("shirin"), person=somebody("roya"))
    if told:
        CircleSeat.objects.create(circle=Circle.objects.get(), member=somebody("shirin"))


def who_reported(*, told: bool) -> None:
    """Zahra, or Nasrin; then she is warned."""
    from network.models import Concern, ReportedKind, ReportOutcome
    from network.moderation import actions as moderation

    roya = somebody("roya")
    by = somebody("zahra" if told else "nasrin")
    row = moderation.file_report(
        by=by, accused=roya, kind=ReportedKind.PROFILE, about=roya.pk, reason=Concern.CASE, excerpt="ZQ7"
    )
    moderation.decide_report(by=somebody("coordinator"), report=row, outcome=ReportOutcome.WARNED)


def suggested(*, told: bool) -> None:
    """Roya seeks what Shirin offers; the night will bring them together."""
    from tests.network.test_mentoring import describe

    describe(somebody("roya"), "mentee")
    describe(somebody("shirin"), "mentor")


def said_no(*, told: bool) -> None:
    from network.mentoring.actions import mentoring
    from network.models import Suggestion, SuggestionAnswer

    shirin = somebody("shirin")
    row = Suggestion.objects.filter(mentor=shirin, mentee=somebody("roya")).first()
    if told and row:
        mentoring.answer_suggestion(by=shirin, suggestion=row, says=SuggestionAnswer.NO)


def left_mentoring(*, told: bool) -> None:
    from network.mentoring.actions import mentoring

    if told:
        mentoring.delete_description(by=somebody("shirin"), side="mentor")


def mentor_blocks(*, told: bool) -> None:
    from network.directory.actions import directory

    if told:
        directory.block_member(by=somebody("shirin"), person=somebody("roya"))


def ended(how: str) -> None:
    """Zahra's pairing with Laila, by that or because its time is over."""
    from django.utils import timezone

    from network.data.actions.erasure import erase_member
    from network.directory.actions import directory
    from network.mentoring.actions import mentoring
    from network.models import Pairing

    laila = member_named("Laila")
    row = Pairing.objects.of(somebody("zahra")).get()
    if how == "button":
        mentoring.end_pairing(by=laila, pairing=row)
    elif how == "block":
        directory.block_member(by=laila, person=somebody("zahra"))
    elif how == "erasure":
        erase_member(by=laila, member=laila)
    else:
        began = timezone.localdate() - timedelta(days=300)
        Pairing.objects.filter(pk=row.pk).update(began_on=began, until=began + timedelta(days=100))


def ended_by_button(*, told: bool) -> None:
    ended("button" if told else "term")


def ended_by_block(*, told: bool) -> None:
    ended("block" if told else "term")


def ended_by_erasure(*, told: bool) -> None:
    ended("erasure" if told else "term")


def signed_up(*, told: bool) -> None:
    """Shirin comes to the event, or Amina to another one's."""
    from network.events.actions import events
    from network.models import Event

    row = Event.objects.filter(signups=None).first()
    if told and row:
        events.sign_up_for_event(by=somebody("shirin"), event=row)


def one_joined(*, told: bool) -> None:
    from tests.network import factories

    if told:
        factories.member("BD", pseudonym="The one", sector="health", level="senior")


def one_left(*, told: bool) -> None:
    if told:
        somebody("amina").user.delete()


def foreign_member(*, told: bool) -> None:
    """That id is a member's of another country, or nobody's."""
    from tests.network import factories

    factories.member("BD", pseudonym="Abroad", id=UNKNOWN if told else UNKNOWN.replace("0a", "0f"))


def many_messages(*, told: bool) -> None:
    """Forty words for her in a month, or one."""
    from network.models import NoticeKind
    from network.notices.actions import notify_member

    for _n in range(40 if told else 1):
        notify_member(somebody("shirin"), NoticeKind.MESSAGE)


def told_now(*, told: bool) -> None:
    from network.models import NoticeKind
    from network.notices.actions import notify_member

    notify_member(somebody("shirin"), NoticeKind.MESSAGE)


def wrote_to(*, told: bool) -> None:
    """Zahra wrote to Shirin, or to Roya."""
    from network.messages import actions as messages

    messages.send_introduction(by=somebody("zahra"), person=somebody("shirin" if told else "roya"), text="ZQ7-message")


def blocked_her(*, told: bool) -> None:
    from network.directory.actions import directory

    directory.block_member(by=somebody("zahra"), person=somebody("shirin" if told else "roya"))


def a_sleeper(*, told: bool) -> dict[str, Any]:
    """Roya waits to be made a focal point; somebody has applied."""
    from tests.network import factories

    return {"application": str(factories.application("AF", pseudonym="Fake").pk)}


def unlisted_abroad(*, told: bool) -> None:
    """A member of another country, who is not in the directory."""
    from tests.network import factories

    if told:
        factories.member("BD", pseudonym="Abroad")
