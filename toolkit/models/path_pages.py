"""What is walked or filled in on the spot: paths of short screens, and forms that the portal never receives."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from toolkit.blocks import BOXES, CARD_LINES, FORM_PARTS, LINES, SCREENS
from toolkit.domain.walking import Screen, check_path, find_named
from toolkit.models.kit import KitPage, SentencesPage, refuse_doubled_keys


class PathPage(KitPage):
    """One question a screen, from first contact to help. It is all on one page, so that no server learns the way."""

    short_title = models.CharField(
        _("neutral title"), max_length=40, blank=True, help_text=_("Of the window and of files: it gives nothing away.")
    )
    warning = models.TextField(_("warning"), blank=True)
    one_walk_each = models.TextField(_("one walk for each person"), blank=True)
    ask_first_in = CountryField(
        _("where an authority may be the danger"),
        multiple=True,
        blank=True,
        help_text=_("There the screens say: ask a protection organisation first."),
    )
    screens = StreamField(SCREENS, blank=True, verbose_name=_("screens"))
    boxes = StreamField(BOXES, blank=True, verbose_name=_("boxes of the printed flow"))
    never = StreamField(LINES, blank=True, verbose_name=_("never"))
    card = StreamField(CARD_LINES, blank=True, verbose_name=_("lines of the folded card"))
    card_foot = models.CharField(_("last line of the card"), max_length=120, blank=True)

    content_panels = [
        *KitPage.head_panels,
        FieldPanel("short_title"),
        MultiFieldPanel([FieldPanel("warning"), FieldPanel("one_walk_each"), FieldPanel("ask_first_in")], _("Safety")),
        FieldPanel("screens"),
        MultiFieldPanel(
            [FieldPanel("boxes"), FieldPanel("never"), FieldPanel("card"), FieldPanel("card_foot")], _("On paper")
        ),
        *KitPage.foot_panels,
    ]
    search_fields = [*KitPage.search_fields, index.SearchField("screens")]
    template = "toolkit/path_page.html"

    class Meta:
        verbose_name = _("path")

    def clean(self) -> None:
        """Refuses a dead end, a screen out of reach, an end that leads to no help."""
        super().clean()
        if wrong := check_path(self.read_screens(), list_sentence_keys()):
            raise ValidationError({"screens": wrong})

    def read_screens(self) -> list[Screen]:
        return [read_screen(block.value) for block in self.screens]


def read_screen(value: Any) -> Screen:
    return Screen(
        key=value["key"],
        leads_to=tuple(option["to"] for option in value["options"]),
        goes_on=any(page is not None for page in value["onward"]),
        names=(*find_named(value["text"]), *value["say"]),
    )


def list_sentence_keys() -> set[str]:
    """Of every sentence that a path may name, published or not."""
    return {key for page in SentencesPage.objects.all() for key in page.sentences()}


class BlankFormPage(KitPage):
    """A model form: fields without data. It is filled in on paper or on somebody's own machine."""

    code = models.CharField(_("code"), max_length=8, help_text=_("F1, F3a: what people call it by."))
    note = models.TextField(_("says of itself"), blank=True, help_text=_("For instance: this note is no evidence."))
    parts = StreamField(FORM_PARTS, blank=True, verbose_name=_("fields"))
    keeper = models.TextField(_("who keeps it"), blank=True)
    retention = models.TextField(_("for how long"), blank=True)
    never = StreamField(LINES, blank=True, verbose_name=_("never in it"))
    warning = models.TextField(_("warning"), blank=True)
    is_card = models.BooleanField(
        _("a card for the person"),
        default=False,
        db_default=False,
        help_text=_(
            "Printed eight to a sheet with the first part alone, and nothing that says who made it or what it is for: "
            "who searches the person learns nothing."
        ),
    )

    content_panels = [
        *KitPage.head_panels,
        FieldPanel("code"),
        FieldPanel("is_card"),
        FieldPanel("note"),
        FieldPanel("parts"),
        MultiFieldPanel(
            [FieldPanel("keeper"), FieldPanel("retention"), FieldPanel("never"), FieldPanel("warning")], _("Safety")
        ),
        *KitPage.foot_panels,
    ]
    search_fields = [*KitPage.search_fields, index.SearchField("parts")]
    template = "toolkit/form_page.html"

    override_translatable_fields = [
        *KitPage.override_translatable_fields,
        SynchronizedField("code"),
        SynchronizedField("is_card"),
    ]

    class Meta:
        verbose_name = _("model form")

    def clean(self) -> None:
        super().clean()
        parts = [block.value for block in self.parts]
        fields = [f"{part['key']}_{field['key']}" for part in parts for field in part["fields"]]
        refuse_doubled_keys(parts=[*(part["key"] for part in parts), *fields])
