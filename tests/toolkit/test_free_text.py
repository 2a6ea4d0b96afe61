"""Markup in everything that editors and administrators can type: words on every page, paper and screen of the admin."""

import json
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.blocks import StreamBlock

from accounts.models import RightsChange, User
from exports.actions import request_export
from tests import factories
from tests.conftest import person
from tests.free_text import Reading, fill, in_blocks, listed, markup
from toolkit import printouts
from toolkit.actions.publishing import index_provision, index_term
from toolkit.models import (
    ArticlePage,
    ChecklistPage,
    CoherenceRule,
    HomePage,
    Picture,
    Portal,
    PortalDocument,
    PracticePage,
    SectionPage,
    ToolPage,
    TreatyStanding,
)

pytestmark = pytest.mark.django_db
OPTIONS = {"form": "fillable", "size": "a4"}
PAGES = [HomePage, SectionPage, ToolPage, PracticePage, ArticlePage, ChecklistPage]
# Fields whose words are made by their own rules from others, or that are read through others' rows.
FILLED = [
    *(
        "toolkit.Instrument.note",
        "toolkit.Instrument.original_title",
        "toolkit.Instrument.reference",
        "toolkit.Instrument.short",
        "toolkit.Instrument.summary",
        "toolkit.Instrument.title",
    ),
    *("toolkit.Provision.number", "toolkit.Provision.text", "toolkit.Provision.title", "toolkit.Provision.topics"),
    *("toolkit.Provision.limits", "toolkit.Provision.reading", "toolkit.Verification.against"),
    *("toolkit.TreatyStanding.note", "toolkit.TreatyStanding.reservations", "toolkit.TreatyStanding.source"),
    *("toolkit.Term.confuse", "toolkit.Term.forms", "toolkit.Term.name", "toolkit.Term.short"),
    *("toolkit.Picture.credit", "toolkit.Picture.description", "toolkit.Picture.title", "toolkit.PortalDocument.title"),
    *("toolkit.CoherenceRule.question",),
]


class World:
    """One page of each type, with one block of each kind, and all that blocks point at."""

    def __init__(self) -> None:
        self.rule_of_law = factories.provision()
        self.term = factories.term("zebra crossing")
        treaty = self.rule_of_law.instrument
        self.standing = TreatyStanding.objects.create(
            instrument=treaty, country="PK", locale=treaty.locale, standing="party"
        )
        said = {"compared": "words", "role": "editor", "against": "A copy", "on": date(2026, 11, 27), "words": ""}
        self.record = self.rule_of_law.verifications.create(**said)
        picture = BytesIO()
        Image.new("RGB", (20, 20)).save(picture, "PNG")
        self.picture = Picture.objects.create(
            title="P", description="D", credit="C", file=SimpleUploadedFile("p.png", picture.getvalue())
        )
        self.document = PortalDocument.objects.create(title="D", file=ContentFile(b"words", "d.txt"))
        for label in FILLED[:-1]:
            key = {"Instrument": self.rule_of_law.instrument, "Provision": self.rule_of_law, "Term": self.term}
            key |= {"TreatyStanding": self.standing, "Verification": self.record}
            row = key.get(label.split(".")[1])
            fill(label, only={"pk": row.pk} if row else {})
        self.rule_of_law.refresh_from_db()
        self.term.refresh_from_db()
        self.rule_of_law.verifications.update(words=self.rule_of_law.digest_words())
        index_provision(self.rule_of_law)
        index_term(self.term)
        self.tool = self.written(factories.tool(), "body")
        self.pages = [self.tool, self.written(factories.article(slug="about-zebras"), "body"), self.checklist()]
        section = self.written(factories.shelf("zebras"))
        practice = PracticePage(title="P", slug="p", summary="S", locale=factories.locale(), kind="scenario")
        self.pages += [section, self.written(factories.add(section, practice), "body")]
        self.pages.append(self.written(HomePage.objects.get(locale=factories.locale()), "ways", "parts"))
        portal = Portal.load()
        for name in ("name", "strapline", "publisher", "footer", "contact"):
            setattr(portal, name, markup(f"toolkit.Portal.{name}", Portal._meta.get_field(name).max_length))
        portal.save()

    def checklist(self) -> ChecklistPage:
        items = [factories.item("One?", [self.rule_of_law]), factories.item("Two?")]
        page = factories.checklist([factories.section("First", items)], slug="zebras", tool=self.tool)
        ids = [item.id for item in page.items()]
        page.rules.add(
            CoherenceRule(
                question=markup("toolkit.CoherenceRule.question"),
                all_of=[{"item": ids[0], "answers": ["no"]}],
                any_of=[],
                none_of=[],
                provision=self.rule_of_law,
            )
        )
        return self.written(page, "sections")

    def written(self, page: Any, *streams: str) -> Any:
        """Published with markup in each of its fields."""
        label = page._meta.label
        for name in ("summary", "task", "reader", "placeholder"):
            if hasattr(page, name):
                setattr(page, name, markup(f"{label}.{name}", page._meta.get_field(name).max_length))
        for name in ("title", "seo_title", "search_description"):
            setattr(page, name, markup(f"wagtailcore.Page.{name}"))
        for name in streams:
            block = page._meta.get_field(name).stream_block
            raw = list(getattr(page, name).raw_data) or self.one_of_each(block)
            setattr(page, name, json.dumps(in_blocks(raw, block, markup(f"{label}.{name}"))))
        page.save_revision().publish()
        return type(page).objects.get(pk=page.pk)

    def one_of_each(self, stream: StreamBlock) -> list[dict[str, Any]]:
        """As the gallery of blocks shows them, with something to choose where a block wants something chosen."""
        chosen: dict[str, Any] = {
            "figure": {"picture": self.picture.pk, "caption": "C"},
            "citation": {"provisions": [factories.block("item", self.rule_of_law.pk)], "note": "N"},
            "definition": self.term.pk,
            "table": {
                "caption": "C",
                "table": {"columns": [{"type": "text", "heading": "H"}], "rows": [{"values": ["V"]}]},
            },
            "downloads": {"title": "T", "files": [factories.block("item", self.document.pk)]},
            "related": {"title": "T", "pages": [factories.block("item", factories.home().pk)]},
            "video": {"title": "T", "video": self.document.pk, "captions": None, "transcript": "<p>Words</p>"},
        }
        return [
            factories.block(name, chosen.get(name, getattr(block.meta, "preview_value", None)))
            for name, block in stream.child_blocks.items()
        ]


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("exports.tasks.queueing.send_task", lambda *_words, **_options: True)
    return World()


def test_what_editors_type_is_words_wherever_readers_see_it(world: World) -> None:
    reading, browser = Reading(), Client()
    rule, term = world.rule_of_law, world.term
    paths = [page.get_url() for page in world.pages]
    paths += [reverse("toolkit:law"), reverse("toolkit:instrument", args=[rule.instrument.key])]
    paths += [reverse("toolkit:provision", args=[rule.instrument.key, rule.key])]
    paths += [reverse("toolkit:standings"), reverse("toolkit:glossary"), reverse("toolkit:term", args=[term.slug])]
    paths += [reverse("search") + f"?q={word}" for word in ("ZQ7", "img", "onerror+zq7")] + ["/en/nowhere/"]
    for path in paths:
        answer = browser.get(path)
        assert answer.status_code in {200, 404}, path
        reading.response("page", answer, path)
    for name, key in (("standings_workbook", []), ("provision_workbook", [rule.key])):
        reading.file(browser.get(reverse(f"toolkit:{name}", args=key)).content, name, "file")
    checklist = next(page for page in world.pages if isinstance(page, ChecklistPage))
    result = reverse("assessments:result", args=[checklist.translation_key])
    first = next(iter(checklist.items())).id
    browser.post(result, {f"a_{first}": "no"}, HTTP_SEC_FETCH_SITE="same-origin")
    reading.response("page", browser.get(result), "result")
    for make in (
        lambda: printouts.build_public_tool(str(world.tool.pk), OPTIONS),
        lambda: printouts.build_public_checklist(str(checklist.pk), OPTIONS),
        lambda: printouts.build_toolkit_handbook("en", OPTIONS),
        lambda: printouts.PROVISION.make(str(rule.pk), OPTIONS),
        lambda: printouts.build_draft_printout(checklist),
    ):
        paper = make()
        reading.html("paper", paper.html, paper.kind)
        reading.file(paper.manifest, f"manifest of {paper.kind}", "data")
        if not paper.private:
            waiting = browser.get(request_export(paper).status_url)
            reading.response("page", waiting, f"status of {paper.kind}")
    assert reading.wrong == []
    assert reading.differences(listed("toolkit", "wagtailcore"), "page", "paper", "data", "file") == []


def test_what_editors_type_is_words_in_the_admin(world: World, as_, admin: User) -> None:
    reading, browser = Reading(), as_(admin)
    somebody = person("zebra@example.org", "Editors", first_name="A", last_name="B")
    fill("accounts.User.first_name", "accounts.User.last_name", "accounts.User.email", only={"pk": somebody.pk})
    RightsChange.objects.create(
        about=somebody.username, deed="role given", what=markup("accounts.RightsChange.what", 200)
    )
    rule, term = world.rule_of_law, world.term
    paths = ["/admin/", reverse("wagtailadmin_reports:site_history"), reverse("rights")]
    for page in world.pages:
        for name in ("edit", "history", "delete"):
            paths.append(reverse(f"wagtailadmin_pages:{name}", args=[page.pk]))
        paths.append(reverse("wagtailadmin_explore", args=[page.pk]))
    entries = [("instrument", rule.instrument), ("provision", rule), ("term", term), ("treatystanding", world.standing)]
    for model, row in entries:
        paths += [
            reverse(f"wagtailsnippets_toolkit_{model}:{name}", args=[row.pk]) for name in ("edit", "usage", "delete")
        ]
        paths.append(reverse(f"wagtailsnippets_toolkit_{model}:list") + f"?q={row.pk}")
        paths.append(reverse(f"wagtailsnippets_toolkit_{model}:list"))
    paths += [reverse("verify_provision", args=[rule.pk]), reverse("look_again")]
    paths += [reverse("wagtailimages:index"), reverse("wagtailimages:edit", args=[world.picture.pk])]
    paths += [reverse("wagtaildocs:index"), reverse("wagtaildocs:edit", args=[world.document.pk])]
    paths += [reverse("wagtailsettings:edit", args=["toolkit", "portal"])]
    paths += [reverse("wagtailusers_users:index"), reverse("wagtailusers_users:edit", args=[somebody.pk])]
    paths += [reverse("wagtailadmin_pages:search") + "?q=ZQ7"]
    for path in paths:
        answer = browser.get(path, follow=True)
        assert answer.status_code == 200, path
        reading.response("staff", answer, path)
    assert reading.wrong == []
    assert reading.differences(listed("accounts", "toolkit", "wagtailcore"), "staff") == []
