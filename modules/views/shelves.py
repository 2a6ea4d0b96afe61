"""A module to take along: packages and the handbook, for everybody and for verified lecturers.

Asking for a public one sets no cookie and reads no token (as in exports/views.py): it changes nothing that belongs to
anybody, and a thousand who ask share one file. A lecturer's holds marking notes: it is hers alone and gone in an hour.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.limits import client_key
from exports.actions import request_export
from exports.domain.orders import Order
from modules.domain.outlines import Outline
from modules.models import Module
from modules.packages.shelves import SHELVES, package, shelves_for
from modules.presenters.outlining import outline_of
from modules.printouts import published_on, whole
from modules.views.doors import in_reach, lecturer_page

HANDBOOK = "handbook"


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, slug: str, shelf: str) -> HttpResponse:
    """POST has the package made, or gives it where it is there. GET leads to the box with the buttons."""
    module = in_reach(request, slug)
    outline = outline_of(module)
    if outline.draft:
        raise Http404
    order = order_of(module, outline, shelf)
    if request.method != "POST":
        return unlisted(redirect(f"{module.get_absolute_url()}#teach"))
    return unlisted(redirect(request_export(order, client=client_key(request))))


@require_POST
@lecturer_page
def take_with_marking(request: HttpRequest, slug: str, shelf: str) -> HttpResponse:
    """The same with right answers and marking notes, for a verified lecturer. Drafts too: she may review them."""
    module = in_reach(request, slug)
    order = order_of(module, outline_of(module, for_lecturers=True), shelf)
    return unlisted(redirect(request_export(order, by=request.user, client=client_key(request))))


def order_of(module: Module, outline: Outline, shelf: str) -> Order:
    """What is to be made. Raises Http404 for a shelf that this module does not fill."""
    if shelf == HANDBOOK:
        return whole(outline, str(module.pk), published=published_on(module))
    if SHELVES.get(shelf) not in shelves_for(outline):
        raise Http404
    return package(outline, SHELVES[shelf])


def unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    add_never_cache_headers(response)
    return response
