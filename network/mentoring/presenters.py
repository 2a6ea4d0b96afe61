"""Who might suit whom: coded facts only, no name, no country, no words. The same facts always give the same answer."""

from collections.abc import Iterable
from typing import NotRequired, TypedDict

from django.conf import settings
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from network.models.classifications import Expertise
from network.models.mentoring import MentoringAim, MentoringChannel, MentoringDescription, MentoringHours, MentoringSide


class MatchGrounds(TypedDict):
    """What speaks for a pair; kept with a suggestion."""

    languages: list[str]
    skills: list[str]
    aims: list[str]
    way: str
    hours: NotRequired[str]


def find_match_grounds(mentor: MentoringDescription, mentee: MentoringDescription) -> MatchGrounds | None:
    """What both have in common; None where they could not talk, or would have nothing to talk about."""
    languages = shared(mentor.languages, mentee.languages)
    skills = shared(mentor.skills, mentee.skills)
    aims = shared(mentor.aims, mentee.aims)
    ways = {mentor.way, mentee.way} - {MentoringChannel.EITHER}
    if not languages or not (skills or aims) or len(ways) > 1:
        return None
    grounds: MatchGrounds = {
        "languages": languages,
        "skills": skills,
        "aims": aims,
        "way": ways.pop() if ways else "either",
    }
    if mentor.hours == mentee.hours:
        grounds["hours"] = mentor.hours
    return grounds


def score_match(grounds: MatchGrounds) -> int:
    """What the mentee wants to learn counts most, then what for; a language is needed, a second one helps a little."""
    return (
        3 * min(len(grounds["skills"]), 3)
        + 2 * min(len(grounds["aims"]), 3)
        + min(len(grounds["languages"]), 2)
        + (2 if "hours" in grounds else 0)
    )


def shared(ours: list[str], theirs: list[str]) -> list[str]:
    return sorted(set(ours) & set(theirs))


def explain_match(grounds: MatchGrounds, side: MentoringSide) -> list[str]:
    """Why the portal suggests this, in sentences for the one who is on `side`."""
    names = dict(settings.LANGUAGES)
    lines = [_("You both speak %(languages)s.") % {"languages": listed(_(names[c]) for c in grounds["languages"])}]
    if grounds["skills"]:
        skills = listed(Expertise(code).label for code in grounds["skills"])
        mentee = _("This mentor knows what you want to learn: %(skills)s.")
        mentor = _("This mentee wants to learn what you know: %(skills)s.")
        lines.append((mentee if side == MentoringSide.MENTEE else mentor) % {"skills": skills})
    if grounds["aims"]:
        aims = listed(MentoringAim(code).label for code in grounds["aims"])
        lines.append(_("You both named the same aims: %(aims)s.") % {"aims": aims})
    if "hours" in grounds:
        hours = MentoringHours(grounds["hours"]).label
        lines.append(_("You both have the same time for it: %(hours)s a month.") % {"hours": hours})
    return [*lines, way_words(MentoringChannel(grounds["way"]))]


def format_match_topics(grounds: MatchGrounds) -> str:
    """What the two could talk about, in a few words: tells one suggestion from another in a list."""
    skills = [Expertise(code).label for code in grounds["skills"]]
    return listed(skills or [MentoringAim(code).label for code in grounds["aims"]])


def way_words(way: MentoringChannel) -> str:
    if way == MentoringChannel.CALL:
        return _("You both can talk by voice or video.")
    if way == MentoringChannel.WRITING:
        return _("You both can do it in writing.")
    return _("You are both free how to talk: by voice, by video or in writing.")


def listed(words: Iterable[object]) -> str:
    return get_text_list([str(word) for word in words], _("and"))
