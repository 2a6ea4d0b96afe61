"""What an administrator says about the portal itself."""

from typing import NamedTuple, Self

from django.db import models
from django.utils.translation import get_language, gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

# The words that we ship (content/en/site.yaml) stand in the interface's catalogues: shown translated until changed.
SHIPPED = (
    gettext_noop("Made to be adapted."),
    gettext_noop("An independent, open-source project"),
    gettext_noop(
        "Independent and open source. It follows an approach that was published in 2021 and links to the original "
        "documents. It is not an official publication of any organisation, and no organisation has endorsed it."
    ),
)


class LocalizedText(NamedTuple):
    """Some of the portal's words and the language they are in; "" where that is unknown."""

    text: str
    language: str

    @classmethod
    def of(cls, text: str) -> Self:
        if text not in SHIPPED:
            return cls(text, "")
        translated = gettext(text)
        return cls(translated, "en" if translated == text else get_language() or "en")


class PortalTexts(NamedTuple):
    strapline: LocalizedText
    publisher: LocalizedText
    footer: LocalizedText


@register_setting(icon="globe")
class Portal(BaseGenericSetting):
    """Name, publisher and foot line. The portal claims no endorsement; neither should these texts."""

    name = models.CharField(_("name"), max_length=80, default="Rights & Gender Toolkit")
    strapline = models.CharField(_("strapline"), max_length=120, blank=True, default="Made to be adapted.")
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    contact = models.EmailField(
        _("contact"), blank=True, help_text=_("Shown to readers when a file fails or a page is missing.")
    )
    footer = models.TextField(_("foot line"), blank=True)
    originals_url = models.URLField(_("address of the original documents"), blank=True)

    panels = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("strapline"), FieldPanel("publisher"), FieldPanel("contact")],
            _("Who"),
        ),
        MultiFieldPanel([FieldPanel("footer"), FieldPanel("originals_url")], _("Foot of every page")),
    ]

    class Meta:
        verbose_name = _("portal")

    @property
    def said(self) -> "PortalTexts":
        """Strapline, publisher and foot line in the reader's language where we know them in it."""
        return PortalTexts(*(LocalizedText.of(text) for text in (self.strapline, self.publisher, self.footer)))
