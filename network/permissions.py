"""Who may do what in the network. Rows are fetched with `visible_to`; these are the questions that remain."""

from collections.abc import Iterable
from itertools import combinations
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from network.models import Application, Circle, Conversation, Deed, Event, Lock, Member, Role, Tie, TieKind
from network.models.deeds import APPOINTMENTS, DISMISSALS, IN_CARE, DeedKind
from network.models.vetting import VotingCapacity


def may_see_directory(member: Member) -> bool:
    """Not in the 30 days of probation (whoever was let in by mistake sees nobody yet)."""
    return not member.on_probation


def may_vet(member: Member) -> bool:
    return member.is_staff


def may_coordinate(member: Member) -> bool:
    return member.is_coordinator


def may_create_event(member: Member) -> bool:
    """Focal points for their country, coordinators for whom they say."""
    return member.is_staff


def may_run_event(member: Member, event: Event) -> bool:
    """Change an event and call it off: `Event.objects.run_by(member)` for a row that is there already."""
    return Event.objects.run_by(member).filter(pk=event.pk).exists()


def looks_after_circle(member: Member, circle_id: UUID) -> bool:
    """Fill its seats and hide words in it: its moderators, and every coordinator."""
    return Circle.objects.looked_after_by(member).filter(pk=circle_id).exists()


def moderates_circle(member: Member, circle_id: UUID) -> bool:
    """Pin pages in it and show again what was hidden. A coordinator only where she sits in it as a moderator."""
    return Circle.objects.led_by(member).filter(pk=circle_id).exists()


def takes_part_in(member: Member, conversation: Conversation) -> bool:
    """Whether the member is one of the two."""
    return member.pk in {conversation.asker_id, conversation.asked_id}


def may_vote_now(staff: Member) -> bool:
    """One of the staff, but not in the 14 days after her appointment: others look first at who got an office."""
    return staff.is_staff and (staff.votes_from is None or staff.votes_from <= timezone.localdate())


def are_independent(one: Member, other: Member) -> bool:
    """Whether their two words are the words of two: neither invited the other, nor proposed the other for office."""
    return one.pk != other.pk and not Tie.objects.between(one, other).exists()


def find_tied_members(member: Member) -> set[UUID]:
    """The member herself, and everybody whose word and hers are one."""
    ties = Tie.objects.of(member).values_list("member", "other")
    return {member.pk, *(pk for pair in ties for pk in pair)}


def holds_independent_pair(people: Iterable[Member]) -> bool:
    """Whether two of them are independent of each other."""
    pks = {person.pk for person in people}
    ties = Tie.objects.filter(member__in=pks, other__in=pks).values_list("member", "other")
    tied = {frozenset(pair) for pair in ties}
    return any(frozenset(pair) not in tied for pair in combinations(pks, 2))


def may_propose_deed(staff: Member, kind: str, about: Member | None = None) -> bool:
    """Coordinators everything, focal points what is about an account they look after. Nobody proposes for herself."""
    if about is not None and about.pk == staff.pk:
        return False
    if kind not in IN_CARE or about is None:
        return staff.is_coordinator
    return looks_after(staff, about)


def looks_after(staff: Member, member: Member) -> bool:
    """Whether `Member.objects.in_care_of(staff)` holds the member; for a row that is there already."""
    at_home = staff.role == Role.FOCAL_POINT and not member.is_staff and member.country_id == staff.country_id
    return staff.is_coordinator or at_home


class DeedConfirmationRule:
    """Which deeds one of the staff may confirm. Asks once for her ties, so that a list asks no more than one row."""

    def __init__(self, staff: Member) -> None:
        self.staff = staff
        ties = list(Tie.objects.of(staff).values_list("member_id", "other_id", "kind"))
        self.tied = {pk for member, other, _kind in ties for pk in (member, other)}
        self.invited = {other for member, other, kind in ties if member == staff.pk and kind == TieKind.INVITED}

    def allows(self, deed: Deed) -> bool:
        """Whether this one of the staff may be the second: a word of her own, independent of the proposer's.

        Who is appointed must not have come by her invitation. A dismissal may be confirmed by whom it is about: in a
        network of two coordinators nobody else is there.
        """
        she = self.staff.pk
        if deed.is_agreed or deed.proposed_by_id == she or deed.proposed_by_id in self.tied:
            return False
        if deed.member_id == she and deed.kind not in DISMISSALS:
            return False
        if deed.kind in APPOINTMENTS and deed.member_id in self.invited:
            return False
        return may_propose_deed(self.staff, deed.kind, None if deed.member_id == she else deed.member)


def may_confirm_deed(staff: Member, deed: Deed) -> bool:
    return DeedConfirmationRule(staff).allows(deed)


def may_confirm_lock(staff: Member, lock: Lock) -> bool:
    """Look at somebody else's lock as the second person. Where whoever locked it has left, anybody can."""
    seen = Lock.objects.visible_to(staff).filter(pk=lock.pk).exists()
    return seen and (lock.locked_by is None or are_independent(staff, lock.locked_by))


def may_stop_deed(staff: Member, deed: Deed) -> bool:
    """Whether one of the staff may take it back or refuse it, as long as it is not done. Whom it is about cannot,
    except that nobody has lost the account that she sits in.

    Nor can whoever is tied to the one whom others dismiss: two who brought each other would keep each other in office.
    Such a one takes back what she proposed as long as nobody else agreed, lest she proposes it to end it in the last
    hour.
    """
    is_hers = deed.proposed_by_id == staff.pk
    if deed.kind in DISMISSALS and not are_independent(staff, deed.person):
        return is_hers and not deed.is_agreed
    if deed.member_id == staff.pk and deed.kind != DeedKind.GIVE_BACK:
        return False
    return is_hers or Deed.objects.visible_to(staff).filter(pk=deed.pk).exists()


def may_vote_on(staff: Member, application: Application) -> bool:
    """A vetter votes once, and never about somebody whom she, or somebody whom she proposed for an office, invited."""
    hers = Application.objects.not_barred(staff).filter(pk=application.pk)
    return may_vote_now(staff) and hers.exists() and not application.votes.filter(vetter=staff).exists()


def find_voting_capacity(staff: Member, application: Application) -> VotingCapacity:
    """In which capacity the vetter votes."""
    if staff.is_coordinator:
        return VotingCapacity.COORDINATOR
    return VotingCapacity.HOME if staff.country_id == application.country_id else VotingCapacity.ABROAD


def lacks_focal_point(application: Application) -> bool:
    """Whether nobody of the applicant's country can vote: there is no focal point, or only such as may not yet, or
    not about her.

    One whom a single person locked, or somebody who votes on this applicant, counts as there: else whoever locks her
    takes the look from home away and decides in her place.
    """
    by_a_voter = Q(lock__locked_by__in=application.votes.values("vetter")) & ~Q(lock__locked_by=F("pk"))
    here = Q(user__is_active=True) | Q(lock__is_confirmed=False) | by_a_voter
    focal_points = Member.objects.filter(here, role=Role.FOCAL_POINT, country_id=application.country_id)
    about_her = Application.objects.filter(pk=application.pk)
    return not any(may_vote_now(one) and about_her.not_barred(one).exists() for one in focal_points)
