"""Who may do what in an assessment. What a user does not take part in does not exist for her (404)."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from assessments.models import Action, Participation, Role, Round

WRITERS = {Role.OWNER, Role.EDITOR}
JUDGES = {Role.OWNER, Role.REVIEWER}


def may_take_part(user: User | AnonymousUser) -> bool:
    """In teams at all. A guarded account takes no part: others would see it."""
    return user.is_authenticated and not user.is_guarded


def may_write(part: Participation) -> bool:
    """Whether the participant's role is to answer; a signed-off round tells her so in a sentence of its own."""
    return part.role in WRITERS


def may_answer(part: Participation, in_round: Round) -> bool:
    """Owners and editors, until the round is signed off."""
    return may_write(part) and not in_round.is_frozen


def may_plan(part: Participation) -> bool:
    """The action plan lives on after the round is signed off: that is when the work begins."""
    return may_write(part)


def may_speak(part: Participation) -> bool:
    """Whether the participant's role is to comment: everybody's but a viewer's."""
    return part.role != Role.VIEWER


def may_comment(part: Participation, in_round: Round) -> bool:
    """Until the round is signed off."""
    return may_speak(part) and not in_round.is_frozen


def may_send(part: Participation, in_round: Round) -> bool:
    """Ask the reviewers to look at what is answered."""
    return may_write(part) and in_round.state == Round.State.OPEN


def may_judge(part: Participation) -> bool:
    """Whether the participant's role is to request changes and to sign off: reviewers' and owners'. Never an editor's,
    who would sign what she wrote herself."""
    return part.role in JUDGES


def may_review(part: Participation, in_round: Round) -> bool:
    """Once the round was sent to them."""
    return may_judge(part) and in_round.state == Round.State.REVIEW


def may_reopen(part: Participation, in_round: Round) -> bool:
    """Owners, what was signed off too early."""
    return may_manage(part) and in_round.is_frozen


def may_manage(part: Participation) -> bool:
    """Team, rounds, title, deletion."""
    return part.role == Role.OWNER


def may_move(part: Participation, action: Action) -> bool:
    """Say how far an action is: whoever plans, and whoever is to do it."""
    return may_plan(part) or action.who_id == part.pk
