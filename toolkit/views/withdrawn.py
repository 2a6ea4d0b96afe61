"""What an address of the library answers once its entry was taken from readers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from toolkit.models import GovernedEntry


def answer_missing(request: HttpRequest, model: type[GovernedEntry], **key: str) -> HttpResponse:
    """410 where an entry was public here once. Raises Http404 where none was: a draft is nobody's business."""
    if not model.objects.withdrawn().filter(**key).exists():
        raise Http404
    return render(request, "toolkit/withdrawn.html", status=410)
