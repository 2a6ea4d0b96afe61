"""Open accounts and guarded ones never look at each other: one address may stand in both, and nobody can tell."""

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote
from uuid import uuid4

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.core.management import call_command
from django.db import connection, connections
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts import adapters
from accounts.models import Letter, Purse, SignIn, User, sealed_address
from accounts.models.people import random_id
from accounts.sealing.keys import KeyRing
from accounts.tasks import deliver
from tests.accounts.door import ADDRESS, PASSWORD, SECRET, code, forget_used_codes, is_inside, type_password
from tests.markup import flat

pytestmark = pytest.mark.django_db
OTHER = "another long password"
FRESH = "ZQ7-stranger@example.org"
NUMBER = "123456789012"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-05-12T09:00:01Z", tick=False) as traveller:
        yield traveller


def person_form(email: str, **more: str) -> dict[str, str]:
    form = {"email": email, "first_name": "A", "last_name": "B", "password1": OTHER, "password2": OTHER}
    return {**form, **more}


def without_what_is_random(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|"CSRF_TOKEN": "[^"]+"|\b[0-9a-f]{24}\b', "", page)


def told(response: HttpResponse, name: str) -> tuple[int, str, str]:
    """What somebody sees of it, with what she typed and the number of an account taken out."""
    page = without_what_is_random(flat(response.content.decode()))
    for typed in (name, quote(name)):
        page = re.sub(re.escape(typed), "·", page, flags=re.IGNORECASE)
    page = re.sub(r"\d{10,}", "N", page)
    return response.status_code, re.sub(r"\d{10,}", "N", response.headers.get("Location", "")), page


# --- An administrator -----------------------------------------------------------------------------------------------


def test_an_administrator_who_makes_an_account_with_a_members_address_learns_nothing(
    admin: User, amina: User, as_
) -> None:
    office, seen = as_(admin), []
    for address in (ADDRESS, FRESH):
        made = office.post(reverse("wagtailusers_users:add"), person_form(address))
        listed = office.get(reverse("wagtailusers_users:index"), {"q": address})
        tried = type_password(Client(), address, OTHER)
        seen.append([told(made, address), told(listed, address), told(tried, address)])
        User.objects.by_address(address).delete()
    assert seen[0] == seen[1]
    assert seen[0][0][0] == 302


def test_nor_by_changing_an_account_to_it_or_by_asking_for_the_sealed_form(
    admin: User, member: User, amina: User, as_
) -> None:
    office, seen = as_(admin), []
    edit = reverse("wagtailusers_users:edit", args=[member.pk])
    for address in (ADDRESS, FRESH):
        seen.append(told(office.post(edit, person_form(address, is_active="on")), address))
        assert User.objects.get(pk=member.pk).email.lower() == address.lower()
    assert seen[0] == seen[1]
    office.get(reverse("wagtailusers_users:index"))  # has said what was changed
    strangers = sealed_address("nobody-at-all@example.org")
    answers = [
        told(office.post(reverse("wagtailusers_users:add"), person_form(one)), one) for one in (amina.email, strangers)
    ]
    assert answers[0] == answers[1]
    assert not User.objects.filter(email=strangers).exists()


def test_an_editor_who_is_also_a_member_has_two_accounts_each_with_its_own_password(
    editor: User,
) -> None:
    hers = User.objects.create_user(sealed_address(editor.email), OTHER)
    totp.TOTP.activate(hers, SECRET)
    at_work, inside = Client(), Client()
    assert type_password(at_work, editor.email).headers["Location"] == reverse("wagtailadmin_home")
    assert type_password(inside, editor.email, OTHER).headers["Location"] == reverse("mfa_authenticate")
    inside.post(reverse("mfa_authenticate"), {"code": code()})
    assert {row.user_id for row in SignIn.objects.all()} == {editor.pk, hers.pk}
    # Support does not expose her, whichever of the two it is about.
    hers.is_active = False
    hers.save()
    assert type_password(Client(), editor.email).status_code == 302
    assert type_password(Client(), editor.email, OTHER).status_code == 200
    hers.is_active, editor.is_active = True, False
    hers.save()
    editor.save()
    assert type_password(Client(), editor.email).status_code == 200
    assert type_password(Client(), editor.email, OTHER).status_code == 302


def test_where_both_passwords_fit_she_comes_in_as_the_guarded_one(amina: User) -> None:
    User.objects.create_user(ADDRESS.lower(), PASSWORD)
    assert type_password(Client(), ADDRESS).headers["Location"] == reverse("mfa_authenticate")


def test_the_first_administrator_may_have_a_members_address(amina: User) -> None:
    call_command("createsuperuser", email=ADDRESS, interactive=False, verbosity=0)
    assert User.objects.get_by_natural_key(ADDRESS).is_superuser
    with pytest.raises(User.DoesNotExist):
        User.objects.get_by_natural_key("ZQ7-new@example.org")


# --- Signing in -----------------------------------------------------------------------------------------------------


@pytest.fixture
def people(amina: User, member: User) -> dict[str, str]:
    """The kinds of address that somebody may try."""
    User.objects.create_user("locked@example.org", PASSWORD, is_active=False)
    User.objects.create_user(sealed_address("shut@example.org"), PASSWORD, is_active=False)
    for email in ("both@example.org", sealed_address("both@example.org")):
        User.objects.create_user(email, PASSWORD)
    User.objects.create_user(sealed_address(NUMBER), PASSWORD)
    User.objects.create_user("nothing@example.org", None)
    return {
        "guarded": ADDRESS,
        "open": member.email,
        "nobody": FRESH,
        "locked": "locked@example.org",
        "guarded and locked": "shut@example.org",
        "both": "both@example.org",
        "number": "1234 5678 9012",
        "nobody's number": "0000-0000-0000",
        "without a password": "nothing@example.org",
    }


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    made: list[str] = []
    plain = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args, **kw: made.append("1") or plain(*args, **kw))
    return made


@pytest.mark.parametrize("more", [{}, {"code": "000000"}, {"code": "000000 111111"}], ids=str)
@pytest.mark.parametrize("tries", [1, 8])
def test_a_wrong_password_costs_two_hashes_and_gets_the_same_bytes_whoever_is_meant(
    people: dict[str, str], hashes: list[str], more: dict[str, str], tries: int
) -> None:
    """Also where the tries of that address are used up: the eighth."""
    answers = {}
    for kind, typed in people.items():
        for number in range(tries):
            hashes.clear()
            form = {"login": typed, "password": "wrong", **more}
            browser = Client(REMOTE_ADDR=f"203.0.{number}.1")
            answer = browser.post(reverse("account_login"), form)
            assert len(hashes) == 2, kind
        headers = sorted((name, value) for name, value in answer.headers.items() if name != "Content-Length")
        page = without_what_is_random(answer.content.decode().replace(typed, "·"))
        answers[kind] = (answer.status_code, headers, sorted(browser.cookies), page)
        another_morning()
    for kind, answer in answers.items():
        assert answer == answers["nobody"], kind


@pytest.mark.parametrize("typed", ["000000", "000000 111111"])
def test_a_wrong_code_costs_the_same_questions_and_comparisons_whoever_is_meant(
    people: dict[str, str], admin: User, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where her tries are used up the code is looked at before the password: no lock, no unsealing may tell of her."""
    RecoveryCodes.activate(admin)  # and no app
    compared, unsealed, costs = [], [], {}
    compare, unseal = totp.compare_user_code, adapters.unseal_text
    watched = lambda **told: compared.append("1") or compare(**told)  # noqa: E731
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.compare_user_code", watched)
    monkeypatch.setattr("allauth.mfa.recovery_codes.internal.auth.compare_user_code", watched)
    monkeypatch.setattr(adapters, "unseal_text", lambda text: unsealed.append("1") or unseal(text))
    for kind, address in {**people, "on paper": admin.email}.items():
        for number in range(7):
            type_password(Client(REMOTE_ADDR=f"203.0.{number}.1"), address, "wrong")
        compared.clear()
        unsealed.clear()
        form = {"login": address, "password": "wrong", "code": typed}
        with CaptureQueriesContext(connection) as asked, CaptureQueriesContext(connections[settings.LIMITS]) as spent:
            Client(REMOTE_ADDR="203.0.9.1").post(reverse("account_login"), form)
        shapes = [(row["sql"].split()[0], "FOR UPDATE" in row["sql"]) for row in asked.captured_queries]
        costs[kind] = (len(compared), len(unsealed), len(spent), shapes)
        another_morning()
    for kind, cost in costs.items():
        assert cost == costs["nobody"], kind
    assert costs["nobody"][0] == 2 * (3 + 10)  # in each world an app's codes and those on paper


def another_morning() -> None:
    """What the tester's own networks were allowed has come back."""
    Purse.objects.using(settings.LIMITS).all().delete()


@pytest.mark.parametrize("kind", ["guarded", "open", "both", "number"])
def test_a_right_password_costs_two_hashes_as_well(people: dict[str, str], hashes: list[str], kind: str) -> None:
    assert type_password(Client(), people[kind]).status_code == 302
    assert len(hashes) == 2


@pytest.mark.parametrize(
    "typed", ["123456789012", "1234 5678 9012", "1234-5678-9012", "۱۲۳۴ ۵۶۷۸ ۹۰۱۲", "১২৩৪৫৬৭৮৯০১২"]
)
def test_an_entry_number_is_typed_in_any_digits(people: dict[str, str], typed: str) -> None:
    browser = Client()
    type_password(browser, typed)
    assert browser.get(reverse("mfa_index")).status_code == 200


def test_signing_in_moves_her_to_the_key_that_recognises_people_now(
    people: dict[str, str], settings, tmp_path: Path
) -> None:
    """Nobody can read a number, so no command could."""
    file = tmp_path / "keys.json"
    file.write_text(Path(settings.KEYS_FILE).read_text())
    settings.KEYS_FILE = str(file)
    ring = KeyRing.load()
    ring.add_blind()
    ring.save()
    user = User.objects.guarded_by(NUMBER)
    assert user
    assert user.email != sealed_address(NUMBER)
    type_password(Client(), NUMBER, "wrong")
    assert User.objects.get(pk=user.pk).email == user.email
    type_password(Client(), people["number"])
    assert User.objects.get(pk=user.pk).email == sealed_address(NUMBER)


def test_the_form_asks_for_either_and_has_no_word_against_one(visitor: Client) -> None:
    page = flat(visitor.get(reverse("account_login")).content.decode())
    assert "Email address or entry number" in page
    assert 'type="email"' not in page
    assert 'autocomplete="username"' not in page, "a browser would offer it to whoever sits there next"
    seen = set()
    for number, typed in enumerate(["a@example.org", "12", "1234 5678 9012", "@", "zahra"]):
        answer = type_password(Client(REMOTE_ADDR=f"203.0.{number}.1"), typed)
        seen.add(without_what_is_random(answer.content.decode()).replace(f'value="{typed}"', ""))
    assert len(seen) == 1


# --- Mail -----------------------------------------------------------------------------------------------------------


def letters() -> list[tuple[str, str, str, int]]:
    """What lies there, and what would leave."""
    rows = [(row.address.open(), row.subject, row.language, len(row.body.open())) for row in Letter.objects.all()]
    for row in Letter.objects.all():
        deliver(str(row.pk))
    return rows


def both(act: Callable[[str], list[object]]) -> list[list[object]]:
    seen = []
    for address in (ADDRESS, FRESH):
        Letter.objects.all().delete()
        mail.outbox.clear()
        said = act(address)
        seen.append([*said, [(a.replace(address.lower(), "·"), *rest) for a, *rest in letters()], len(mail.outbox)])
    return seen


def test_a_reset_for_a_members_address_is_one_for_a_strangers(amina: User) -> None:
    """The page, the row and the mailbox: nothing comes to either."""

    def ask(address: str) -> list[object]:
        browser = Client()
        asked = browser.post(reverse("account_reset_password"), {"email": address})
        page = browser.get(asked.headers["Location"])
        wrong = [browser.post(reverse("account_confirm_password_reset_code"), {"code": "B" * 8}) for _try in range(3)]
        return [told(asked, address), told(page, address), [told(one, address) for one in wrong]]

    seen = both(ask)
    assert seen[0] == seen[1]
    assert seen[0][-1] == 0


def test_who_registers_with_a_members_address_gets_what_a_stranger_gets(amina: User, settings) -> None:
    settings.SELF_REGISTRATION = True

    def register(address: str) -> list[object]:
        browser = Client()
        form = {"email": address, "password1": "four words nobody joins"}
        asked = browser.post(reverse("account_signup"), form)
        return [told(asked, address), told(browser.get(asked.headers["Location"]), address)]

    seen = both(register)
    assert seen[0] == seen[1]
    assert seen[0][-1] == 1
    assert "Your code" in mail.outbox[0].body
    assert User.objects.by_address(ADDRESS)


def test_nobody_registers_as_a_row_of_our_own(amina: User, settings) -> None:
    settings.SELF_REGISTRATION = True
    form = {"email": amina.email, "password1": "four words nobody joins"}
    assert Client().post(reverse("account_signup"), form).status_code == 200


def test_a_change_at_a_guarded_account_writes_no_letter(amina: User, member: User) -> None:
    for user, expected in ((amina, 0), (member, 1)):
        Letter.objects.all().delete()
        browser = Client()
        type_password(browser, ADDRESS if user == amina else user.email)
        forget_used_codes()
        browser.post(reverse("mfa_authenticate"), {"code": code()})
        fresh = {
            "oldpassword": PASSWORD,
            "password1": "four words nobody joins",
            "password2": "four words nobody joins",
        }
        assert browser.post(reverse("account_change_password"), fresh).status_code == 302
        assert Letter.objects.count() == expected


def test_the_page_says_to_everybody_what_opens_an_account_of_a_closed_area(visitor: Client) -> None:
    page = flat(visitor.get(reverse("account_reset_password")).content.decode())
    assert "ask two people there who know your voice" in page
    assert "network" not in page.lower()


# --- Numbers of accounts ----------------------------------------------------------------------------------------------


def test_new_accounts_have_numbers_that_count_nobody(admin: User, as_) -> None:
    people = [User.objects.create_user(f"n{n}@example.org") for n in range(5)]
    office = as_(admin)
    office.post(reverse("wagtailusers_users:add"), person_form("made@example.org"))
    numbers = [user.pk for user in [*people, User.objects.by_address("made@example.org")]]
    assert all(2**32 <= number < 2**53 for number in numbers)
    assert min(abs(one - other) for one, other in combinations(numbers, 2)) > 1


@pytest.mark.parametrize(("drawn", "number"), [(0, 2**32), (-1, 2**53 - 1)])
def test_a_drawn_number_was_never_counted_and_javascript_keeps_it_whole(drawn: int, number: int, monkeypatch) -> None:
    """The lowest and the highest."""
    monkeypatch.setattr("secrets.randbelow", lambda most: drawn % most)
    assert random_id() == number


def test_guarded_accounts_lose_the_numbers_that_counted_them_and_nothing_else(amina: User, member: User, as_) -> None:
    """The migration, on a portal with people in it."""
    counted = User.objects.create_user(sealed_address("first@example.org"), PASSWORD, id=7)
    plain = User.objects.create_user("plain@example.org", PASSWORD, id=8)
    for user in (counted, plain):
        totp.TOTP.activate(user, SECRET)
        SignIn.objects.create(user=user, is_short=True, began=timezone.now())
    kind = ContentType.objects.get_for_model(User)
    told = {"action": "wagtail.edit", "timestamp": timezone.now(), "label": "x", "uuid": uuid4()}
    ModelLogEntry.objects.create(user=counted, content_type=kind, object_id="7", **told)
    ModelLogEntry.objects.create(
        user=plain, content_type=ContentType.objects.get_for_model(Letter), object_id="7", **told
    )
    before = {model: model.objects.count() for model in (User, SignIn, Authenticator)}
    # SQLite makes no editor inside a transaction, and the step asks it for the connection only.
    import_module("accounts.migrations.0007_renumber_guarded").renumber(apps, SimpleNamespace(connection=connection))
    connection.check_constraints()
    assert {model: model.objects.count() for model in before} == before
    assert not User.objects.filter(pk=7).exists()
    moved = User.objects.guarded_by("first@example.org")
    assert moved
    assert moved.pk >= 2**32
    assert moved.check_password(PASSWORD)
    assert Authenticator.objects.get(user=moved)
    assert SignIn.objects.get(user=moved)
    logged = set(ModelLogEntry.objects.filter(label="x").values_list("user_id", "object_id"))
    assert logged == {(moved.pk, str(moved.pk)), (8, "7")}
    assert User.objects.get(email="plain@example.org").pk == 8
    assert Authenticator.objects.get(user_id=8)
    assert User.objects.get(email=amina.email).pk == amina.pk
    browser = Client()
    type_password(browser, "first@example.org")
    browser.post(reverse("mfa_authenticate"), {"code": code()})
    assert is_inside(browser)


def test_the_migration_finds_every_table_that_refers_to_an_account() -> None:
    """Asked of the database, and compared with what the models say: those without a constraint are named."""
    migration = import_module("accounts.migrations.0007_renumber_guarded")
    found = {*migration.references(connection, "accounts_user"), *migration.UNTIED}
    named = {
        (model._meta.db_table, field.column)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if getattr(field, "related_model", None) is User
    }
    assert named == found
    assert len(found) > 10
    assert random_id() != random_id()
