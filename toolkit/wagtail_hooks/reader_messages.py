"""What readers wrote to the editors: a list of what waits, and one button."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from toolkit.actions.feedback import answer_message
from toolkit.models import ReaderMessage
from toolkit.permissions import may_answer_readers

ROWS_A_PAGE = 50


class ReaderMessagesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_answer_readers(request.user)


@hooks.register("register_admin_menu_item")
def messages_menu() -> MenuItem:
    return ReaderMessagesMenuItem(
        gettext_lazy("From readers"), reverse("reader_messages"), name="reader-messages", icon_name="comment", order=245
    )


@require_safe
def reader_messages(request: HttpRequest) -> HttpResponse:
    """Those that wait, the oldest first. Raises PermissionDenied for who may not answer."""
    if not may_answer_readers(request.user):
        raise PermissionDenied
    page = Paginator(ReaderMessage.objects.open(), ROWS_A_PAGE).get_page(request.GET.get("p"))
    context = {"page": page, "page_title": _("From readers"), "header_icon": "comment"}
    return TemplateResponse(request, "toolkit/admin/reader_messages.html", context)


@require_POST
def reader_message_answered(request: HttpRequest, pk: UUID) -> HttpResponse:
    answer_message(by=request.user, message=get_object_or_404(ReaderMessage.objects.open(), pk=pk))
    messages.success(request, _("Done."))
    return redirect("reader_messages")


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return [
        path("from-readers/", reader_messages, name="reader_messages"),
        path("from-readers/<uuid:pk>/answered/", reader_message_answered, name="reader_message_answered"),
    ]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    actions.register_action("toolkit.message.answer", _("Answer a reader"), _("Answered a reader"))
