"""Loading the starter content. It may run at every start and never overwrites an editor's change."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from toolkit.actions.blocks import BlockWriter
from toolkit.actions.library import Report
from toolkit.actions.rows import RowLoader
from toolkit.models import ArticlePage, ChecklistPage, Facets, HomePage, PracticePage, SectionPage, ToolPage

SHELVES = {"tools": ToolPage, "checklists": ChecklistPage, "practice": PracticePage}


class Loader(RowLoader):
    """Loads one language folder. Use `load_content`."""

    def load(self) -> Report:
        self.load_portal()
        self.load_law()
        self.load_glossary()
        self.load_tree()
        return self.report

    def load_tree(self) -> None:
        """Two passes again: first every page exists, then each is written with its links."""
        home = self.files.one("pages/home.yaml")
        if not home:
            return
        self.library.home = self.home(home)
        shelves = {name: self.shelf(name, data) for name, data in home["shelves"].items()}
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
                defaults={
                    "root_page": home,
                    "hostname": "localhost",
                    "site_name": settings.WAGTAIL_SITE_NAME,
                },
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
