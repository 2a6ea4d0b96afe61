"""One row for everything a reader can find: a page, a question, an instrument, a provision, a term.

The rows are a projection, rewritten when something is published (toolkit/actions/search_rows.py) and never edited.
They carry what a result shows and what may be filtered, so that a search is one query over one table.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from toolkit.models.glossary import Term
from toolkit.models.instruments import Instrument
from toolkit.models.pages import Facets
from toolkit.models.provisions import Provision

# The shape of the rows and of the text index. Whoever changes what a row holds, or how it is indexed, raises it: then
# `manage.py rebuild_search --if-changed` writes all of them anew when the portal starts.
SHAPE = 6


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def visible(self) -> "SearchEntryQuerySet":
        """Only what everybody may see, even if a row outlived its page's publication."""
        return self.filter(models.Q(page=None) | models.Q(page__live=True)).exclude(
            page__view_restrictions__isnull=False
        )

    def outdated(self) -> "SearchEntryQuerySet":
        """Those that were written in another shape, by an older release or one that ran beside this one."""
        return self.exclude(shape=SHAPE)


class SearchEntry(Facets, models.Model):
    class Kind(models.TextChoices):
        TOOL = "tool", _("Tool")
        CHECKLIST = "checklist", _("Checklist")
        ITEM = "item", _("Checklist question")
        PATH = "path", _("Path")
        SIGNS = "signs", _("Signs")
        SENTENCE = "sentence", _("Words to say")
        FORM = "form", _("Model form")
        CASE = "case", _("Case")
        SHORT = "short", _("Short page")
        LEARNING = "learning", _("Learning path")
        PRACTICE = "practice", _("Scenario or practice note")
        ARTICLE = "article", _("Article")
        INSTRUMENT = "instrument", _("Legal instrument")
        PROVISION = "provision", _("Provision")
        TERM = "term", _("Glossary term")
        MODULE = "module", _("University module")  # rows of the modules app, which knows when to write them

    kind = models.CharField(max_length=12, choices=Kind)
    language = models.CharField(max_length=8)
    path = models.CharField(max_length=400, help_text="Address without its language; may end in #anchor.")
    place = models.CharField(
        max_length=300, blank=True, help_text="Where it stands: “Checklist question · Investigation, B7”."
    )
    title = models.TextField()
    text = models.TextField(blank=True)
    # Null where a process of another release wrote the row. Not null, SQLite would make the table anew, and lose the
    # trigger that takes rows out of the text index.
    names = models.TextField(  # noqa: DJ001
        null=True, help_text="What it is called, as a search says it, between line ends."
    )
    shape = models.PositiveSmallIntegerField(null=True, help_text="The SHAPE in which it was indexed.")
    page = models.ForeignKey(Page, models.CASCADE, null=True, related_name="+")
    item = models.CharField(max_length=36, blank=True, help_text="Block id of a checklist question.")
    instrument = models.ForeignKey(Instrument, models.CASCADE, null=True, related_name="+")
    provision = models.ForeignKey(Provision, models.CASCADE, null=True, related_name="+")
    term = models.ForeignKey(Term, models.CASCADE, null=True, related_name="+")
    order = models.PositiveIntegerField(default=0)
    rests_on = models.ManyToManyField(Provision, related_name="carried")
    mentions = models.ManyToManyField(Term, related_name="mentioned")

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        db_table = "toolkit_findable"  # release 0.1's, whose processes use it while an upgrade replaces them
        ordering = ["order", "pk"]
        indexes = [
            models.Index(fields=["language", "kind"], name="findable_language_kind"),
            models.Index(fields=["page", "kind"], name="findable_page_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.title[:60]}"

    @property
    def told(self) -> str:
        """What a result may show of the text: of a model form its purpose, which is the first line."""
        purpose = self.text.partition("\n")[0] if self.kind == self.Kind.FORM else ""
        return purpose or self.text


class SearchWord(models.Model):
    """A word that stands in some findable: what a misspelled search is compared with."""

    language = models.CharField(max_length=8)
    word = models.CharField(max_length=60)

    class Meta:
        db_table = "toolkit_word"  # release 0.1's, whose processes use it while an upgrade replaces them
        constraints = [models.UniqueConstraint(fields=["language", "word"], name="one_word_per_language")]

    def __str__(self) -> str:
        return self.word
