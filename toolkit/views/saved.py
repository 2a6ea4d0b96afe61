"""Saved on this phone: the page, the list that a phone compares with what it has, and the service worker."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exports.models import Export
from exports.models.exports import State
from exports.storage import files
from toolkit.domain.saved import COMPANION, EVERYTHING, SCOPES
from toolkit.packages.saved import LIST
from toolkit.presenters.days import write_day
from toolkit.selectors.kit import find_first_path
from toolkit.selectors.reading import list_checklists, list_tools


@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """What may be saved; what is saved only the phone knows, so a script says it."""
    language = get_language() or settings.LANGUAGE_CODE
    context = {
        "companion": COMPANION,
        "path": f"/{language}/{find_first_path(language, request)}",
        "everything": EVERYTHING,
        "tools": list_tools(language, request),
        "others": [row for row in list_checklists(language, request) if row.of_tool is None],
        "scopes": " ".join(f"/{language}/{scope}/" for scope in SCOPES),
    }
    return render(request, "toolkit/saved.html", context)


@require_safe
def saved_list(request: HttpRequest) -> HttpResponse:
    """The list of the newest copy of this language; null while a worker makes one, or after it was withdrawn."""
    language = get_language() or settings.LANGUAGE_CODE
    lists = Export.objects.visible_to(None).filter(kind=LIST.kind, subject=language, state=State.DONE)
    export = lists.order_by("-asked_at").first()
    if export is None or export.finished_at is None:
        return answer_list(None)
    try:
        with files.open_file(export.key) as file:
            content = json.loads(file.read())
    except FileNotFoundError:
        return answer_list(None)
    content |= {"version": export.key, "words": write_words(write_day(export.finished_at, language))}
    return answer_list(content)


def answer_list(content: dict[str, Any] | None) -> JsonResponse:
    return JsonResponse(content, safe=False, headers={"Cache-Control": "no-store", "X-Robots-Tag": "noindex"})


def write_words(day: str) -> dict[str, str]:
    """What the worker says above a page without a line, in the language of the page."""
    return {
        "day": day,
        "copy": _("The portal did not answer. You read the copy saved on this phone, as it was on %(date)s.")
        % {"date": day},
        "missing": _("The portal did not answer, and that page is not saved on this phone. This is what is saved."),
    }


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. Its address never changes, so browsers ask each time."""
    return HttpResponse(read_worker(), content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@lru_cache(maxsize=1)
def read_worker() -> bytes:
    return (Path(settings.BASE_DIR) / "static/js/worker.js").read_bytes()
