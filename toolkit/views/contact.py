"""Whom a reader can write to."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Who answers and by when, as whoever runs the portal promises it; and who keeps the portal. Says so where nobody
    is there to answer. Nothing is typed here, so nothing is kept."""
    holes = settings.SECURITY_CONTACT
    context = {
        "role": settings.CONTACT_ROLE,
        "days": settings.CONTACT_DAYS,
        "holes": holes,
        "holes_address": holes if holes.startswith("https://") else f"mailto:{holes}",
    }
    return render(request, "toolkit/contact.html", context)
