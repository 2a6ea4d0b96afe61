"""The working kit as pages: signs, sentences to say, cases, short pages, learning. Paths and forms have their own file.

Nothing here holds what a reader does: no part of the kit sends or keeps anything.
"""

from collections import Counter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from toolkit.blocks import (
    KEYS,
    LEARNING_STEPS,
    LINES,
    PROVISIONS,
    QUESTIONS,
    RIGHTS,
    SAY_INSTEAD,
    SENTENCES,
    SIGNS,
    STEPS,
    WARNED_WORDS,
)
from toolkit.models.pages import BodyPage, Facets, PortalPage, Unsettled


def refuse_doubled_keys(**keys: list[str]) -> None:
    """Raises ValidationError for a field in which two things have one key: links, recordings and files hang on it."""
    wrong = {
        field: [_("Two things here have the key %s. Give one of them another.") % key]
        for field, named in keys.items()
        for key, times in Counter(named).items()
        if times > 1
    }
    if wrong:
        raise ValidationError(wrong)


class KitPage(Unsettled, Facets, PortalPage):
    """One thing of the kit: who it is for, what it rests on, and in which tools it has its place."""

    reader = models.TextField(_("who this is for"), blank=True)
    provisions = StreamField(PROVISIONS, blank=True, verbose_name=_("rests on"))
    tools = ParentalManyToManyField("toolkit.ToolPage", related_name="+", verbose_name=_("tools"), blank=True)

    head_panels = [TitleFieldPanel("title"), FieldPanel("summary"), FieldPanel("reader")]
    foot_panels = [
        MultiFieldPanel([FieldPanel("provisions"), FieldPanel("tools")], _("Connections")),
        *Unsettled.unsettled_panels,
        *Facets.facet_panels,
    ]
    parent_page_types = ["toolkit.SectionPage"]
    subpage_types: list[str] = []

    class Meta:
        abstract = True


class SignsPage(KitPage):
    """The signs of one place, each with what else may explain it. Never counted, never a reason to stop anybody."""

    class ListedCrime(models.TextChoices):
        TIP = "tip", _("Trafficking in persons")
        SOM = "som", _("Smuggling of migrants: signs of danger")

    crime = models.CharField(_("list of"), max_length=4, choices=ListedCrime, default=ListedCrime.TIP)
    intro = RichTextField(_("say first"), features=["bold"], blank=True)
    signs = StreamField(SIGNS, blank=True, verbose_name=_("signs"))
    rule = models.TextField(_("the rule of this place"), blank=True)
    missed = models.TextField(_("who is missed here"), blank=True)

    content_panels = [
        *KitPage.head_panels,
        FieldPanel("crime"),
        FieldPanel("intro"),
        FieldPanel("signs"),
        FieldPanel("rule"),
        FieldPanel("missed"),
        *KitPage.foot_panels,
    ]
    search_fields = [*KitPage.search_fields, index.SearchField("signs")]
    template = "toolkit/signs_page.html"

    class Meta:
        verbose_name = _("list of signs")
        verbose_name_plural = _("lists of signs")

    def clean(self) -> None:
        super().clean()
        refuse_doubled_keys(signs=[block.value["key"] for block in self.signs])


class SentencesPage(KitPage):
    """Words to say to a person, in parts; their numbers never change. What is spoken and shown is SpokenSentence's."""

    warning = models.TextField(_("warning"), blank=True)
    parts = StreamField(SENTENCES, blank=True, verbose_name=_("sentences"))
    instead = StreamField(SAY_INSTEAD, blank=True, verbose_name=_("do not say"))
    behaviour = StreamField(LINES, blank=True, verbose_name=_("how to behave"))
    card = StreamField(KEYS, blank=True, verbose_name=_("sentences of the folded card"))
    words = StreamField(WARNED_WORDS, blank=True, verbose_name=_("words that go wrong in translation"))
    translators = RichTextField(_("notes for translators"), blank=True, features=["bold", "ul"])

    content_panels = [
        *KitPage.head_panels,
        FieldPanel("warning"),
        FieldPanel("parts"),
        FieldPanel("instead"),
        FieldPanel("behaviour"),
        FieldPanel("card"),
        FieldPanel("words"),
        FieldPanel("translators"),
        *KitPage.foot_panels,
    ]
    search_fields = [*KitPage.search_fields, index.SearchField("parts")]
    template = "toolkit/sentences_page.html"

    class Meta:
        verbose_name = _("words to say")
        verbose_name_plural = _("words to say")

    def clean(self) -> None:
        super().clean()
        parts = [block.value for block in self.parts]
        refuse_doubled_keys(
            parts=[*(part["key"] for part in parts), *(one["key"] for part in parts for one in part["items"])]
        )

    def sentences(self) -> dict[str, Any]:
        """The sentences by key, in their order."""
        return {item["key"]: item for part in self.parts for item in part.value["items"]}


class CasePage(KitPage):
    """A worked case, always fictional: what is done, which right each step rests on, what a team may discuss."""

    text = models.TextField(_("what happens"), blank=True)
    steps = StreamField(STEPS, blank=True, verbose_name=_("what is done"))
    rights = StreamField(RIGHTS, blank=True, verbose_name=_("rights behind it"))
    questions = StreamField(QUESTIONS, blank=True, verbose_name=_("questions for a team"))
    thought = models.TextField(_("one way to think about it"), blank=True)
    missed = models.TextField(_("easy to miss"), blank=True)

    content_panels = [
        *KitPage.head_panels,
        FieldPanel("text"),
        FieldPanel("steps"),
        FieldPanel("rights"),
        FieldPanel("questions"),
        FieldPanel("thought"),
        FieldPanel("missed"),
        *KitPage.foot_panels,
    ]
    search_fields = [*KitPage.search_fields, index.SearchField("text"), index.SearchField("steps")]
    template = "toolkit/case_page.html"

    def describe(self) -> str:
        """A case has no lead as a rule."""
        return super().describe() or Truncator(self.text).chars(240)

    class Meta:
        verbose_name = _("case")


class ShortPage(KitPage, BodyPage):
    """One screen, and one side of A5."""

    content_panels = [*KitPage.head_panels, FieldPanel("body"), FieldPanel("related"), *KitPage.foot_panels]
    search_fields = BodyPage.search_fields
    template = "toolkit/short_page.html"

    class Meta:
        verbose_name = _("short page")


class LearningPage(KitPage):
    """What somebody of one profession learns in her first week, month and quarter, made of what the portal has."""

    steps = StreamField(LEARNING_STEPS, blank=True, verbose_name=_("steps"))

    content_panels = [*KitPage.head_panels, FieldPanel("steps"), *KitPage.foot_panels]
    search_fields = [*KitPage.search_fields, index.SearchField("steps")]
    template = "toolkit/learning_page.html"

    class Meta:
        verbose_name = _("learning path")
