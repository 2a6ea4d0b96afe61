"""Sentences to say in the admin: which were tested aloud, signed off and recorded, in each language."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from toolkit.actions.spoken import add_recording, record_check
from toolkit.forms.spoken import CheckForm, RecordingForm
from toolkit.models import SentenceCheck, SentenceRecording, SentencesPage
from toolkit.permissions import may_answer_for_sentences
from toolkit.presenters.spoken import build_sentence_context, build_table


def find_pages(request: HttpRequest) -> list[SentencesPage]:
    """The pages of sentences that this editor answers for, one or more a language; also one that readers do not see."""
    pages = SentencesPage.objects.filter(alias_of=None).select_related("locale").order_by("path")
    return [page for page in pages if may_answer_for_sentences(request.user, page)]


class SpokenMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(find_pages(request))


@hooks.register("register_reports_menu_item")
def spoken_menu() -> MenuItem:
    return SpokenMenuItem(
        gettext_lazy("Words to say"), reverse("spoken_sentences"), name="words-to-say", icon_name="openquote", order=52
    )


@require_safe
def spoken_sentences(request: HttpRequest) -> HttpResponse:
    """Sentence by language."""
    pages = find_pages(request)
    if not pages:
        raise PermissionDenied
    context = {**build_table(pages), "page_title": _("Words to say"), "header_icon": "openquote"}
    return TemplateResponse(request, "toolkit/admin/spoken_sentences.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def spoken_sentence(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """What was done with one sentence, and the two forms to say more. 403 for whoever does not answer for its page."""
    page: SentencesPage = get_object_or_404(SentencesPage.objects.select_related("locale"), pk=pk)
    if not may_answer_for_sentences(request.user, page):
        raise PermissionDenied
    if key not in page.sentences():
        raise Http404
    forms = {"check": CheckForm(), "recording": RecordingForm()}
    if request.method == "POST":
        forms |= bind(request)
        if save(request, page, key, forms):
            messages.success(request, _("Recorded. Readers see it now."))
            return redirect("spoken_sentence", pk, key)
    context = {**build_sentence_context(page, key), "forms": forms, "page_title": _("Words to say")}
    return TemplateResponse(request, "toolkit/admin/spoken_sentence.html", context)


def bind(request: HttpRequest) -> dict[str, Any]:
    if "voice" in request.POST or request.FILES:
        return {"recording": RecordingForm(request.POST, request.FILES)}
    return {"check": CheckForm(request.POST)}


def save(request: HttpRequest, page: SentencesPage, key: str, forms: dict[str, Any]) -> bool:
    """Whether the form that was sent is kept."""
    who: dict[str, Any] = {"by": request.user, "page": page, "key": key}
    check, recording = forms["check"], forms["recording"]
    if check.is_valid():
        record_check(**who, **{**check.cleaned_data, "kind": SentenceCheck.Kind(check.cleaned_data["kind"])})
        return True
    if recording.is_valid():
        data = recording.cleaned_data
        voice = SentenceRecording.Voice(data["voice"])
        add_recording(**who, voice=voice, on=data["on"], sound=data["file"])
        return True
    return False


@require_POST
def remove_recording(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(SentenceRecording.objects.select_related("page"), pk=pk)
    if not may_answer_for_sentences(request.user, row.page):
        raise PermissionDenied
    row.delete()
    messages.success(request, _("The recording is gone."))
    if row.key in row.page.sentences():
        return redirect("spoken_sentence", row.page_id, row.key)
    return redirect("spoken_sentences")


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return [
        path("words-to-say/", spoken_sentences, name="spoken_sentences"),
        path("words-to-say/<int:pk>/<slug:key>/", spoken_sentence, name="spoken_sentence"),
        path("words-to-say/recordings/<int:pk>/remove/", remove_recording, name="remove_recording"),
    ]
