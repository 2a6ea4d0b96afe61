"""Treaties, guidance and national law: where provisions stand."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from toolkit.models.governed import LANGUAGE_CODE, GovernedEntry, digest_texts


class LegalState(models.TextChoices):
    """Whether it is law now. UNKNOWN is for what nobody has been able to find out: then the page says so."""

    IN_FORCE = "in_force", _("In force")
    NOT_YET = "not_yet", _("Not yet in force")
    SUPERSEDED = "superseded", _("Replaced by another text")
    REPEALED = "repealed", _("Repealed")
    SPLIT = "split", _("Now told in several entries")
    UNKNOWN = "unknown", _("We do not say whether it is in force")


ENDED = (LegalState.SUPERSEDED, LegalState.REPEALED, LegalState.SPLIT)


class Instrument(GovernedEntry, ClusterableModel):
    """A treaty, resolution, recommendation, policy or national law."""

    class Kind(models.TextChoices):
        TREATY = "treaty", _("Treaty")
        DECLARATION = "declaration", _("Declaration")
        COMMENT = "comment", _("General comment")
        RECOMMENDATION = "recommendation", _("Recommendation")
        RESOLUTION = "resolution", _("Resolution")
        POLICY = "policy", _("Policy")
        GOAL = "goal", _("Development goal")
        NATIONAL = "national", _("National law")

    class Force(models.TextChoices):
        BINDING = "binding", _("Binding for the States that joined it")
        GUIDANCE = "guidance", _("Guidance: not binding")
        POLITICAL = "political", _("A political commitment: not binding")
        NATIONAL = "national", _("Law of one country")
        HISTORY = "history", _("Of another time: whether it is applied today is not clear")
        NOT_READ = "not_read", _("Not read: an empty place")

    key = models.SlugField(_("key"), help_text=_("Short and stable; part of the address."))
    title = models.CharField(_("full title"), max_length=300)
    short = models.CharField(_("short title"), max_length=80, help_text=_("As it stands in a citation."))
    original_title = models.CharField(
        _("title in its own language"), max_length=300, blank=True, help_text=_("For national law.")
    )
    original_language = models.CharField(
        _("language of that title"),
        max_length=8,
        blank=True,
        validators=[LANGUAGE_CODE],
        help_text=_("As a code: bn, fa, prs, ur, ar …"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    force = models.CharField(_("force"), max_length=12, choices=Force, default=Force.GUIDANCE)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    reference = models.CharField(_("reference"), max_length=80, blank=True, help_text=_("The document's symbol."))
    country = CountryField(_("country"), blank=True, help_text=_("For national law only."))
    url = models.URLField(_("official source"), blank=True, help_text=_("Leave empty rather than guess."))
    summary = models.TextField(_("summary"), blank=True, help_text=_("Our own words."))
    note = models.TextField(
        _("what a reader must know"), blank=True, help_text=_("For instance that it is narrower than another treaty.")
    )
    state = models.CharField(_("state"), max_length=12, choices=LegalState, default=LegalState.IN_FORCE)
    state_since = models.DateField(_("since"), null=True, blank=True, help_text=_("Leave empty rather than guess."))
    replaced_by = ParentalManyToManyField(
        "self",
        symmetrical=False,
        related_name="replaces",
        verbose_name=_("replaced by"),
        blank=True,
        help_text=_("The address of this one stays, and leads there."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    preview_template = "toolkit/instrument.html"
    panels = [
        FieldPanel("title"),
        MultiFieldPanel([FieldPanel("short"), FieldPanel("key"), FieldPanel("kind"), FieldPanel("year")], _("Citing")),
        MultiFieldPanel(
            [
                FieldPanel("force"),
                FieldPanel("reference"),
                FieldPanel("url"),
                FieldPanel("country"),
                FieldPanel("original_title"),
                FieldPanel("original_language"),
            ],
            _("Source"),
        ),
        FieldPanel("summary"),
        FieldPanel("note"),
        MultiFieldPanel(
            [FieldPanel("state"), FieldPanel("state_since"), FieldPanel("replaced_by")], _("Is it law now?")
        ),
        FieldPanel("order"),
    ]
    override_translatable_fields = [
        SynchronizedField(name) for name in ("key", "reference", "country", "original_title", "original_language")
    ]
    search_fields = [
        index.SearchField("title"),
        index.SearchField("summary"),
        index.AutocompleteField("title"),
        index.FilterField("locale_id"),
        index.FilterField("live"),
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

    def digest_words(self) -> str:
        return digest_texts(self.title, self.short, self.summary, self.note, self.force, self.state)

    def digest_public(self) -> str:
        return digest_texts(self.digest_words(), *sorted(one.key for one in self.replaced_by.all()))

    @property
    def is_treaty(self) -> bool:
        """Whether States join it, so that it matters who has."""
        return self.kind == self.Kind.TREATY

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED

    @property
    def state_teller(self) -> "Instrument":
        return self
