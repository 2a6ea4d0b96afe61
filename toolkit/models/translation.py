"""Reading what exists in a language, with English where nothing exists yet."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from wagtail.models import DraftStateMixin


class TranslatedQuerySet(models.QuerySet):
    """For models with Wagtail's TranslatableMixin. A translation that is a draft, or was taken back, hides nothing."""

    def readable(self, language: str | None = None) -> "TranslatedQuerySet":
        """One row per thing: its translation into `language` (default: the active one), else the English row."""
        language = language or get_language() or settings.LANGUAGE_CODE
        rows = self.select_related("locale")
        source = models.Q(locale__language_code=settings.LANGUAGE_CODE)
        if language == settings.LANGUAGE_CODE:
            return rows.filter(source)
        translated = self.model._base_manager.filter(locale__language_code=language)
        own = models.Q(locale__language_code=language)
        if issubclass(self.model, DraftStateMixin):
            translated, own = translated.filter(live=True), own & models.Q(live=True)
        return rows.filter(own | source & ~models.Q(translation_key__in=translated.values("translation_key")))
