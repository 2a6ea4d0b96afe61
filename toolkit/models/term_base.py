"""The words that are settled: one English word, how it is said in each language, and how it is never said."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.search import index


class TermBaseEntry(index.Indexed, ClusterableModel):
    """One English word or phrase, as translators are told it."""

    key = models.SlugField(_("key"), max_length=80, unique=True)
    english = models.CharField(
        _("English"), max_length=200, help_text=_("Several ways to say it, with a semicolon between.")
    )
    avoid = models.TextField(_("never so"), blank=True, help_text=_("What it must not be called, in any language."))
    note = models.TextField(_("note"), blank=True)

    panels: ClassVar = [
        FieldPanel("english"),
        FieldPanel("key"),
        InlinePanel("renderings", label=_("Rendering")),
        FieldPanel("avoid"),
        FieldPanel("note"),
    ]
    search_fields = [index.SearchField("english"), index.AutocompleteField("english"), index.SearchField("note")]

    class Meta:
        ordering = ["english"]
        verbose_name = _("entry of the term base")
        verbose_name_plural = _("entries of the term base")

    def __str__(self) -> str:
        return self.english


class Rendering(models.Model):
    """How an English word is said in one language."""

    class Sure(models.TextChoices):
        SURE = "A", _("sure")
        LIKELY = "B", _("likely")
        ASK = "C", _("ask somebody who speaks it")

    entry = ParentalKey(TermBaseEntry, on_delete=models.CASCADE, related_name="renderings")
    language = models.CharField(_("language"), max_length=8)
    text = models.CharField(_("said so"), max_length=300)
    sure = models.CharField(_("how sure"), max_length=1, choices=Sure, default=Sure.LIKELY)

    panels: ClassVar = [FieldPanel("language"), FieldPanel("text"), FieldPanel("sure")]

    class Meta:
        ordering = ["language"]
        verbose_name = _("rendering")
        constraints = [
            models.UniqueConstraint(fields=["entry", "language"], name="one_rendering_per_word_and_language")
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.text}"
