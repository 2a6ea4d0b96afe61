"""The page tree: home, sections, tools, practice notes, articles. Checklists stand in checklists.py."""

from typing import Any

from django.conf import settings
from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Locale, Page, PageViewRestriction
from wagtail.search import index
from wagtail.url_routing import RouteResult
from wagtail_localize.fields import SynchronizedField

from toolkit.blocks import BODY, PARTS, RELATED, WAYS, anchor


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
    override_translatable_fields = [SynchronizedField("slug")]
    show_in_menus_default = False

    class Meta:
        abstract = True

    def portal_path(self) -> str:
        """The address without its language: "tools/legislation/". Home is ""."""
        return "/".join([*self.url_path.strip("/").split("/")[1:], ""]).lstrip("/")


def closed_paths(request: HttpRequest) -> tuple[str, ...]:
    """Where pages stand that not everybody may see. Looked up once per request."""
    if not hasattr(request, "closed_paths"):
        paths = PageViewRestriction.objects.values_list("page__path", flat=True)
        request.closed_paths = tuple(paths)  # type: ignore[attr-defined]
    return request.closed_paths  # type: ignore[attr-defined,no-any-return]


def in_language_or_english(rows: Any, locale: Locale, request: HttpRequest) -> Any:
    """Public pages among `rows`, each in this language, or in English where it is not translated yet."""
    rows = rows.live().select_related("locale")
    for path in closed_paths(request):
        rows = rows.exclude(path__startswith=path)
    english = rows.filter(locale__language_code=settings.LANGUAGE_CODE)
    if locale.language_code == settings.LANGUAGE_CODE:
        return english
    translated = rows.filter(locale=locale, alias_of=None)
    return translated | english.exclude(translation_key__in=translated.values("translation_key"))


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
        return [{"title": heading, "anchor": anchor(heading)} for heading in headings]


class HomePage(PortalPage):
    """The front door: what do you have to do today?"""

    placeholder = models.CharField(_("example in the search field"), max_length=80, blank=True)
    ways = StreamField(WAYS, blank=True, verbose_name=_("other ways in"))
    parts = StreamField(PARTS, blank=True, verbose_name=_("parts of the portal"))

    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("placeholder"),
        FieldPanel("ways"),
        FieldPanel("parts"),
    ]
    template = "toolkit/home_page.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["toolkit.SectionPage", "toolkit.ArticlePage"]

    class Meta:
        verbose_name = _("home page")

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Finds a page by its whole address, in one query instead of two per step. A page that this language
        lacks is shown in English, with this language's frame around it."""
        if not path_components:
            return super().route(request, path_components)
        address = "/".join([*path_components, ""])
        page = self.page_at(address)
        if page is None and (english := self.english_home()):
            page = english.page_at(address)
        if page is None:
            raise Http404
        return RouteResult(page)

    def page_at(self, address: str) -> Page | None:
        """The published page at an address below this home, as what it is."""
        kinds = ("sectionpage", "toolpage", "checklistpage", "practicepage", "articlepage")
        found = (
            Page.objects.live()
            .filter(url_path=self.url_path + address)
            .select_related("locale", "alias_of__locale", *kinds)
            .first()
        )
        if found is None:
            return None
        page = next((getattr(found, kind) for kind in kinds if hasattr(found, kind)), None) or found.specific
        page.locale, page.alias_of = found.locale, found.alias_of
        return page

    def english_home(self) -> "HomePage | None":
        same = HomePage.objects.filter(translation_key=self.translation_key).exclude(pk=self.pk)
        return same.filter(locale__language_code=settings.LANGUAGE_CODE).first()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from toolkit.models.checklists import ChecklistPage

        context = super().get_context(request, *args, **kwargs)
        checklists = in_language_or_english(ChecklistPage.objects.all(), self.locale, request).order_by("path")
        tools = in_language_or_english(ToolPage.objects.all(), self.locale, request).order_by("number")
        context["tools"] = tools.prefetch_related(models.Prefetch("checklists", checklists))
        context["cycle"] = checklists.filter(tool=None)
        return context


class SectionPage(PortalPage):
    """A shelf: lists what stands below it."""

    template = "toolkit/section_page.html"
    parent_page_types = ["toolkit.HomePage"]
    subpage_types = [
        "toolkit.ToolPage",
        "toolkit.ChecklistPage",
        "toolkit.PracticePage",
        "toolkit.ArticlePage",
    ]

    class Meta:
        verbose_name = _("section")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        shelves = [self, *self.get_translations().filter(locale__language_code=settings.LANGUAGE_CODE)]
        below = models.Q(*[models.Q(path__startswith=shelf.path) for shelf in shelves], _connector=models.Q.OR)
        rows = Page.objects.filter(below, depth=self.depth + 1).order_by("path")
        children = list(in_language_or_english(rows, self.locale, request).specific())
        models.prefetch_related_objects(children, "locale")
        models.prefetch_related_objects([c for c in children if hasattr(c, "tool_id")], "tool")
        models.prefetch_related_objects([c for c in children if isinstance(c, ToolPage)], "checklists")
        context["children"] = children
        context["tools"] = sorted((c for c in children if isinstance(c, ToolPage)), key=lambda tool: tool.number)
        context["of_tools"] = sorted(
            (c for c in children if getattr(c, "tool_id", None)), key=lambda checklist: checklist.tool.number
        )
        context["of_cycle"] = [c for c in children if hasattr(c, "tool_id") and not c.tool_id]
        context["others"] = [c for c in children if isinstance(c, PracticePage | ArticlePage)]
        return context


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

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        checklists = self.checklists.model.objects.filter(tool__translation_key=self.translation_key)
        tools = ToolPage.objects.defer("body").order_by("number")
        context["tools"] = in_language_or_english(tools, self.locale, request)
        context["checklist"] = in_language_or_english(checklists, self.locale, request).first()
        return context


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
