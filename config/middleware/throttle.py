"""Too much from one place is answered before anything expensive: before a session, a form, a password's hash, a search.

A 429 says what the asker did herself, or somebody in her network: what strangers share, an address or the portal, is
never a reason for one (accounts/actions/signing_in.py). Half a country may share one address, so it is no reason at the
doors that a member comes in by either: there she works or waits, and what follows a password is counted by her session.
Counted under keyed hashes that change every day: no client is kept.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.translation import get_language_from_path, override

from accounts.actions.signing_in import build_sign_in_gate
from accounts.limits import Limit, LimitKey, client_key, consume_limit, count_remaining, give_back_limit, net_key
from accounts.limits.cached_limits import consume_cached_limit

MINUTE = 60
# A password takes 0.2 s of two processors to compare: many at once from one place would hold up every reader.
BURST = Limit(8, 10, 4)
# What was honest gives its place in the burst back as well, so that a class behind one address can sign in, but no more
# often than this: a user who sends her own right password again and again would else never be stopped.
HONEST = Limit(60, MINUTE, 30)
# Pages with work in them for one client that brings none. A visitor with the page open has her work in it and is past
# this: a flood without work or waiting costs a purse, not a page, and keeps nobody out.
UNPAID = Limit(60, MINUTE, 30)
# So many clients' worth for the network around one: a house, an office, a hoster.
NET = 5


@dataclass(frozen=True)
class Rule:
    """What one address of the account allows one client."""

    per_client: Limit
    hashes: bool = False  # a password's hash is made
    refunds: bool = False  # what was honest is given back: somebody is signed in, or has taken one step
    works: bool = False  # above its share a client works or waits: a town may share an address
    of_session: bool = False  # nothing comes of it without a session that somebody began with a password or a mail


RULES = {
    "login": Rule(Limit(20, 5 * MINUTE, 10), hashes=True, refunds=True, works=True),
    "reauthenticate": Rule(Limit(20, 5 * MINUTE, 10), hashes=True, refunds=True, of_session=True),
    "password/change": Rule(Limit(20, 5 * MINUTE, 10), hashes=True, of_session=True),
    "password/reset": Rule(Limit(10, 15 * MINUTE, 5)),
    "password/reset/code": Rule(Limit(20, 15 * MINUTE, 10), refunds=True, of_session=True),
    "password/reset/new": Rule(Limit(20, 15 * MINUTE, 10), hashes=True, of_session=True),
    "signup": Rule(Limit(10, 60 * MINUTE, 5), hashes=True),
    "signup/confirm": Rule(Limit(20, 15 * MINUTE, 10), refunds=True, of_session=True),
    "2fa/code": Rule(Limit(20, 5 * MINUTE, 10), refunds=True, of_session=True),
    "2fa/again": Rule(Limit(20, 5 * MINUTE, 10), refunds=True, of_session=True),
    "2fa/passkeys/sign-in": Rule(Limit(20, 5 * MINUTE, 10), refunds=True),
    "2fa/passkeys/again": Rule(Limit(20, 5 * MINUTE, 10), refunds=True),
}

# What costs the portal something and anybody may ask for, by the page's name, for one client. Room for a class of 60
# that works behind one address: five searches a minute each, and in ten minutes two files each.
SEARCH, LOOK, FILES, FORM = Limit(300, MINUTE), Limit(300, MINUTE), Limit(120, 10 * MINUTE), Limit(60, 60 * MINUTE)
# Kept ones do not come this far: these are made anew, for whoever has a cookie of ours or adds a question to one.
PAGES = Limit(600, MINUTE)
LIBRARY = [f"toolkit:{name}" for name in ("law", "instrument", "provision", "standings", "glossary", "term")]
DATA = [f"toolkit:data_{name}" for name in ("checklists", "checklist", "law", "glossary")]
BESIDE = ["toolkit:beside", "toolkit:beside_home", "module_beside"]
COSTLY: dict[str, dict[str, Limit]] = {
    **{name: {"GET": PAGES} for name in ("wagtail_serve", "modules:module", *LIBRARY, *DATA, *BESIDE)},
    "search": {"GET": SEARCH},
    "toolkit:feedback": {"POST": FORM},
    "toolkit:feedback_on": {"GET": PAGES, "POST": FORM},
    "exports:ask": {"GET": LOOK, "POST": FILES},
    "exports:newest": {"GET": LOOK},
    "exports:retry": {"POST": FILES},
    "toolkit:provision_workbook": {"GET": LOOK},
    "toolkit:instrument_workbook": {"GET": LOOK},
    "toolkit:standings_workbook": {"GET": LOOK},
    "toolkit:saved_list": {"GET": LOOK},
    "toolkit:ask_companion": {"POST": FILES},
    "sitemap": {"GET": LOOK},
    "sitemap_part": {"GET": LOOK},
    "modules:feed": {"GET": LOOK},
    "modules:list": {"GET": LOOK},
    "modules:catalogue": {"GET": SEARCH},
    "modules:compare": {"GET": LOOK},
    "modules:take": {"POST": FILES},
    "modules:take_with_marking": {"POST": FILES},
    "modules:build": {"POST": LOOK},
    "modules:plan": {"POST": LOOK},
    "modules:print_class": {"POST": FILES},
    "modules:save_class": {"POST": FORM},
    "modules:feedback": {"POST": FORM},
    "modules:taught": {"POST": FORM},
    "modules:taught_edit": {"POST": FORM},
    "modules:lecturer": {"POST": FORM},
    "assessments:result": {"POST": LOOK},
    "assessments:take": {"POST": FILES},
    "assessments:bring": {"POST": FILES},
    "assessments:accept": {"POST": FILES},
    "assessments:quick": {"POST": FILES},
    "assessments:xlsform": {"GET": LOOK},
    "assessments:join": {"GET": FORM, "POST": FORM},
}
# A page's password, by Wagtail's own page: no room is given for guessing.
GUESSED = {"wagtailcore_authenticate_with_password": {"POST": Limit(20, 5 * MINUTE, 10)}}
PLACE = re.compile(r"/[a-z-]{2,8}/account/(.+)/")


class ThrottleMiddleware:
    """Answers 429 once a client or its network has tried too often, or a client has asked too often for what costs
    something; and 413 to a body that is larger than anything the portal takes. Who signs in too often has to work."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if size_of(request) > settings.LARGEST_REQUEST:
            return page("413.html", 413, request.path_info, mb=settings.LARGEST_REQUEST // 1024**2)
        place = PLACE.fullmatch(request.path_info)
        rule = RULES.get(place[1]) if place else None
        if rule is None or place is None:
            return self.get_response(request)
        if request.method == "POST":
            return self.counted(request, place[1], rule)
        if rule.works:  # the page brings the work along
            purses = [*bursts(place[1], rule, request), *shares(place[1], rule, request)]
            request.is_above_its_share = not all(count_remaining(*purse) for purse in purses)  # type: ignore[attr-defined]
        return self.get_response(request)

    def counted(self, request: HttpRequest, name: str, rule: Rule) -> HttpResponse:
        """The answer, or 429. An honest step gets back what it took."""
        places, mine = list(bursts(name, rule, request)), list(shares(name, rule, request))
        at_once = list(takewhile(lambda purse: consume_limit(*purse), places))
        if len(at_once) < len(places) and not rule.works:
            return too_many("429.html", request.path_info, places[len(at_once)][2])
        taken = list(takewhile(lambda purse: consume_limit(*purse), mine))
        if len(taken) < len(mine) and not rule.works:
            return too_many("429.html", request.path_info, mine[len(taken)][2])
        above = len(at_once) < len(places) or len(taken) < len(mine)
        request.is_above_its_share = above  # type: ignore[attr-defined]  # accounts/actions/signing_in.py
        if (
            above
            and not build_sign_in_gate(request).has_paid()
            and not consume_limit(f"{name} page", client_key(request), UNPAID)
        ):
            return too_many("429.html", request.path_info, UNPAID)
        response = self.get_response(request)
        if rule.refunds and getattr(request, "took_a_step", False):  # accounts/apps.py: a redirect says nothing
            often = not consume_limit("honest", client_key(request), HONEST)
            for purse in taken if often else [*taken, *at_once]:
                give_back_limit(*purse)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Once it is known what is asked for, and before it is done."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        method = "GET" if request.method == "HEAD" else request.method or ""
        guess, limit = GUESSED.get(name, {}).get(method), roomy(COSTLY.get(name, {}).get(method))
        if guess and not consume_limit(f"{name} {method}", client_key(request), guess):
            return too_many("429_busy.html", request.path_info, guess)
        if limit and not consume_cached_limit(f"{name} {method}", client_key(request), limit):
            return too_many("429_busy.html", request.path_info, limit)
        return None


def roomy(limit: Limit | None) -> Limit | None:
    """As an operator scales it (CLIENT_ROOM); None where there is none."""
    if limit is None or not settings.CLIENT_ROOM:
        return None
    return Limit(max(1, round(limit.number * settings.CLIENT_ROOM)), limit.seconds)


def size_of(request: HttpRequest) -> int:
    """Bytes, as the client says; a body that is longer than that, or has no length, is not read."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isdecimal() else 0


def shares(name: str, rule: Rule, request: HttpRequest) -> Iterator[LimitKey]:
    """What a try is taken from. A client above its own share takes nothing from its neighbours."""
    if rule.of_session and (session := session_key(request)):
        yield f"{name} session", session, rule.per_client
        return
    yield f"{name} client", client_key(request), rule.per_client
    yield f"{name} net", net_key(request), of_a_net(rule.per_client)


def session_key(request: HttpRequest) -> str:
    """Whoever makes one up is led away by the view: nothing is hashed or guessed without what the session holds."""
    return request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")[:64]


def bursts(name: str, rule: Rule, request: HttpRequest) -> Iterator[LimitKey]:
    """How many hashes are made at once: the first question, so that a flood from one place costs no more than that."""
    if rule.hashes and not (rule.of_session and session_key(request)):
        yield f"{name} client burst", client_key(request), BURST
        yield f"{name} net burst", net_key(request), of_a_net(BURST)


def of_a_net(limit: Limit) -> Limit:
    return Limit(NET * limit.number, limit.seconds, NET * limit.at_once)


def too_many(template: str, path: str, limit: Limit) -> HttpResponse:
    response = page(template, 429, path, minutes=max(1, round(limit.seconds / MINUTE)))
    response.headers["Retry-After"] = str(limit.seconds)
    return response


def page(template: str, status: int, path: str, **values: int) -> HttpResponse:
    content = page_of(template, get_language_from_path(path) or settings.LANGUAGE_CODE, **values)
    response = HttpResponse(content, status=status, headers={"Cache-Control": "no-store"})
    response._has_been_logged = True  # type: ignore[attr-defined]  # a flood must not fill the disk through Django's log
    return response


@lru_cache(maxsize=64)
def page_of(template: str, language: str, **values: int) -> bytes:
    """Rendered once per process: a flood must not cost a template each time."""
    with override(language):
        return loader.get_template(template).render(values, None).encode()
