"""A portal without a mail server writes to nobody of the network: not a row, not a file."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.adapters import AccountAdapter
from accounts.models import Letter
from network.joining.actions import joining
from network.joining.actions.digits import send_digits
from network.models import Application, MailPreference, Member, NoticeKind
from network.notices.actions import notify_member
from tests.network import factories
from tests.network.test_joining import typed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_server(settings) -> None:
    settings.MAIL_SERVER = False
    factories.country("AF", is_open=True)


@pytest.fixture
def reachable(zahra: Member) -> Member:
    """She allowed mail, when there was a server."""
    Member.objects.filter(pk=zahra.pk).update(mail=MailPreference.NOTICE)
    zahra.refresh_from_db()
    zahra.address = "ZQ7-zahra@example.org"
    zahra.save()
    return zahra


def test_a_notice_brings_no_letter(reachable: Member, settings) -> None:
    notify_member(reachable, NoticeKind.MESSAGE)
    assert not Letter.objects.exists()
    reachable.notices.all().delete()
    settings.MAIL_SERVER = True
    notify_member(reachable, NoticeKind.MESSAGE)
    assert Letter.objects.count() == 1, "the same with a server is a letter"


def test_a_changed_account_brings_her_no_letter_with_a_server_or_without(reachable: Member, settings) -> None:
    adapter = AccountAdapter()
    for there in (False, True):
        settings.MAIL_SERVER = there
        adapter.send_notification_mail("account/email/password_changed", reachable.user)
    assert not any(row.address.open() for row in Letter.objects.all())


def test_an_applicant_of_before_gets_no_code_by_mail(settings) -> None:
    application = factories.application(mail=MailPreference.NOTICE)
    send_digits(by=application)
    joining.tell_applicant(application)
    assert not Letter.objects.exists()
    assert mail.outbox == []


def test_the_form_says_that_mail_is_not_possible_and_offers_never_alone(visitor: Client, settings) -> None:
    address = reverse("network:join_form")
    html = visitor.get(address).content.decode()
    assert "Mail is not possible here" in html
    assert 'value="never"' in html
    assert 'value="notice"' not in html
    settings.MAIL_SERVER = True
    html = visitor.get(address).content.decode()
    assert "Mail is not possible here" not in html
    assert 'value="notice"' in html


def test_who_asks_for_mail_all_the_same_is_told_what_to_choose_and_loses_nothing(visitor: Client) -> None:
    response = visitor.post(reverse("network:join_form"), typed(mail="notice"))
    html = response.content.decode()
    assert "No mail can be sent from here" in html
    assert "ZQ7-form-why" in html
    assert not Application.objects.exists()


def test_an_applicant_without_mail_gets_through(visitor: Client, inside: Callable) -> None:
    response = visitor.post(reverse("network:join_form"), typed(mail="never"))
    assert response.status_code == 302
    assert Application.objects.get().mail == MailPreference.NEVER
    assert not Letter.objects.exists()
