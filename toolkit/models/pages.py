"""The page tree: home, sections, tools, practice notes, articles. Checklists stand in checklists.py."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index
from wagtail_localize.fields import BaseTranslatableField, SynchronizedField

from toolkit.blocks import BODY, OPEN_POINTS, PARTS, RELATED, WAYS, make_anchor
from toolkit.domain.paths import portal_path

if TYPE_CHECKING:
    from django.http import HttpRequest


class Facets(models.Model):
    """Who a page is for, at which stage, about which crime: a plain column, and a checkbox, each."""

    for_policy = models.BooleanField(_("policy makers"), default=False)
    for_practitioner = models.BooleanField(_("practitioners"), default=False)
    for_agency = models.BooleanField(_("agency staff"), default=False)
    on_tip = models.BooleanField(_("trafficking in persons"), default=False)
    on_som = models.BooleanField(_("smuggling of migrants"), default=False)
    in_design = models.BooleanField(_("design"), default=False)
    in_implement = models.BooleanField(_("implement"), default=False)
    in_monitor = models.BooleanField(_("monitor"), default=False)
    in_evaluate = models.BooleanField(_("evaluate"), default=False)

    FACETS = {
        "audience": {"policy": "for_policy", "practitioner": "for_practitioner", "agency": "for_agency"},
        "crime": {"tip": "on_tip", "som": "on_som"},
        "phase": {stage: f"in_{stage}" for stage in ("design", "implement", "monitor", "evaluate")},
    }

    facet_panels = [
        MultiFieldPanel([FieldPanel("for_policy"), FieldPanel("for_practitioner"), FieldPanel("for_agency")], _("For")),
        MultiFieldPanel([FieldPanel("on_tip"), FieldPanel("on_som")], _("Crime")),
        MultiFieldPanel(
            [
                FieldPanel("in_design"),
                FieldPanel("in_implement"),
                FieldPanel("in_monitor"),
                FieldPanel("in_evaluate"),
            ],
            _("Stage of a project"),
        ),
    ]

    class Meta:
        abstract = True

    def facet_columns(self) -> dict[str, bool]:
        return {column: getattr(self, column) for group in self.FACETS.values() for column in group.values()}


class PortalPage(Page):
    """What every page of ours has: a lead, and an address that is the same in every language."""

    summary = models.TextField(_("lead"), blank=True, help_text=_("One or two sentences under the title."))
    machine_translated = models.BooleanField(
        _("translated by a machine"),
        default=False,
        help_text=_("The page says so. Take this off when a native speaker has read it."),
    )

    content_panels = [TitleFieldPanel("title"), FieldPanel("summary")]
    promote_panels = [*Page.promote_panels, MultiFieldPanel([FieldPanel("machine_translated")], _("Translation"))]
    search_fields = [*Page.search_fields, index.SearchField("summary")]
    # Whether a machine translated it is true of this language alone.
    override_translatable_fields = [SynchronizedField("slug"), BaseTranslatableField("machine_translated")]
    show_in_menus_default = False

    # Whether everybody may see it, for sure; toolkit/selectors/routing.py knows.
    is_open_to_all = False
    # What its template shows beside it (toolkit/presenters/pages.py).
    presenter: ClassVar[Callable[[Any, "HttpRequest"], dict[str, Any]]] = staticmethod(lambda page, request: {})

    class Meta:
        abstract = True

    def portal_path(self) -> str:
        """The address without its language: "tools/legislation/". Home is ""."""
        return portal_path(self)

    def describe(self) -> str:
        """What search engines and previews of a link say of it."""
        return self.search_description or self.summary

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """Wagtail's own answer, asked for only where it could be another than "none": two queries."""
        return PageViewRestriction.objects.none() if self.is_open_to_all else super().get_view_restrictions()

    def get_context(self, request: "HttpRequest", *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), **type(self).presenter(self, request)}


class BodyPage(PortalPage):
    """A page written in blocks."""

    body = StreamField(BODY, blank=True, verbose_name=_("content"))
    related = StreamField(RELATED, blank=True, verbose_name=_("related pages"))

    content_panels = [*PortalPage.content_panels, FieldPanel("body"), FieldPanel("related")]
    search_fields = [*PortalPage.search_fields, index.SearchField("body")]

    class Meta:
        abstract = True

    def contents(self) -> list[dict[str, str]]:
        """The list “On this page”: heading and its anchor, in order."""
        headings = [raw["value"] for raw in self.body.raw_data if raw["type"] == "heading"]
        return [{"title": heading, "anchor": make_anchor(heading)} for heading in headings]


class Unsettled(models.Model):
    """What nobody has tested or decided yet: said where it is read, until somebody has."""

    not_tested = models.TextField(_("not tested yet"), blank=True, help_text=_("What nobody has tried with whom."))
    open_points = StreamField(OPEN_POINTS, blank=True, verbose_name=_("not settled yet"))

    unsettled_panels = [MultiFieldPanel([FieldPanel("not_tested"), FieldPanel("open_points")], _("Not decided yet"))]

    class Meta:
        abstract = True


class HomePage(PortalPage):
    """The front door: what do you have to do today?"""

    at_hand = StreamField(RELATED, blank=True, verbose_name=_("for somebody in a hurry"))
    placeholder = models.CharField(_("example in the search field"), max_length=80, blank=True)
    ways = StreamField(WAYS, blank=True, verbose_name=_("other ways in"))
    parts = StreamField(PARTS, blank=True, verbose_name=_("parts of the portal"))

    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("at_hand"),
        FieldPanel("placeholder"),
        FieldPanel("ways"),
        FieldPanel("parts"),
    ]
    template = "toolkit/home_page.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["toolkit.SectionPage", "toolkit.ArticlePage"]

    class Meta:
        verbose_name = _("home page")


class SectionPage(Unsettled, BodyPage):
    """A shelf: lists what stands below it, after what there is to say about all of it."""

    content_panels = [*BodyPage.content_panels, *Unsettled.unsettled_panels]
    template = "toolkit/section_page.html"
    parent_page_types = ["toolkit.HomePage", "toolkit.SectionPage"]
    subpage_types = [
        "toolkit.SectionPage",
        "toolkit.SignsPage",
        "toolkit.PathPage",
        "toolkit.SentencesPage",
        "toolkit.BlankFormPage",
        "toolkit.CasePage",
        "toolkit.ShortPage",
        "toolkit.LearningPage",
        "toolkit.ToolPage",
        "toolkit.ChecklistPage",
        "toolkit.PracticePage",
        "toolkit.ArticlePage",
    ]

    class Meta:
        verbose_name = _("section")


class ToolPage(Facets, BodyPage):
    """One of the nine tools."""

    number = models.PositiveSmallIntegerField(_("number"))
    task = models.CharField(
        _("task"), max_length=120, help_text=_("What the reader has to do today; stands on the home page.")
    )
    reader = models.TextField(_("who this is for"), blank=True)

    content_panels = [
        MultiFieldPanel([TitleFieldPanel("title"), FieldPanel("number"), FieldPanel("task")], _("Tool")),
        FieldPanel("summary"),
        FieldPanel("reader"),
        FieldPanel("body"),
        FieldPanel("related"),
        *Facets.facet_panels,
    ]
    template = "toolkit/tool_page.html"
    parent_page_types = ["toolkit.SectionPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("tool")


class PracticePage(Facets, BodyPage):
    """A longer scenario, always fictional, or a note on practice."""

    class Kind(models.TextChoices):
        SCENARIO = "scenario", _("Scenario")
        PRACTICE = "practice", _("Practice note")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.SCENARIO)

    content_panels = [
        TitleFieldPanel("title"),
        FieldPanel("kind"),
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("related"),
        *Facets.facet_panels,
    ]
    template = "toolkit/article_page.html"
    parent_page_types = ["toolkit.SectionPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("scenario or practice note")


class ArticlePage(Facets, BodyPage):
    """A page about the approach or the portal itself."""

    content_panels = [*BodyPage.content_panels, *Facets.facet_panels]
    template = "toolkit/article_page.html"
    parent_page_types = ["toolkit.HomePage", "toolkit.SectionPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("article")
