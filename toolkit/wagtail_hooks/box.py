"""A box of the toolkit, made by those who publish."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from exports.models import Export
from exports.models.exports import Lane
from exports.tasks import send_task
from exports.tasks.queueing import QUEUES
from toolkit.caching.box import is_box_claimed
from toolkit.packages.box import BOX
from toolkit.permissions import may_publish_everywhere
from toolkit.sealing import find_public_key
from toolkit.tasks import make_box


class BoxMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(may_publish_everywhere(request.user))


@hooks.register("register_reports_menu_item")
def box_menu() -> MenuItem:
    return BoxMenuItem(
        gettext_lazy("The toolkit in a box"), reverse("toolkit_box"), name="toolkit-box", icon_name="download", order=54
    )


@require_http_methods(["GET", "HEAD", "POST"])
def order_box(request: HttpRequest) -> HttpResponse:
    """Has a worker make one of the chosen languages. Raises PermissionDenied for who may not publish everywhere."""
    if not may_publish_everywhere(request.user):
        raise PermissionDenied
    if request.method == "POST":
        chosen = [code for code, _name in settings.LANGUAGES if code in request.POST.getlist("language")]
        if not chosen:
            messages.error(request, _("Please choose a language."))
        elif send_task(make_box, chosen, queue=QUEUES[Lane.SLOW]):
            messages.success(request, _("A worker makes the box now. It takes some minutes for each language."))
        else:
            messages.error(request, _("No worker could be reached. Please try again later."))
        return redirect("toolkit_box")
    context = {
        "languages": settings.LANGUAGES,
        "boxes": Export.objects.visible_to(None).filter(kind=BOX.kind).order_by("-created_at"),
        "is_making": is_box_claimed(),
        "key": find_public_key(),
        "page_title": _("The toolkit in a box"),
        "header_icon": "download",
    }
    return TemplateResponse(request, "toolkit/admin/box.html", context)


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return [path("toolkit-box/", order_box, name="toolkit_box")]
