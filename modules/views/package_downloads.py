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
from exports.domain.export_requests import ExportRequest
from modules.domain.outlines import Outline
from modules.models import Module
from modules.packages.formats import PACKAGE_FORMATS, build_package, list_package_formats
from modules.presenters.outline_writer import build_outline
from modules.printouts import build_module_handbook, get_publication_date
from modules.views.access import fetch_module, lecturer_page

HANDBOOK = "handbook"


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, slug: str, shelf: str) -> HttpResponse:
    """POST has the package made, or gives it where it is there. GET leads to the box with the buttons.

    Raises Http404 for a draft: what is made of one is private."""
    module = fetch_module(request, slug)
    outline = build_outline(module)
    if outline.draft:
        raise Http404
    order = build_export_request(module, outline, shelf)
    if request.method != "POST":
        return unlisted(redirect(f"{module.get_absolute_url()}#teach"))
    return unlisted(redirect(request_export(order, client=client_key(request))))


@require_POST
@lecturer_page
def take_with_marking(request: HttpRequest, slug: str, shelf: str) -> HttpResponse:
    """The same with right answers and marking notes, for a verified lecturer. Drafts too: the lecturer may
    review them."""
    module = fetch_module(request, slug)
    order = build_export_request(module, build_outline(module, for_lecturers=True), shelf)
    return unlisted(redirect(request_export(order, by=request.user, client=client_key(request))))


def build_export_request(module: Module, outline: Outline, shelf: str) -> ExportRequest:
    """What is to be made. Raises Http404 for a shelf that this module does not fill."""
    if shelf == HANDBOOK:
        published = get_publication_date(module)
        return build_module_handbook(outline, str(module.pk), published=published, module=module)
    if PACKAGE_FORMATS.get(shelf) not in list_package_formats(outline):
        raise Http404
    return build_package(outline, PACKAGE_FORMATS[shelf])


def unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    add_never_cache_headers(response)
    return response
