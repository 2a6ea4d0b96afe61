"""Files of the working kit that no worker has to make: a spoken sentence, a model form to adapt."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from toolkit.models import BlankFormPage
from toolkit.packages.blank_forms import name_form_docx, write_form_docx
from toolkit.presenters.kit import form_context
from toolkit.printouts.scripts import get_direction
from toolkit.printouts.sources import make_page_address
from toolkit.selectors.spoken import find_public_recording
from toolkit.views.ranges import serve_ranges

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def form_document(request: HttpRequest, pk: int) -> HttpResponse:
    """A model form to adapt in a word processor."""
    page = get_object_or_404(BlankFormPage.objects.live().public().select_related("locale"), pk=pk)
    language = page.locale.language_code
    body = write_form_docx(
        page,
        form_context(page, request),
        address=make_page_address(page, language),
        direction=get_direction(language),
    )
    headers = {"Content-Disposition": f'attachment; filename="{name_form_docx(page)}"'}
    return HttpResponse(body, content_type=DOCX, headers=headers)


@require_safe
def recording(request: HttpRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
    """A spoken sentence. 404 once the sentence says something else."""
    row = find_public_recording(pk)
    if row is None:
        raise Http404
    return serve_ranges(request, row.file, row.media_type)
