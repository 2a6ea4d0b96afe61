"""Checklists, and the versions of published pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, Revision
from wagtail.search import index

from toolkit.blocks import SECTIONS
from toolkit.models.pages import Facets, PortalPage, ToolPage


@dataclass(frozen=True)
class ChecklistItem:
    """A question with its place. `id` is the block's UUID: it survives edits, reordering and translation."""

    id: str
    section: str  # the letter of its section: A, B, C
    number: int  # counted through the whole checklist, from 1
    value: Any  # the StructValue: question, why, provisions, evidence, action

    @property
    def short(self) -> str:
        """Its name in results and lists, one to three words; "" in a version from before there were any."""
        return self.value.get("short") or ""


@dataclass(frozen=True)
class ChecklistSection:
    letter: str
    title: str
    items: list[ChecklistItem]


class ChecklistPage(Facets, PortalPage):
    """Questions in sections, each answered yes, partly, no or not applicable."""

    tool = models.ForeignKey(
        ToolPage,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="checklists",
        verbose_name=_("tool"),
        help_text=_("Empty for a checklist that serves every tool."),
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=30, help_text=_("Honest time to fill it in."))
    sections = StreamField(SECTIONS, blank=True, verbose_name=_("questions"))

    content_panels = [
        TitleFieldPanel("title"),
        FieldPanel("summary"),
        MultiFieldPanel([FieldPanel("tool"), FieldPanel("minutes")], _("Use")),
        FieldPanel("sections"),
        InlinePanel(
            "rules",
            heading=_("Coherence rules"),
            label=_("rule"),
            help_text=_("When certain answers stand together, the reader is asked something. Rules never block."),
            classname="collapsed",
        ),
        *Facets.facet_panels,
    ]
    search_fields = [*PortalPage.search_fields, index.SearchField("sections")]
    template = "toolkit/checklist_page.html"
    parent_page_types = ["toolkit.SectionPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("checklist")

    def lettered_sections(self) -> list[ChecklistSection]:
        """Sections A, B, C ... with their questions numbered through the whole checklist."""
        number = 0
        lettered = []
        for index_, block in enumerate(self.sections):
            letter = section_letter(index_)
            items = []
            for child in block.value["items"].bound_blocks:
                number += 1
                items.append(ChecklistItem(id=str(child.id), section=letter, number=number, value=child.value))
            lettered.append(ChecklistSection(letter=letter, title=block.value["title"], items=items))
        return lettered

    def items(self) -> Iterator[ChecklistItem]:
        for section in self.lettered_sections():
            yield from section.items

    def item_ids(self) -> list[str]:
        """The ids of its questions, in their order."""
        return [item.id for item in self.items()]

    def version_number(self) -> int | None:
        """Of the version that is published now; None for a draft."""
        return Version.objects.filter(page_id=self.pk).values_list("number", flat=True).first()

    def question_count(self) -> int:
        return sum(len(block.value["items"]) for block in self.sections)


def section_letter(place: int) -> str:
    """A to Z for the first 26 sections, counted from 0, then AA, AB ... as a spreadsheet names its columns."""
    tens, ones = divmod(place, 26)
    return (section_letter(tens - 1) if tens else "") + chr(ord("A") + ones)


class Version(models.Model):
    """A published state of a page: what an answer, a file or an export names as its source.

    Numbers count publications of one page from 1. The revision keeps the content.
    """

    page = models.ForeignKey(Page, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    revision = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="one_version_per_page_and_number")]

    def __str__(self) -> str:
        return f"{self.page_id} v{self.number}"
