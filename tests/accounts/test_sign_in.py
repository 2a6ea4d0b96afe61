"""Signing in: by the address one types, whoever one is, and without telling strangers who has an account."""

import pytest
from allauth.account.adapter import get_adapter
from allauth.mfa.totp.internal import auth as totp
from bs4 import BeautifulSoup
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import Letter, User
from accounts.tasks import deliver
from tests.accounts.door import ADDRESS, PASSWORD, SECRET, code, come_in, is_inside, type_password
from tests.markup import flat

pytestmark = pytest.mark.django_db


def everything_stored() -> str:
    """Every row of every table that signing in writes to."""
    tables = ["accounts_user", "accounts_signin", "django_session", "account_emailaddress", "mfa_authenticator"]
    with connection.cursor() as cursor:
        rows = []
        for table in [*tables, "accounts_letter"]:
            cursor.execute(f"select * from {table}")
            rows += cursor.fetchall()
    return repr(rows)


def test_a_guarded_person_types_her_real_address_and_it_is_stored_nowhere(amina: User) -> None:
    browser = Client()
    assert type_password(browser, f"  {ADDRESS.upper()} ").headers["Location"] == reverse("mfa_authenticate")
    assert "ZQ7-" not in everything_stored()
    response = browser.post(reverse("mfa_authenticate"), {"code": code()})
    assert response.headers["Location"] == reverse("network:home")
    assert is_inside(browser)
    assert "ZQ7-" not in everything_stored()


def test_what_lies_in_a_session_is_sealed_even_while_an_unknown_address_is_typed(amina: User) -> None:
    Client().post(reverse("account_reset_password"), {"email": "ZQ7-unknown@example.org"})
    assert "django_session" in connection.introspection.table_names()
    from django.contrib.sessions.models import Session

    [row] = Session.objects.all()
    assert row.session_data.startswith("1.*.")
    assert "email" not in row.session_data


def test_a_session_of_before_the_keys_were_renewed_opens_nothing(amina: User) -> None:
    from django.contrib.sessions.models import Session

    browser = come_in()
    Session.objects.update(session_data="9.*.AAAA")
    assert not is_inside(browser)


def test_an_ordinary_person_signs_in_by_address_whatever_its_case(member: User) -> None:
    browser = Client()
    assert type_password(browser, "MEMBER@example.org").headers["Location"] == reverse("accounts:home")
    assert is_inside(browser)


def test_an_editor_lands_where_she_writes_and_comes_by_the_old_door(editor: User) -> None:
    browser = Client()
    response = browser.get("/admin/login/?next=/admin/pages/")
    assert response.headers["Location"] == f"{reverse('account_login')}?next=%2Fadmin%2Fpages%2F"
    response = type_password(browser, "editor@example.org")
    assert response.headers["Location"] == reverse("wagtailadmin_home")


def test_whoever_may_not_write_is_led_home_and_not_in_circles(member: User, as_) -> None:
    browser = as_(member)
    response = browser.get(reverse("wagtailadmin_home"), follow=True)
    assert response.redirect_chain[-1][0] == reverse("accounts:home")
    assert len(response.redirect_chain) == 2


def test_the_old_way_to_a_new_password_leads_to_the_new_one(visitor: Client) -> None:
    assert visitor.get("/admin/password_reset/").headers["Location"] == reverse("account_reset_password")


def test_next_leads_to_our_own_pages_only(member: User) -> None:
    for target, expected in [("/en/law/", "/en/law/"), ("https://evil.test/", reverse("accounts:home"))]:
        browser = Client()
        answer = browser.post(reverse("account_login"), {"login": member.email, "password": PASSWORD, "next": target})
        assert answer.headers["Location"] == expected


def test_a_wrong_password_an_unknown_address_and_a_locked_account_get_the_same_page(amina: User, member: User) -> None:
    member.is_active = False
    member.save()
    pages = set()
    for address, password in [
        (ADDRESS, "wrong"),
        ("nobody@example.org", PASSWORD),
        (member.email, PASSWORD),
        (amina.email, PASSWORD),  # what stands in the table is no address
    ]:
        browser = Client()
        browser.get(reverse("account_login"))
        page = flat(type_password(browser, address, password).content.decode())
        token = browser.cookies["csrftoken"].value
        assert "do not belong together" in page
        assert "If you are sure, add the code of your app" in page
        pages.add(without_token(page.replace(address, "ADDRESS").replace(token, "")))
    assert len(pages) == 1


def without_token(page: str) -> str:
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def test_nothing_typed_is_lost_except_the_password(visitor: Client) -> None:
    page = flat(type_password(visitor, "nobody@example.org", "ZQ7-secret").content.decode())
    assert 'value="nobody@example.org"' in page
    assert "ZQ7-secret" not in page
    assert 'class="errors" role="alert"' in page


def test_nobody_is_remembered(amina: User) -> None:
    browser = come_in()
    assert browser.cookies["sessionid"]["max-age"] == ""
    assert browser.cookies["csrftoken"]["max-age"] == ""
    assert "remember" not in Client().get(reverse("account_login")).content.decode()


def test_the_session_key_changes_at_sign_in(member: User) -> None:
    browser = Client()
    browser.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    before = browser.cookies["sessionid"].value
    type_password(browser, member.email)
    assert browser.cookies["sessionid"].value != before


# --- A new password -------------------------------------------------------------------------------------------------


def ask_for_a_code(address: str) -> tuple[Client, str]:
    browser = Client()
    response = browser.post(reverse("account_reset_password"), {"email": address})
    assert response.headers["Location"] == reverse("account_confirm_password_reset_code")
    return browser, without_token(flat(browser.get(response.headers["Location"]).content.decode()))


def test_a_code_for_a_new_password_goes_to_the_address_of_an_open_account(member: User) -> None:
    totp.TOTP.activate(member, SECRET)
    browser, _page = ask_for_a_code(member.email.upper())
    [letter] = Letter.objects.all()
    deliver(str(letter.pk))
    [message] = mail.outbox
    assert message.to == [member.email]
    secret = message.body.split("Your code: ")[1].split()[0]
    browser.post(reverse("account_confirm_password_reset_code"), {"code": secret})
    fresh = "four words nobody joins"
    response = browser.post(
        reverse("account_complete_password_reset"), {"password1": fresh, "password2": fresh}, follow=True
    )
    assert response.status_code == 200
    assert not is_inside(browser)
    # The second step stays where it was.
    assert type_password(Client(), member.email, fresh).headers["Location"] == reverse("mfa_authenticate")


@pytest.mark.parametrize("address", ["member@example.org", ADDRESS, "nobody@example.org", "locked@example.org"])
def test_known_unknown_locked_and_guarded_look_the_same_and_write_the_same_row(
    address: str, amina: User, member: User
) -> None:
    User.objects.create_user("locked@example.org", PASSWORD, is_active=False)
    reached = address == member.email
    _browser, page = ask_for_a_code(address)
    assert "If a mail can go to this address" in page
    assert "example.org" not in page
    [letter] = Letter.objects.all()
    assert bool(letter.address) == reached
    assert len(letter.body.open()) == len(
        "Your code: BCDF-GHJK\n\nIt holds for 15 minutes. If you did not ask for it, do nothing.\n"
    )


def test_five_wrong_codes_end_the_attempt_alike_for_known_and_unknown(amina: User) -> None:
    for address in (ADDRESS, "nobody@example.org"):
        browser, _page = ask_for_a_code(address)
        answers = [
            browser.post(reverse("account_confirm_password_reset_code"), {"code": "BBBBBBBB"}).status_code
            for _try in range(3)
        ]
        assert answers == [200, 200, 302]


# --- Registering ----------------------------------------------------------------------------------------------------


def test_nobody_registers_unless_the_portal_allows_it(visitor: Client) -> None:
    assert visitor.get(reverse("account_signup")).status_code == 404
    assert reverse("account_signup") not in visitor.get(reverse("account_login")).content.decode()


def test_who_registers_proves_her_address_by_a_code(visitor: Client, settings) -> None:
    settings.SELF_REGISTRATION = True
    form = {"email": "Reader@example.org", "password1": "four words nobody joins"}
    assert visitor.post(reverse("account_signup"), form).headers["Location"] == reverse(
        "account_email_verification_sent"
    )
    assert not is_inside(visitor)
    [letter] = Letter.objects.all()
    deliver(str(letter.pk))
    assert mail.outbox[0].to == ["reader@example.org"]
    secret = mail.outbox[0].body.split("Your code: ")[1].split()[0]
    visitor.post(reverse("account_email_verification_sent"), {"code": secret})
    assert is_inside(visitor)


def test_an_address_that_is_taken_gets_the_same_answer_as_a_free_one(member: User, settings, monkeypatch) -> None:
    settings.SELF_REGISTRATION = True
    hashed: list[str] = []
    plain = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args, **kw: hashed.append("1") or plain(*args, **kw))
    costs = []
    for address, made in ((member.email, 0), ("free@example.org", 1)):
        before = User.objects.count()
        hashed.clear()
        form = {"email": address, "password1": "four words nobody joins"}
        visitor = Client()
        response = visitor.post(reverse("account_signup"), form)
        assert response.headers["Location"] == reverse("account_email_verification_sent")
        assert visitor.get(response.headers["Location"]).status_code == 200
        assert User.objects.count() == before + made
        costs.append(len(hashed))
    assert costs == [1, 1]


@pytest.mark.parametrize("name", ["account_login", "account_reset_password"])
def test_a_reader_finds_every_label_above_its_field_and_nothing_inside(visitor: Client, name: str) -> None:
    """allauth writes labels into the fields once more; they vanish as soon as somebody types."""
    page = BeautifulSoup(visitor.get(reverse(name)).content, "html.parser")
    fields = page.select("form[method=post] input:not([type=hidden])")
    assert fields
    assert [field for field in fields if field.has_attr("placeholder")] == []


def test_whatever_of_allauth_asks_gets_the_person_whose_password_it_is(member: User, rf) -> None:
    request = rf.post("/")
    request.session = {}

    def asked(password: str) -> User | None:
        return get_adapter().authenticate(request, email=member.email, password=password)

    assert asked(PASSWORD) == member
    assert asked("another") is None
