"""What a load looks up by key or address: asked for once, all of it, and kept in step by whoever writes."""

from collections.abc import Callable
from typing import Any

from django.db import models
from wagtail.models import Page

from toolkit.models import HomePage, Instrument, Provision, Term, TreatyStanding

# What tells the rows of a model apart in one language, and what of other tables is read with them.
KEYS: dict[type[models.Model], Callable[[Any], str]] = {
    Instrument: lambda row: row.key,
    Provision: lambda row: row.key,
    Term: lambda row: row.slug,
    TreatyStanding: lambda row: f"{row.instrument.key}/{row.country}",
}
BESIDE: dict[type[models.Model], tuple[str, ...]] = {
    Provision: ("locale", "instrument"),
    TreatyStanding: ("locale", "instrument"),
}


class KnownRows:
    """Law and words of a few languages, by key. One query for each model."""

    def __init__(self, *languages: str) -> None:
        self.languages = languages
        self.found: dict[type[models.Model], dict[tuple[str, str], Any]] = {}

    def find(self, model: type[models.Model], language: str, key: str) -> Any | None:
        return self.rows_of(model).get((language, key))

    def put(self, row: models.Model) -> None:
        """A row as it was just saved. Nothing where it is of a model that no content names by key."""
        if type(row) in KEYS:
            self.rows_of(type(row))[self.place_of(row)] = row

    def forget(self, row: models.Model) -> None:
        """A row that was just deleted."""
        if type(row) in KEYS:
            self.rows_of(type(row)).pop(self.place_of(row), None)

    def place_of(self, row: Any) -> tuple[str, str]:
        return row.locale.language_code, KEYS[type(row)](row)

    def rows_of(self, model: type[models.Model]) -> dict[tuple[str, str], Any]:
        if model not in self.found:
            rows = model._base_manager.filter(locale__language_code__in=self.languages)
            rows = rows.select_related(*BESIDE.get(model, ("locale",)))
            self.found[model] = {self.place_of(row): row for row in rows}
        return self.found[model]


class KnownPages:
    """Pages by their address below a front page. One query for each front page."""

    def __init__(self) -> None:
        self.trees: dict[str, dict[str, Page]] = {}

    def find(self, home: HomePage, path: str) -> Page | None:
        """By its path below `home` ("tools/x")."""
        return self.below(home).get(f"{home.url_path}{path.strip('/')}/")

    def put(self, home: HomePage, page: Page) -> None:
        """A page that was just added below `home`."""
        self.below(home)[page.url_path] = page

    def below(self, home: HomePage) -> dict[str, Page]:
        if home.url_path not in self.trees:
            pages = Page.objects.filter(url_path__startswith=home.url_path)
            self.trees[home.url_path] = {page.url_path: page for page in pages}
        return self.trees[home.url_path]
