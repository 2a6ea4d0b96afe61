"""What an administrator says about the portal itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


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
