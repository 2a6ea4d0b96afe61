"""Ask, wait, download. The fetch is the permission check: what is not visible is 404.

Nothing here sets a cookie or reads a token: asking twice does no more than asking once, and a form without a
token leaves the public pages that carry it cacheable. Private rows answer only to their owner's own cookie,
which a browser does not send along with another site's form (SameSite=Lax).
"""

from typing import cast

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers, get_conditional_response
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.middleware import HtmxDetails

from accounts.limits import client_key
from exports.actions import request_export, retry_export
from exports.domain.kinds import PrintoutKind, file_kinds, is_made_ahead
from exports.domain.printouts import Printout
from exports.models import Export
from exports.printouts import build_printout, read_options
from exports.storage import files
from exports.tasks import compute_export_key


class HtmxRequest(HttpRequest):
    htmx: HtmxDetails


A_DAY = "86400"  # our own proxy asks again after it, so that a file that was withdrawn is gone from there too
# While we are away it gives out its copy, for one more day: nobody can tell it then that the file was withdrawn.
A_BEAT = "600"  # seconds: as often workers look what has to be made ahead
FOR_EVER = f"public, max-age=31536000, immutable, stale-if-error={A_DAY}"


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, kind: str, subject: str) -> HttpResponse:
    """The file where it exists. Else POST has it made, and GET shows the button: crawlers start nothing. Of what
    workers make ahead, the newest."""
    if is_made_ahead(kind, subject):
        return give_newest(request, kind, subject)
    printout = public_printout(kind, subject, request.GET)
    if request.method == "POST":
        return unlisted(redirect(request_export(printout, client=client_key(request))))
    export = made_from(printout)
    if export is not None:
        return unlisted(redirect(export))
    return unlisted(render(request, "exports/ask.html", {"printout": printout}))


def give_newest(request: HttpRequest, kind: str, subject: str) -> HttpResponse:
    """One that is done before one that is on its way. Where there is none, a worker makes it before long: 503."""
    rows = Export.objects.visible_to(None).filter(kind=kind, subject=subject).exclude(state=Export.State.FAILED)
    done = rows.filter(state=Export.State.DONE)
    newest = done.order_by("-asked_at").first() or rows.order_by("-asked_at").first()
    if newest:
        return unlisted(redirect(newest))
    response = render(request, "exports/unmade.html", status=503)
    response["Retry-After"] = A_BEAT
    return unlisted(response)


@require_safe
def status(request: HtmxRequest, key: str) -> HttpResponse:
    """How far it is, as a page, or for htmx as its changing part: 204 while nothing has changed."""
    export = seen_by(request, key)
    ahead = export.position() if export.state == Export.State.QUEUED else 0
    mark = f"{export.state}-{export.stage}-{export.page}-{ahead}"
    seen = request.GET.get("seen", "")
    if request.htmx and "give" in request.GET and export.state == Export.State.DONE:
        return unlisted(HttpResponse(headers={"HX-Redirect": export.file_url}))
    if request.htmx and seen == mark:
        return unlisted(HttpResponse(status=204))
    context = {
        "export": export,
        "ahead": ahead,
        "mark": mark,
        "waits": export.state in {Export.State.QUEUED, Export.State.RENDERING},
        "is_news": seen.partition("-")[0] != export.state,
    }
    return unlisted(render(request, "exports/status.html" + ("#progress" if request.htmx else ""), context))


@csrf_exempt
@require_POST
def retry(request: HttpRequest, key: str) -> HttpResponse:
    export = seen_by(request, key)
    retry_export(export, by=request.user, client=client_key(request))
    return unlisted(redirect(export.status_url))


@require_safe
def download(request: HttpRequest, key: str, filename: str) -> HttpResponseBase:
    """The file, under an address whose content never changes. Raises Http404 until it is there, and once it is gone."""
    export = seen_by(request, key)
    if export.state != Export.State.DONE or filename != export.filename:
        raise Http404
    return give_file(request, export, attached=True)


@require_safe
def newest(request: HttpRequest, kind: str, subject: str) -> HttpResponseBase:
    """The newest PDF that is there, under one address for all editions: what a search engine may keep, and a link
    elsewhere. It has nothing made: a crawler would have everything made. Raises Http404 where there is none, or the
    page is no longer public."""
    declared = file_kinds().get(kind)
    if not isinstance(declared, PrintoutKind):
        raise Http404
    rows = Export.objects.visible_to(None).filter(kind=kind, subject=subject, state=Export.State.DONE)
    export = rows.filter(options=read_options({"form": declared.forms[0]})).order_by("-asked_at").first()
    if export is None:
        raise Http404
    answer = give_file(request, export, attached=False)
    answer.headers["Cache-Control"] = f"max-age={A_BEAT}"  # a newer one stands here soon, or none
    del answer.headers["X-Accel-Expires"], answer.headers["X-Robots-Tag"]
    answer.headers["Link"] = f'<{settings.BASE_URL}{request.path}>; rel="canonical"'
    return answer


def give_file(request: HttpRequest, export: Export, *, attached: bool) -> HttpResponseBase:
    try:
        file = files.open_file(export.key)
    except FileNotFoundError as lost:
        raise Http404 from lost
    assert export.finished_at  # the constraint export_done_has_file
    made = int(export.finished_at.timestamp())
    response = FileResponse(
        file,
        as_attachment=attached,
        filename=export.filename,
        content_type=export.media_type,
        headers={
            "Cache-Control": "private, no-store" if export.private else FOR_EVER,
            "ETag": f'"{export.key}"',
            "Content-Length": str(export.size),  # a bucket's stream does not say it
            "Last-Modified": http_date(made),
            "X-Robots-Tag": "noindex",
        },
    )
    whole = cast(HttpResponse, response)
    answer = cast(HttpResponseBase, get_conditional_response(request, response["ETag"], made, whole))
    if not export.private:
        answer.headers["X-Accel-Expires"] = A_DAY  # on a 304 too: it renews the proxy's copy
    return answer


def seen_by(request: HttpRequest, key: str) -> Export:
    """The export this reader may see; a public one is found without asking who reads, for caches' sake."""
    export = Export.objects.visible_to(None).filter(key=key).first()
    if export is not None:
        return export
    return get_object_or_404(Export.objects.visible_to(request.user, request.session.session_key or ""), key=key)


def public_printout(kind: str, subject: str, query: QueryDict) -> Printout:
    """Raises Http404 where there is no such kind, or nothing published under this subject."""
    try:
        return build_printout(kind, subject, read_options(query))
    except LookupError as missing:
        raise Http404 from missing


def made_from(printout: Printout) -> Export | None:
    """The export of this very printout, if anybody ever asked for it."""
    return Export.objects.visible_to(None).filter(key=compute_export_key(printout)).first()


def unlisted(response: HttpResponse) -> HttpResponse:
    """Not for search engines and not for caches: it says something else in a second."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    add_never_cache_headers(response)
    return response
