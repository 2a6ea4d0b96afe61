"""Who gets what from which address. An address that nobody classified fails."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from toolkit.models import Provision, Term

pytestmark = pytest.mark.django_db

OPEN = 200
# url name -> (arguments, what each person gets). Persons: visitor, member, editor, publisher, admin.
ADDRESSES: dict[str, tuple[list[str], dict[str, int]]] = {
    "healthz": ([], {"visitor": OPEN, "admin": OPEN}),
    "robots": ([], {"visitor": OPEN}),
    "sitemap": ([], {"visitor": OPEN}),
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
}
# Tested where they live, or belonging to a library that tests its own.
ELSEWHERE = {"readyz", "rendition", "draft_pdf", "wagtail_serve"}
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
    unknown = {name for name in our_names() if name not in known and not name.startswith(LIBRARIES)}
    assert unknown == set()


@pytest.fixture
def people(member: User, editor: User, publisher: User, admin: User) -> dict[str, Client]:
    clients = {"visitor": Client()}
    for name, user in {"member": member, "editor": editor, "publisher": publisher, "admin": admin}.items():
        clients[name] = Client()
        clients[name].force_login(user)
    return clients


def test_each_person_gets_what_the_table_says(people: dict[str, Client], starter: None, settings) -> None:
    settings.GALLERY = False
    assert Provision.objects.filter(key="tip-6-3").exists()
    assert Term.objects.filter(slug="gender").exists()
    wrong = []
    for name, (arguments, expected) in ADDRESSES.items():
        for person, status in expected.items():
            got = people[person].get(reverse(name, args=arguments)).status_code
            if got != status:
                wrong.append(f"{name} for {person}: {got} instead of {status}")
    assert wrong == []
