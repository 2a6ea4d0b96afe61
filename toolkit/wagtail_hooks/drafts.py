"""A PDF of a draft."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from exports.actions import request_export
from toolkit.models import ChecklistPage, ToolPage
from toolkit.printouts import build_draft_printout


class DraftPdfButton(Button):
    def __init__(self, page: Page, **kwargs: Any) -> None:
        super().__init__(
            _("PDF of this draft"),
            reverse("draft_pdf", args=[page.pk]),
            icon_name="doc-full",
            priority=60,
            **kwargs,
        )


@hooks.register("register_page_header_buttons")
def draft_pdf_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> list[Button]:
    if isinstance(page.specific_deferred, ChecklistPage | ToolPage) and page.permissions_for_user(user).can_edit():
        return [DraftPdfButton(page)]
    return []


def draft_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The latest draft as a file that only this editor can open; the file is made by the usual queue."""
    page = get_object_or_404(Page, pk=pk).specific
    if not isinstance(page, ChecklistPage | ToolPage) or not page.permissions_for_user(request.user).can_edit():
        return HttpResponse(status=404)
    export = request_export(build_draft_printout(page.get_latest_revision_as_object()), by=request.user)
    return redirect(export.get_absolute_url())


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return [path("drafts/<int:pk>/pdf/", draft_pdf, name="draft_pdf")]
