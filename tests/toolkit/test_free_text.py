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
from django.utils.html import escape
from PIL import Image
from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField
from wagtail_localize.models import StringSegment

from accounts.models import RightsChange, User
from exports.actions import request_export
from tests import factories
from tests.conftest import person
from tests.factories import block
from tests.free_text import LISTED, Reading, fill, in_blocks, listed, markup
from tests.toolkit.desk_cast import state_of, translated_article
from toolkit import printouts
from toolkit.actions.search_rows import index_single
from toolkit.domain.kit import FIELD_KINDS, SIGN_GROUPS
from toolkit.models import (
    BlankFormPage,
    CasePage,
    ChecklistPage,
    CoherenceRule,
    HomePage,
    KitPage,
    LearningPage,
    PathPage,
    Picture,
    Portal,
    PortalDocument,
    PracticePage,
    ReaderMessage,
    Rendering,
    SectionPage,
    SentencesPage,
    ShortPage,
    SignsPage,
    TermBaseEntry,
    TreatyStanding,
)
from toolkit.printouts.kit import FORM, KIT

pytestmark = pytest.mark.django_db
OPTIONS = {"form": "fillable", "size": "a4"}
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


def rows(*values: Any) -> list[dict[str, Any]]:
    """A list inside a block."""
    return [block("item", value) for value in values]


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
        index_single(self.rule_of_law)
        index_single(self.term)
        self.tool = self.written(factories.tool())
        self.pages = [self.tool, self.written(factories.article(slug="about-zebras")), self.checklist()]
        section = self.written(factories.shelf("zebras"))
        practice = PracticePage(title="P", slug="p", summary="S", locale=factories.locale(), kind="scenario")
        self.pages += [section, self.written(factories.add(section, practice))]
        self.pages += [self.of_the_kit(section, kind, streams) for kind, streams in self.kit().items()]
        self.pages.append(self.written(HomePage.objects.get(locale=factories.locale())))
        portal = Portal.load()
        for name in ("name", "strapline", "publisher", "footer", "contact"):
            setattr(portal, name, markup(f"toolkit.Portal.{name}", Portal._meta.get_field(name).max_length))
        portal.save()

    def checklist(self) -> ChecklistPage:
        items = [factories.item("One?", [self.rule_of_law], short="One", reason="Practice"), factories.item("Two?")]
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
        return self.written(page)

    def kit(self) -> dict[type[KitPage], dict[str, list[dict[str, Any]]]]:
        """The streams of a page of each kind of the kit. What leads somewhere leads there: paths, keys of sentences."""
        home, rule = factories.home().pk, self.rule_of_law.pk
        sentence = {"text": "I help.", "note": "Slowly.", "answer": "nod", "to_interpreter": False}
        screen = {"title": "T", "ask": "A?", "text": "See {end}.", "slot": "emergency-number", "ask_first": "ask"}
        choice = {"label": "Yes", "to": "end"}
        start = {**screen, "key": "start", "say": rows("w01", "w02"), "options": rows(choice), "onward": []}
        end = {**screen, "key": "end", "ask": "", "say": [], "options": [], "onward": rows(home)}
        field = {"label": "L", "hint": "H", "why": "to help", "text": "Call {number}.", "lines": 2, "rows": 1}
        field |= {"options": rows("O"), "columns": rows("C", "D"), "points": rows("P")}
        fields = [{**field, "key": kind, "kind": kind} for kind, _name in FIELD_KINDS]
        uses = [block("page", {"page": home, "part": ""}), block("shelf", "modules"), block("provision", rule)]
        tasks = rows({"text": "T", "minutes": 5, "uses": uses})
        return {
            SentencesPage: {
                "parts": [
                    block(
                        "part",
                        {
                            "key": "calm",
                            "title": "P",
                            "items": rows(
                                {**sentence, "key": "w01"}, {**sentence, "key": "w02", "to_interpreter": True}
                            ),
                        },
                    )
                ],
                "instead": [block("row", {"key": "truth", "wrong": "W", "why": "Y", "say": "S"})],
                "behaviour": [block("line", "Sit down.")],
                "card": [block("key", "w01")],
                "words": [block("word", {"key": "return", "word": "W", "danger": "D", "wanted": "M"})],
            },
            SignsPage: {
                "signs": [
                    block("sign", {"key": key, "group": key, "sign": "S", "may": "M", "also": "A", "next": "N"})
                    for key, _name in SIGN_GROUPS
                ]
            },
            BlankFormPage: {
                "parts": [block("part", {"key": "a", "title": "T", "fields": rows(*fields)})],
                "never": [block("line", "A name.")],
            },
            CasePage: {
                "steps": [block("step", {"text": "T", "provisions": rows(rule)})],
                "rights": [block("right", {"provision": rule, "why": "W"})],
                "questions": [block("question", "Q?")],
            },
            ShortPage: {},
            PathPage: {
                "screens": [block("screen", start), block("screen", end)],
                "boxes": [block("box", {"title": "B", "first": "start", "last": "start"})],
                "never": [block("line", "Never.")],
                "card": [block("line", {"title": "T", "text": "X"})],
            },
            LearningPage: {"steps": [block("step", {"when": "week-1", "tasks": tasks, "outcome": "O"})]},
        }

    def of_the_kit(self, section: SectionPage, kind: type[KitPage], streams: dict[str, list[dict[str, Any]]]) -> Any:
        page = kind(title="K", slug=kind.__name__.lower(), locale=factories.locale(), tools=[self.tool])
        point = {"number": 1, "question": "Q?", "who": "W", "about": rows("start"), "decided": ""}
        points = [block("open_point", each) for each in (point, {**point, "number": 2, "decided": "D"})]
        rests_on = [block("provision", self.rule_of_law.pk)]
        for name, raw in {"provisions": rests_on, "open_points": points, **streams}.items():
            setattr(page, name, json.dumps(raw))
        if isinstance(page, BlankFormPage):
            page.code = "<b>ZQ7-"  # as long as it may be
        if isinstance(page, PathPage):
            page.ask_first_in = ["PK"]
        if isinstance(page, SignsPage):
            page.intro = f"<p>{escape(markup('toolkit.SignsPage.intro'))}</p>"  # as the editor's form saves it
        if isinstance(page, SentencesPage):
            page.translators = f"<p>{escape(markup('toolkit.SentencesPage.translators'))}</p>"
        return self.written(factories.add(section, page))

    def written(self, page: Any) -> Any:
        """Published with markup in each of its columns that is listed."""
        label = page._meta.label
        for field in page._meta.concrete_fields:
            name = f"{label}.{field.name}"
            if name not in LISTED:
                continue
            if isinstance(field, StreamField):
                raw = list(getattr(page, field.name).raw_data) or self.one_of_each(field.stream_block)
                setattr(page, field.name, json.dumps(in_blocks(raw, field.stream_block, markup(name))))
            else:
                setattr(page, field.name, markup(name, field.max_length))
        for name in ("title", "seo_title", "search_description"):
            setattr(page, name, markup(f"wagtailcore.Page.{name}"))
        page.save_revision().publish()
        return type(page).objects.get(pk=page.pk)

    def page_of(self, kind: type[Any]) -> Any:
        (page,) = (page for page in self.pages if isinstance(page, kind))
        return page

    def one_of_each(self, stream: StreamBlock) -> list[dict[str, Any]]:
        """As the gallery of blocks shows them, with something to choose where a block wants something chosen."""
        chosen: dict[str, Any] = {
            "drawing": {"name": "consent", "caption": "C"},
            "figure": {"picture": self.picture.pk, "caption": "C"},
            "citation": {"provisions": [block("item", self.rule_of_law.pk)], "note": "N"},
            "definition": self.term.pk,
            "table": {
                "caption": "C",
                "table": {"columns": [{"type": "text", "heading": "H"}], "rows": [{"values": ["V"]}]},
            },
            "downloads": {"title": "T", "files": [block("item", self.document.pk)]},
            "related": {"title": "T", "pages": [block("item", factories.home().pk)]},
            "video": {"title": "T", "video": self.document.pk, "captions": None, "transcript": "<p>Words</p>"},
            "open_point": {"number": 1, "question": "Q?", "who": "W", "about": rows("start"), "decided": ""},
            "way": {"by": "crime", "value": "tip", "title": "T", "line": "L"},
            "part": {"title": "T", "text": "X", "note": "N", "page": factories.home().pk, "shelf": ""},
        }
        return [
            block(name, chosen.get(name, getattr(child.meta, "preview_value", None)))
            for name, child in stream.child_blocks.items()
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
    paths += [
        reverse("toolkit:standings"),
        reverse("toolkit:carrying"),
        reverse("toolkit:glossary"),
        reverse("toolkit:term", args=[term.slug]),
    ]
    paths += [reverse("search") + f"?q={word}" for word in ("ZQ7", "img", "onerror+zq7")] + ["/en/nowhere/"]
    for path in paths:
        answer = browser.get(path)
        assert answer.status_code == (404 if path == "/en/nowhere/" else 200), path
        reading.response("page", answer, path)
    for name, key in (
        ("standings_workbook", []),
        ("carrying_workbook", []),
        ("provision_workbook", [rule.key]),
        ("instrument_workbook", [rule.instrument.key]),
    ):
        reading.file(browser.get(reverse(f"toolkit:{name}", args=key)).content, name, "file")
    checklist = world.page_of(ChecklistPage)
    result = reverse("assessments:result", args=[checklist.translation_key])
    first = next(iter(checklist.items())).id
    browser.post(result, {f"a_{first}": "no"}, HTTP_SEC_FETCH_SITE="same-origin")
    reading.response("page", browser.get(result), "result")
    form = world.page_of(BlankFormPage)
    reading.response("page", browser.get(reverse("toolkit:form_document", args=[form.pk])), "form as a document")
    for paper in (
        printouts.build_public_tool(str(world.tool.pk), OPTIONS),
        printouts.build_public_checklist(str(checklist.pk), OPTIONS),
        printouts.build_toolkit_handbook("en", OPTIONS),
        printouts.PROVISION.make(str(rule.pk), OPTIONS),
        printouts.build_draft_printout(checklist),
        *(kind.make(str(world.page_of(next(iter(kind.shows))).pk), OPTIONS) for kind in KIT),
        FORM.make(str(form.pk), {**OPTIONS, "form": "paper"}),
    ):
        reading.html("paper", paper.html, paper.kind)
        reading.file(paper.manifest, f"manifest of {paper.kind}", "data")
        if not paper.private:
            waiting = browser.get(request_export(paper).status_url)
            reading.response("page", waiting, f"status of {paper.kind}")
    assert reading.wrong == []
    rich = {"toolkit.SignsPage.intro": "page paper", "toolkit.SentencesPage.translators": "page"}
    shown = {**listed("toolkit", "wagtailcore"), **rich}
    assert reading.differences(shown, "page", "paper", "data", "file") == []


def desk_paths(browser: Client) -> list[str]:
    """A passage with a comment and a term beside it, and the term's own screen."""
    entry = TermBaseEntry.objects.create(
        key="zq7",
        **{name: markup(f"toolkit.TermBaseEntry.{name}", 200) for name in ("english", "avoid", "note")},
    )
    Rendering.objects.create(entry=entry, language="prs", text=markup("toolkit.Rendering.text", 300))
    state = state_of(translated_article()[1])
    item = reverse("desk_item", args=[state.pk])
    browser.get(item)
    segment = StringSegment.objects.filter(source__object_id=state.english_id).first()
    browser.post(item, {f"comment_{segment.pk}": markup("toolkit.SegmentComment.text", 1000), "do": "save"})
    return [item, reverse("wagtailsnippets_toolkit_termbaseentry:edit", args=[entry.pk])]


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
    paths += [reverse("wagtailadmin_pages:search") + "?q=ZQ7", reverse("spoken_sentences")]
    sentences = world.page_of(SentencesPage)
    paths += [reverse("spoken_sentence", args=[sentences.pk, key]) for key in sentences.sentences()]
    words = {name: markup(f"toolkit.ReaderMessage.{name}") for name in ("text", "reply")}
    ReaderMessage.objects.create(about="idea", language="en", **words)
    paths += [
        reverse("reader_messages"),
        *desk_paths(browser),
        reverse("desk"),
        reverse("desk_progress"),
        reverse("language_roles"),
    ]
    for path in paths:
        answer = browser.get(path, follow=True)
        assert answer.status_code == 200, path
        reading.response("staff", answer, path)
    assert reading.wrong == []
    rich = {"toolkit.SignsPage.intro": "staff", "toolkit.SentencesPage.translators": "staff"}
    shown = {**listed("accounts", "toolkit", "wagtailcore"), **rich}
    assert reading.differences(shown, "staff") == []
