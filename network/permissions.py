"""Who may do what in the network. Rows are fetched with `visible_to`; these are the questions that remain."""

from django.utils import timezone

from network.models import Application, Member, Role, Tie
from network.models.vetting import Seat


def may_see_directory(member: Member) -> bool:
    """Not in the 30 days of probation (safety.md 3, fake applicant)."""
    return not member.on_probation


def may_vet(member: Member) -> bool:
    return member.is_staff


def may_coordinate(member: Member) -> bool:
    return member.is_coordinator


def votes_now(staff: Member) -> bool:
    """Not in the 14 days after her appointment: others look first at who got an office."""
    return staff.is_staff and (staff.votes_from is None or staff.votes_from <= timezone.localdate())


def independent(one: Member, other: Member) -> bool:
    """Whether their two words are the words of two: neither invited the other, nor proposed her for an office."""
    return one.pk != other.pk and not Tie.objects.between(one, other).exists()


def may_decide(staff: Member, application: Application) -> bool:
    """Once, and never about somebody whom she invited, or whom somebody invited whom she proposed for an office."""
    hers = Application.objects.not_barred(staff).filter(pk=application.pk)
    return votes_now(staff) and hers.exists() and not application.votes.filter(vetter=staff).exists()


def seat_of(staff: Member, application: Application) -> Seat:
    """In which capacity she votes."""
    if staff.is_coordinator:
        return Seat.COORDINATOR
    return Seat.HOME if staff.country_id == application.country_id else Seat.ABROAD


def lacks_focal_point(application: Application) -> bool:
    """Whether nobody of the applicant's country can vote: there is no focal point, or only such as may not yet, or
    not about her."""
    focal_points = Member.objects.active().filter(role=Role.FOCAL_POINT, country_id=application.country_id)
    about_her = Application.objects.filter(pk=application.pk)
    return not any(votes_now(one) and about_her.not_barred(one).exists() for one in focal_points)
