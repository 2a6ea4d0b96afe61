"""What is translated, for readers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from toolkit.presenters.progress import build_progress


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """How much there is in each language, and how much of it a person has read."""
    return render(request, "toolkit/progress.html", {"progress": build_progress()})
