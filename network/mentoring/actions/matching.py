"""The nightly search for people who might suit each other."""

import heapq
from collections import Counter
from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db import transaction

from network.domain.retention import compute_cutoff_day
from network.mentoring.presenters import MatchGrounds, find_match_grounds, score_match
from network.models import (
    Member,
    MentoringDescription,
    MentoringSide,
    NoticeKind,
    Pairing,
    Suggestion,
    Trail,
    find_members_apart_from,
)
from network.models.mentoring import SUGGESTION_SHOWN_DAYS
from network.notices.actions import notify_member

# A month, for each side: enough to choose from, too few to leaf through the network.
MOST_SUGGESTIONS = 3
SHORT_LIST = 20
MOST_PAIRINGS = {MentoringSide.MENTOR: 2, MentoringSide.MENTEE: 1}

Candidate = tuple[int, MentoringDescription, MentoringDescription, MatchGrounds]
Room = Counter[tuple[str, UUID]]  # (side, member): how many suggestions she may still get


@transaction.atomic
def suggest_pairs(today: date) -> int:
    """Makes the best suggestions there is room for, and says how many. Nobody is told more than that there is news."""
    mentors = list(MentoringDescription.objects.looking().filter(side=MentoringSide.MENTOR))
    mentees = list(MentoringDescription.objects.looking().filter(side=MentoringSide.MENTEE).select_related("member"))
    room = room_of(mentors, mentees, today)
    chosen = []
    for _score, mentor, mentee, grounds in candidates(mentors, mentees, room):
        seats = [(MentoringSide.MENTOR, mentor.member_id), (MentoringSide.MENTEE, mentee.member_id)]
        if all(room[seat] > 0 for seat in seats):
            room.subtract(seats)
            chosen.append(Suggestion(mentor_id=mentor.member_id, mentee_id=mentee.member_id, grounds=grounds))
    Suggestion.objects.bulk_create(chosen, ignore_conflicts=True)
    reached = {pk for row in chosen for pk in (row.mentor_id, row.mentee_id)}
    for member in Member.objects.filter(pk__in=reached).select_related("user"):
        notify_member(member, NoticeKind.MENTORING)
    if chosen:
        Trail.objects.record_action("mentoring.suggest", by=None, result=str(len(chosen)))
    return len(chosen)


def candidates(mentors: list[MentoringDescription], mentees: list[MentoringDescription], room: Room) -> list[Candidate]:
    """Pairs that fit, best first; equals in the order of their random ids, so that no night differs from another."""
    met = {*Suggestion.objects.values_list("mentor", "mentee"), *Pairing.objects.values_list("mentor", "mentee")}
    free = [row for row in mentors if room[MentoringSide.MENTOR, row.member_id] > 0]
    found: list[Candidate] = []
    for mentee in mentees:
        if room[MentoringSide.MENTEE, mentee.member_id] <= 0:
            continue
        away = set(find_members_apart_from(mentee.member).values_list("pk", flat=True)) | {mentee.member_id}
        others = [row for row in free if row.member_id not in away and (row.member_id, mentee.member_id) not in met]
        # Not all: the whole table of mentors by mentees would not fit into memory.
        found += heapq.nsmallest(SHORT_LIST, fitting(others, mentee), key=by_score)
    return sorted(found, key=by_score)


def fitting(mentors: list[MentoringDescription], mentee: MentoringDescription) -> Iterator[Candidate]:
    for mentor in mentors:
        if grounds := find_match_grounds(mentor, mentee):
            yield score_match(grounds), mentor, mentee, grounds


def by_score(row: Candidate) -> tuple[int, UUID, UUID]:
    return -row[0], row[1].member_id, row[2].member_id


def room_of(mentors: list[MentoringDescription], mentees: list[MentoringDescription], today: date) -> Room:
    """How many suggestions each may still get: none who has enough pairings.

    All of the last 30 days count, whatever was answered: room that came back would tell of a no.
    """
    room: Room = Counter()
    lately = Suggestion.objects.filter(made_on__gt=compute_cutoff_day(today, SUGGESTION_SHOWN_DAYS))
    for side, rows in ((MentoringSide.MENTOR, mentors), (MentoringSide.MENTEE, mentees)):
        made = Counter(lately.values_list(side, flat=True))
        busy = Counter(Pairing.objects.open().values_list(side, flat=True))
        for row in rows:
            full = busy[row.member_id] >= MOST_PAIRINGS[side]
            room[side, row.member_id] = 0 if full else MOST_SUGGESTIONS - made[row.member_id]
    return room
