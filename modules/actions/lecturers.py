"""Who is a lecturer. Every step is one transaction with its line in Wagtail's log, which names no lecturer."""

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.actions import post_letter
from accounts.emails import find_mail_address
from accounts.models import User
from modules.emails import news_text
from modules.models import LecturerRequest, Standing
from modules.permissions import LECTURERS, may_report, may_verify


@transaction.atomic
def request_verification(*, by: User, institution: str, role: str, country: str, proof: str) -> LecturerRequest:
    """Asks to be verified, or says it better while nobody has decided. A declined one may ask again.

    Raises ValidationError for a verified lecturer, PermissionDenied for a guarded account."""
    if not may_report(by):
        raise PermissionDenied
    row = LecturerRequest.objects.select_for_update().of(by).first() or LecturerRequest(user=by)
    if row.standing == Standing.VERIFIED and row.pk and not row._state.adding:
        raise ValidationError(_("You are a verified lecturer already."))
    row.institution, row.role, row.country, row.proof = institution, role, country, proof
    change_standing(row, Standing.WAITING)
    return row


@transaction.atomic
def withdraw_own_request(*, by: User) -> None:
    """A lecturer's own way out, at any time: a waiting request is withdrawn, a verified lecturer stops being one."""
    row = LecturerRequest.objects.select_for_update().of(by).first()
    if row and not row.is_over:
        by.groups.remove(get_lecturers_group())
        change_standing(row, Standing.WITHDRAWN)
        log(instance=row, action="modules.lecturer.withdraw")


@transaction.atomic
def verify_lecturer(*, by: User, request: LecturerRequest) -> None:
    """Raises ValidationError where it was decided meanwhile, PermissionDenied for the lecturer herself and for
    whoever may not verify."""
    row = lock_waiting_request(by, request)
    row.user.groups.add(get_lecturers_group())
    change_standing(row, Standing.VERIFIED)
    log_and_notify(row, by, "modules.lecturer.verify")


@transaction.atomic
def decline_request(*, by: User, request: LecturerRequest, answer: str) -> None:
    """With a sentence that the lecturer reads in her account. Raises as `verify_lecturer`."""
    row = lock_waiting_request(by, request)
    change_standing(row, Standing.DECLINED, answer=answer)
    log_and_notify(row, by, "modules.lecturer.decline")


@transaction.atomic
def end_verification(*, by: User, request: LecturerRequest, answer: str) -> None:
    """A verified lecturer is one no longer, for instance because she left the institution.

    Raises ValidationError where she is none any more, PermissionDenied as `verify_lecturer`."""
    row = lock_request(by, request)
    if row.standing != Standing.VERIFIED:
        raise ValidationError(_("This person is not a verified lecturer any more."))
    row.user.groups.remove(get_lecturers_group())
    change_standing(row, Standing.WITHDRAWN, answer=answer)
    log_and_notify(row, by, "modules.lecturer.end")


def lock_waiting_request(by: User, request: LecturerRequest) -> LecturerRequest:
    """Raises ValidationError where somebody else was faster, PermissionDenied as `verify_lecturer`."""
    row = lock_request(by, request)
    if row.standing != Standing.WAITING:
        raise ValidationError(_("Somebody else has decided this request meanwhile."))
    return row


def lock_request(by: User, request: LecturerRequest) -> LecturerRequest:
    """Raises PermissionDenied for a user who may not verify, and for the verifier's own request."""
    if not may_verify(by) or by.pk == request.user_id:
        raise PermissionDenied
    return LecturerRequest.objects.select_for_update(of=("self",)).select_related("user").get(pk=request.pk)


def change_standing(row: LecturerRequest, standing: Standing, *, answer: str = "") -> None:
    """What the lecturer gave as proof is erased as soon as it is no longer needed."""
    row.standing, row.since, row.answer = standing, timezone.localdate(), answer
    if standing != Standing.WAITING:
        row.proof = ""
    row.save()


def log_and_notify(row: LecturerRequest, by: User, action: str) -> None:
    log(instance=row, action=action, user=by)
    if address := find_mail_address(row.user):
        post_letter(to=address, body=news_text(row.user.language), language=row.user.language)


def get_lecturers_group() -> Group:
    return Group.objects.get_or_create(name=LECTURERS)[0]
