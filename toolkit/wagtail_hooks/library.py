"""Law and words in the menu: what rests on an entry, who compared it with what, what to look at again."""

from typing import Any

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import Panel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from toolkit.actions.governing import mark_looked_at
from toolkit.actions.verifying import record_verification
from toolkit.forms.verifying import VerificationForm
from toolkit.models import Instrument, LookAgain, Provision, Term, TreatyStanding, Verification
from toolkit.permissions import REVIEWERS, may_look_again, may_verify
from toolkit.selectors.dependents import find_dependents, find_touched

LIBRARY = (Instrument, Provision, Term)
ROWS_A_PAGE = 50


class DependentsPanel(Panel):
    """What rests on the entry: what a change of it touches."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "toolkit/admin/dependents_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            found = find_touched(self.instance) if self.instance.pk else []
            return {**super().get_context_data(parent_context), "dependents": found}


class VerificationPanel(Panel):
    """The records of comparison, and which of them fits the words as readers see them."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "toolkit/admin/verification_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            public = Provision.objects.filter(pk=self.instance.pk).first() if self.instance.pk else None
            context = super().get_context_data(parent_context)
            return {
                **context,
                "provision": public,
                "words": public.digest_words() if public else "",
                "records": list(public.verifications.all()) if public else [],
                "may_verify": may_verify(self.request.user),
            }


class InstrumentViewSet(SnippetViewSet):
    model = Instrument
    icon = "doc-full"
    menu_label = gettext_lazy("Instruments")
    list_display = ["short", "title", "kind", "year", BooleanColumn("live", label=gettext_lazy("Published"))]
    list_filter = ["kind", "force", "state", "live", "locale"]
    ordering = ["order"]
    panels = [*Instrument.panels, DependentsPanel(heading=gettext_lazy("What rests on it"))]


class ProvisionViewSet(SnippetViewSet):
    model = Provision
    icon = "gavel"
    menu_label = gettext_lazy("Provisions")
    list_display = [
        "label",
        "title",
        Column("get_status_display", label=gettext_lazy("Verification"), sort_key="status"),
        BooleanColumn("live", label=gettext_lazy("Published")),
    ]
    list_filter = ["status", "instrument", "strength", "state", "live", "locale"]
    ordering = ["instrument__order", "order"]
    list_per_page = 60
    panels = [
        *Provision.panels,
        VerificationPanel(heading=gettext_lazy("Verification")),
        DependentsPanel(heading=gettext_lazy("What rests on it")),
    ]


class StandingViewSet(SnippetViewSet):
    model = TreatyStanding
    icon = "globe"
    menu_label = gettext_lazy("Who is bound")
    list_display = [
        "instrument",
        "country",
        Column("get_standing_display", label=gettext_lazy("Standing"), sort_key="standing"),
        "since",
        "checked_on",
    ]
    list_filter = ["country", "standing", "instrument", "live", "locale"]
    ordering = ["instrument__order", "country"]
    list_per_page = 60
    panels = [*TreatyStanding.panels, DependentsPanel(heading=gettext_lazy("What it touches"))]


class TermViewSet(SnippetViewSet):
    model = Term
    icon = "openquote"
    menu_label = gettext_lazy("Glossary")
    list_display = ["name", "short", BooleanColumn("live", label=gettext_lazy("Published"))]
    list_filter = ["live", "locale"]
    ordering = ["name"]
    list_per_page = 60
    panels = [*Term.panels, DependentsPanel(heading=gettext_lazy("What rests on it"))]


class LibraryGroup(SnippetViewSetGroup):
    menu_label = gettext_lazy("Law and words")
    menu_icon = "gavel"
    menu_order = 250
    items = (InstrumentViewSet, ProvisionViewSet, StandingViewSet, TermViewSet)


register_snippet(LibraryGroup)


@hooks.register("register_icons")
def icons(found: list[str]) -> list[str]:
    return [*found, "toolkit/icons/gavel.svg"]


class LookAgainMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_look_again(request.user)


@hooks.register("register_reports_menu_item")
def to_verify() -> MenuItem:
    """Every provision whose words nobody has compared yet."""
    address = ProvisionViewSet().get_url_name("list")
    return LookAgainMenuItem(
        gettext_lazy("Provisions to verify"),
        f"{reverse(address)}?status={Provision.Status.TO_VERIFY}",
        name="to-verify",
        icon_name="gavel",
        order=50,
    )


@hooks.register("register_reports_menu_item")
def to_look_at() -> MenuItem:
    return LookAgainMenuItem(
        gettext_lazy("To look at again"), reverse("look_again"), name="look-again", icon_name="view", order=51
    )


@require_safe
def look_again(request: HttpRequest) -> HttpResponse:
    """What rests on something that changed, the newest change first."""
    if not may_look_again(request.user):
        raise PermissionDenied
    rows = Paginator(LookAgain.objects.filter(done_at=None), ROWS_A_PAGE).get_page(request.GET.get("p"))
    context = {"rows": rows, "page_title": _("To look at again"), "header_icon": "view"}
    return TemplateResponse(request, "toolkit/admin/look_again.html", context)


@require_POST
def looked_at(request: HttpRequest, pk: int) -> HttpResponse:
    if not may_look_again(request.user):
        raise PermissionDenied
    mark_looked_at(by=request.user, row=get_object_or_404(LookAgain, pk=pk))  # type: ignore[arg-type]  # she is signed in
    return redirect("look_again")


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Records that the words which readers see were compared. 403 for whoever has not the right to say so."""
    if not may_verify(request.user):
        raise PermissionDenied
    provision = get_object_or_404(Provision.objects.published().select_related("instrument", "locale"), pk=pk)
    form = VerificationForm(request.POST or None)
    back = reverse(ProvisionViewSet().get_url_name("edit"), args=[quote(provision.pk)])
    if request.method == "POST" and form.is_valid():
        compared = Verification.Compared(form.cleaned_data.pop("compared"))
        record_verification(
            by=request.user,  # type: ignore[arg-type]  # she is signed in
            role=role_of(request.user),
            provision=provision,
            compared=compared,
            **form.cleaned_data,
        )
        messages.success(request, _("Recorded. Readers see it now."))
        return redirect(back)
    context = {"form": form, "provision": provision, "back": back, "page_title": _("Record a comparison")}
    return TemplateResponse(request, "toolkit/admin/verify.html", context)


def role_of(user: Any) -> Verification.Role:
    is_reviewer = user.groups.filter(name=REVIEWERS).exists()
    return Verification.Role.REVIEWER if is_reviewer else Verification.Role.EDITOR


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return [
        path("law/<int:pk>/verify/", verify, name="verify_provision"),
        path("law/look-again/", look_again, name="look_again"),
        path("law/look-again/<int:pk>/", looked_at, name="looked_at"),
    ]


@hooks.register("before_delete_snippet")
def refuse_what_carries(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    """Deleting what something rests on is refused, with the list of what does."""
    return refused(request, [entry for entry in instances if isinstance(entry, LIBRARY)])


@hooks.register("before_bulk_action")
def refuse_many(request: HttpRequest, action: str, objects: list[Any], view: Any) -> HttpResponse | None:
    entries = [entry for entry in objects if isinstance(entry, LIBRARY)] if action == "delete" else []
    return refused(request, entries)


def refused(request: HttpRequest, entries: list[Any]) -> HttpResponse | None:
    carrying = [(entry, found) for entry in entries if (found := find_dependents(entry))]
    if not carrying:
        return None
    context = {"carrying": carrying, "page_title": _("It cannot be deleted"), "header_icon": "warning"}
    return TemplateResponse(request, "toolkit/admin/refused.html", context)
