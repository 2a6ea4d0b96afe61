"""What a second reading found: ways in and traces that the promises do not allow."""

from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from accounts.forms import AddPasskeyForm
from accounts.models import Letter, SignIn, User
from tests.accounts.door import ADDRESS, code, come_in, come_in_again, is_inside, type_password

pytestmark = pytest.mark.django_db


def is_a_month(moment: datetime | None) -> bool:
    return moment is None or moment.astimezone(UTC) == moment.astimezone(UTC).replace(
        day=1, hour=0, minute=0, second=0, microsecond=0
    )


def test_the_second_step_does_not_keep_when_a_guarded_person_used_it(amina: User) -> None:
    browser = come_in()
    assert is_inside(browser)
    for row in Authenticator.objects.filter(user=amina):
        assert is_a_month(row.created_at)
        assert is_a_month(row.last_used_at)


def test_an_ordinary_persons_second_step_may_be_dated(member: User) -> None:
    from allauth.mfa.totp.internal.auth import TOTP

    row = TOTP.activate(member, "JBSWY3DPEHPK3PXP").instance
    row.record_usage()
    row.refresh_from_db()
    assert row.last_used_at is not None
    assert not is_a_month(row.last_used_at)


def test_who_is_locked_between_password_and_code_is_not_in_when_the_lock_opens(amina: User) -> None:
    browser = Client()
    type_password(browser, ADDRESS)
    caches["default"].clear()
    User.objects.filter(pk=amina.pk).update(is_active=False)
    SignIn.objects.all().delete()
    browser.post(reverse("mfa_authenticate"), {"code": code()})
    assert not SignIn.objects.exists()
    User.objects.filter(pk=amina.pk).update(is_active=True)
    assert not is_inside(browser)


def test_a_mailbox_alone_opens_no_account_that_has_no_second_step_yet(newcomer: User) -> None:
    """Her code on paper was the first proof. Until her second step is set up, a new password by mail would be all."""
    Client().post(reverse("account_reset_password"), {"email": "ZQ7-new@example.org"})
    assert not Letter.objects.get().address


def test_a_mailbox_opens_no_guarded_account_with_a_second_step_either(amina: User) -> None:
    Client().post(reverse("account_reset_password"), {"email": ADDRESS})
    assert not Letter.objects.get().address


def test_what_a_guarded_person_would_call_her_passkey_is_not_kept(amina: User, member: User) -> None:
    """allauth keeps the name unsealed."""
    assert "name" not in AddPasskeyForm(user=amina).fields
    assert "name" in AddPasskeyForm(user=member).fields
    form = AddPasskeyForm({"name": "ZQ7-phone", "credential": "{}"}, user=amina)
    form.is_valid()
    assert "ZQ7" not in str(form.cleaned_data)
    assert 'name="name"' not in come_in_again().get(reverse("mfa_add_webauthn")).content.decode()
