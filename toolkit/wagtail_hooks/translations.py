"""Translations by other people's files and programs."""

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
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail.models import DraftStateMixin, Page
from wagtail.permission_policies.base import ModelPermissionPolicy
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.views.edit_translation import user_can_edit_instance
from wagtail_localize.views.report import TranslationsReportView
from wagtail_localize.views.update_translations import UpdateTranslationsView

from toolkit.actions.desk import refuse_gaps
from toolkit.actions.translating import import_po_file
from toolkit.uploads import read_po


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


def show_report(request: HttpRequest) -> HttpResponse:
    """The library's list names every title in every language, and asks nobody who reads it: it is the editors'."""
    if not may_see_report(request.user):
        raise PermissionDenied
    return TranslationsReportView.as_view()(request)


def may_see_report(user: Any) -> bool:
    return bool(user.has_perm("toolkit.change_term"))


@hooks.register("construct_reports_menu")
def hide_report(request: HttpRequest, items: list[Any]) -> None:
    if not may_see_report(request.user):
        address = reverse("wagtail_localize:translations_report")
        items[:] = [item for item in items if item.url != address]


@hooks.register("before_edit_snippet", order=-1)
def refuse_english_in_its_place(request: HttpRequest, thing: Any) -> HttpResponse | None:
    """The library publishes English where a passage has no words yet. Pages mark and count it; law, words and modules
    stay as they are until all of it is there."""
    if request.method != "POST" or request.POST.get("action") != "publish" or not hasattr(thing, "translation_key"):
        return None
    translation = Translation.objects.filter(
        source__object_id=thing.translation_key, target_locale_id=thing.locale_id, enabled=True
    ).first()
    if translation is None:
        return None
    try:
        refuse_gaps(translation)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect(request.path)
    return None


@hooks.register("register_admin_urls", order=-1)
def before_the_librarys() -> list[Any]:
    """The library's addresses with our views: the first one counts."""
    return [
        path("localize/update/<int:translation_source_id>/", UpdateTranslations.as_view()),
        path("localize/translate/<int:translation_id>/pofile/upload/", upload_po),
        path("localize/reports/translations/", show_report),
        path("localize/reports/translations/results/", show_report),
    ]
