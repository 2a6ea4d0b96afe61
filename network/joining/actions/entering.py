"""An accepted applicant comes in: her second proof, her password, and what she signs in with."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.domain.entry_numbers import generate_entry_number
from accounts.models import SEALED_DOMAIN, User
from accounts.sealing import blind_indexes
from network.joining.actions.applications import find_applicant_address, lock_application_for_update
from network.joining.actions.digits import check_digits, forget_digits
from network.models import Application, MailPreference, NoticeKind, Trail
from network.notices.actions import notify_member

ENTRY_AFTER_MAIL = timedelta(hours=1)


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
    number = assign_sign_in_handle(member.user, find_applicant_address(application))
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
