"""The legal library: instruments and the provisions we may cite, in our own words."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.models import RevisionMixin, TranslatableMixin
from wagtail.search import index

from toolkit.models.translation import TranslatedQuerySet


class Instrument(TranslatableMixin, RevisionMixin, index.Indexed, models.Model):
    """A treaty, resolution, recommendation, policy or national law."""

    class Kind(models.TextChoices):
        TREATY = "treaty", _("Treaty")
        DECLARATION = "declaration", _("Declaration")
        RECOMMENDATION = "recommendation", _("Recommendation")
        RESOLUTION = "resolution", _("Resolution")
        POLICY = "policy", _("Policy")
        GOAL = "goal", _("Development goal")
        NATIONAL = "national", _("National law")

    key = models.SlugField(_("key"), help_text=_("Short and stable; part of the address."))
    title = models.CharField(_("full title"), max_length=300)
    short = models.CharField(_("short title"), max_length=80, help_text=_("As it stands in a citation."))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    country = CountryField(_("country"), blank=True, help_text=_("For national law only."))
    url = models.URLField(_("official source"), blank=True, help_text=_("Leave empty rather than guess."))
    summary = models.TextField(_("summary"), blank=True, help_text=_("Our own words."))
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    updated_at = models.DateTimeField(auto_now=True)

    objects = TranslatedQuerySet.as_manager()

    panels = [
        FieldPanel("title"),
        MultiFieldPanel([FieldPanel("short"), FieldPanel("key"), FieldPanel("kind"), FieldPanel("year")], _("Citing")),
        MultiFieldPanel([FieldPanel("reference"), FieldPanel("country"), FieldPanel("url")], _("Source")),
        FieldPanel("summary"),
        FieldPanel("order"),
    ]
    search_fields = [
        index.SearchField("title"),
        index.SearchField("summary"),
        index.AutocompleteField("title"),
    ]

    class Meta(TranslatableMixin.Meta):
        ordering = ["order", "title"]
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        constraints = [models.UniqueConstraint(fields=["key", "locale"], name="one_instrument_per_key_and_locale")]

    def __str__(self) -> str:
        return self.short

    def get_absolute_url(self) -> str:
        return reverse("toolkit:instrument", args=[self.key])


class Provision(TranslatableMixin, RevisionMixin, index.Indexed, models.Model):
    """One rule of an instrument. `verified` means: an editor compared our words with the official text."""

    class Status(models.TextChoices):
        VERIFIED = "verified", _("Verified")
        TO_VERIFY = "to_verify", _("To be verified by an editor")

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="provisions", verbose_name=_("instrument"))
    key = models.SlugField(_("key"), help_text=_("Short and stable; part of the address."))
    number = models.CharField(_("number"), max_length=80, blank=True, help_text=_("For instance: art. 6(3)"))
    title = models.CharField(_("title"), max_length=200, help_text=_("A few words of our own."))
    text = models.TextField(_("what it says"), help_text=_("Our paraphrase, never the wording of the instrument."))
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.TO_VERIFY)
    topics = models.CharField(_("topics"), max_length=200, blank=True, help_text=_("Separated by commas."))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    updated_at = models.DateTimeField(auto_now=True)

    # Peers: one query brings the instruments of all the provisions a page cites.
    objects = TranslatedQuerySet.as_manager()

    panels = [
        HelpPanel(_("Never paste the wording of an instrument. Say plainly what it asks; set the status honestly.")),
        MultiFieldPanel(
            [FieldPanel("instrument"), FieldPanel("number"), FieldPanel("key"), FieldPanel("order")],
            _("Place"),
        ),
        FieldPanel("title"),
        FieldPanel("text"),
        FieldPanel("status"),
        FieldPanel("topics"),
    ]
    search_fields = [
        index.SearchField("title"),
        index.SearchField("number"),
        index.SearchField("text"),
        index.AutocompleteField("title"),
        index.AutocompleteField("number"),
        index.FilterField("status"),
    ]

    class Meta(TranslatableMixin.Meta):
        ordering = ["instrument__order", "order", "key"]
        verbose_name = _("provision")
        verbose_name_plural = _("provisions")
        constraints = [models.UniqueConstraint(fields=["key", "locale"], name="one_provision_per_key_and_locale")]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("toolkit:provision", args=[self.instrument.key, self.key])

    @property
    def label(self) -> str:
        """How it is cited: “TIP Protocol, art. 6(3)”."""
        return f"{self.instrument.short}, {self.number}" if self.number else self.instrument.short

    @property
    def is_verified(self) -> bool:
        return self.status == self.Status.VERIFIED
