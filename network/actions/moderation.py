"""Reports: made by members, decided by coordinators."""

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network.actions.locking import lock_account
from network.actions.notices import notify
from network.actions.posts import hide
from network.models import About, Concern, Kind, LockReason, Member, Outcome, Post, Report, Trail


@transaction.atomic
def report(*, by: Member, accused: Member, kind: About, about: uuid.UUID, reason: Concern, excerpt: str) -> Report:
    """Asks the coordinators to look, with a sealed copy of the words. Asking twice about one thing asks once.

    The author is never told that somebody reported her. Coordinators are not told who did.
    """
    row, is_new = Report.objects.get_or_create(
        reporter=by, kind=kind, about=about, defaults={"accused": accused, "reason": reason, "excerpt": excerpt}
    )
    if is_new:
        Trail.objects.note("report.make", by=None, about=row.pk, result=reason)
        for coordinator in Member.objects.active().filter(role="coordinator").exclude(pk__in=[by.pk, accused.pk]):
            notify(coordinator, Kind.REPORT)
    return row


@transaction.atomic
def read_report(*, by: Member, report: Report) -> None:
    """Whoever opens somebody's words as a coordinator leaves a line."""
    Trail.objects.note("report.read", by=by, about=report.pk)


@transaction.atomic
def decide(*, by: Member, report: Report, outcome: Outcome) -> None:
    """One decision per report. Raises ValidationError where another coordinator was faster, or may not decide."""
    row = Report.objects.select_for_update(of=("self",)).select_related("accused__user").get(pk=report.pk)
    if row.outcome != Outcome.OPEN:
        raise ValidationError(_("Another coordinator has decided this report in the meantime."))
    if by.pk in (row.reporter_id, row.accused_id):
        raise ValidationError(_("You cannot decide a report that you made, or that is about you."))
    if outcome not in outcomes_for(row):
        raise ValidationError(_("Choose what to do."))
    row.outcome, row.decided_by, row.decided_on = outcome, by, timezone.localdate()
    row.save()
    Trail.objects.note("report.decide", by=by, about=row.pk, result=outcome)
    carry_out(row, by)


def outcomes_for(report: Report) -> list[Outcome]:
    """Only what stands in a circle can be hidden: a message is with its reader, and goes by itself."""
    outcomes = [Outcome.DISMISSED, Outcome.WARNED, Outcome.LOCKED]
    return [Outcome.DISMISSED, Outcome.HIDDEN, *outcomes[1:]] if report.kind == About.POST else outcomes


def carry_out(report: Report, by: Member) -> None:
    if report.outcome != Outcome.DISMISSED and report.kind == About.POST:
        for post in Post.objects.filter(pk=report.about):
            hide(by=by, post=post, reason=report.reason)
    if report.outcome == Outcome.WARNED:
        notify(report.accused, Kind.WARNING)
    if report.outcome == Outcome.LOCKED:
        lock_account(by=by, member=report.accused, reason=LockReason.REVIEW)
