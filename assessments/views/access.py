"""What every page here has in common: it is private, and it takes forms from this site only."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt

from accounts.views import is_same_site, private_page
from toolkit.models import ChecklistPage

View = Callable[..., Any]  # whatever a view answers


def require_same_site(view: View) -> View:
    """Takes a form without a token, from a page of this site only.

    Checklist pages are stored by caches and set no cookie, so they can carry no token. Browsers say instead where a
    form comes from (Sec-Fetch-Site, Origin); who says nothing is asked to press the button again on our own page.
    """

    @csrf_exempt
    @private_page
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not is_same_site(request):
            return render(request, "assessments/alone/elsewhere.html", status=403)
        return view(request, *args, **kwargs)

    return page


def fetch_checklist(key: UUID) -> ChecklistPage:
    """The public checklist in the reader's language, else in English. Raises Http404 where there is none."""
    rows = ChecklistPage.objects.live().public().filter(translation_key=key).select_related("locale")
    found = {row.locale.language_code: row for row in rows}
    page = found.get(get_language() or "") or found.get(settings.LANGUAGE_CODE)
    if page is None:
        raise Http404
    return page
