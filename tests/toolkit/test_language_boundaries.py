"""What belongs to one language does not turn up in another: in searches, in lists, on paper, whoever asks."""

import re
from collections.abc import Callable
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.utils.html import strip_tags
from django.utils.translation import gettext, override

from assessments import printouts as papers
from assessments.domain.answers import Answer, Answers
from assessments.packages import documents, spreadsheets
from assessments.selectors.answers import begin_answers
from exports.printouts import Printout
from tests import factories
from tests.toolkit import scripts
from toolkit import printouts
from toolkit.actions.search_rows import index_single
from toolkit.models import ChecklistPage, SearchEntry, ToolPage

pytestmark = pytest.mark.django_db
FORMS = [{"form": "fillable", "size": "a4"}, {"form": "paper", "size": "letter"}]
# What the portal itself says on paper; none of it is a word of the sample content.
OURS = ["Yes", "Partly", "No", "Not applicable", "Note", "Version"]


@pytest.fixture
def two_tools() -> tuple[ToolPage, ToolPage]:
    """In English and in Dari, with a word that is the same in both."""
    return (
        factories.tool(title="Cassowary in English", summary="Cassowary feathers."),
        scripts.tool_in("prs", title="Cassowary به دری", summary="Cassowary quillfeather"),
    )


def found(code: str, **query: str) -> tuple[list[str], int]:
    response = Client().get(f"/{code}/search/", query)
    return [row.title for row, _pieces in response.context["hits"]], response.context["search"].total


def test_a_search_finds_and_counts_what_is_in_her_language_alone(two_tools: tuple[ToolPage, ToolPage]) -> None:
    english, dari = two_tools
    assert found("en", q="cassowary") == ([english.title], 1)
    assert found("prs", q="cassowary") == ([dari.title], 1)
    assert dari.title not in found("en", kind="tool")[0]
    assert found("prs", kind="tool") == ([dari.title], 1)


def test_a_word_of_another_language_is_neither_found_nor_suggested(two_tools: tuple[ToolPage, ToolPage]) -> None:
    response = Client().get("/en/search/", {"q": "quillfeathr"})
    assert "quillfeather" not in response.content.decode()
    assert "quillfeather" in Client().get("/prs/search/", {"q": "quillfeathr"}).content.decode()


def test_a_provision_names_what_rests_on_it_in_her_language_alone(two_tools: tuple[ToolPage, ToolPage]) -> None:
    rule = factories.provision()
    for code in ("en", "prs"):
        items = [factories.item(f"ZQ7 in {code}?", [rule])]
        factories.checklist([factories.section("First", items)], language=code, title=f"ZQ7 list in {code}")
    path = f"law/{rule.instrument.key}/{rule.key}/"
    for code, other in (("en", "prs"), ("prs", "en")):
        html = Client().get(f"/{code}/{path}").content.decode()
        assert f"ZQ7 list in {code}" in html
        assert f"ZQ7 list in {other}" not in html


# --- Paper ------------------------------------------------------------------------------------------------------


def dari() -> tuple[ChecklistPage, Answers]:
    """A checklist in Dari with an answer to each question."""
    page = scripts.checklist_in("prs", questions=4)
    answers = begin_answers(page)
    answers.answers = {
        item.id: Answer(mark, "یادداشت") for item, mark in zip(page.items(), ["yes", "partly", "no", "na"], strict=True)
    }
    return page, answers


def made(kind: str, options: dict[str, str]) -> Callable[[], Printout]:
    """What makes a paper of this kind, all of it in Dari."""
    if kind == "handbook":
        scripts.tool_in("prs")
        factories.checklist(language="prs", title="فهرست")
        return lambda: printouts.build_toolkit_handbook("prs", options)
    if kind == "tool":
        tool = scripts.tool_in("prs")
        scripts.checklist_in("prs", tool=tool)
        return lambda: printouts.build_public_tool(str(tool.pk), options)
    page, answers = dari()
    if kind == "draft":
        return lambda: printouts.build_draft_printout(page)
    if kind == "answers":
        return lambda: papers.build_answers_printout(page, answers, options)
    if kind == "filled":
        return lambda: papers.build_filled_form(page, answers, options)
    return lambda: printouts.build_public_checklist(str(page.pk), options)


def words(html: str) -> set[str]:
    body = re.sub(r"<(style|script)\b.*?</\1>", " ", html, flags=re.S)
    labels = re.findall(r'\s(?:title|alt|aria-label)="([^"]*)"', body)
    return {line.strip() for line in unescape(" \n ".join([strip_tags(body.replace("<", "\n<")), *labels])).split("\n")}


@pytest.mark.parametrize("options", FORMS, ids=["fillable", "paper"])
@pytest.mark.parametrize("kind", ["checklist", "tool", "handbook", "draft", "answers", "filled"])
def test_a_paper_speaks_its_own_language_whoever_asks_for_it(kind: str, options: dict[str, str]) -> None:
    """In every part: an English reader, a worker with no language and a reader of Dari get the same file."""
    make = made(kind, options)
    printed = {}
    for asked_in in ("prs", "en", "ar"):
        with override(asked_in):
            printed[asked_in] = make()
    assert printed["en"] == printed["prs"] == printed["ar"]
    html = printed["en"].html
    assert '<html lang="fa-AF" dir="rtl">' in html
    with override("prs"):
        ours = {word: gettext(word) for word in OURS}
    assert all(word != own for word, own in ours.items())
    assert not words(html) & set(OURS)
    assert any(own in html for own in ours.values())


@pytest.mark.parametrize("pack", [documents.write_answers_docx, spreadsheets.write_answers_xlsx])
def test_a_file_of_answers_speaks_the_checklists_language_and_does_not_say_when_it_was_made(
    pack: Callable[..., bytes],
) -> None:
    page, answers = dari()
    made = []
    for asked_in, at in (("prs", "2031-05-06 07:08:09"), ("en", "2032-06-07 08:09:10")):
        with override(asked_in), time_machine.travel(at):
            made.append(pack(page, answers))
    assert made[0] == made[1]


def test_a_term_stands_in_the_search_under_its_own_languages_word_whoever_publishes_it(db: None) -> None:
    with override("fr"):
        term = factories.term("Plum")
        index_single(term)
    assert SearchEntry.objects.get(term=term).place == "Glossary"
