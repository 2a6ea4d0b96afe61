"""Who may do what in an assessment. What she does not take part in does not exist for her (404)."""

from assessments.models import Participation, Role, Round

WRITERS = {Role.OWNER, Role.EDITOR}


def may_answer(part: Participation, in_round: Round) -> bool:
    """Owners and editors, until the round is signed off."""
    return part.role in WRITERS and not in_round.is_frozen


def may_plan(part: Participation) -> bool:
    """The action plan lives on after the round is signed off: that is when the work begins."""
    return part.role in WRITERS


def may_comment(part: Participation, in_round: Round) -> bool:
    return part.role != Role.VIEWER and not in_round.is_frozen


def may_review(part: Participation, in_round: Round) -> bool:
    """Request changes, sign off: reviewers and the owner, never a frozen round."""
    return part.role in {Role.OWNER, Role.REVIEWER} and not in_round.is_frozen


def may_manage(part: Participation) -> bool:
    """Team, rounds, title, deletion."""
    return part.role == Role.OWNER
