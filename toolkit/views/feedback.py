"""A reader writes to the editors: no account, no script, no cookie."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.views import is_same_site
from toolkit.domain.retention import MESSAGE, MESSAGE_ANSWERED
from toolkit.forms.feedback import FeedbackForm
from toolkit.models import ReaderMessage
from toolkit.selectors.places import find_known_place


@csrf_exempt
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest, place: str = "") -> HttpResponse:
    """The form, about a page or about nothing in particular. What is refused stands in its field again.

    Caches keep the page, so it carries no token (accounts.views.is_same_site)."""
    language = get_language() or settings.LANGUAGE_CODE
    known = find_known_place(place, language)
    is_sent = request.method == "POST"
    if not is_sent and known.strip("/") != place.strip("/"):
        return redirect("toolkit:feedback_on", known.strip("/")) if known else redirect("toolkit:feedback")
    form = FeedbackForm(request.POST if is_sent else None)
    if is_sent and not is_same_site(request):
        form.add_error(
            None,
            _(
                "Your browser did not say that this form comes from our own page, so it was not taken. "
                "Nothing was kept."
            ),
        )
    if form.is_valid():
        ReaderMessage.objects.create(place=known, language=language, **form.cleaned_data)
        return redirect("toolkit:feedback_sent")
    context = {"form": form, "place": known, "answered": MESSAGE_ANSWERED, "most": MESSAGE}
    response = render(request, "toolkit/feedback.html", context, status=422 if is_sent else 200)
    if is_sent:
        response["Cache-Control"] = "no-store"
    return response


@require_safe
def feedback_sent(request: HttpRequest) -> HttpResponse:
    """Who reads it, and within how many days, as whoever runs the portal promises it."""
    context = {"role": settings.CONTACT_ROLE, "days": settings.CONTACT_DAYS}
    return render(request, "toolkit/feedback_sent.html", context)
