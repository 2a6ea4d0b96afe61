"""What an applicant does: apply, confirm, answer, withdraw. She is no member yet: `by=` is her application."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actions import post_letter
from accounts.sealing import blind_index
from network.domain.codes import generate_code, hash_code
from network.emails import render_notice_mail
from network.joining.actions.applications import (
    find_applicant_address,
    lock_application_for_update,
    set_application_state,
)
from network.joining.actions.digits import check_digits, forget_digits
from network.joining.actions.inviting import claim_invitation, use_invitation
from network.models import Application, Consent, Country, MailPreference, Member, NoticeKind, Question, Role, Trail
from network.models.consents import TEXT_VERSIONS, ConsentPurpose
from network.models.joining import IN_FRONT, SHOWN_A_DAY, ApplicationState
from network.notices.actions import notify_member
from network.storage import erasure_journal as journal


@transaction.atomic
def create_application(
    *, by: None, facts: dict[str, Any], invitation: str, language: str, turn: int = 1
) -> Application:
    """A draft, whoever the address belongs to: what follows is the same for an address that is known here.

    `invitation` is what the applicant typed. A code that is used up, old or nobody's makes an application without one,
    and nothing says so: whoever found a code must not learn what became of it. `turn`: see `Application.turn`.
    """
    address = facts["address"]
    application = Application.objects.create(
        **facts, address_index=blind_index(address) if address else "", language=language, turn=turn
    )
    if invitation:
        claim_invitation(invitation, application)
    purposes = [ConsentPurpose.ASSESS, ConsentPurpose.PROFILE]
    if application.mail == MailPreference.NOTICE:
        purposes.append(ConsentPurpose.MAIL)
    Consent.objects.bulk_create(
        Consent(application=application, purpose=purpose, text_version=TEXT_VERSIONS[purpose]) for purpose in purposes
    )
    Trail.objects.record_action("application.draft", by=by, about=application.pk)
    return application


@transaction.atomic
def confirm_application(*, by: Application, digits: str = "") -> str | None:
    """The draft becomes an application. Returns the applicant's code for coming back; None where the digits do not fit.

    A proven address takes the place of an earlier application from the same address: whoever lost her code begins
    again, and nobody learns whether there was an earlier one.
    """
    hers = Q(pk=by.pk) | (Q(address_index=by.address_index) & ~Q(address_index=""))
    # In one order, so that of two confirmations at once none waits for the other.
    same_address = Application.objects.select_for_update().filter(hers).order_by("pk")
    application = next((row for row in same_address if row.pk == by.pk), None)
    if application is None or application.state != ApplicationState.DRAFT:
        return None
    if application.mail == MailPreference.NOTICE:
        if not check_digits(application, digits):
            return None
        application.is_proven = True
        for former in same_address:
            if former.pk != application.pk and former.is_open and former.is_proven:
                let_go(former)
    code = generate_code()
    application.return_hash = hash_code(code)
    application.vouched = use_invitation(application)
    forget_digits(application)
    set_application_state(application, ApplicationState.CONFIRMED)
    Trail.objects.record_action("application.confirm", by=None, about=application.pk)
    show(application)
    return code


def show(application: Application) -> None:
    """To those who vet, at once where the applicant has shown that she is not one of a flood; else as many as a day
    allows."""
    if application.is_in_front:
        put_in_queue(application)
    else:
        show_waiting_applications(application.country_id)


@transaction.atomic
def show_waiting_applications(country_id: str) -> None:
    """The oldest of those that no vetter saw yet, until the country has its number for today."""
    Country.objects.select_for_update(no_key=True).get(pk=country_id)  # two at once would each see room for the last
    today = timezone.localdate()
    shown = Application.objects.filter(country_id=country_id, shown_on=today).exclude(IN_FRONT).count()
    for row in Application.objects.select_for_update().to_show(country_id)[: max(0, SHOWN_A_DAY - shown)]:
        put_in_queue(row)


def put_in_queue(application: Application) -> None:
    application.shown_on, application.in_queue = timezone.localdate(), True
    application.save()
    tell_vetters(application)


@transaction.atomic
def answer_question(*, by: Application, question: Question, text: str) -> bool:
    """Answers once. False where it was answered or the application was decided in the meantime."""
    application = lock_application_for_update(by)
    row = application.questions.select_for_update().filter(pk=question.pk, answered_on=None).first()
    if row is None or not application.is_open:
        return False
    row.answer, row.answered_on = text, timezone.localdate()
    row.save()
    if not application.questions.filter(answered_on=None).exists():
        set_application_state(application, ApplicationState.IN_VETTING)
    Trail.objects.record_action("application.answer", by=None, about=application.pk)
    if row.asked_by:
        notify_member(row.asked_by, NoticeKind.QUESTION)
    return True


@transaction.atomic
def withdraw_application(*, by: Application) -> bool:
    """The applicant's texts go at once, the rest on the clock. False where it ended in the meantime.

    The journal knows it, so that a restored backup does not bring back what she took back.
    """
    application = lock_application_for_update(by)
    if application.is_decided:
        return False
    journal.record_erasure(application.pk, timezone.localdate())
    let_go(application)
    return True


def let_go(application: Application) -> None:
    """Nothing of it can be read any more. Vetters who have it in their queue see a row like before, until the night
    closes it with the others."""
    application.withdrawn_on = timezone.localdate()
    application.address = application.reach = application.why = application.address_index = ""
    for question in application.questions.all():
        question.text = question.answer = ""
        question.save()
    forget_digits(application)
    if application.in_queue:
        application.save()
    else:
        close_application(application, ApplicationState.WITHDRAWN)


def close_application(application: Application, state: ApplicationState) -> None:
    """Ended. How to reach the applicant is of no more use; why she asked is, for a while, where somebody decided on it.

    One line in the trail for every end, written in the same night: the trail must not tell who was accepted.
    """
    application.decided_on, application.in_queue = timezone.localdate(), False
    application.address = application.reach = application.address_index = ""
    if state == ApplicationState.WITHDRAWN:
        application.why = ""
        application.questions.all().delete()
        application.votes.all().delete()
    forget_digits(application)
    set_application_state(application, state)
    Trail.objects.record_action("application.close", by=None, about=application.pk)


def tell_applicant(application: Application) -> None:
    """One neutral mail a day, where the applicant allowed mail and reads at the address."""
    today = timezone.localdate()
    if application.mail == MailPreference.NEVER or not application.is_proven or application.mailed_on == today:
        return
    application.mailed_on = today
    application.save()
    body = render_notice_mail(application.language)
    post_letter(to=find_applicant_address(application), body=body, language=application.language, is_guarded=True)


def tell_vetters(application: Application) -> None:
    """The focal points of the applicant's country; coordinators where there is none."""
    staff = Member.objects.active().staff().exclude(invited=application)
    at_home = list(staff.filter(role=Role.FOCAL_POINT, country_id=application.country_id))
    for member in at_home or staff.filter(role=Role.COORDINATOR):
        notify_member(member, NoticeKind.VETTING)
