"""A teaching module, or the adaptation of one for a country or an institution."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from django_countries.fields import CountryField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface, TitleFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from accounts.models import User
from modules.blocks import PARTS
from modules.domain.adapting import Raw, resolve_parts
from modules.models.adapting import list_translated_changes, refuse_cycle, restore_change
from modules.models.facets import ChoicesField, Crime, Discipline, Level, Topic
from toolkit.blocks import PLAIN_RICH_TEXT
from toolkit.models.translation import TranslatedQuerySet

if TYPE_CHECKING:
    from django.http import HttpRequest

# Addresses beside the modules' own.
TAKEN = {"compare", "videos", "films", "lecturers", "classes"}
LICENCE, LICENCE_URL = "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"
# Worked out at publication (modules/actions/publishing.py): no revision may bring old values back.
DERIVED = ("version", "exercise_count", "has_video", "has_assessment", "citations")
# What only a module's own pages need.
LONG = ("introduction", "parts", "citations")


class ModuleQuerySet(TranslatedQuerySet):
    def published(self) -> "ModuleQuerySet":
        return self.filter(live=True)

    def finished(self) -> "ModuleQuerySet":
        """Published, and no draft for local review: what is offered to be taken elsewhere."""
        return self.published().filter(for_review=False)

    def without_text(self) -> "ModuleQuerySet":
        """For lists: two thousand modules are short rows without it."""
        return self.defer(*LONG)

    def visible_to(self, user: User | Any) -> "ModuleQuerySet":
        """What is published; drafts are seen in Wagtail's editor only, and in its previews."""
        return self.published()


class Module(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    TranslatableMixin,
    index.Indexed,
    ClusterableModel,
):
    slug = models.SlugField(
        _("address"), max_length=100, help_text=_("The same in every language; part of the address.")
    )
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), help_text=_("One or two sentences: the card and the lead."))
    description = models.CharField(_("for search engines"), max_length=160, blank=True)
    reader = models.TextField(_("who it is for"), blank=True)
    introduction = RichTextField(_("introduction"), features=PLAIN_RICH_TEXT, blank=True)
    parts = StreamField(PARTS, blank=True, verbose_name=_("parts"))
    authors = models.TextField(_("authors"), blank=True, help_text=_("One on a line."))
    machine_translated = models.BooleanField(
        _("translated by a machine"),
        default=False,
        help_text=_("The page says so. Take this off when a native speaker has read it."),
    )
    for_review = models.BooleanField(
        _("draft for local review"),
        default=False,
        help_text=_("Readers see the page with a mark; nobody gets packages of it but lecturers."),
    )

    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=180, validators=[MinValueValidator(1)], help_text=_("Of the main class plan.")
    )
    level = models.CharField(_("level"), max_length=16, choices=Level, default=Level.UNDERGRADUATE)
    crime = models.CharField(_("crime"), max_length=4, choices=Crime, default=Crime.BOTH)
    disciplines = ChoicesField(verbose_name=_("disciplines"), options=Discipline.choices)
    topics = ChoicesField(verbose_name=_("topics"), options=Topic.choices)
    countries = CountryField(_("countries"), multiple=True, blank=True, help_text=_("Empty: for any country."))

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="adaptations", verbose_name=_("adapted from")
    )
    parent_version = models.PositiveIntegerField(_("version it was adapted from"), default=0)
    country = CountryField(_("adapted for the country"), blank=True)
    institution = models.CharField(_("adapted for the institution"), max_length=200, blank=True)
    adapted_by = models.CharField(_("adapted by"), max_length=200, blank=True)

    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    exercise_count = models.PositiveSmallIntegerField(default=0, editable=False)
    has_video = models.BooleanField(default=False, editable=False)
    has_assessment = models.BooleanField(default=False, editable=False)
    citations = models.JSONField(default=dict, editable=False)  # digest of the CSL -> APA as HTML
    updated_at = models.DateTimeField(auto_now=True)

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="module")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="module",
        for_concrete_model=False,
    )

    objects = ModuleQuerySet.as_manager()
    # What it is edited and shown with stands in rooms above the tables (modules/apps.py).
    base_form_class: Any = None
    preview: ClassVar[Callable[[Any], dict[str, Any]]]
    override_translatable_fields = [
        *(SynchronizedField(name) for name in ("slug", "authors", "countries", "country", "parent")),
        TranslatableField("parts"),
    ]

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    TitleFieldPanel("title"),
                    FieldPanel("summary"),
                    FieldPanel("reader"),
                    FieldPanel("introduction"),
                    FieldPanel("parts"),
                ],
                heading=_("Content"),
            ),
            ObjectList(
                [
                    MultiFieldPanel([FieldPanel("minutes"), FieldPanel("level"), FieldPanel("crime")], _("Class")),
                    FieldPanel("topics"),
                    FieldPanel("disciplines"),
                    FieldPanel("countries"),
                ],
                heading=_("Found by"),
            ),
            ObjectList(
                [
                    MultiFieldPanel(
                        list(map(FieldPanel, ("parent", "parent_version", "country", "institution", "adapted_by"))),
                        _("Where it comes from"),
                        help_text=_("For the adaptation of another module only."),
                    ),
                    FieldPanel("for_review"),
                ],
                heading=_("Adaptation"),
            ),
            ObjectList(
                [
                    FieldPanel("slug"),
                    FieldPanel("description"),
                    FieldPanel("authors"),
                    FieldPanel("machine_translated"),
                ],
                heading=_("About it"),
            ),
        ]
    )
    search_fields = [
        index.SearchField("title", boost=2),
        index.SearchField("summary"),
        index.AutocompleteField("title"),
        index.FilterField("locale_id"),
        index.FilterField("live"),
    ]

    class Meta(TranslatableMixin.Meta):
        ordering = ["title"]
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        permissions = [("view_marking", "Can read marking notes and right answers")]
        constraints = [models.UniqueConstraint(fields=["slug", "locale"], name="one_module_per_slug_and_locale")]
        indexes = [models.Index(fields=["live", "locale"], name="module_live_locale")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("modules:module", args=[self.slug])

    def with_content_json(self, content: Any) -> "Module":
        # Its decisions as they were stored: the library would look up the module of each, one by one.
        module = super().with_content_json({**content, "changes": []})
        module.changes = [restore_change(row) for row in content.get("changes") or []]
        for name in DERIVED:
            setattr(module, name, getattr(self, name))
        return module

    def copy_child_relation(self, child_relation: Any, target: Any, **options: Any) -> Any:
        """Wagtail Localize copies decisions anew whenever it saves a translation, over those made in its language."""
        if target.locale_id == self.locale_id:
            return super().copy_child_relation(child_relation, target, **options)
        target.changes = list_translated_changes(self, target)
        return {}

    @property
    def is_adaptation(self) -> bool:
        return self.parent_id is not None

    @property
    def adapted_for(self) -> str:
        """Whom an adaptation is for: its institution and country."""
        country = str(countries.name(str(self.country))) if self.country else ""
        return ", ".join(filter(None, [self.institution, country]))

    @property
    def country_codes(self) -> list[str]:
        """Every country it is made for, once."""
        codes = [getattr(country, "code", "") for country in self.countries] + [str(self.country or "")]
        return list(dict.fromkeys(filter(None, codes)))

    def author_list(self) -> list[str]:
        return [line.strip() for line in self.authors.splitlines() if line.strip()]

    def parent_now(self) -> "Module | None":
        """The published parent, in this module's language where it has it."""
        if self.parent is None or self.parent.locale_id == self.locale_id:
            return self.parent
        own = Module.objects.published().filter(translation_key=self.parent.translation_key, locale_id=self.locale_id)
        return own.first() or self.parent

    def resolved_parts(self) -> list[Raw]:
        """Every part in reading order, as it is stored: type, id and value. An adaptation's are its parent's as
        they are now, with its own decisions applied."""
        parent, own = self.parent_now(), list(self.parts.raw_data)
        return own if parent is None else resolve_parts(parent.resolved_parts(), self.changes.all(), own)

    def clean(self) -> None:
        super().clean()
        if self.slug in TAKEN:
            raise ValidationError({"slug": _("This address is the portal’s own. Choose another.")})
        refuse_cycle(self)

    # -- preview in the editor -------------------------------------------------------------------------------

    def get_preview_template(self, request: "HttpRequest", mode_name: str) -> str:
        return "modules/module.html"

    def get_preview_context(self, request: "HttpRequest", mode_name: str) -> dict[str, Any]:
        return {**super().get_preview_context(request, mode_name), **type(self).preview(self)}


class Version(models.Model):
    """A publication of a module, numbered from 1. The revision keeps what it held."""

    module = models.ForeignKey(Module, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    revision = models.ForeignKey("wagtailcore.Revision", models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["module", "number"], name="one_version_per_module_and_number")]

    def __str__(self) -> str:
        return f"{self.module_id} v{self.number}"
