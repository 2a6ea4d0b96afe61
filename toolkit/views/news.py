"""What changed for readers."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from toolkit.selectors.news import LAST_DAYS, find_news, is_any_by_machine


@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """In the reader's language alone: what she could not read is no news to her."""
    language = get_language() or settings.LANGUAGE_CODE
    rows = find_news(language, timezone.localdate())
    context = {"rows": rows, "days": LAST_DAYS, "rows_by_machine": is_any_by_machine(rows, language)}
    return render(request, "toolkit/news.html", context)
