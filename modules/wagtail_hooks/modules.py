"""The editors' side of modules and videos."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from modules.actions.publishing import refresh_modules_showing
from modules.forms.checking import find_part_warnings, find_plans_missing_parts, find_untranslated_decisions
from modules.models import Module, Video


class ModuleViewSet(SnippetViewSet):
    model = Module
    icon = "openquote"
    menu_label = _("Modules")
    list_display = ["title", "level", "minutes", "parent", BooleanColumn("live", label=_("Published"))]
    list_filter = ["level", "crime", "live", "locale"]
    ordering = ["title"]
    copy_view_enabled = False


class VideoViewSet(SnippetViewSet):
    model = Video
    icon = "media"
    menu_label = _("Videos")
    list_display = ["__str__", "seconds", BooleanColumn("is_public", label=_("Readers may watch it"))]


class ModuleGroup(SnippetViewSetGroup):
    menu_label = _("University modules")
    menu_icon = "openquote"
    menu_order = 260
    items = (ModuleViewSet, VideoViewSet)


register_snippet(ModuleGroup)


@hooks.register("after_edit_snippet")
def show_the_video_as_it_is_now(request: HttpRequest, instance: Any) -> None:
    if isinstance(instance, Video):
        refresh_modules_showing(instance)


@hooks.register("after_edit_snippet")
@hooks.register("after_create_snippet")
def tell_what_is_missing(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """Says after saving what nothing forbids but a reader would miss."""
    if isinstance(instance, Module):
        for sentence in find_part_warnings(instance.parts):
            messages.warning(request, sentence)
        if instance.is_adaptation:
            for sentence in [
                *find_plans_missing_parts(instance.resolved_parts(), instance.changes.all()),
                *find_untranslated_decisions(instance),
            ]:
                messages.warning(request, sentence)
    return None
