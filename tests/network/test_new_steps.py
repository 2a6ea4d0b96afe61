"""A member is told inside when somebody changes how her account opens."""

import pytest
from allauth.mfa.signals import authenticator_added
from django.test import Client

from network.models import Kind, Member
from tests.network.test_access import Inside

pytestmark = pytest.mark.django_db


def changed(member: Member, browser: Client, rf) -> None:
    request = rf.post("/")
    request.session, request.user = browser.session, member.user
    authenticator_added.send(sender=Member, request=request, user=member.user, authenticator=None)


def test_a_second_step_that_somebody_adds_to_her_account_is_told_inside(zahra: Member, inside: Inside, rf) -> None:
    changed(zahra, inside(zahra), rf)
    assert zahra.notices.filter(kind=Kind.ACCOUNT).count() == 1


def test_the_first_one_is_her_own_beginning(zahra: Member, inside: Inside, rf) -> None:
    from accounts.permissions import BEGAN_WITHOUT

    browser = inside(zahra)
    session = browser.session
    session[BEGAN_WITHOUT] = True
    session.save()
    changed(zahra, browser, rf)
    assert not zahra.notices.exists()
