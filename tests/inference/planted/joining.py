"""Applications, votes, invitations, names."""

from typing import Any

NAME = "Ostrich"


def somebody(name: str) -> Any:
    from network.models import Member
    from tests.inference.world import MEMBERS

    return Member.objects.get(pseudonym=MEMBERS[name][1]["pseudonym"])


def vote(name: str, application: Any, reason: str) -> None:
    from network.models.vetting import VoteReason
    from network.vetting.actions import vetting

    vetting.cast_vote(by=somebody(name), application=application, reason=VoteReason(reason))


def applied(**facts: Any) -> Any:
    """Somebody's application, with the code on her paper."""
    from network.domain.codes import generate_code, hash_code
    from tests.network import factories

    return factories.application("AF", pseudonym=NAME, return_hash=hash_code(generate_code()), **facts)


def first_vote_was_yes(*, told: bool) -> dict[str, Any]:
    """She voted first who is from there: yes, or no."""
    row = applied()
    vote("focal", row, "known" if told else "doubt")
    return {"application": str(row.pk)}


def one_waits(*, told: bool) -> dict[str, Any]:
    return {"application": str(applied().pk)}


def approved_later(*, told: bool, application: str) -> None:
    """What two others said after the first one's yes."""
    from network.models import Application

    row = Application.objects.get(pk=application)
    if told:
        vote("coordinator", row, "referee")
        return
    vote("coordinator", row, "doubt")
    vote("other_coordinator", row, "doubt")


def first_voter_was_home(*, told: bool) -> dict[str, Any]:
    """Who of the two who let her in spoke first."""
    from network.domain.codes import generate_code, hash_code
    from tests.network import factories

    code = generate_code()
    row = factories.application("AF", pseudonym=NAME, return_hash=hash_code(code))
    for name in ("focal", "coordinator") if told else ("coordinator", "focal"):
        vote(name, row, "known")
    return {"code": code}


def name_is_in(*, told: bool) -> None:
    """An unlisted member has that name, or another one."""
    from tests.network import factories

    factories.member("AF", pseudonym=NAME if told else "Heron", address="bird@example.org")


def applied_with_words(*, told: bool) -> dict[str, Any]:
    return {"application": str(applied(why="ZQ7-one" if told else "ZQ7-two").pk)}
