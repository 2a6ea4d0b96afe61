"""Too many tries are answered before anything expensive: before a session, a form, a password's hash."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.translation import get_language_from_path, override

from accounts.models.throttle import Limit, address_key, client_key, refund, spend

MINUTE = 60
# A password takes 0.2 s of a processor to compare: twenty at once from one place would hold up every reader.
BURST = Limit(5, 10)
# All together: the ceiling of a minute, spread over it.
SLICE = 10  # seconds


@dataclass(frozen=True)
class Rule:
    """What one address of the account allows. `field` holds the mail address that is tried, if one is."""

    per_client: Limit
    per_address: Limit | None = None
    field: str = ""
    hashes: bool = False  # counts towards settings.PASSWORDS_PER_MINUTE
    refunds: bool = False  # a redirect means that it was honest


RULES = {
    "login": Rule(Limit(20, 5 * MINUTE), Limit(10, 15 * MINUTE), "login", hashes=True, refunds=True),
    "reauthenticate": Rule(Limit(20, 5 * MINUTE), hashes=True, refunds=True),
    "password/change": Rule(Limit(20, 5 * MINUTE), hashes=True),
    "password/reset": Rule(Limit(10, 15 * MINUTE), Limit(3, 15 * MINUTE), "email"),
    "password/reset/code": Rule(Limit(20, 15 * MINUTE), refunds=True),
    "password/reset/new": Rule(Limit(20, 15 * MINUTE), hashes=True),
    "signup": Rule(Limit(10, 60 * MINUTE), Limit(3, 60 * MINUTE), "email", hashes=True),
    "signup/confirm": Rule(Limit(20, 15 * MINUTE), refunds=True),
    "2fa/code": Rule(Limit(20, 5 * MINUTE), refunds=True),
    "2fa/again": Rule(Limit(20, 5 * MINUTE), refunds=True),
    "2fa/passkeys/sign-in": Rule(Limit(20, 5 * MINUTE), refunds=True),
}
PLACE = re.compile(r"/[a-z-]{2,8}/account/(.+)/")


class Throttle:
    """Answers 429 once a client, an address or the whole portal has tried too often to sign in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        place = PLACE.fullmatch(request.path_info) if request.method == "POST" else None
        rule = RULES.get(place[1]) if place else None
        if rule is None or place is None:
            return self.get_response(request)
        spent: list[tuple[str, str, Limit]] = []
        for purse in purses(place[1], rule, request):
            spent.append(purse)
            if not spend(*purse):
                return too_many(request.path_info, purse[2])
        response = self.get_response(request)
        if rule.refunds and 300 <= response.status_code < 400:
            for purse in spent:
                refund(*purse)
        return response


def purses(name: str, rule: Rule, request: HttpRequest) -> Iterator[tuple[str, str, Limit]]:
    """What a try is taken from, the cheapest question first: a flood from one place is stopped by the first."""
    yield f"{name} client", client_key(request), rule.per_client
    if rule.hashes:
        yield f"{name} burst", client_key(request), BURST
    if rule.per_address and (typed := request.POST.get(rule.field, "").strip()):
        yield f"{name} address", address_key(typed[:254]), rule.per_address
    if rule.hashes:
        yield "passwords", "everybody", Limit(max(1, settings.PASSWORDS_PER_MINUTE * SLICE // MINUTE), SLICE)


def too_many(path: str, limit: Limit) -> HttpResponse:
    minutes = max(1, round(limit.seconds / MINUTE))
    content = page_of(get_language_from_path(path) or settings.LANGUAGE_CODE, minutes)
    headers = {"Retry-After": str(limit.seconds), "Cache-Control": "no-store"}
    response = HttpResponse(content, status=429, headers=headers)
    response._has_been_logged = True  # type: ignore[attr-defined]  # a flood must not fill the disk through Django's log
    return response


@lru_cache(maxsize=64)
def page_of(language: str, minutes: int) -> bytes:
    """Rendered once per process: a flood must not cost a template each time."""
    with override(language):
        return loader.get_template("429.html").render({"minutes": minutes}, None).encode()
