"""Which page an address means: two short queries, and none for what is the same for every address."""

from collections.abc import Sequence
from itertools import starmap
from typing import NamedTuple

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.url_routing import RouteResult

from toolkit.caching.content_version import cache_per_version
from toolkit.models.pages import HomePage, PortalPage
from toolkit.selectors.neighbours import get_neighbours
from toolkit.selectors.reading import get_closed_paths

ANY_CLOSED = Exists(PageViewRestriction.objects.all())
COLUMNS = [
    *("url_path", "pk", "content_type_id", "locale_id", "locale__language_code", "alias_of__locale__language_code"),
    "any",
]


class HomePlace(NamedTuple):
    pk: int
    url_path: str


class PagePlace(NamedTuple):
    """What has to be known of a page before it is fetched as what it is."""

    url_path: str
    pk: int
    kind: int
    locale: int
    code: str
    written_in: str | None  # where it is an alias, the language of its source
    anything_closed: bool


def find_page(request: HttpRequest, path: str) -> RouteResult | None:
    """The published page at an address, in the reader's language. A page that this language lacks is shown in
    English, with this language's frame around it."""
    host = f"{request._get_raw_host()}:{request.get_port()}"  # type: ignore[attr-defined]  # what Wagtail asks, too
    homes = cache_per_version(request, f"homes {host} {get_language()}", lambda: homes_for(request))
    place = place_of(homes, [name for name in path.split("/") if name])
    if place is None:
        return None
    if not place.anything_closed:
        request.closed_paths = ()  # type: ignore[attr-defined]  # what reading.py would ask for
    page = ContentType.objects.get_for_id(place.kind).model_class().objects.get(pk=place.pk)  # type: ignore[union-attr]
    page.locale, page.written_in = Locale(pk=place.locale, language_code=place.code), place.written_in
    page.is_open_to_all = is_open(page, get_closed_paths(request))
    return RouteResult(page)


def is_open(page: PortalPage, closed: tuple[str, ...]) -> bool:
    """Whether everybody may see a page, for sure. An alias shares the rules of its source, wherever that stands."""
    if not closed:
        return True
    above = get_neighbours(page).above()
    return not (page.path.startswith(closed) or page.alias_of_id or any(row.alias_of_id for row in above))


def homes_for(request: HttpRequest) -> list[HomePlace]:
    """The home page of the reader's language (the site's own where there is none), then the English one."""
    site = Site.find_for_request(request)
    if site is None:
        return []
    same = HomePage.objects.filter(translation_key=site.root_page.translation_key)
    rows = {home.locale.language_code: home for home in same.select_related("locale")}
    own = rows.get(get_language() or settings.LANGUAGE_CODE)
    first = own if own and own.live else site.root_page
    return [HomePlace(home.pk, home.url_path) for home in (first, rows.get(settings.LANGUAGE_CODE)) if home]


def place_of(homes: Sequence[HomePlace], names: list[str]) -> PagePlace | None:
    """Where the first published page stands that has this address below one of `homes`.

    The slug has an index in Wagtail's table, the whole address has none.
    """
    if not homes:
        return None
    addresses = [home.url_path + "/".join([*names, ""]) for home in homes] if names else [homes[0].url_path]
    pages = Page.objects.live().filter(url_path__in=addresses).order_by()
    pages = pages.filter(slug=names[-1]) if names else pages.filter(pk=homes[0].pk)
    found = {row.url_path: row for row in starmap(PagePlace, pages.annotate(any=ANY_CLOSED).values_list(*COLUMNS))}
    return next((found[address] for address in addresses if address in found), None)
