"""The companion as something of its own: the numbers of a place, kept by a phone alone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from toolkit.domain.kit import NUMBER_SLOTS, SLOTS


@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """Where a reader writes the numbers of her place. Nothing of it comes here: a script keeps them in her browser, and
    without one there are lines to write on."""
    labels = dict(SLOTS)
    return render(request, "toolkit/numbers.html", {"slots": [(slot, labels[slot]) for slot in NUMBER_SLOTS]})
