"""Every thing that a file prints takes the file with it: nothing that was taken from readers stays in a public PDF."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import models
from django.test import Client
from wagtail.models import DraftStateMixin, Page

from exports import pdf
from exports.actions import request_export
from exports.domain.kinds import files_rendered_ahead, printout_kinds
from exports.models import Export
from exports.printouts import build_printout
from exports.tasks import render_export
from tests import factories
from tests.exports.paper import a_pdf
from tests.toolkit.translated import translate
from toolkit.models import (
    BlankFormPage,
    CasePage,
    ChecklistPage,
    LearningPage,
    PathPage,
    Provision,
    SentencesPage,
    ShortPage,
    SignsPage,
    Term,
    ToolPage,
    TreatyStanding,
)
from toolkit.presenters.beside import name_subject

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A renderer and a broker that cost nothing."""
    monkeypatch.setattr(pdf, "render_document", lambda *_source, **_limits: a_pdf())
    monkeypatch.setattr("exports.tasks.queueing.send_task", lambda *_args, **_options: True)


@contextmanager
def fetching() -> Iterator[set[type[models.Model]]]:
    """The classes of all rows that are made into objects meanwhile."""
    found: set[type[models.Model]] = set()
    kept = models.Model.from_db.__func__  # type: ignore[attr-defined]

    def from_db(cls: type[models.Model], *args: Any, **options: Any) -> Any:
        found.add(cls)
        return kept(cls, *args, **options)

    models.Model.from_db = classmethod(from_db)  # type: ignore[assignment,method-assign]
    try:
        yield found
    finally:
        models.Model.from_db = classmethod(kept)  # type: ignore[assignment,method-assign]


# The richest page of each kind that the starter content has.
SUBJECTS: dict[str, Callable[[], object]] = {
    "toolkit.checklist": lambda: ChecklistPage.objects.live().first().pk,
    "toolkit.tool": lambda: with_everything().pk,
    "toolkit.handbook": lambda: with_everything() and "en",
    "toolkit.provision": lambda: Provision.objects.get(key="tip-6").pk,
    "toolkit.signs": lambda: SignsPage.objects.live().exclude(provisions="[]").first().pk,
    "toolkit.path": lambda: PathPage.objects.get(slug="ten-minutes").pk,
    "toolkit.card": lambda: PathPage.objects.get(slug="ten-minutes").pk,
    "toolkit.sentences": lambda: SentencesPage.objects.live().first().pk,
    "toolkit.ten-sentences": lambda: SentencesPage.objects.live().first().pk,
    "toolkit.form": lambda: BlankFormPage.objects.live().exclude(provisions="[]").first().pk,
    "toolkit.case": lambda: CasePage.objects.live().exclude(rights="[]").first().pk,
    "toolkit.short": lambda: ShortPage.objects.live().exclude(provisions="[]").first().pk,
    "toolkit.beside": lambda: in_two_languages(with_everything()),
    "toolkit.learning": lambda: LearningPage.objects.live().first().pk,
}


# A row of the search names its page; those of checklists alone are printed.
NOT_PRINTED: dict[str, set[type[models.Model]]] = {"toolkit.provision": {Page}}


def in_two_languages(page: ToolPage) -> str:
    return name_subject(translate(page), page)


def with_everything() -> ToolPage:
    """A tool whose paper has a block of each kind that names something."""
    page = ToolPage.objects.live().filter(locale__language_code="en").first()
    more = [
        factories.citation(Provision.objects.get(key="tip-6")),
        factories.block("definition", Term.objects.first().pk),
        factories.block(
            "related", {"title": "", "pages": [factories.block("item", SignsPage.objects.live().first().pk)]}
        ),
    ]
    page.body = [*page.body.raw_data, *more]
    page.save_revision().publish()
    return ToolPage.objects.get(pk=page.pk)


def test_each_kind_of_ours_that_has_an_address_is_asked_below() -> None:
    named = {kind.kind for kind in printout_kinds() if kind.make and kind.kind.startswith("toolkit.")}
    assert named == set(SUBJECTS)


@pytest.mark.thorough
@pytest.mark.parametrize("name", SUBJECTS)
def test_a_kind_declares_each_publishable_thing_that_it_reads(starter: None, name: str) -> None:
    subject = str(SUBJECTS[name]())
    kind = next(kind for kind in printout_kinds() if kind.kind == name)
    with fetching() as found:
        build_printout(name, subject, {})
    publishable = {model for model in found if issubclass(model, DraftStateMixin)}
    assert publishable
    missing = {model for model in publishable if not issubclass(model, tuple(kind.shows))} - NOT_PRINTED.get(
        name, set()
    )
    assert not missing


# --- One by one: what is printed, what is taken away, whose file goes -----------------------------------------------


def finished(kind: str, subject: object) -> Export:
    row = request_export(build_printout(f"toolkit.{kind}", str(subject), {}))
    render_export(row.pk)
    return Export.objects.get(pk=row.pk)


def is_given(row: Export) -> bool:
    return Client().get(row.file_url).status_code == 200


@pytest.fixture
def rule() -> Provision:
    return factories.provision(key="quince-6", title="ZQ7 ripe")


def a_checklist(rule: Provision, **fields: Any) -> ChecklistPage:
    return factories.checklist([factories.section("S", [factories.item("Ripe?", [rule])])], **fields)


def a_kit_page(rule: Provision) -> ShortPage:
    page = ShortPage(title="Short", slug="short", locale=factories.locale(), provisions=[("provision", rule)])
    return factories.add(factories.shelf("kit"), page)


def a_case(rule: Provision) -> CasePage:
    page = CasePage(title="Case", slug="case", locale=factories.locale(), text="A quince falls.")
    page.rights = [("right", {"provision": rule, "why": "It fell."})]
    return factories.add(factories.shelf("kit"), page)


def test_an_unpublished_rule_takes_each_file_along_that_prints_it(rule: Provision) -> None:
    tool, other = factories.tool([factories.citation(rule)]), factories.tool()
    followed = factories.tool()
    sheets = [a_checklist(rule, tool=followed), factories.checklist()]
    gone = [
        *(finished("checklist", sheets[0].pk), finished("tool", tool.pk), finished("tool", followed.pk)),
        *(finished("handbook", "en"), finished("short", a_kit_page(rule).pk), finished("case", a_case(rule).pk)),
    ]
    kept = [finished("checklist", sheets[1].pk), finished("tool", other.pk)]
    assert all(is_given(row) for row in [*gone, *kept])
    rule.unpublish()
    assert [row.kind for row in gone if is_given(row)] == []
    assert all(is_given(row) for row in kept)
    for row in gone:
        assert rule.label not in build_printout(row.kind, row.subject, {}).html, row.kind


def test_an_unpublished_paragraph_takes_its_articles_file_along(rule: Provision) -> None:
    part = factories.provision(key="quince-6-1", instrument=rule.instrument)
    a_checklist(part)
    row = finished("provision", rule.pk)
    part.unpublish()
    assert not is_given(row)


def test_an_unpublished_standing_takes_the_files_of_its_treatys_rules_along(rule: Provision) -> None:
    standing = TreatyStanding.objects.create(
        instrument=rule.instrument, country="PK", standing="party", locale=rule.locale
    )
    assert "Pakistan" in build_printout("toolkit.provision", str(rule.pk), {}).html
    row, kept = finished("provision", rule.pk), finished("provision", factories.provision().pk)
    standing.unpublish()
    assert not is_given(row)
    assert is_given(kept)


def test_an_unpublished_word_takes_the_tool_and_the_handbook_along_that_explain_it() -> None:
    word = factories.term("Quince")
    tool, other = factories.tool([factories.block("definition", word.pk)]), factories.tool()
    gone, kept = [finished("tool", tool.pk), finished("handbook", "en")], finished("tool", other.pk)
    word.unpublish()
    assert not any(is_given(row) for row in gone)
    assert is_given(kept)


def test_an_unpublished_page_takes_the_tool_along_that_lists_it() -> None:
    page = factories.article(title="ZQ7 orchard")
    related = factories.block("related", {"title": "", "pages": [factories.block("item", page.pk)]})
    tool = factories.tool([related])
    row = finished("tool", tool.pk)
    assert "ZQ7 orchard" in build_printout("toolkit.tool", str(tool.pk), {}).html
    page.unpublish()
    assert not is_given(row)
    assert "ZQ7 orchard" not in build_printout("toolkit.tool", str(tool.pk), {}).html


def test_publishing_a_rule_a_word_or_a_page_that_tools_list_has_no_file_of_theirs_made(rule: Provision) -> None:
    page, word = factories.article(), factories.term("Quince")
    related = factories.block("related", {"title": "", "pages": [factories.block("item", page.pk)]})
    factories.tool([factories.citation(rule), factories.block("definition", word.pk), related])
    a_checklist(rule)
    for thing in (rule, rule.instrument, word, Page.objects.get(pk=page.pk), page):
        assert files_rendered_ahead(thing) == set()
