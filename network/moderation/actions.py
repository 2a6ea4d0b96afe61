"""Reports: made by members, decided by coordinators."""

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import require_permission
from network.circles.actions.posts import hide_post
from network.deeds.actions.locking import lock_account
from network.models import Concern, LockReason, Member, NoticeKind, Post, Report, ReportedKind, ReportOutcome, Trail
from network.notices.actions import notify_member
from network.permissions import may_coordinate


@transaction.atomic
def file_report(
    *, by: Member, accused: Member, kind: ReportedKind, about: uuid.UUID, reason: Concern, excerpt: str
) -> Report:
    """Asks the coordinators to look, with a sealed copy of the words. Asking twice about one thing asks once.

    The author is never told that somebody reported her. Coordinators are not told who did.
    """
    row, is_new = Report.objects.get_or_create(
        reporter=by, kind=kind, about=about, defaults={"accused": accused, "reason": reason, "excerpt": excerpt}
    )
    if is_new:
        Trail.objects.record_action("report.make", by=None, about=row.pk, result=reason)
        for coordinator in Member.objects.active().filter(role="coordinator").exclude(pk__in=[by.pk, accused.pk]):
            notify_member(coordinator, NoticeKind.REPORT)
    return row


@transaction.atomic
def log_report_reading(*, by: Member, report: Report) -> None:
    """Whoever opens somebody's words as a coordinator leaves a line.

    Raises PermissionDenied for whoever is none, made the report, or is the one it is about.
    """
    require_permission(Report.objects.visible_to(by).filter(pk=report.pk).exists())
    Trail.objects.record_action("report.read", by=by, about=report.pk)


@transaction.atomic
def decide_report(*, by: Member, report: Report, outcome: ReportOutcome) -> None:
    """One decision per report. Raises ValidationError where another coordinator was faster, or may not decide.

    Raises PermissionDenied for whoever is no coordinator.
    """
    require_permission(may_coordinate(by))
    row = Report.objects.select_for_update(of=("self",)).select_related("accused__user").get(pk=report.pk)
    if row.outcome != ReportOutcome.OPEN:
        raise ValidationError(_("Another coordinator has decided this report in the meantime."))
    if by.pk in (row.reporter_id, row.accused_id):
        raise ValidationError(_("You cannot decide a report that you made, or that is about you."))
    if outcome not in find_possible_outcomes(row):
        raise ValidationError(_("Choose what to do."))
    row.outcome, row.decided_by, row.decided_on = outcome, by, timezone.localdate()
    row.save()
    Trail.objects.record_action("report.decide", by=by, about=row.pk, result=outcome)
    carry_out(row, by)


def find_possible_outcomes(report: Report) -> list[ReportOutcome]:
    """Only what stands in a circle can be hidden: a message is with its reader, and goes by itself."""
    outcomes = [ReportOutcome.DISMISSED, ReportOutcome.WARNED, ReportOutcome.LOCKED]
    return (
        [ReportOutcome.DISMISSED, ReportOutcome.HIDDEN, *outcomes[1:]] if report.kind == ReportedKind.POST else outcomes
    )


def carry_out(report: Report, by: Member) -> None:
    if report.outcome != ReportOutcome.DISMISSED and report.kind == ReportedKind.POST:
        for post in Post.objects.filter(pk=report.about):
            hide_post(by=by, post=post, reason=report.reason)
    if report.outcome == ReportOutcome.WARNED:
        notify_member(report.accused, NoticeKind.WARNING)
    if report.outcome == ReportOutcome.LOCKED:
        lock_account(by=by, member=report.accused, reason=LockReason.REVIEW)
