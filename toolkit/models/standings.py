"""Who is bound by which treaty."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.models import TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from toolkit.models.governed import PARTIAL_DATE, GovernedEntry, digest_texts
from toolkit.models.instruments import Instrument


class TreatyStanding(GovernedEntry):
    """Whether a State has joined a treaty, as a source says. The depositary decides. What nothing reliable is known of
    says that it was not checked."""

    class Standing(models.TextChoices):
        PARTY = "party", _("Party")
        SIGNED = "signed", _("Signed, not joined")
        NOT_PARTY = "not_party", _("Not a party")
        UNCHECKED = "unchecked", _("Not checked")

    class Way(models.TextChoices):
        RATIFIED = "ratified", _("ratified")
        ACCEDED = "acceded", _("acceded")
        SUCCEEDED = "succeeded", _("succeeded")

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="standings", verbose_name=_("treaty"))
    country = CountryField(_("country"))
    standing = models.CharField(_("standing"), max_length=10, choices=Standing, default=Standing.UNCHECKED)
    way = models.CharField(_("how it joined"), max_length=10, choices=Way, blank=True)
    since = models.CharField(
        _("since"),
        max_length=10,
        blank=True,
        validators=[PARTIAL_DATE],
        help_text=_("2003-09-24, or 2003 where only the year is known."),
    )
    reservations = models.TextField(_("reservations and declarations"), blank=True, help_text=_("In our own words."))
    note = models.TextField(_("note"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_date = models.CharField(_("date of the source"), max_length=10, blank=True, validators=[PARTIAL_DATE])
    checked_on = models.DateField(
        _("seen at the depositary on"),
        null=True,
        blank=True,
        help_text=_("Only where you looked at the depositary's own entry. It makes the public mark “verified”."),
    )

    preview_template = "toolkit/standings.html"
    panels = [
        HelpPanel(_("The depositary decides: treaties.un.org, normlex.ilo.org. Never write a standing from memory.")),
        MultiFieldPanel([FieldPanel("instrument"), FieldPanel("country")], _("Place")),
        MultiFieldPanel([FieldPanel("standing"), FieldPanel("way"), FieldPanel("since")], _("Standing")),
        FieldPanel("reservations"),
        FieldPanel("note"),
        MultiFieldPanel([FieldPanel("source"), FieldPanel("source_date"), FieldPanel("checked_on")], _("Source")),
    ]
    override_translatable_fields = [SynchronizedField(name) for name in ("country", "since", "source_date")]
    search_fields = [
        index.SearchField("note"),
        index.SearchField("reservations"),
        index.SearchField("source"),
        index.FilterField("country"),
        index.FilterField("locale_id"),
        index.FilterField("live"),
    ]

    class Meta(TranslatableMixin.Meta):
        ordering = ["instrument__order", "country"]
        verbose_name = _("treaty standing")
        verbose_name_plural = _("treaty standings")
        constraints = [
            models.UniqueConstraint(
                fields=["instrument", "country", "locale"], name="one_standing_per_treaty_country_and_locale"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument}: {self.country.name}"

    def digest_words(self) -> str:
        return digest_texts(self.standing, self.since, self.reservations, self.note)

    @property
    def is_bound(self) -> bool:
        return self.standing == self.Standing.PARTY

    @property
    def is_verified(self) -> bool:
        return self.checked_on is not None
