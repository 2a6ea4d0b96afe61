"""What a load of content looks things up in, compares with, and reports."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import models
from wagtail.fields import StreamField
from wagtail.models import Locale, Page

from toolkit.models import ChecklistPage, HomePage, Provision, Term
from toolkit.uploads import digest


@dataclass
class Report:
    """What a load did, by name of the thing."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)


class Library:
    """Finds what other content refers to, by key: in one language, else in English.

    Raises LookupError for an unknown key.
    """

    def __init__(self, locale: Locale, home: HomePage | None = None) -> None:
        self.locale = locale
        self.home = home

    @property
    def is_translation(self) -> bool:
        return self.locale.language_code != settings.LANGUAGE_CODE

    def find(self, model: type[models.Model], **key: str) -> Any:
        found: list[Any] = list(model._base_manager.filter(**key).select_related("locale"))
        rows = {row.locale.language_code: row for row in found}
        row = rows.get(self.locale.language_code) or rows.get(settings.LANGUAGE_CODE)
        if row is None:
            raise LookupError(f"There is no {model._meta.verbose_name} {'/'.join(key.values())}.")
        return row

    def provision(self, key: str) -> Provision:
        return self.find(Provision, key=key)

    def term(self, slug: str) -> Term:
        return self.find(Term, slug=slug)

    def page(self, path: str) -> Page:
        page = self.own_page(path) or self.english_page(path)
        if page is None:
            raise LookupError(f"There is no page {path}.")
        return page

    def own_page(self, path: str) -> Page | None:
        assert self.home is not None
        return Page.objects.filter(url_path=f"{self.home.url_path}{path.strip('/')}/").first()

    def english_page(self, path: str) -> Page | None:
        english = HomePage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
        return english and Page.objects.filter(url_path=f"{english.url_path}{path.strip('/')}/").first()

    def link(self, kind: str, key: str) -> str:
        """The attributes of a link in rich text."""
        if kind == "page":
            return f'linktype="page" id="{self.page(key).pk}"'
        target = self.provision(key) if kind == "provision" else self.term(key)
        return f'href="{target.get_absolute_url()}"'


def state_of(row: models.Model) -> str:
    """A digest of everything an editor can change in `row`; a model that tells it itself is asked."""
    if hasattr(row, "editable_state"):
        return digest(row.editable_state())
    state: dict[str, Any] = {}
    skipped = {"updated_at", "latest_revision", "translation_key", "locale", "order", "id"}
    page_fields = {"title", "slug", "search_description", "seo_title"}
    inherited = {f.name for f in Page._meta.get_fields()} - page_fields if isinstance(row, Page) else set()
    for column in row._meta.concrete_fields:
        if column.name in skipped | inherited or column.name.endswith("_ptr"):
            continue
        if column.name == "machine_translated" and not getattr(row, column.name):
            continue  # younger than the digests that installed portals hold
        if isinstance(column, StreamField):
            state[column.name] = getattr(row, column.name).get_prep_value()
        else:
            state[column.name] = column.value_to_string(row)
    if isinstance(row, Term):
        state["provisions"] = sorted(row.provisions.values_list("key", flat=True))
        state["related"] = sorted(row.related.values_list("slug", flat=True))
    # Rules are younger than the digests that installed portals hold, too.
    if isinstance(row, ChecklistPage) and (rules := row.rules.order_by("sort_order", "pk")):
        told = ("question", "all_of", "any_of", "none_of", "provision__key")
        state["rules"] = list(rules.values_list(*told))
    return digest(state)
