"""The editors' side: the legal library and the glossary in the menu, what to verify, a PDF of a draft, translations."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail.admin.widgets.button import Button
from wagtail.models import DraftStateMixin, Page
from wagtail.permission_policies.base import ModelPermissionPolicy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.views.edit_translation import user_can_edit_instance
from wagtail_localize.views.update_translations import UpdateTranslationsView

from exports.actions import request_export
from toolkit.actions.translating import import_po_file
from toolkit.models import ChecklistPage, Instrument, Provision, Term, ToolPage
from toolkit.printouts import build_draft_printout
from toolkit.uploads import read_po


class InstrumentViewSet(SnippetViewSet):
    model = Instrument
    icon = "doc-full"
    menu_label = _("Instruments")
    list_display = ["short", "title", "kind", "year"]
    list_filter = ["kind", "locale"]
    ordering = ["order"]


class ProvisionViewSet(SnippetViewSet):
    model = Provision
    icon = "gavel"
    menu_label = _("Provisions")
    list_display = ["label", "title", BooleanColumn("is_verified", label=_("Verified"), sort_key="status")]
    list_filter = ["status", "instrument", "locale"]
    ordering = ["instrument__order", "order"]
    list_per_page = 60


class TermViewSet(SnippetViewSet):
    model = Term
    icon = "openquote"
    menu_label = _("Glossary")
    list_display = ["name", "short"]
    list_filter = ["locale"]
    ordering = ["name"]
    list_per_page = 60


class LibraryGroup(SnippetViewSetGroup):
    menu_label = _("Law and words")
    menu_icon = "gavel"
    menu_order = 250
    items = (InstrumentViewSet, ProvisionViewSet, TermViewSet)


register_snippet(LibraryGroup)


@hooks.register("register_icons")
def icons(found: list[str]) -> list[str]:
    return [*found, "toolkit/icons/gavel.svg"]


@hooks.register("register_reports_menu_item")
def to_verify() -> MenuItem:
    """Every provision an editor has still to compare with the official text."""
    address = ProvisionViewSet().get_url_name("list")
    return MenuItem(
        _("Provisions to verify"),
        f"{reverse(address)}?status={Provision.Status.TO_VERIFY}",
        name="to-verify",
        icon_name="gavel",
        order=50,
    )


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


class UpdateTranslations(UpdateTranslationsView):
    """Takes an original's changes into its translations. The library would let every editor publish all of them."""

    def get_form(self) -> forms.Form:
        form = super().get_form()
        field = form.fields["publish_translations"]
        field.disabled = not all(may_publish(self.request.user, one) for one in targets(self.object))
        field.initial = field.initial and not field.disabled
        return form


def targets(source: TranslationSource) -> Iterator[Any]:
    """The translations that would be published, and what they are made from."""
    yield source.get_source_instance()
    for translation in source.translations.filter(enabled=True):
        with suppress(ObjectDoesNotExist):
            yield translation.get_target_instance()


def may_publish(user: Any, thing: Any) -> bool:
    """Whether an editor may make a page, a snippet with drafts, or one without them public."""
    if isinstance(thing, Page):
        return bool(thing.permissions_for_user(user).can_publish())
    wanted = "publish" if isinstance(thing, DraftStateMixin) else "change"
    return bool(ModelPermissionPolicy(type(thing)).user_has_permission(user, wanted))


@require_POST
def upload_po(request: HttpRequest, translation_id: int) -> HttpResponse:
    """The library's own reads a file of any size, 13 MB in 344 MB of memory, and fails where it is no PO file.

    Raises PermissionDenied for whoever may not edit the translated page or snippet."""
    translation = get_object_or_404(Translation, pk=translation_id)
    if not user_can_edit_instance(request.user, translation.get_target_instance()):
        raise PermissionDenied
    file = request.FILES.get("file")
    try:
        if file is None:
            raise ValidationError(_("Please choose a PO file."))
        po = read_po(file, file.size or 0)  # type: ignore[arg-type]  # it reads
        wrong = import_po_file(translation, po, by=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("The translations of this file are here now."))
        if wrong:
            messages.warning(request, _("Some cannot be shown as they are. They are marked below, with the reason."))
    return redirect(get_valid_next_url_from_request(request) or reverse("wagtailadmin_home"))


@hooks.register("register_admin_urls", order=-1)
def before_the_librarys() -> list[Any]:
    """The library's addresses with our views: the first one counts."""
    return [
        path("localize/update/<int:translation_source_id>/", UpdateTranslations.as_view()),
        path("localize/translate/<int:translation_id>/pofile/upload/", upload_po),
    ]
