"""Loading the starter content. It may run at every start and never overwrites an editor's change."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from toolkit.actions.blocks import BlockWriter
from toolkit.actions.english_words import enrol_translations
from toolkit.actions.indexing import postpone_indexing
from toolkit.actions.kit import KIT_FOLDERS, KitWriter, find_kit_path, read_kit_facets
from toolkit.actions.law import LawLoader
from toolkit.actions.library import DeletedByEditorError, LoadReport
from toolkit.actions.search_rows import postpone_search_rows
from toolkit.actions.term_base import load_term_base
from toolkit.models import (
    ArticlePage,
    ChecklistPage,
    CoherenceRule,
    Facets,
    HomePage,
    KitPage,
    PracticePage,
    SectionPage,
    ToolPage,
)
from toolkit.selectors.searching import take_statistics
from toolkit.uploads import digest_data

SECTION_PAGE_TYPES = {"tools": ToolPage, "checklists": ChecklistPage, "practice": PracticePage, "network": ArticlePage}
# Fields that say what the file says.
PLAIN = (
    *("number", "task", "reader", "minutes", "kind", "code", "crime", "short_title", "text", "thought", "rule"),
    *("missed", "warning", "one_walk_each", "note", "keeper", "retention", "not_tested", "is_card"),
)
Plan = tuple[type[Page], str, dict[str, Any]]  # model, path below home, data


class ContentLoader(LawLoader):
    """Loads one language folder. Use `load_content`."""

    def load(self) -> LoadReport:
        self.load_portal()
        self.load_law()
        self.load_glossary()
        self.load_tree()
        self.keep_memory()
        self.report.half_translated = self.files.list_half_translated()
        self.report.changed_since = self.files.list_changed_since()
        return self.report

    def load_tree(self) -> None:
        """Two passes again: first every page exists, then each is written with its links."""
        front = self.files.one("pages/home.yaml")
        shelves = front.get("shelves") or self.files.one("shelves.yaml")
        if not shelves:
            return
        self.library.home = self.home(front)
        for name, data in shelves.items():
            self.shelf(name, data)
        planned = list(self.plan())
        rooms = {path: self.make_room(path, model, data) for model, path, data in planned}
        for model, some in groupby(planned, key=lambda plan: plan[0]):
            have = model._base_manager.filter(url_path__startswith=self.library.home.url_path)
            rows: dict[str, Any] = {row.url_path: row for row in have}
            for _model, path, data in some:
                if (room := rooms[path]) is None:
                    continue
                row = rows.get(f"{self.library.home.url_path}{path}/")
                fill = partial(self.fill_page, path=path, data=data)
                self.write(path, None if room else row, data, row, fill, self.publish)
        if front:
            self.load_home(front)

    def plan(self) -> Iterator[Plan]:
        """Every page there should be, what it may name before it. Nothing is translated that English lacks."""
        folders: list[tuple[str, str, type[Page]]] = [
            *((name, f"{name}/", model) for name, model in SECTION_PAGE_TYPES.items()),
            ("pages", "", ArticlePage),
            *KIT_FOLDERS,
        ]
        for folder, place, model in folders:
            for data in self.files.pages(folder):
                path = find_kit_path(place, data["slug"])
                if path == "home":
                    continue
                if self.library.is_translation and not self.library.english_page(path):
                    self.leave_alone(path)
                    continue
                yield model, path, data

    def home(self, data: dict[str, Any]) -> HomePage:
        home = HomePage.objects.filter(locale=self.locale).first()
        if home:
            if data and home.alias_of_id:  # the language has a front page of its own since
                HomePage.objects.filter(pk=home.pk).update(alias_of=None)
                home.refresh_from_db()
            return home
        source = HomePage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
        if source is not None and not data:
            # The language has a few pages and no front page of its own: an alias shows the English one there.
            return source.copy_for_translation(self.locale, alias=True)
        root = Page.get_first_root_node()
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

    def shelf(self, slug: str, data: dict[str, str]) -> SectionPage | None:
        """The shelf, made where there is none. None where an editor took it, or the English one, away."""
        assert self.library.home is not None
        shelf = SectionPage.objects.child_of(self.library.home).filter(slug=slug).first()
        name, source = f"shelf/{slug}", self.library.english_page(slug)
        if shelf or self.known(name) or (self.library.is_translation and source is None):
            return shelf
        values = {key: data[key] for key in ("title", "summary", "seo_title") if key in data}
        shelf = self.translation_of(source, SectionPage(slug=slug, locale=self.locale, **values), data)
        self.library.home.add_child(instance=shelf)
        self.library.note_page(shelf)
        shelf.save_revision().publish()
        self.remember(name, digest_data(data))
        return shelf

    def translation_of(self, source: Page | None, page: Any, data: dict[str, Any]) -> Any:
        """Ties `page` to the English one. It is a machine's work unless its file says otherwise."""
        if self.library.is_translation and source is not None:
            page.translation_key = source.translation_key
            page.machine_translated = data.get("machine_translated", True)
        return page

    def make_room(self, path: str, model: type[Page], data: dict[str, Any]) -> bool | None:
        """Adds an unpublished page where there is none and none was ever loaded. True where it did, None where the
        shelf is gone that it belongs on."""
        above = path.rpartition("/")[0]
        parent: Page | None = self.library.own_page(above) if above else self.library.home
        if parent is None:
            self.leave_alone(path)
            return None
        if self.library.own_page(path) or self.known(path):
            return False
        extra = {name: data[name] for name in ("number", "code") if name in data and hasattr(model, name)}
        parent.refresh_from_db()
        page = model(title=data["title"], slug=data["slug"], locale=self.locale, live=False, **extra)
        parent.add_child(instance=self.translation_of(self.library.english_page(path), page, data))
        self.library.note_page(page)
        return True

    def fill_page(self, page: Any, path: str, data: dict[str, Any]) -> None:
        writer = BlockWriter(path, self.library)
        page.title = data["title"]
        page.summary = data.get("summary", "")
        page.seo_title = data.get("seo_title", "")
        page.search_description = data.get("description", "")
        if self.library.is_translation:
            page.machine_translated = data.get("machine_translated", True)
        for name in PLAIN:
            if name in data and hasattr(page, name):
                setattr(page, name, data[name])
        if isinstance(page, KitPage):
            data = read_kit_facets(data)
        if isinstance(page, Facets):
            self.set_facets(page, data)
        if isinstance(page, KitPage | SectionPage):
            KitWriter(path, self.library).fill(page, data)
        elif isinstance(page, ChecklistPage):
            page.tool = self.tool_of(data)
            page.sections = json.dumps(writer.sections(data["sections"]))
            self.set_rules(page, writer.rules(data.get("rules", []), data["sections"]))
        else:
            page.body = json.dumps(writer.stream(data["body"]))
            related = [self.library.page(other).pk for other in data.get("related", [])]
            page.related = json.dumps([writer.child("page", pk, "related", str(n)) for n, pk in enumerate(related)])

    def tool_of(self, data: dict[str, Any]) -> Page | None:
        """None also where an editor deleted it: a checklist can do without."""
        try:
            return self.library.page(f"tools/{data['tool']}").specific if data.get("tool") else None
        except DeletedByEditorError:
            return None

    def set_rules(self, page: ChecklistPage, rules: list[dict[str, Any]]) -> None:
        """In the order of the file. A rule that was there stays the same row; one that is gone from the file goes."""
        before = {str(rule.translation_key): rule for rule in page.rules.all()}
        rows = [before.get(fields["translation_key"]) or CoherenceRule(locale=self.locale) for fields in rules]
        for position, (row, fields) in enumerate(zip(rows, rules, strict=True)):
            for name, value in {**fields, "sort_order": position}.items():
                setattr(row, name, value)
        page.rules.set(rows)

    def set_facets(self, page: Page, data: dict[str, Any]) -> None:
        plural = {"audience": "audiences", "crime": "crimes", "phase": "phases"}
        for group, columns in Facets.FACETS.items():
            for value, column in columns.items():
                setattr(page, column, value in data.get(plural[group], []))

    def load_home(self, data: dict[str, Any]) -> None:
        home = HomePage.objects.get(locale=self.locale)
        self.write(
            "home", home if self.known("home") else None, data, home, partial(self.fill_home, data=data), self.publish
        )

    def fill_home(self, home: Any, data: dict[str, Any]) -> None:
        writer = BlockWriter("home", self.library)
        home.title, home.summary = data["title"], data.get("summary", "")
        home.seo_title, home.search_description = data.get("seo_title", ""), data.get("description", "")
        home.placeholder = data.get("placeholder", "")
        if self.library.is_translation:
            home.machine_translated = data.get("machine_translated", True)
        at_hand = [self.library.page(path).pk for path in data.get("at_hand", [])]
        home.at_hand = json.dumps([writer.child("page", pk, "at_hand", str(n)) for n, pk in enumerate(at_hand)])
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
                    "shelf": part.get("shelf", ""),
                },
                "part",
                str(n),
            )
            for n, part in enumerate(data["parts"])
        ]
        home.ways, home.parts = json.dumps(ways), json.dumps(parts)

    def publish(self, page: Page) -> Page:
        # A fresh instance, so that the raw stream data is read back the way an editor's would be. It is checked then.
        page.save(clean=False)
        fresh = type(page).objects.get(pk=page.pk)
        fresh.save_revision().publish()
        return fresh


def load_content(folder: Path, *, tell: Callable[[str], None] = lambda language: None) -> LoadReport:
    """Loads every language folder below `folder`, and tells `tell` which one comes next. All or nothing per language.

    Raises ValueError for a file that cannot be read, LookupError for a reference to nothing.
    """
    for code, _name in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    total = LoadReport()
    codes = [code for code, _name in settings.LANGUAGES if (folder / code).is_dir()]
    for code in codes:
        tell(code)
        with transaction.atomic(), postpone_indexing(), postpone_search_rows():
            report = ContentLoader(folder / code).load()
        total.extend(report)
    with transaction.atomic(), postpone_indexing():
        total.extend(load_term_base(folder).report)
    enrol_translations()
    take_statistics()
    return total
