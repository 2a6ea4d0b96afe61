"""What a load of content looks things up in, and reports."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any

from django.conf import settings
from django.db import models
from wagtail.models import Locale, Page

from toolkit.actions.known_rows import KnownPages, KnownRows
from toolkit.models import HomePage, Instrument, LoadedContent, Provision, Term


@dataclass
class LoadReport:
    """What a load did, by name of the thing."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)
    half_translated: list[str] = field(default_factory=list)  # files, with how much; not loaded
    changed_since: list[str] = field(default_factory=list)  # files whose English changed after they were translated

    def extend(self, other: "LoadReport") -> None:
        for one in fields(self):
            getattr(self, one.name).extend(getattr(other, one.name))


class DeletedByEditorError(LookupError):
    """What content names was loaded once, and an editor deleted it since. Says what."""


class ContentLibrary:
    """Finds what other content refers to, by key: in one language, else in English.

    Raises LookupError for an unknown key, DeletedByEditorError for one that stood for something.
    """

    def __init__(self, locale: Locale, home: HomePage | None = None) -> None:
        self.locale = locale
        self.home = home
        self.english_home: HomePage | None = None
        self.rows = KnownRows(locale.language_code, settings.LANGUAGE_CODE)
        self.pages = KnownPages()
        self.left_out: set[str] = set()  # names of what this load could not write

    @property
    def is_translation(self) -> bool:
        return self.locale.language_code != settings.LANGUAGE_CODE

    def find(self, model: type[models.Model], key: str) -> Any:
        """The row with this key, in this language, else in English. Raises LookupError where there is none,
        DeletedByEditorError where there was."""
        row = self.find_own(model, key) or self.find_english(model, key)
        if row is None:
            self.refuse_gone(key)
            raise LookupError(f"There is no {model._meta.verbose_name} {key}.")
        return row

    def find_own(self, model: type[models.Model], key: str) -> Any | None:
        return self.rows.find(model, self.locale.language_code, key)

    def find_english(self, model: type[models.Model], key: str) -> Any | None:
        return self.rows.find(model, settings.LANGUAGE_CODE, key)

    def instrument(self, key: str) -> Instrument:
        return self.find(Instrument, key)

    def provision(self, key: str) -> Provision:
        return self.find(Provision, key)

    def term(self, slug: str) -> Term:
        return self.find(Term, slug)

    def page(self, path: str) -> Page:
        """By its path below the front page ("tools/x"). Raises LookupError where there is none, DeletedByEditorError
        where there was."""
        page = self.own_page(path) or self.english_page(path)
        if page is None:
            self.refuse_gone(path.strip("/"))
            raise LookupError(f"There is no page {path}.")
        return page

    def refuse_gone(self, name: str) -> None:
        """Raises DeletedByEditorError for a name that was loaded once, or that this load left out."""
        if name in self.left_out or LoadedContent.objects.filter(name__endswith=f"/{name}").exists():
            raise DeletedByEditorError(name)

    def own_page(self, path: str) -> Page | None:
        assert self.home is not None
        return self.pages.find(self.home, path)

    def note_page(self, page: Page) -> None:
        """That it was just added below the front page."""
        assert self.home is not None
        self.pages.put(self.home, page)

    def english_page(self, path: str) -> Page | None:
        if self.english_home is None:
            self.english_home = HomePage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
        return self.english_home and self.pages.find(self.english_home, path)

    def link(self, kind: str, key: str) -> str:
        """The attributes of a link in rich text, which names a row: it is counted, and never dead."""
        find: dict[str, Callable[[str], models.Model]] = {
            "page": self.page,
            "provision": self.provision,
            "term": self.term,
        }
        return f'linktype="{kind}" id="{find[kind](key).pk}"'
