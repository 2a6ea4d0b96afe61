"""What people do at the translators' desk. Each asks for itself who may; the state says what is next."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.strings import StringValue, validate_translation_links

from accounts.permissions import require_permission
from toolkit.actions.english_words import move_state, note_edit
from toolkit.actions.translating import find_misleading_words, find_unread_markup
from toolkit.domain.segment_words import digest_words, has_markup, show_words, tidy_words
from toolkit.models import LanguageRole, SegmentComment, TranslationState
from toolkit.permissions import find_roles, may_comment, may_publish_language, may_review, may_translate
from toolkit.selectors.translatable import find_translation

Stage, Shown, Role = TranslationState.Stage, TranslationState.Shown, LanguageRole.Role


@transaction.atomic
def save_words(
    *,
    by: Any,
    state: TranslationState,
    translation: Translation,
    words: Mapping[int, str],
    looked_at: set[int],
    were: Mapping[int, str],
) -> dict[int, str]:
    """Keeps what a translator typed, by the segment's number. `looked_at`: segments whose words still say what the
    newer English says; `were`: digests of the words that she saw. What cannot be kept, or would undo what somebody else
    wrote meanwhile, is given back with the reason, and leaves what is there."""
    require_permission(may_translate(by, state.locale_id))
    refused: dict[int, str] = {}
    changed: set[str] = set()
    for segment in find_segments(translation, {*words, *looked_at}):
        typed = tidy_words(words.get(segment.pk, ""))
        before = find_words(segment, state.locale_id)
        data = store_form(segment, typed)
        if not typed or (before is not None and before.data == data and not before.has_error):
            if segment.pk in looked_at and before is not None:
                changed.add(segment.context.path)
            continue
        why = find_other_hand(segment, before, were.get(segment.pk, ""))
        why = why or find_overflow(segment, typed, translation)
        if why := why or find_fault(segment, data, before, translation.target_locale):
            refused[segment.pk] = why
            continue
        put_words(segment, data, state.locale_id, by)  # and with it, that a person did
    if changed:
        note_edit(state, changed)
    return refused


def find_segments(translation: Translation, numbers: set[int]) -> Any:
    """Of this thing alone: a number of another one's segment finds nothing."""
    rows = StringSegment.objects.filter(source_id=translation.source_id, pk__in=numbers)
    return rows.select_related("string", "context")


def find_words(segment: StringSegment, locale_id: int) -> StringTranslation | None:
    return StringTranslation.objects.filter(
        translation_of_id=segment.string_id, context_id=segment.context_id, locale_id=locale_id
    ).first()


def put_words(segment: StringSegment, data: str, locale_id: int, by: Any) -> None:
    StringTranslation.objects.update_or_create(
        translation_of_id=segment.string_id,
        context_id=segment.context_id,
        locale_id=locale_id,
        defaults={
            "data": data,
            "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
            "tool_name": "",
            "last_translated_by": by,
            "has_error": False,
            "field_error": "",
        },
    )


def store_form(segment: StringSegment, typed: str) -> str:
    """Words without markup are typed as they are read."""
    return typed if has_markup(segment.string.data) else str(StringValue.from_plaintext(typed).data)


def find_other_hand(segment: StringSegment, before: StringTranslation | None, was: str) -> str:
    """A sentence with the words that somebody else wrote since the screen was shown; "" where nobody did."""
    now = show_words(before.data, markup=has_markup(segment.string.data)) if before else ""
    if not was or digest_words(now) == was:
        return ""
    return _("Somebody else changed these words meanwhile: %(words)s") % {"words": now}


def find_overflow(segment: StringSegment, typed: str, translation: Translation) -> str:
    """A sentence about words that their column does not hold, such as a page's title; "" where they fit."""
    model, name = translation.source.specific_content_type.model_class(), segment.context.path
    most = None if model is None or "." in name else model._meta.get_field(name).max_length
    if most is None or len(typed) <= most:
        return ""
    return _("Too long: %(have)d letters, and there is room for %(most)d.") % {"have": len(typed), "most": most}


def find_fault(segment: StringSegment, data: str, before: StringTranslation | None, locale: Any) -> str:
    """Why these words cannot be kept, a sentence for the translator; "" where they can."""
    try:
        StringValue.from_translated_html(data)
        validate_translation_links(segment.string.data, data)
    except ValueError as wrong:
        return str(wrong.args[0])
    tried = StringTranslation(pk=before and before.pk, data=data, locale=locale, context=segment.context)
    return find_unread_markup(data) or find_misleading_words(tried)


@transaction.atomic
def hand_in(*, by: Any, state: TranslationState, translation: Translation) -> None:
    """To the reviewers. Raises ValidationError, with a sentence, while a passage is missing or was not compared with
    its newer English."""
    require_permission(may_translate(by, state.locale_id))
    state = TranslationState.objects.select_for_update().get(pk=state.pk)
    if state.stage in (Stage.HANDED_IN, Stage.SIGNED_OFF):
        raise ValidationError(_("It has been handed in already."))
    refuse_gaps(translation)
    if waiting := len(state.older):
        raise ValidationError(
            ngettext(
                "The English of %(n)d passage changed. Please look at it first.",
                "The English of %(n)d passages changed. Please look at them first.",
                waiting,
            )
            % {"n": waiting}
        )
    move_state(state, Stage.HANDED_IN)


def refuse_gaps(translation: Translation) -> None:
    """Raises ValidationError where a passage has no words, or words that are marked as wrong: English would stand
    there."""
    wanted, there = translation.get_progress()
    if missing := wanted - there:
        raise ValidationError(
            ngettext(
                "%(n)d passage has no words yet, or is marked.",
                "%(n)d passages have no words yet, or are marked.",
                missing,
            )
            % {"n": missing}
        )


@transaction.atomic
def send_back(*, by: Any, state: TranslationState) -> None:
    """To the translators. Raises ValidationError where no comment says what to change."""
    require_permission(may_review(by, state.locale_id))
    state = TranslationState.objects.select_for_update().get(pk=state.pk)
    refuse_unless(state, Stage.HANDED_IN, Stage.SIGNED_OFF)
    if not state.comments.filter(is_settled=False).exists():
        raise ValidationError(_("Please say in a comment beside a passage what to change."))
    move_state(state, Stage.SENT_BACK)


@transaction.atomic
def sign_off(*, by: Any, state: TranslationState) -> None:
    """As a person of her profession who read it. Raises ValidationError for words of her own."""
    require_permission(may_review(by, state.locale_id))
    state = TranslationState.objects.select_for_update().get(pk=state.pk)
    refuse_unless(state, Stage.HANDED_IN)
    own = StringTranslation.objects.filter(
        context__object_id=state.english_id, locale_id=state.locale_id, last_translated_by=by
    )
    if own.exists():
        raise ValidationError(_("You translated some of it yourself. Somebody else reads it."))
    profession = find_roles(by)[state.locale_id][Role.REVIEWER]
    move_state(state, Stage.SIGNED_OFF, profession=profession, signed_on=timezone.localdate())
    state.comments.update(is_settled=True)


def refuse_unless(state: TranslationState, *stages: str) -> None:
    """Raises ValidationError where it is at another stage, since somebody was quicker."""
    if state.stage not in stages:
        raise ValidationError(_("It is not at this stage any more. Please look at it again."))


@transaction.atomic
def publish_words(*, by: Any, state: TranslationState, translation: Translation) -> None:
    """Readers see the words of the desk from now on, and what they are. Raises ValidationError while it is not handed
    in, or a passage is missing."""
    require_permission(may_publish_language(by, state.locale_id))
    state = TranslationState.objects.select_for_update().get(pk=state.pk)
    refuse_unless(state, Stage.HANDED_IN, Stage.SIGNED_OFF)
    refuse_gaps(translation)
    thing = translation.get_target_instance()
    if hasattr(type(thing), "portal_path"):  # of an entry, its revision says so
        type(thing).objects.filter(pk=thing.pk).update(machine_translated=False)
    translation.save_target(user=by, publish=True)
    thing = find_translation(type(thing), state.english_id, state.locale_id)
    was_read = state.stage == Stage.SIGNED_OFF
    state.shown = Shown.READ if was_read else Shown.EDITED
    state.shown_profession = state.profession
    state.shown_on = state.signed_on or timezone.localdate()
    state.revision = thing.latest_revision_id if thing else None
    state.english_changed_on = None
    state.stage, state.since = Stage.PUBLISHED, timezone.now()
    state.save()


def add_comment(*, by: Any, state: TranslationState, segment: StringSegment, text: str) -> SegmentComment:
    """Beside one passage, for the others at the desk of this language."""
    require_permission(may_comment(by, state.locale_id))
    roles = find_roles(by).get(state.locale_id, {})
    role = next((one for one in (Role.REVIEWER, Role.TRANSLATOR, Role.PUBLISHER) if one in roles), Role.PUBLISHER)
    before = StringSegment.objects.filter(
        source_id=segment.source_id, context_id=segment.context_id, order__lt=segment.order
    )
    return SegmentComment.objects.create(
        state=state, path=segment.context.path, order=before.count(), text=text, role=role, by_id=by.pk
    )


def settle_comment(*, by: Any, comment: SegmentComment) -> None:
    """It was done, or talked over."""
    require_permission(may_comment(by, comment.state.locale_id))
    comment.is_settled = True
    comment.save(update_fields=["is_settled"])
