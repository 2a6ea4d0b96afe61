"""Six digits by mail, or read to a coordinator: an applicant's proof that it is she."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.actions import post_letter
from accounts.models import LetterSubject
from network.domain.codes import generate_digits, hash_digits, hashes_match
from network.emails import render_digits_mail
from network.joining.actions.applications import find_applicant_address, lock_application_for_update
from network.models import Application, MailPreference

DIGITS_LIVE = timedelta(minutes=20)
DIGITS_TRIES = 5


@transaction.atomic
def send_digits(*, by: Application, silent: bool = False) -> None:
    """Six digits by mail, to prove that the applicant reads there. `silent` does all but send: too many went there."""
    application = lock_application_for_update(by)
    if application.mail == MailPreference.NEVER:
        return
    digits = give_digits(application)
    post_letter(
        to="" if silent else find_applicant_address(application),
        body=render_digits_mail(digits, application.language),
        language=application.language,
        subject=LetterSubject.CODE,
        is_guarded=True,
    )


@transaction.atomic
def show_digits(*, by: Application) -> str:
    """Six digits on the applicant's screen, for her to read to a coordinator: the second proof where no mail goes."""
    return give_digits(lock_application_for_update(by))


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
