"""Accounts: an address to sign in with, a name that says nothing."""

import io

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from accounts.models import User

pytestmark = pytest.mark.django_db


def test_the_username_says_nothing_about_the_person() -> None:
    user = User.objects.create_user("amina@example.org", "a long enough password", first_name="Amina")
    assert "amina" not in user.username.lower()
    assert len(user.username) == 24


def test_two_accounts_cannot_share_an_address() -> None:
    User.objects.create_user("amina@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("AMINA@example.org")


def test_a_letter_that_only_a_database_takes_for_another_is_another() -> None:
    """Turkish ı becomes I: such an address had tries of its own at the account of another."""
    hers = User.objects.create_user("admin@example.org")
    assert User.objects.by_address("adm\u0131n@example.org") is None
    assert User.objects.by_address(" ADMIN@Example.org ") == hers
    other = User.objects.create_user("adm\u0131n@example.org")
    assert User.objects.by_address("admin@example.org") == hers
    assert User.objects.by_address("Adm\u0131n@example.org") == other


def test_an_account_needs_an_address() -> None:
    with pytest.raises(ValueError, match="address"):
        User.objects.create_user("")


def test_the_first_administrator_is_created_once() -> None:
    out = io.StringIO()
    call_command("create_administrator", stdout=out)
    call_command("create_administrator", stdout=out)
    assert User.objects.filter(is_superuser=True).count() == 1
    password_lines = [line for line in out.getvalue().splitlines() if "assword" in line]
    assert len(password_lines) == 1
