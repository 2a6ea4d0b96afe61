"""A member is told inside when somebody changes how her account opens."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.permissions import BEGAN_WITHOUT
from network.models import Member, NoticeKind
from tests.network.factories import PASSWORD
from tests.network.test_access import Inside

pytestmark = pytest.mark.django_db
NEW = "four words nobody joins"


def changes_password(browser: Client) -> None:
    typed = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert browser.post(reverse("account_change_password"), typed).status_code == 302


def test_a_new_password_is_told_inside_once(zahra: Member, inside: Inside) -> None:
    changes_password(inside(zahra))
    assert [notice.kind for notice in zahra.notices.all()] == [NoticeKind.ACCOUNT]
    zahra.user.refresh_from_db()
    assert zahra.user.check_password(NEW)


def test_in_the_session_that_set_up_her_first_second_step_it_is_her_own_beginning(
    zahra: Member, inside: Inside
) -> None:
    browser = inside(zahra)
    session = browser.session
    session[BEGAN_WITHOUT] = True
    session.save()
    changes_password(browser)
    assert not zahra.notices.exists()
