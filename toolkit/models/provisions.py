"""The rules we cite, in our own words, and who compared those words with which text."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.models import TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from toolkit.domain.citations import join_citation
from toolkit.models.governed import GovernedEntry, digest_texts
from toolkit.models.instruments import ENDED, Instrument, LegalState


class Strength(models.TextChoices):
    """How much a rule asks. The words of treaties: shall, shall consider, shall endeavour, may."""

    DEFINITION = "definition", _("Says what words mean")
    DUTY = "duty", _("A duty")
    CONSIDER = "consider", _("A duty to consider")
    ENDEAVOUR = "endeavour", _("A duty to try")
    OPTION = "option", _("An option")
    GUIDANCE = "guidance", _("A recommendation")
    POLITICAL = "political", _("A political commitment")
    NATIONAL = "national", _("A rule of national law")


class Provision(GovernedEntry, ClusterableModel):
    """One rule of an instrument."""

    class Status(models.TextChoices):
        """What the newest record of verification says that still fits the words."""

        WORDS = "words", _("Words compared")
        TITLE = "title", _("Title and number compared")
        TO_VERIFY = "to_verify", _("Not compared yet")

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="provisions", verbose_name=_("instrument"))
    key = models.SlugField(_("key"), help_text=_("Short and stable; part of the address."))
    number = models.CharField(_("number"), max_length=80, blank=True, help_text=_("For instance: art. 6(3)"))
    title = models.CharField(_("title"), max_length=200, help_text=_("A few words of our own."))
    text = models.TextField(
        _("what it says"), blank=True, help_text=_("Our paraphrase, never the wording of the instrument.")
    )
    reading = models.TextField(
        _("how it is read"),
        blank=True,
        help_text=_("What a committee or we read into it."),
    )
    strength = models.CharField(_("strength"), max_length=12, choices=Strength, default=Strength.DUTY)
    limits = models.CharField(
        _("limits"), max_length=200, blank=True, help_text=_("Its own words, such as: within its means.")
    )
    status = models.CharField(
        _("verification"), max_length=12, choices=Status, default=Status.TO_VERIFY, editable=False
    )
    state = models.CharField(_("state"), max_length=12, choices=LegalState, default=LegalState.IN_FORCE)
    state_since = models.DateField(_("since"), null=True, blank=True, help_text=_("Leave empty rather than guess."))
    replaced_by = ParentalManyToManyField(
        "self", symmetrical=False, related_name="replaces", verbose_name=_("told today in"), blank=True
    )
    near = ParentalManyToManyField(
        "self",
        symmetrical=False,
        related_name="near_to",
        verbose_name=_("says the same, or near it"),
        blank=True,
        help_text=_("Told where this one does not bind. A law of one country is told to that country alone."),
    )
    topics = models.CharField(_("topics"), max_length=200, blank=True, help_text=_("Separated by commas."))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    DERIVED: ClassVar[tuple[str, ...]] = ("published_words", "status")
    preview_template = "toolkit/provision.html"
    panels = [
        HelpPanel(_("Never paste the wording of an instrument. Say plainly what it asks, and keep how much it asks.")),
        MultiFieldPanel(
            [FieldPanel("instrument"), FieldPanel("number"), FieldPanel("key"), FieldPanel("order")],
            _("Place"),
        ),
        FieldPanel("title"),
        FieldPanel("text"),
        MultiFieldPanel([FieldPanel("strength"), FieldPanel("limits"), FieldPanel("reading")], _("How much it asks")),
        MultiFieldPanel(
            [FieldPanel("state"), FieldPanel("state_since"), FieldPanel("replaced_by")], _("Is it law now?")
        ),
        FieldPanel("near"),
        FieldPanel("topics"),
    ]
    override_translatable_fields = [SynchronizedField(name) for name in ("key", "topics")]
    search_fields = [
        index.SearchField("title"),
        index.SearchField("number"),
        index.SearchField("text"),
        index.AutocompleteField("title"),
        index.AutocompleteField("number"),
        index.FilterField("status"),
        index.FilterField("locale_id"),
        index.FilterField("live"),
    ]

    class Meta(TranslatableMixin.Meta):
        ordering = ["instrument__order", "order", "key"]
        verbose_name = _("provision")
        verbose_name_plural = _("provisions")
        permissions = [("verify_provision", "Can record that a provision was compared with its official text")]
        constraints = [models.UniqueConstraint(fields=["key", "locale"], name="one_provision_per_key_and_locale")]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("toolkit:provision", args=[self.instrument.key, self.key])

    @property
    def label(self) -> str:
        """How it is cited: “TIP Protocol, art. 6(3)”."""
        return join_citation(self.instrument.short, self.number)

    @property
    def is_verified(self) -> bool:
        """Whether somebody compared our words, not only title and number."""
        return self.status == self.Status.WORDS

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED or self.instrument.has_ended

    @property
    def state_teller(self) -> "Provision | Instrument":
        """Whose state and date say whether it is law now: its own, or its instrument's where only that has ended or is
        not in force."""
        both = (self, self.instrument)
        ended = (one for one in both if one.state in ENDED)
        return next(ended, None) or next((one for one in both if one.state != LegalState.IN_FORCE), self)

    @property
    def state_words(self) -> str:
        """What stands beside a citation of it; "" where it is in force."""
        told = self.state_teller
        return "" if told.state == LegalState.IN_FORCE else told.get_state_display()

    def digest_words(self) -> str:
        """SHA-256 of what a reader relies on: a record of verification holds for these words only."""
        return digest_texts(self.number, self.title, self.text, self.reading, self.strength, self.limits)

    def digest_public(self) -> str:
        """A rule that ended changes no word, and all that rests on it."""
        keys = sorted(one.key for one in self.replaced_by.all())
        return digest_texts(self.digest_words(), self.state, *keys)


class Verification(models.Model):
    """One person's comparison of our words with a text. A record, never changed, but for the address of its text where
    it had none: where the words change it no longer fits them, and stays as what was done then."""

    class Compared(models.TextChoices):
        WORDS = "words", _("What our words say")
        TITLE = "title", _("Title and number only")

    class Role(models.TextChoices):
        PROJECT = "project", _("the project")
        EDITOR = "editor", _("an editor")
        REVIEWER = "reviewer", _("a legal reviewer")

    provision = models.ForeignKey(Provision, models.CASCADE, related_name="verifications")
    compared = models.CharField(_("what was compared"), max_length=8, choices=Compared)
    against = models.CharField(_("with which text"), max_length=200)
    address = models.URLField(_("where that text stands"), blank=True)
    text_date = models.CharField(_("date of that text"), max_length=10, blank=True)  # "2017-05" where no day is known
    language = models.CharField(_("its language"), max_length=8, default=settings.LANGUAGE_CODE)
    words = models.CharField(max_length=64, help_text="Provision.digest_words() then.")
    role = models.CharField(_("by"), max_length=8, choices=Role)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")  # never shown
    on = models.DateField(_("on"))

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("verification")
        constraints = [
            models.UniqueConstraint(
                fields=["provision", "words", "compared", "role", "on"], name="one_verification_per_words_role_and_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.provision_id}: {self.compared} on {self.on}"
