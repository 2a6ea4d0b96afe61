"""What an editor drafts, a reviewer approves and readers see once it is published."""

import hashlib
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index

from toolkit.models.translation import TranslatedQuerySet

if TYPE_CHECKING:
    from django.http import HttpRequest


def keep_published[Entry: Any](entries: Iterable[Entry | None]) -> list[Entry]:
    """Of those that a page names: they may have been deleted since, or taken from readers."""
    return [entry for entry in entries if entry is not None and entry.live]


class GovernedQuerySet(TranslatedQuerySet):
    def published(self) -> Self:
        return self.filter(live=True)

    def withdrawn(self) -> Self:
        """Public once, and not now."""
        return self.filter(live=False).exclude(published_words="")

    def readable(self, language: str | None = None) -> Self:
        """Published only, one row per thing: its translation into `language` (default: the active one), else the
        English row."""
        return super().readable(language).filter(live=True)  # type: ignore[return-value]  # a queryset of this class


# As much of a day as is known; and a language's code.
PARTIAL_DATE = RegexValidator(
    r"^\d{4}(-\d{2}(-\d{2})?)?$", _("Write it as 2017-05-03, 2017-05 or 2017, or leave it empty.")
)
LANGUAGE_CODE = RegexValidator(r"^[a-z]{2,3}$", _("Write a language’s code, such as en, fr, ur or prs."))


def digest_texts(*texts: str) -> str:
    return hashlib.sha256("\n\n".join(texts).encode()).hexdigest()


class GovernedEntry(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    TranslatableMixin,
    index.Indexed,
    models.Model,
):
    """Of the legal library and the glossary: drafts, workflow, preview, comparison and scheduled publication, as pages
    and modules have them."""

    updated_at = models.DateTimeField(auto_now=True)
    published_words = models.CharField(
        max_length=64, blank=True, editable=False, help_text="digest_public() of what was published last."
    )

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="%(class)s")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="%(class)s",
        for_concrete_model=False,
    )

    objects = GovernedQuerySet.as_manager()
    # Worked out by actions (toolkit/actions): no revision may bring old values back.
    DERIVED: ClassVar[tuple[str, ...]] = ("published_words",)
    preview_template: ClassVar[str]
    preview: ClassVar[Callable[[Any], dict[str, Any]]]  # stands in a room above the tables (toolkit/apps.py)

    class Meta(TranslatableMixin.Meta):
        abstract = True

    @property
    def machine_translated(self) -> bool:
        """Whether its words came with the portal in another language and no person has published others since: a load
        writes no revision, an editor always does."""
        return self.locale.language_code != settings.LANGUAGE_CODE and self.live_revision_id is None

    def digest_words(self) -> str:
        """SHA-256 of what a reader relies on."""
        raise NotImplementedError

    def digest_public(self) -> str:
        """SHA-256 of all that matters to what rests on it: its words, and whether they still hold."""
        return self.digest_words()

    def with_content_json(self, content: Any) -> Any:
        entry = super().with_content_json(content)
        for name in self.DERIVED:
            setattr(entry, name, getattr(self, name))
        return entry

    def get_preview_template(self, request: "HttpRequest", mode_name: str) -> str:
        return self.preview_template

    def get_preview_context(self, request: "HttpRequest", mode_name: str) -> dict[str, Any]:
        return {**super().get_preview_context(request, mode_name), **type(self).preview(self)}
