"""The picture beside a link to a page, for those who show previews of links."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe
from wagtail.models import Page

from accounts.limits import client_key
from exports.actions import request_export
from exports.domain.packages import Package
from exports.models import Export
from toolkit.models import Instrument, Portal, PortalPage, Provision, Term
from toolkit.printouts.share_pictures import build_share_picture

# What may be shared under which name: what everybody may read, and nothing else.
SHARED: dict[str, Callable[[], QuerySet[Any]]] = {
    "page": lambda: Page.objects.live().public(),
    "instrument": lambda: Instrument.objects.published(),
    "provision": lambda: Provision.objects.published().select_related("instrument"),
    "term": lambda: Term.objects.published(),
}


@require_safe
def share_picture(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Leads to the picture; to the portal's own until a worker has drawn it. 404 for what is not public."""
    row = SHARED[kind]().filter(pk=pk).first() if kind in SHARED else None
    thing = row.specific if isinstance(row, Page) else row
    if thing is None or (isinstance(thing, Page) and not isinstance(thing, PortalPage)):
        raise Http404
    return lead_to_picture(request, build_share_picture(thing, site=Portal.load().name))


def lead_to_picture(request: HttpRequest, picture: Package) -> HttpResponse:
    """Asks for it where it was not drawn yet. All who ask share one file; no cookie, nothing of the asker is kept."""
    export = request_export(picture, client=client_key(request))
    is_there = export.state == Export.State.DONE
    response = redirect(export.file_url if is_there else static("img/share.png"))
    add_never_cache_headers(response)
    return response
