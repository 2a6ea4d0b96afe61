"""One translation at the desk, passage by passage: writing, handing in, reading, signing off, publishing."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail import hooks
from wagtail.admin import messages
from wagtail_localize.models import StringSegment, Translation

from toolkit.actions.desk import (
    add_comment,
    hand_in,
    publish_words,
    save_words,
    send_back,
    settle_comment,
    sign_off,
)
from toolkit.actions.desk_taking import take_to_desk
from toolkit.actions.translating import import_po_file
from toolkit.forms.desk import PassagesForm
from toolkit.models import TranslationState
from toolkit.packages.xliff import write_xliff
from toolkit.permissions import (
    find_desk_languages,
    may_comment,
    may_publish_language,
    may_review,
    may_translate,
)
from toolkit.presenters.desk import build_passages, name_kind, pick_segments, read_segments, read_words
from toolkit.selectors.translatable import find_translation
from toolkit.templatetags.portal import html_lang
from toolkit.uploads.xliff import read_translation_file

PASSAGES_A_PAGE = 25
SHOWN = {
    "": gettext_lazy("All passages"),
    "open": gettext_lazy("Without words"),
    "changed": gettext_lazy("English changed"),
    "comments": gettext_lazy("With comments"),
}
DONE = {
    "save": gettext_lazy("Saved."),
    "hand-in": gettext_lazy("Handed in. A reviewer reads it next."),
    "send-back": gettext_lazy("Sent back to the translators."),
    "sign-off": gettext_lazy("Signed off. It can be published."),
    "publish": gettext_lazy("Published. Readers see these words now, and what they are."),
}


def fetch_state(request: HttpRequest, pk: int) -> TranslationState:
    """Of a language of hers. Raises Http404 for any other, as for none."""
    rows = TranslationState.objects.filter(locale__in=find_desk_languages(request.user))
    return get_object_or_404(rows.select_related("english__kind", "locale"), pk=pk)


def fetch_translation(state: TranslationState) -> tuple[Any, Translation]:
    """The page or entry, and its segments. Raises Http404 where one of them is gone."""
    model = state.english.kind.model_class()
    thing = find_translation(model, state.english_id, state.locale_id) if model else None
    translation = take_to_desk(thing) if thing is not None else None
    if translation is None:
        raise Http404
    return thing, translation


@require_http_methods(["GET", "HEAD", "POST"])
def desk_item(request: HttpRequest, pk: int) -> HttpResponse:
    """One translation, English beside it. What cannot be kept stands in its field again, with the reason."""
    state = fetch_state(request, pk)
    thing, translation = fetch_translation(state)
    segments = read_segments(translation)
    words, comments = read_words(translation), list(state.comments.all())
    show = request.GET.get("show", "")
    picked = pick_segments(segments, words, state, comments, show)
    page = Paginator(picked, PASSAGES_A_PAGE).get_page(request.GET.get("p"))
    refused: dict[int, str] = {}
    if request.method == "POST":
        sent = [one for one in segments if f"words_{one.pk}" in request.POST or f"comment_{one.pk}" in request.POST]
        answer = answer_desk(request, state, translation, sent[: 2 * PASSAGES_A_PAGE])
        if not isinstance(answer, dict):
            return answer
        refused = answer
        page = Paginator(sent or picked, PASSAGES_A_PAGE).get_page(1)
        state, words = fetch_state(request, pk), read_words(translation)
    passages = build_passages(list(page), segments, words, state, comments)
    for passage in passages:
        if passage.pk in refused:
            passage.words, passage.fault = request.POST.get(f"words_{passage.pk}", ""), refused[passage.pk]
    context = {
        **describe_item(request, state, thing, translation),
        "passages": passages,
        "page": page,
        "show": show,
        "shown": SHOWN.items(),
        "refused": refused,
        "all": len(segments),
    }
    return TemplateResponse(request, "toolkit/admin/desk_item.html", context, status=422 if refused else 200)


def describe_item(
    request: HttpRequest, state: TranslationState, thing: Any, translation: Translation
) -> dict[str, Any]:
    user, stage = request.user, TranslationState.Stage
    wanted, there = translation.get_progress()
    return {
        "state": state,
        "thing": thing,
        "translation": translation,
        "wanted": wanted,
        "there": there,
        "kind": name_kind(state.english.kind),
        "may_translate": may_translate(user, state.locale_id),
        "may_hand_in": may_translate(user, state.locale_id) and state.stage not in (stage.HANDED_IN, stage.SIGNED_OFF),
        "may_sign": may_review(user, state.locale_id) and state.stage == stage.HANDED_IN,
        "may_send_back": may_review(user, state.locale_id) and state.stage in (stage.HANDED_IN, stage.SIGNED_OFF),
        "may_publish": may_publish_language(user, state.locale_id)
        and state.stage in (stage.HANDED_IN, stage.SIGNED_OFF),
        "may_comment": may_comment(user, state.locale_id),
        "page_title": state.english.title,
        "header_icon": "globe",
    }


def answer_desk(
    request: HttpRequest, state: TranslationState, translation: Translation, segments: list[StringSegment]
) -> HttpResponseRedirect | dict[int, str]:
    """Keeps what was sent and takes the step that was asked for. By segment, what could not be kept and why: then no
    step is taken."""
    form = PassagesForm(request.POST, [one.pk for one in segments])
    if not form.is_valid():
        messages.error(request, _("Something is too long for its place."))
        return {pk: " ".join(map(str, form.errors.get(f"words_{pk}", []))) for pk in form.segments}
    if may_translate(request.user, state.locale_id):
        refused = save_words(
            by=request.user,
            state=state,
            translation=translation,
            words=form.words(),
            looked_at=form.looked_at(),
            were=form.were(),
        )
        if refused:
            keep_comments(request, state, segments, form)
            messages.error(request, _("Some words are not kept yet. They stand in their fields, with the reason."))
            return refused
    keep_comments(request, state, segments, form)
    step = request.POST.get("do", "save")
    try:
        take_step(request, step, state, translation)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, str(DONE.get(step, DONE["save"])))
    return redirect(request.get_full_path())


def keep_comments(
    request: HttpRequest, state: TranslationState, segments: list[StringSegment], form: PassagesForm
) -> None:
    by_pk = {one.pk: one for one in segments}
    for pk, text in form.comments().items():
        add_comment(by=request.user, state=state, segment=by_pk[pk], text=text)
    settled = request.POST.get("settle", "")
    for comment in state.comments.filter(pk=int(settled)) if settled.isdecimal() else []:
        settle_comment(by=request.user, comment=comment)


def take_step(request: HttpRequest, step: str, state: TranslationState, translation: Translation) -> None:
    """Raises ValidationError where it is not time for it, PermissionDenied where it is not hers."""
    by = request.user
    if step == "hand-in":
        hand_in(by=by, state=state, translation=translation)
    elif step == "send-back":
        send_back(by=by, state=state)
    elif step == "sign-off":
        sign_off(by=by, state=state)
    elif step == "publish":
        publish_words(by=by, state=state, translation=translation)


@require_safe
def desk_po(request: HttpRequest, pk: int) -> HttpResponse:
    """The passages as a PO file, with the translations that are there."""
    state = fetch_state(request, pk)
    _thing, translation = fetch_translation(state)
    return send_file(state, str(translation.export_po()), "po", "text/x-gettext-translation")


@require_safe
def desk_xliff(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as XLIFF 1.2."""
    state = fetch_state(request, pk)
    _thing, translation = fetch_translation(state)
    target = html_lang(state.locale.language_code)
    data = write_xliff(
        translation.export_po(), number=str(translation.uuid), source=settings.LANGUAGE_CODE, target=target
    )
    return send_file(state, data, "xlf", "application/xliff+xml")


def send_file(state: TranslationState, data: str | bytes, ending: str, content_type: str) -> HttpResponse:
    name = f"{slugify(state.english.title)[:60]}-{state.locale.language_code}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=content_type, headers=headers)


@require_POST
def desk_po_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a PO or XLIFF file that was filled in elsewhere. 403 for whoever only reads here."""
    state = fetch_state(request, pk)
    if not may_translate(request.user, state.locale_id):
        raise PermissionDenied
    _thing, translation = fetch_translation(state)
    file = request.FILES.get("file")
    try:
        if file is None:
            raise ValidationError(_("Please choose a PO file."))
        po = read_translation_file(file, file.size or 0)  # type: ignore[arg-type]  # it reads
        wrong = import_po_file(translation, po, by=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("The translations of this file are here now."))
        if wrong:
            messages.warning(request, _("Some cannot be shown as they are. They are marked below, with the reason."))
    return redirect(f"{reverse('desk_item', args=[pk])}?show=open")


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return [
        path("translations/<int:pk>/", desk_item, name="desk_item"),
        path("translations/<int:pk>/po/", desk_po, name="desk_po"),
        path("translations/<int:pk>/xliff/", desk_xliff, name="desk_xliff"),
        path("translations/<int:pk>/po/upload/", desk_po_upload, name="desk_po_upload"),
    ]
