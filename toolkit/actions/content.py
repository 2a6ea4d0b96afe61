"""Loading the starter content. It may run at every start and never overwrites an editor's change."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction
from wagtail.fields import StreamField
from wagtail.models import Locale, Page, Site

from toolkit.actions.blocks import BlockWriter
from toolkit.models import (
    ArticlePage,
    ChecklistPage,
    Facets,
    HomePage,
    Instrument,
    Loaded,
    Portal,
    PracticePage,
    Provision,
    SectionPage,
    Term,
    ToolPage,
)
from toolkit.uploads import Language, digest, rich_text

SHELVES = {"tools": ToolPage, "checklists": ChecklistPage, "practice": PracticePage}


@dataclass
class Report:
    """What a load did, by name of the thing."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)


class Library:
    """Finds what other content refers to, by key, within one language. Raises LookupError for an unknown key."""

    def __init__(self, locale: Locale, home: HomePage | None = None) -> None:
        self.locale = locale
        self.home = home

    def find(self, model: type[models.Model], **key: str) -> Any:
        row = model._base_manager.filter(locale=self.locale, **key).first()
        if row is None:
            raise LookupError(f"There is no {model._meta.verbose_name} {'/'.join(key.values())}.")
        return row

    def provision(self, key: str) -> Provision:
        return self.find(Provision, key=key)

    def term(self, slug: str) -> Term:
        return self.find(Term, slug=slug)

    def page(self, path: str) -> Page:
        assert self.home is not None
        page = Page.objects.filter(url_path=f"{self.home.url_path}{path.strip('/')}/").first()
        if page is None:
            raise LookupError(f"There is no page {path}.")
        return page

    def link(self, kind: str, key: str) -> str:
        """The attributes of a link in rich text."""
        if kind == "page":
            return f'linktype="page" id="{self.page(key).pk}"'
        target = self.provision(key) if kind == "provision" else self.term(key)
        return f'href="{target.get_absolute_url()}"'


def state_of(row: models.Model) -> str:
    """A digest of everything an editor can change in `row`."""
    state: dict[str, Any] = {}
    skipped = {"updated_at", "latest_revision", "translation_key", "locale", "order", "id"}
    page_fields = {"title", "slug", "search_description", "seo_title"}
    inherited = {f.name for f in Page._meta.get_fields()} - page_fields if isinstance(row, Page) else set()
    for column in row._meta.concrete_fields:
        if column.name in skipped | inherited or column.name.endswith("_ptr"):
            continue
        if isinstance(column, StreamField):
            state[column.name] = getattr(row, column.name).get_prep_value()
        else:
            state[column.name] = column.value_to_string(row)
    if isinstance(row, Term):
        state["provisions"] = sorted(row.provisions.values_list("key", flat=True))
        state["related"] = sorted(row.related.values_list("slug", flat=True))
    return digest(state)


class Loader:
    """Loads one language folder. Use `load_content`."""

    def __init__(self, folder: Path) -> None:
        self.files = Language(folder)
        self.locale = Locale.objects.get(language_code=self.files.code)
        self.library = Library(self.locale)
        self.report = Report()

    def load(self) -> Report:
        self.load_portal()
        self.load_law()
        self.load_glossary()
        self.load_tree()
        return self.report

    # -- one object ------------------------------------------------------------------------------------------

    def write(self, name: str, row: models.Model | None, data: dict[str, Any], write: Any) -> models.Model | None:
        """Calls `write()` where the content is new or changed and no editor has been there since."""
        name, source = f"{self.files.code}/{name}", digest(data)
        loaded = Loaded.objects.filter(name=name).first()
        if row is not None and loaded is None:
            self.report.left_alone.append(f"{name} (made by an editor)")
            return row
        if row is None and loaded is not None:
            self.report.left_alone.append(f"{name} (deleted by an editor)")
            return None
        if row is not None and loaded is not None:
            if state_of(row) != loaded.written or getattr(row, "has_unpublished_changes", False):
                self.report.left_alone.append(f"{name} (changed by an editor)")
                return row
            if loaded.source == source:
                self.report.unchanged.append(name)
                return row
        written = write()
        fresh = type(written)._base_manager.get(pk=written.pk)
        Loaded.objects.update_or_create(name=name, defaults={"source": source, "written": state_of(fresh)})
        (self.report.updated if row is not None else self.report.created).append(name)
        return fresh

    def save_row(self, row: models.Model, values: dict[str, Any]) -> models.Model:
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        return row

    # -- settings, law, glossary -----------------------------------------------------------------------------

    def load_portal(self) -> None:
        site = self.files.one("site.yaml")
        if not site or self.files.code != settings.LANGUAGE_CODE or Portal.objects.exists():
            return
        fields = {key: site[key] for key in ("name", "strapline", "publisher", "contact", "footer") if site.get(key)}
        originals = [original["url"] for original in site.get("originals", []) if original.get("url")]
        Portal.objects.create(**fields, originals_url=originals[0] if originals else "")

    def load_law(self) -> None:
        for position, data in enumerate(self.files.rows("law.yaml")):
            provisions = data.pop("provisions", [])
            key = data["key"]
            row = Instrument.objects.filter(locale=self.locale, key=key).first()
            values = {**data, "order": position, "locale": self.locale}
            values = {k: v if v is not None else ("" if k != "year" else None) for k, v in values.items()}
            instrument = self.write(
                f"law/{key}", row, data, lambda row=row, values=values: self.save_row(row or Instrument(), values)
            )
            if instrument is not None:
                self.load_provisions(instrument, provisions)

    def load_provisions(self, instrument: models.Model, provisions: list[dict[str, Any]]) -> None:
        for position, data in enumerate(provisions):
            row = Provision.objects.filter(locale=self.locale, key=data["key"]).first()
            values = {
                **{key: data.get(key) or "" for key in ("key", "number", "title", "text", "status")},
                "topics": ", ".join(data.get("topics") or []),
                "order": position,
                "instrument": instrument,
                "locale": self.locale,
            }
            self.write(
                f"law/{instrument.key}/{data['key']}",  # type: ignore[attr-defined]
                row,
                data,
                lambda row=row, values=values: self.save_row(row or Provision(), values),
            )

    def load_glossary(self) -> None:
        """Two passes: a term may name terms that stand further down."""
        rows = self.files.rows("glossary.yaml")
        have = {term.slug: term for term in Term.objects.filter(locale=self.locale)}
        for data in rows:
            if data["slug"] not in have and not self.known(f"glossary/{data['slug']}"):
                Term.objects.create(locale=self.locale, slug=data["slug"], name=data["term"])
        for data in rows:
            row = Term.objects.filter(locale=self.locale, slug=data["slug"]).first()
            is_new = data["slug"] not in have
            self.write(
                f"glossary/{data['slug']}",
                None if is_new and row else row,
                data,
                lambda row=row, data=data: self.save_term(row, data),
            )

    def known(self, name: str) -> bool:
        return Loaded.objects.filter(name=f"{self.files.code}/{name}").exists()

    def save_term(self, row: Term, data: dict[str, Any]) -> Term:
        row.name = data["term"]
        row.short = data["short"]
        row.forms = "\n".join(data.get("forms") or [data["term"].lower()])
        row.text = rich_text(data.get("text") or "", self.library.link)
        row.confuse = data.get("confuse") or ""
        row.provisions = [self.library.provision(key) for key in data.get("provisions") or []]
        row.related = [self.library.term(slug) for slug in data.get("related") or []]
        row.save()
        return row

    # -- pages -----------------------------------------------------------------------------------------------

    def load_tree(self) -> None:
        """Two passes again: first every page exists, then each is written with its links."""
        home = self.files.one("pages/home.yaml")
        if not home:
            return
        self.library.home = self.home(home)
        shelves = {name: self.shelf(name, data) for name, data in (home.get("shelves") or DEFAULT_SHELVES).items()}
        planned: list[tuple[Page, type[Page], str, dict[str, Any]]] = []
        for name, model in SHELVES.items():
            planned += [(shelves[name], model, f"{name}/{data['slug']}", data) for data in self.files.pages(name)]
        planned += [
            (self.library.home, ArticlePage, data["slug"], data)
            for data in self.files.pages("pages")
            if data["slug"] != "home"
        ]
        new = {path for parent, model, path, data in planned if self.make_room(parent, model, path, data)}
        for _parent, model, path, data in planned:
            row = model._base_manager.filter(url_path=f"{self.library.home.url_path}{path}/").first()
            self.write(
                path,
                None if path in new else row,
                data,
                lambda row=row, path=path, data=data: self.save_page(row, path, data),
            )
        self.load_home(home)

    def home(self, data: dict[str, Any]) -> HomePage:
        home = HomePage.objects.filter(locale=self.locale).first()
        if home:
            return home
        root = Page.get_first_root_node()
        source = HomePage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
        slug = "home" if source is None else f"home-{self.files.code}"
        # Wagtail's own migrations leave a placeholder where the home page goes.
        placeholder = Page.objects.filter(depth=2, slug="home").first()
        if placeholder and placeholder.specific_class is Page:
            placeholder.slug = "placeholder"
            placeholder.save()
        home = HomePage(title=data["title"], slug=slug, locale=self.locale, live=False)
        if source is not None:
            home.translation_key = source.translation_key
        root.add_child(instance=home)
        if source is None:
            Site.objects.update_or_create(
                is_default_site=True,
                defaults={"root_page": home, "hostname": "localhost", "site_name": settings.WAGTAIL_SITE_NAME},
            )
            if placeholder and placeholder.specific_class is Page:
                placeholder.delete()
        return home

    def shelf(self, slug: str, data: dict[str, str]) -> Page:
        assert self.library.home is not None
        shelf = SectionPage.objects.child_of(self.library.home).filter(slug=slug).first()
        if shelf:
            return shelf
        shelf = SectionPage(title=data["title"], slug=slug, summary=data["summary"], locale=self.locale)
        self.library.home.add_child(instance=shelf)
        shelf.save_revision().publish()
        return shelf

    def make_room(self, parent: Page, model: type[Page], path: str, data: dict[str, Any]) -> bool:
        """Adds an unpublished page where there is none and none was ever loaded. True where it did."""
        assert self.library.home is not None
        exists = Page.objects.filter(url_path=f"{self.library.home.url_path}{path}/").exists()
        if exists or self.known(path):
            return False
        extra = {"number": data["number"]} if model is ToolPage else {}
        parent.refresh_from_db()
        page = model(title=data["title"], slug=data["slug"], locale=self.locale, live=False, **extra)
        parent.add_child(instance=page)
        return True

    def save_page(self, page: Page, path: str, data: dict[str, Any]) -> Page:
        writer = BlockWriter(path, self.library)
        page.title = data["title"]
        page.summary = data.get("summary", "")  # type: ignore[attr-defined]
        page.seo_title = data.get("seo_title", "")
        page.search_description = data.get("description", "")
        self.set_facets(page, data)
        for name in ("number", "task", "reader", "minutes", "kind"):
            if name in data and hasattr(page, name):
                setattr(page, name, data[name])
        if isinstance(page, ChecklistPage):
            page.tool = self.library.page(f"tools/{data['tool']}").specific if data.get("tool") else None
            page.sections = json.dumps(writer.sections(data["sections"]))
        else:
            page.body = json.dumps(writer.stream(data["body"]))  # type: ignore[attr-defined]
            related = [self.library.page(other).pk for other in data.get("related", [])]
            page.related = json.dumps([writer.child("page", pk, "related", str(n)) for n, pk in enumerate(related)])
        return self.publish(page)

    def set_facets(self, page: Page, data: dict[str, Any]) -> None:
        plural = {"audience": "audiences", "crime": "crimes", "phase": "phases"}
        for group, columns in Facets.FACETS.items():
            for value, column in columns.items():
                setattr(page, column, value in data.get(plural[group], []))

    def load_home(self, data: dict[str, Any]) -> None:
        self.write("home", self.library.home if self.known("home") else None, data, lambda: self.save_home(data))

    def save_home(self, data: dict[str, Any]) -> Page:
        home = HomePage.objects.get(locale=self.locale)
        writer = BlockWriter("home", self.library)
        home.title, home.summary = data["title"], data.get("summary", "")
        home.seo_title, home.search_description = data.get("seo_title", ""), data.get("description", "")
        home.placeholder = data.get("placeholder", "")
        ways = [
            writer.child("way", {"by": by, **way}, by, way["value"])
            for by, group in (("audience", "audiences"), ("phase", "phases"), ("crime", "crimes"))
            for way in data["ways"][group]
        ]
        parts = [
            writer.child(
                "part",
                {
                    "title": part["title"],
                    "text": part["text"],
                    "note": part.get("note", ""),
                    "page": self.library.page(part["page"]).pk if part.get("page") else None,
                },
                "part",
                str(n),
            )
            for n, part in enumerate(data["parts"])
        ]
        home.ways, home.parts = json.dumps(ways), json.dumps(parts)
        return self.publish(home)

    def publish(self, page: Page) -> Page:
        # A fresh instance, so that the raw stream data is read back the way an editor's would be.
        page.save()
        fresh = type(page).objects.get(pk=page.pk)
        fresh.save_revision().publish()
        return fresh


DEFAULT_SHELVES = {
    "tools": {"title": "Tools", "summary": "Nine tasks in the response to trafficking and smuggling, and how to do each of them right."},
    "checklists": {"title": "Checklists", "summary": "Questions to put to your own work. Fill them in online, on paper, or in a PDF without a connection."},
    "practice": {"title": "Practice", "summary": "Made-up cases and notes on practice, to think with alone or in a team."},
}  # fmt: skip


def load_content(folder: Path) -> Report:
    """Loads every language folder below `folder`. All or nothing per language.

    Raises ValueError for a file that cannot be read, LookupError for a reference to nothing.
    """
    for code, _name in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    total = Report()
    codes = [code for code, _name in settings.LANGUAGES if (folder / code).is_dir()]
    for code in codes:
        with transaction.atomic():
            report = Loader(folder / code).load()
        for name in ("created", "updated", "unchanged", "left_alone"):
            getattr(total, name).extend(getattr(report, name))
    return total
