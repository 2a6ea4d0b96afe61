"""Which module an address means, and who gets in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language

from accounts.views import private_page
from modules.models import Module
from modules.permissions import may_report, may_see_marking

View = Callable[..., Any]  # whatever a view answers


def fetch_module(request: HttpRequest, slug: str, language: str = "") -> Module:
    """The published module of this name in a language (default: the reader's), else in English; 404 without either."""
    wanted = language or get_language() or settings.LANGUAGE_CODE
    rows = Module.objects.visible_to(request.user).filter(slug=slug).select_related("locale", "parent__locale")
    known = {row.locale.language_code: row for row in rows}
    found = known.get(wanted) or known.get(settings.LANGUAGE_CODE) or next(iter(known.values()), None)
    if found is None:
        raise Http404
    return found


def list_readable_languages(request: HttpRequest, module: Module) -> list[str]:
    """The languages that readers have this module in, in the order of the settings."""
    rows = Module.objects.visible_to(request.user).filter(translation_key=module.translation_key)
    codes = set(rows.values_list("locale__language_code", flat=True))
    return [code for code, _name in settings.LANGUAGES if code in codes]


def lecturer_page(view: View) -> View:
    """For verified lecturers. For everybody else, visitors too, there is no such page (404); no cache keeps it."""

    @private_page
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_see_marking(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return page


def teacher_page(view: View) -> View:
    """For everybody who has signed in. Somebody whose account is guarded is told, kindly, why not."""

    @private_page
    @login_required
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_report(request.user):
            return render(request, "modules/teaching/guarded.html", status=403 if request.method == "POST" else 200)
        return view(request, *args, **kwargs)

    return page


def get_post_data(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: nothing yet, or what was sent, even where that is empty."""
    return request.POST if request.method == "POST" else None
