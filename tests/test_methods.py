"""What each address takes: reading by GET, deeds by POST, nothing by anything else. Who gets what is in test_access.py."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from tests.test_access import SOMEBODY_ELSES

pytestmark = pytest.mark.django_db

# Their libraries say what they take: the sign-in, and what needs no view of ours.
LIBRARIES = ("account_", "mfa_", "wagtail", "admin", "sitemap", "rendition", "favicon")
# GET shows a form, or the step before; POST takes what was typed. Those of the private area: network/access_table.py.
FORMS = {
    *("accounts:stay", "toolkit:feedback", "toolkit:feedback_on"),
    *("assessments:fill", "assessments:result", "assessments:bring", "assessments:quick"),
    *("assessments:new", "assessments:join", "assessments:describe", "assessments:team", "assessments:leave"),
    *("assessments:remove", "assessments:next_round", "assessments:sheet", "assessments:evidence"),
    *("assessments:sign", "assessments:reopen"),
    *("assessments:evidence_remove", "assessments:plan_take", "assessments:action", "assessments:upgrade"),
    *("assessments:sheet_bring", "assessments:sheet_quick", "assessments:erase"),
    *("exports:ask", "modules:take", "modules:lecturer", "modules:taught", "modules:taught_edit"),
    *("modules:taught_delete", "modules:feedback", "modules:delete_class", "modules:build", "modules:plan"),
}
SAMPLES = {"UUIDConverter": SOMEBODY_ELSES, "IntConverter": 1}


def addresses(resolver: URLResolver, namespace: str = "", above: dict | None = None) -> Iterator[tuple[str, str]]:
    """Name and path, with something in the place of each argument: what is asked of is refused before it is looked up."""
    for pattern in resolver.url_patterns:
        kinds = {**(above or {}), **pattern.pattern.converters}
        if isinstance(pattern, URLResolver):
            if not str(pattern.pattern).startswith(("admin/", "documents/")):
                inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                yield from addresses(pattern, inner, kinds)
        elif isinstance(pattern, URLPattern) and pattern.name and not pattern.name.startswith(LIBRARIES):
            values = {key: SAMPLES.get(type(kind).__name__, "x") for key, kind in kinds.items()}
            yield f"{namespace}{pattern.name}", reverse(f"{namespace}{pattern.name}", kwargs=values)


def test_no_address_takes_a_method_that_it_was_not_made_for(visitor: Client) -> None:
    found = dict(addresses(get_resolver()))
    assert {"network:home", "modules:feed", "accounts:end_others", "assessments:plan"} <= set(found)
    taken = [
        f"{method} {name}"
        for name, path in found.items()
        for method in ("PUT", "PROPFIND")
        if visitor.generic(method, path).status_code != 405
    ]
    assert taken == []


def test_only_forms_and_deeds_take_a_post(visitor: Client, member: User, as_: Callable[[User], Client]) -> None:
    """Of a visitor and of somebody who is signed in."""
    found = {name: path for name, path in addresses(get_resolver()) if not name.startswith("network:")}
    signs_out = found.pop("accounts:exit")
    for browser in (visitor, as_(member)):
        taking = {name for name, path in found.items() if browser.post(path).status_code != 405}
        reading = {name for name, path in found.items() if browser.get(path).status_code != 405}
        assert taking & reading == FORMS
        assert browser.post(signs_out).status_code == 405
