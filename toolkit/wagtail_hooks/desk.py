"""The translators' desk: each one's lists, and how far a language is."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Locale

from toolkit.permissions import (
    find_desk_languages,
    may_publish_everywhere,
)
from toolkit.presenters.desk import name_kind
from toolkit.selectors.desk import LISTS, count_lists, list_kinds, list_states, measure_progress

ROWS_A_PAGE = 50
NAMES = {
    "to-translate": gettext_lazy("To translate"),
    "changed": gettext_lazy("English changed"),
    "sent-back": gettext_lazy("Sent back"),
    "handed-in": gettext_lazy("Handed in"),
    "signed-off": gettext_lazy("Signed off"),
    "published": gettext_lazy("Published"),
}


class DeskMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(find_desk_languages(request.user))


@hooks.register("register_admin_menu_item")
def desk_menu() -> MenuItem:
    return DeskMenuItem(
        gettext_lazy("Translations"), reverse("desk"), name="translations-desk", icon_name="globe", order=240
    )


class ProgressMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_progress(request.user)


@hooks.register("register_reports_menu_item")
def progress_menu() -> MenuItem:
    return ProgressMenuItem(
        gettext_lazy("How far translations are"),
        reverse("desk_progress"),
        name="translations-progress",
        icon_name="globe",
        order=53,
    )


def may_see_progress(user: Any) -> bool:
    """Everybody who works on texts here: editors, too."""
    return bool(user.has_perm("toolkit.change_term") or find_desk_languages(user))


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """One of her lists, of all her languages or of one."""
    hers = find_desk_languages(request.user)
    if not hers:
        raise PermissionDenied
    name = request.GET.get("list", "")
    languages = list(Locale.objects.filter(pk__in=hers))
    chosen = next((one for one in languages if one.language_code == request.GET.get("language")), None)
    kinds = list_kinds(hers)
    kind = next((one for one in kinds if one.model == request.GET.get("kind")), None)
    numbers = [chosen.pk] if chosen else hers
    counts = count_lists(numbers, kind=kind and kind.pk)
    if name not in LISTS:
        name = next((one for one in ("sent-back", "changed", "handed-in") if counts[one]), "to-translate")
    rows = Paginator(list_states(numbers, name, kind=kind and kind.pk), ROWS_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "lists": [(one, label, counts[one]) for one, label in NAMES.items()],
        "list": name,
        "languages": languages,
        "language": chosen,
        "kinds": sorted((name_kind(one), one.model) for one in kinds),
        "kind": kind.model if kind else "",
        "rows": rows,
        "page_title": _("Translations"),
        "header_icon": "globe",
    }
    return TemplateResponse(request, "toolkit/admin/desk.html", context)


@require_safe
def desk_progress(request: HttpRequest) -> HttpResponse:
    """Language by language and kind by kind: how much there is, who has read it, what is behind."""
    if not may_see_progress(request.user):
        raise PermissionDenied
    rows = measure_progress()
    kinds = ContentType.objects.in_bulk([row.kind for row in rows])
    names = {pk: name_kind(kind) for pk, kind in kinds.items()}
    context = {
        "rows": sorted(((row, names[row.kind]) for row in rows), key=lambda told: (told[0].language, told[1])),
        "everywhere": may_publish_everywhere(request.user),
        "page_title": _("How far translations are"),
        "header_icon": "globe",
    }
    return TemplateResponse(request, "toolkit/admin/desk_progress.html", context)


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return [
        path("translations/", desk, name="desk"),
        path("translations/progress/", desk_progress, name="desk_progress"),
    ]
