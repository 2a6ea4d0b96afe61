"""What an applicant does: apply, confirm, answer, withdraw, come in. She is no member yet: `by=` is her application."""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actions import post_letter
from accounts.domain.entry_numbers import generate_entry_number
from accounts.models import SEALED_DOMAIN, LetterSubject, User
from accounts.sealing import Shredded, blind_index, blind_indexes
from network.actions.inviting import claim_invitation, use_invitation
from network.actions.notices import notify_member
from network.domain.codes import generate_code, generate_digits, hash_code, hash_digits, hashes_match
from network.emails import render_digits_mail, render_notice_mail
from network.models import Application, Consent, Country, MailPreference, Member, NoticeKind, Question, Role, Trail
from network.models.joining import IN_FRONT, SHOWN_A_DAY, TEXT_VERSIONS, ApplicationState, ConsentPurpose
from network.storage import erasure_journal as journal

DIGITS_LIVE = timedelta(minutes=20)
DIGITS_TRIES = 5
ENTRY_AFTER_MAIL = timedelta(hours=1)


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
def send_digits(*, by: Application, silent: bool = False) -> None:
    """Six digits by mail, to prove that the applicant reads there. `silent` does all but send: too many went there."""
    application = lock_application_for_update(by)
    if application.mail == MailPreference.NEVER:
        return
    digits = give_digits(application)
    post_letter(
        to="" if silent else address_of(application),
        body=render_digits_mail(digits, application.language),
        language=application.language,
        subject=LetterSubject.CODE,
        is_guarded=True,
    )


@transaction.atomic
def show_digits(*, by: Application) -> str:
    """Six digits on the applicant's screen, for her to read to a coordinator: the second proof where no mail goes."""
    return give_digits(lock_application_for_update(by))


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


@transaction.atomic
def prove_entry(*, by: Application, digits: str) -> bool:
    """The digits from the mail open the way to a password for an hour. False where they do not fit."""
    application = lock_application_for_update(by)
    if application.mail == MailPreference.NEVER or not application.member_id or not check_digits(application, digits):
        return False
    forget_digits(application)
    application.entry_until = timezone.now() + ENTRY_AFTER_MAIL
    application.save()
    Trail.objects.record_action("entry.prove", by=application.member, about=application.member_id)
    return True


@transaction.atomic
def complete_entry(*, by: Application, password: str) -> tuple[User, str] | None:
    """The accepted applicant's account gets a password and a handle, and opens; her paper code stops working. With the
    account comes her entry number, or "" where she signs in with her address. None if the way in closed meanwhile."""
    application = lock_application_for_update(by)
    member = application.member
    if member is None or not application.may_enter:
        return None
    member.user.set_password(password)
    member.user.is_active = True
    number = assign_sign_in_handle(member.user, address_of(application))
    application.return_hash, application.entry_until = "", None
    application.save()
    Trail.objects.record_action("entry.enter", by=member, about=member.pk)
    notify_member(member, NoticeKind.WELCOME)
    return member.user, number


def assign_sign_in_handle(user: User, address: str) -> str:
    """What the new member signs in with: the address that she has proven; without one, or where an account has it
    already, a number. Nothing is ever "taken". Returns the number, which is stored nowhere, or ""."""
    if address and sign_in_with(user, address):
        return ""
    while not sign_in_with(user, number := generate_entry_number()):
        pass
    return number


def sign_in_with(user: User, handle: str) -> bool:
    """False where another account has it, under whatever key it is recognised."""
    same = [f"{index}@{SEALED_DOMAIN}" for index in blind_indexes(handle)]
    if User.objects.filter(email__in=same).exclude(pk=user.pk).exists():
        return False
    user.email = same[0]
    try:
        with transaction.atomic():
            user.save(update_fields=["email", "password", "is_active"])
    except IntegrityError:
        return False
    return True


def lock_application_for_update(application: Application) -> Application:
    """The row as it is now, held until the transaction ends."""
    return Application.objects.select_for_update(of=("self",)).get(pk=application.pk)


def set_application_state(application: Application, state: ApplicationState) -> None:
    application.state = state
    application.moved_on = timezone.localdate()
    application.save()


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


def give_digits(application: Application) -> str:
    digits = generate_digits()
    application.digits_hash = hash_digits(digits, application.pk)
    application.digits_expire = timezone.now() + DIGITS_LIVE
    application.digits_tries = 0
    application.save()
    return digits


def forget_digits(application: Application) -> None:
    application.digits_hash, application.digits_expire, application.digits_tries = "", None, 0


def check_digits(application: Application, digits: str) -> bool:
    """Whether these are the digits of the moment. Counts the try, so the caller must not roll back."""
    if not application.digits_expire or application.digits_expire < timezone.now():
        return False
    if application.digits_tries >= DIGITS_TRIES:
        return False
    application.digits_tries += 1
    application.save()
    return hashes_match(application.digits_hash, hash_digits(digits, application.pk))


def address_of(application: Application) -> str:
    """Where to write to the applicant; "" where the country's keys are gone."""
    try:
        return (application.member.address if application.member else application.address).open()
    except Shredded:
        return ""


def tell_applicant(application: Application) -> None:
    """One neutral mail a day, where the applicant allowed mail and reads at the address."""
    today = timezone.localdate()
    if application.mail == MailPreference.NEVER or not application.is_proven or application.mailed_on == today:
        return
    application.mailed_on = today
    application.save()
    body = render_notice_mail(application.language)
    post_letter(to=address_of(application), body=body, language=application.language, is_guarded=True)


def tell_vetters(application: Application) -> None:
    """The focal points of the applicant's country; coordinators where there is none."""
    staff = Member.objects.active().staff().exclude(invited=application)
    at_home = list(staff.filter(role=Role.FOCAL_POINT, country_id=application.country_id))
    for member in at_home or staff.filter(role=Role.COORDINATOR):
        notify_member(member, NoticeKind.VETTING)
