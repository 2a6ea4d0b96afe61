from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save, pre_delete, pre_save
from django.utils.translation import gettext_lazy as _


class ToolkitConfig(AppConfig):
    """Listens to Wagtail, whose signals are its interface; our own domain has none."""

    name = "toolkit"
    verbose_name = _("Toolkit")

    def ready(self) -> None:
        from toolkit.domain.borrowed_words import register_borrowed_words
        from toolkit.forms.checklists import ChecklistForm
        from toolkit.forms.conditions import ConditionsFormField
        from toolkit.models import ChecklistPage
        from toolkit.models.coherence import ConditionsField
        from toolkit.permissions import set_up_desk, set_up_governance, set_up_roles
        from toolkit.presenters.law import assign_previews
        from toolkit.presenters.pages import assign_presenters

        # What tables are shown and edited with stands in rooms above them.
        ConditionsField.form_field = ConditionsFormField
        ChecklistPage.base_form_class = ChecklistForm
        assign_presenters()
        register_borrowed_words()
        assign_previews()
        listen_to_pages()
        listen_to_library()
        listen_to_translations()
        for set_up in (set_up_roles, set_up_governance, set_up_desk):
            post_migrate.connect(lambda set_up=set_up, **kwargs: set_up(), sender=self, weak=False)


def listen_to_pages() -> None:
    from wagtail.models import PageViewRestriction
    from wagtail.signals import page_published, page_unpublished, post_page_move

    page_published.connect(after_publish)
    page_unpublished.connect(after_unpublish)
    post_page_move.connect(after_move)
    post_save.connect(after_privacy_change, sender=PageViewRestriction)
    post_delete.connect(after_privacy_change, sender=PageViewRestriction)


def listen_to_library() -> None:
    from wagtail.signals import published, unpublished

    from toolkit.models import Instrument, Provision, SentenceRecording, Term, TreatyStanding

    for library in (Instrument, Provision, Term, TreatyStanding):
        post_save.connect(after_entry_is_saved, sender=library)
        published.connect(after_entry_is_published, sender=library)
        unpublished.connect(after_entry_is_unpublished, sender=library)
        pre_delete.connect(before_entry_is_deleted, sender=library)
    post_delete.connect(after_recording_is_deleted, sender=SentenceRecording)


def listen_to_translations() -> None:
    from wagtail_localize.models import SegmentOverride, StringTranslation, Translation

    from toolkit.selectors.translatable import list_desk_models

    pre_save.connect(before_translation, sender=StringTranslation)
    post_save.connect(after_words_are_written, sender=StringTranslation)
    pre_save.connect(before_override, sender=SegmentOverride)
    post_save.connect(after_translation_begins, sender=Translation)
    for kind in list_desk_models():
        post_delete.connect(after_translated_thing_is_deleted, sender=kind)


def after_publish(instance: Any, revision: Any = None, **kwargs: Any) -> None:
    from toolkit.actions.english_words import note_publication
    from toolkit.actions.publishing import process_page_publication

    process_page_publication(instance, revision)
    note_publication(instance.specific)


def after_unpublish(instance: Any, **kwargs: Any) -> None:
    from toolkit.actions.search_rows import remove_page_from_search
    from toolkit.actions.withdrawing import withdraw_page_files

    remove_page_from_search(instance)
    withdraw_page_files(instance)


def after_move(instance: Any, **kwargs: Any) -> None:
    from toolkit.actions.search_rows import index_page_tree
    from toolkit.actions.withdrawing import withdraw_hidden_files

    index_page_tree(instance)
    withdraw_hidden_files(instance)


def after_privacy_change(sender: Any, instance: Any, origin: Any = None, **kwargs: Any) -> None:
    """Not where the page itself is being deleted and takes its restriction along: half of it is gone by now."""
    if origin is None or getattr(origin, "model", type(origin)) is sender:
        after_move(instance.page)


def after_entry_is_saved(
    instance: Any, created: bool, raw: bool = False, update_fields: Any = None, **kwargs: Any
) -> None:
    """Of the library. Not for a draft, which is saved as a revision and touches a few columns of the row. Of a new one
    the desk knows nothing yet that could have changed."""
    from toolkit.actions.english_words import note_publication
    from toolkit.actions.search_rows import index_entry

    if not raw and update_fields is None:
        index_entry(instance)
        if instance.live and not created:
            note_publication(instance)


def after_entry_is_published(instance: Any, **kwargs: Any) -> None:
    from toolkit.actions.governing import process_entry_publication

    process_entry_publication(instance)


def after_entry_is_unpublished(instance: Any, **kwargs: Any) -> None:
    from toolkit.actions.governing import remember_that_it_was_public
    from toolkit.actions.search_rows import index_entry
    from toolkit.actions.withdrawing import withdraw_entry_files

    remember_that_it_was_public(instance)
    index_entry(instance)
    withdraw_entry_files(instance)


def before_entry_is_deleted(instance: Any, **kwargs: Any) -> None:
    from toolkit.actions.governing import refuse_delete
    from toolkit.actions.withdrawing import withdraw_entry_files

    refuse_delete(instance)
    withdraw_entry_files(instance)


def after_recording_is_deleted(instance: Any, **kwargs: Any) -> None:
    """Also where its page is deleted: a voice is somebody's."""
    from django.db import transaction

    transaction.on_commit(lambda: instance.file.storage.delete(instance.file.name))


def before_translation(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    from toolkit.actions.translating import mark_wrong_words

    if not raw:
        mark_wrong_words(instance)


def after_words_are_written(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    from toolkit.actions.english_words import note_written_words

    if not raw:
        note_written_words(instance)


def before_override(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    from toolkit.actions.translating import keep_original_address

    if not raw:
        keep_original_address(instance)


def after_translation_begins(instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """An editor submitted something for translation: it is on the list of whoever translates into this language, once
    its page is there."""
    from django.db import transaction

    from toolkit.actions.english_words import enrol_one

    if created and not raw:
        kind = instance.source.specific_content_type.model_class()
        transaction.on_commit(lambda: enrol_one(instance.source.object_id, instance.target_locale, kind))


def after_translated_thing_is_deleted(instance: Any, **kwargs: Any) -> None:
    from toolkit.actions.english_words import forget_translation

    forget_translation(instance)
