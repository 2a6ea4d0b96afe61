"""Who gets what from which address. An address that nobody classified fails."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from toolkit.models import ChecklistPage, Provision, Term

pytestmark = pytest.mark.django_db

OPEN = 200
PERSONS = ["visitor", "member", "editor", "publisher", "admin"]
FOR_ALL = dict.fromkeys(PERSONS, OPEN)
LED_ON = dict.fromkeys(PERSONS, 302)
NO_SUCH_PAGE = dict.fromkeys(PERSONS, 404)
POST_ONLY = dict.fromkeys(PERSONS, 405)
SIGNED_IN = {**FOR_ALL, "visitor": 302}
NOT_YET = {**NO_SUCH_PAGE, "visitor": 302}  # of a second step that nobody here has set up
CHECKLIST = "the key of a checklist"
SOMEBODY_ELSES = "6ae5ab9c-1ba5-4c05-a9cb-ab43fbd36b71"
# url name -> (arguments, what each person gets). Persons: visitor, member, editor, publisher, admin.
ADDRESSES: dict[str, tuple[list[str], dict[str, int]]] = {
    "healthz": ([], {"visitor": OPEN, "admin": OPEN}),
    "robots": ([], {"visitor": OPEN}),
    "sitemap": ([], {"visitor": OPEN}),
    "metrics": ([], LED_ON),  # to the 404 of an unknown address, unless a token is sent: tests/config/test_operators.py
    "security": ([], NO_SUCH_PAGE),  # until somebody is named
    "portal_state": ([], {**LED_ON, "admin": OPEN}),
    "front_door": ([], {"visitor": 302}),
    "favicon": ([], {"visitor": 302}),
    "search": ([], {"visitor": OPEN, "member": OPEN, "editor": OPEN}),
    "gallery": ([], {"visitor": 404, "member": 404, "editor": OPEN, "admin": OPEN}),
    "toolkit:law": ([], {"visitor": OPEN}),
    "toolkit:instrument": (["tip"], {"visitor": OPEN}),
    "toolkit:provision": (["tip", "tip-6-3"], {"visitor": OPEN, "member": OPEN}),
    "toolkit:glossary": ([], {"visitor": OPEN}),
    "toolkit:term": (["gender"], {"visitor": OPEN}),
    "wagtailadmin_home": (
        [],
        {"visitor": 302, "member": 302, "editor": OPEN, "publisher": OPEN, "admin": OPEN},
    ),
    "wagtailusers_users:index": (
        [],
        {"visitor": 302, "member": 302, "editor": 302, "publisher": 302, "admin": OPEN},
    ),
    "wagtailusers_users:add": ([], {"visitor": 302, "editor": 302, "publisher": 302, "admin": OPEN}),
    "wagtailsnippets_toolkit_provision:list": (
        [],
        {"visitor": 302, "member": 302, "editor": OPEN, "publisher": OPEN},
    ),
    "wagtailsnippets_toolkit_term:list": ([], {"visitor": 302, "member": 302, "editor": OPEN}),
    # The account: what one may do to one's own. Guarded people are in tests/accounts.
    "accounts:safer": ([], FOR_ALL),
    "accounts:stay": ([], FOR_ALL),
    "accounts:home": ([], SIGNED_IN),
    "accounts:sign_ins": ([], SIGNED_IN),
    "accounts:end_others": ([], POST_ONLY),
    "accounts:end_one": ([SOMEBODY_ELSES], POST_ONLY),
    "accounts:code_picture": ([], NOT_YET),
    "account_login": ([], {**LED_ON, "visitor": OPEN}),
    "account_logout": ([], SIGNED_IN),
    "account_inactive": ([], FOR_ALL),
    "account_signup": ([], NO_SUCH_PAGE),
    "account_email_verification_sent": ([], LED_ON),
    "account_reauthenticate": ([], SIGNED_IN),
    "account_change_password": ([], SIGNED_IN),
    "account_set_password": ([], LED_ON),
    "account_reset_password": ([], FOR_ALL),
    "account_confirm_password_reset_code": ([], LED_ON),
    "account_complete_password_reset": ([], LED_ON),
    "account_password_reset_completed": ([], FOR_ALL),
    "mfa_index": ([], SIGNED_IN),
    "mfa_list_webauthn": ([], SIGNED_IN),
    "mfa_authenticate": ([], LED_ON),
    "mfa_login_webauthn": ([], LED_ON),
    "mfa_reauthenticate": ([], LED_ON),
    "mfa_reauthenticate_webauthn": ([], LED_ON),
    # Visitors to the sign-in page, others to a fresh proof.
    "mfa_activate_totp": ([], LED_ON),
    "mfa_add_webauthn": ([], LED_ON),
    "mfa_remove_webauthn": (["1"], LED_ON),
    "mfa_generate_recovery_codes": ([], LED_ON),
    "mfa_deactivate_totp": ([], NOT_YET),
    "mfa_view_recovery_codes": ([], NOT_YET),
    # Checklists are filled without an account.
    "assessments:fill": ([CHECKLIST], FOR_ALL),
    "assessments:result": ([CHECKLIST], FOR_ALL),
    "assessments:bring": ([CHECKLIST], FOR_ALL),
    "assessments:quick": ([CHECKLIST], FOR_ALL),
    "assessments:clear": ([CHECKLIST], POST_ONLY),
    "assessments:accept": ([CHECKLIST], POST_ONLY),
    "assessments:take": ([CHECKLIST, "json"], POST_ONLY),
    # The last: it signs people out.
    "accounts:exit": ([], LED_ON),
}
# Tested where they live, or belonging to a library that tests its own.
ELSEWHERE = {"readyz", "rendition", "draft_pdf", "wagtail_serve"}
SPACE = "network:"  # tests/network/test_access.py
LIBRARIES = ("wagtail", "admin/", "documents/", "exports:")


def our_names(resolver: URLResolver | None = None, namespace: str = "") -> set[str]:
    names: set[str] = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            if not str(pattern.pattern).startswith(LIBRARIES):
                names |= our_names(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            names.add(f"{namespace}{pattern.name}")
    return names


def test_every_address_is_classified() -> None:
    known = set(ADDRESSES) | ELSEWHERE
    unknown = {name for name in our_names() if name not in known and not name.startswith((*LIBRARIES, SPACE))}
    assert unknown == set()


@pytest.fixture
def people(member: User, editor: User, publisher: User, admin: User) -> dict[str, Client]:
    clients = {"visitor": Client()}
    for name, user in {"member": member, "editor": editor, "publisher": publisher, "admin": admin}.items():
        clients[name] = Client()
        clients[name].force_login(user)
    return clients


@pytest.mark.thorough
def test_each_person_gets_what_the_table_says(people: dict[str, Client], starter: None, settings) -> None:
    settings.GALLERY = False
    assert Provision.objects.filter(key="tip-6-3").exists()
    assert Term.objects.filter(slug="gender").exists()
    checklist = ChecklistPage.objects.live().filter(locale__language_code="en").first()
    assert checklist
    wrong = []
    for name, (arguments, expected) in ADDRESSES.items():
        path = reverse(name, args=[checklist.translation_key if part == CHECKLIST else part for part in arguments])
        for person, status in expected.items():
            got = people[person].get(path).status_code
            if got != status:
                wrong.append(f"{name} for {person}: {got} instead of {status}")
    assert wrong == []
