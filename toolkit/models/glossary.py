"""The words we use, and what we mean by them."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import TranslatableMixin
from wagtail.search import index

from toolkit.blocks import PLAIN_RICH_TEXT
from toolkit.models.governed import GovernedEntry, digest_texts


class Term(GovernedEntry, ClusterableModel):
    """A term links itself where one of its forms stands first in a page; see toolkit/presenters/glossary_links.py."""

    slug = models.SlugField(_("address"), allow_unicode=True)
    name = models.CharField(_("term"), max_length=120)
    forms = models.TextField(
        _("spellings"),
        help_text=_("One per line, lower case, with plurals: these link themselves in running text."),
    )
    short = models.TextField(_("meaning"), help_text=_("One sentence: what a reader sees in the margin."))
    text = RichTextField(_("more"), features=PLAIN_RICH_TEXT, blank=True)
    confuse = models.TextField(_("do not confuse"), blank=True)
    provisions = ParentalManyToManyField("toolkit.Provision", verbose_name=_("provisions"), blank=True)
    related = ParentalManyToManyField(
        "self", symmetrical=False, related_name="+", verbose_name=_("related terms"), blank=True
    )

    preview_template = "toolkit/term.html"
    panels = [
        FieldPanel("name"),
        FieldPanel("short"),
        FieldPanel("text"),
        FieldPanel("confuse"),
        FieldPanel("forms"),
        MultiFieldPanel([FieldPanel("provisions"), FieldPanel("related")], _("Connections")),
        FieldPanel("slug"),
    ]
    search_fields = [
        index.SearchField("name"),
        index.SearchField("short"),
        index.AutocompleteField("name"),
        index.FilterField("locale_id"),
        index.FilterField("live"),
    ]

    class Meta(TranslatableMixin.Meta):
        ordering = ["name"]
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")
        constraints = [models.UniqueConstraint(fields=["slug", "locale"], name="one_term_per_slug_and_locale")]

    def __str__(self) -> str:
        return self.name

    def digest_words(self) -> str:
        return digest_texts(self.name, self.short, self.text, self.confuse)

    def spellings(self) -> list[str]:
        return [line.strip() for line in self.forms.splitlines() if line.strip()]

    def get_absolute_url(self) -> str:
        return reverse("toolkit:term", args=[self.slug])
