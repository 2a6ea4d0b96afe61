"""Making an account: where it leads on to, and how it goes where no letter can be sent."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from accounts.models import Letter, User
from accounts.permissions import INVITED, owns_address

pytestmark = pytest.mark.django_db

TYPED = {"email": "ZQ7-new@example.org", "password1": "four words nobody joins"}
ONWARD = "/en/work/team/new/?checklist=7"


@pytest.fixture
def letterless(settings) -> None:
    settings.SELF_REGISTRATION, settings.MAIL_SERVER = True, False


def register(browser: Client, onward: str = ONWARD, **typed: str):
    return browser.post(f"{reverse('account_signup')}?next={onward.replace('?', '%3F')}", TYPED | typed)


def test_without_a_mail_server_an_account_begins_with_a_password_and_no_letter(visitor: Client, letterless) -> None:
    door = register(visitor)
    assert "made=1" in door.url
    assert not Letter.objects.exists()
    assert "its account is there now" in visitor.get(door.url).content.decode()
    signed_in = visitor.post(door.url, {"login": TYPED["email"], "password": TYPED["password1"]})
    # Back to where she wanted to go when she pressed the first button.
    assert signed_in.url in (ONWARD, ONWARD.lower())


def test_without_a_mail_server_a_taken_address_gets_the_answer_of_a_free_one(member: User, letterless) -> None:
    answers = [register(Client(), email=address) for address in (member.email, "ZQ7-free@example.org")]
    assert answers[0].url == answers[1].url
    assert answers[0].status_code == answers[1].status_code == 302
    assert not Client().login(username=member.email, password=TYPED["password1"])


def test_an_address_that_nobody_could_prove_is_no_proof_later(visitor: Client, letterless, settings) -> None:
    register(visitor)
    user = User.objects.get(email__iexact=TYPED["email"])
    assert not owns_address(user, user.email)
    assert not EmailAddress.objects.get(user=user).verified
    settings.MAIL_SERVER = True
    asked = Client().post(reverse("account_login"), {"login": user.email, "password": TYPED["password1"]})
    assert asked.url == reverse("account_email_verification_sent")


@pytest.mark.parametrize("onward", ["https://example.org/", "//example.org/"])
def test_making_an_account_never_leads_to_another_site(visitor: Client, letterless, onward: str) -> None:
    assert "example.org" not in register(visitor, onward).url


def test_the_two_doors_keep_where_she_wanted_to_go(visitor: Client, letterless) -> None:
    for here, there in (("account_login", "account_signup"), ("account_signup", "account_login")):
        page = visitor.get(reverse(here), {"next": ONWARD}).content.decode()
        assert f'href="{reverse(there)}?next=%2Fen%2Fwork%2Fteam%2Fnew%2F' in page


def test_whoever_came_by_an_invitation_makes_one_account_where_others_make_none(visitor: Client, settings) -> None:
    session = visitor.session
    session[INVITED] = True
    session.save()
    visitor.cookies["sessionid"] = session.session_key
    assert visitor.get(reverse("account_signup")).status_code == 200
    assert visitor.post(reverse("account_signup"), TYPED).status_code == 302
    assert visitor.session.get(INVITED) is None
    assert Client().get(reverse("account_signup")).status_code == 404
