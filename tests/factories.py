"""Things to test with. Pages stand in a small tree of their own below the site's root."""

import itertools
import json
import uuid
from typing import Any

from wagtail.models import Locale, Page, Site

from toolkit.models import (
    ArticlePage,
    ChecklistPage,
    HomePage,
    Instrument,
    Provision,
    SectionPage,
    Term,
    ToolPage,
)

counter = itertools.count(1)


def locale(code: str = "en") -> Locale:
    return Locale.objects.get_or_create(language_code=code)[0]


def home(code: str = "en") -> HomePage:
    """The home page of a language; the first one becomes the site's root."""
    found = HomePage.objects.filter(locale=locale(code)).first()
    if found:
        return found
    # A test that commits leaves an empty database behind, without even Wagtail's root.
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root", locale=locale()))
    page = HomePage(title="Home", slug=f"home-{code}", locale=locale(code))
    english = HomePage.objects.filter(locale__language_code="en").first()
    if english:
        page.translation_key = english.translation_key
    root.add_child(instance=page)
    if not english:
        Site.objects.all().delete()
        Site.objects.create(hostname="localhost", root_page=page, is_default_site=True)
    return page


def shelf(slug: str = "tools", code: str = "en") -> SectionPage:
    parent = home(code)
    found = SectionPage.objects.child_of(parent).filter(slug=slug).first()
    return found or add(parent, SectionPage(title=slug.title(), slug=slug, locale=locale(code)))


def add(parent: Page, page: Any) -> Any:
    parent = Page.objects.get(pk=parent.pk).specific
    parent.add_child(instance=page)
    page = type(page).objects.get(pk=page.pk)
    if page.live:
        page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def instrument(**fields: Any) -> Instrument:
    n = next(counter)
    values = {
        "key": f"instrument-{n}",
        "title": f"Instrument {n}",
        "short": f"Instrument {n}",
        "kind": "treaty",
    }
    return Instrument.objects.create(locale=locale(), **{**values, **fields})


def provision(**fields: Any) -> Provision:
    n = next(counter)
    values = {
        "key": f"provision-{n}",
        "number": f"art. {n}",
        "title": f"Rule {n}",
        "text": f"What rule {n} asks.",
    }
    parent = fields.pop("instrument", None) or instrument()
    return Provision.objects.create(locale=locale(), instrument=parent, **{**values, **fields})


def term(name: str, **fields: Any) -> Term:
    values = {"slug": name.lower().replace(" ", "-"), "forms": name.lower(), "short": f"What {name} means."}
    return Term.objects.create(locale=locale(), name=name, **{**values, **fields})


def item(question: str = "", provisions: list[Provision] | None = None, **values: str) -> dict[str, Any]:
    n = next(counter)
    return {
        "type": "item",
        "id": str(uuid.uuid4()),
        "value": {
            "question": question or f"Is rule {n} kept?",
            "why": f"Why {n}.",
            "evidence": f"Evidence {n}.",
            "action": f"Action {n}.",
            "provisions": [{"type": "item", "id": str(uuid.uuid4()), "value": p.pk} for p in provisions or []],
            **values,
        },
    }


def section(title: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "section", "id": str(uuid.uuid4()), "value": {"title": title, "items": items}}


def checklist(sections: list[dict[str, Any]] | None = None, **fields: Any) -> ChecklistPage:
    n = next(counter)
    code = fields.pop("language", "en")
    values = {
        "title": f"Checklist {n}",
        "slug": f"checklist-{n}",
        "summary": "A lead.",
        "locale": locale(code),
    }
    if sections is None:
        sections = [section("First contact", [item(), item()])]
    page = ChecklistPage(**{**values, **fields}, sections=json.dumps(sections))
    return add(shelf("checklists", code), page)


def tool(body: list[dict[str, Any]] | None = None, **fields: Any) -> ToolPage:
    n = next(counter)
    values = {
        "title": f"Tool {n}",
        "slug": f"tool-{n}",
        "summary": "A lead.",
        "task": f"Do task {n}",
        "number": n,
    }
    return add(shelf("tools"), ToolPage(**{**values, "locale": locale(), **fields}, body=json.dumps(body or [])))


def article(body: list[dict[str, Any]] | None = None, **fields: Any) -> ArticlePage:
    n = next(counter)
    values = {"title": f"Article {n}", "slug": f"article-{n}", "locale": locale()}
    return add(home(), ArticlePage(**{**values, **fields}, body=json.dumps(body or [])))


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def citation(*provisions: Provision, note: str = "") -> dict[str, Any]:
    return block("citation", {"provisions": [block("item", p.pk) for p in provisions], "note": note})
