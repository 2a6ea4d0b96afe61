"""What teams work with stays, however hard an editor tries to delete it. Nobody learns which teams these are."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from assessments.models import Sheet


def are_worked_with(pages: Iterable[Page]) -> bool:
    """Whether a team's checklist is among these pages or below one of them."""
    return any(Sheet.objects.filter(version__page__path__startswith=page.path).exists() for page in pages)


@hooks.register("before_delete_page")
def keep_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    return refused(request, [page])


@hooks.register("before_bulk_action")
def keep_pages(request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any) -> HttpResponse | None:
    pages = [one for one in objects if isinstance(one, Page)]
    return refused(request, pages) if action_type == "delete" else None


def refused(request: HttpRequest, pages: list[Page]) -> HttpResponse | None:
    if not are_worked_with(pages):
        return None
    messages.error(request, _("Teams work with this checklist, so it cannot be deleted. You can unpublish it instead."))
    parent = pages[0].get_parent()
    return redirect("wagtailadmin_explore", parent.pk if parent else pages[0].pk)
