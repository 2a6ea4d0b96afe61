"""The page of a checklist: every question with its grounds, honest about what it keeps."""

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from tests import factories
from tests.markup import flat
from toolkit.models import ChecklistPage, CoherenceRule

pytestmark = pytest.mark.django_db


def html(page: ChecklistPage, language: str = "en") -> str:
    response = Client().get(f"/{language}/checklists/{page.slug}/")
    assert response.status_code == 200
    return flat(response.content.decode())


class Inputs(HTMLParser):
    """All inputs of the checklist's form, and where it goes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.action: str | None = None
        self.all: list[dict[str, Any]] = []
        self.actions: list[tuple[str | None, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "form":
            self.action = values.get("action")
        if tag in ("input", "textarea", "select") and self.action and "/work/" in self.action:
            self.all.append(values)
            self.actions.append((values.get("type"), self.action))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.action = None

    def form_of(self, kind: str) -> set[str | None]:
        return {action for type_, action in self.actions if type_ == kind}


def test_every_question_carries_its_id_and_everything_that_is_known_about_it() -> None:
    rule = factories.provision(instrument=factories.instrument(short="Pear Treaty"), number="art. 9", status="words")
    first = factories.item("First?", [rule], why="Because.", evidence="A paper.", action="Write it.")
    second = factories.item("Second?")
    page = factories.checklist([factories.section("Start", [first]), factories.section("End", [second])])
    text = html(page)
    for item in (first, second):
        assert f'id="item-{item["id"]}" data-item="{item["id"]}"' in text
    for words in ("First?", "Because.", "A paper.", "Write it.", "Pear Treaty, art. 9", "A. Start", "B. End"):
        assert words in text
    assert '<span class="n">A1</span>' in text
    assert '<span class="n">B2</span>' in text
    assert f'href="{rule.get_absolute_url()}"' in text
    assert text.count("<main") == 1


def test_only_a_provision_that_nobody_verified_is_marked() -> None:
    checked, unchecked = factories.provision(status="words"), factories.provision()
    page = factories.checklist([factories.section("S", [factories.item("Q?", [checked, unchecked])])])
    assert html(page).count("To be verified") == 1


def test_answers_are_one_form_that_leads_to_the_result() -> None:
    page = factories.checklist()
    inputs = Inputs(html(page))
    assert inputs.form_of("radio") == {f"/en/work/{page.translation_key}/result/"}
    radios = [field for field in inputs.all if field.get("type") == "radio" and field["name"] != "show"]
    assert [field["value"] for field in radios] == ["yes", "partly", "no", "na"] * 2
    assert len({field["name"] for field in radios}) == 2
    assert all(field["autocomplete"] == "off" for field in inputs.all if "name" in field)


def test_the_page_says_where_answers_are_kept_and_what_never_to_write() -> None:
    text = html(factories.checklist())
    assert "Your answers stay in this browser, on this device." in text
    assert "for four hours at most, or until you clear them" in text
    assert "Never write names or details of victims, witnesses or suspects" in text
    assert "They never decide funding or blame." in text


def test_both_files_are_offered_in_both_paper_sizes() -> None:
    page = factories.checklist()
    address = re.escape(reverse("exports:ask", args=["toolkit.checklist", page.pk]))
    offered = re.findall(rf'method="post" action="{address}\?form=(\w+)(?:&amp;size=(\w+))?"', html(page))
    assert offered == [("fillable", ""), ("paper", ""), ("fillable", "letter"), ("paper", "letter")]


def read_result_data(page: ChecklistPage) -> dict[str, Any]:
    found = re.search(r'<script type="application/json">(.*?)</script>', html(page), re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_what_a_result_takes_without_a_portal_stands_in_the_page() -> None:
    law = factories.provision(instrument=factories.instrument(short="Pear Treaty"), number="art. 9")
    page = factories.checklist(
        [factories.section("S", [factories.item("Q?", [law], short="</script>"), factories.item()])]
    )
    second = page.item_ids()[1]
    CoherenceRule.objects.create(
        page=page,
        locale=page.locale,
        question="Why?",
        all_of=[{"item": second, "answers": ["no", "na"]}],
        none_of=[{"item": "gone", "answers": ["yes"]}],
        provision=law,
    )
    data = read_result_data(page)
    assert data["short"] == ["</script>", ""]
    [rule] = data["rules"]
    assert (rule["ask"], rule["all"], rule["none"]) == ("Why?", [[2, "no", "na"]], [["gone", "yes"]])
    assert rule["laws"] == [{"href": law.get_absolute_url(), "label": "Pear Treaty, art. 9", "state": ""}]
    type(law).objects.filter(pk=law.pk).update(live=False)
    assert read_result_data(page)["rules"][0]["laws"] == []


def test_white_space_is_shortened_but_for_what_fields_and_scripts_hold() -> None:
    text = "{% load kit %}{% tight %}<p>\n   a   b\u00a0?</p><textarea>\n\n c  d</textarea>{% endtight %}"
    assert Template(text).render(Context()) == "<p>\na b\u00a0?</p><textarea>\n\n c  d</textarea>"


def test_the_tool_behind_is_linked_while_everybody_may_read_it() -> None:
    tool = factories.tool(title="Pear picking")
    page = factories.checklist(tool=tool)
    assert "Pear picking" in html(page)
    PageViewRestriction.objects.create(page=tool, restriction_type="login")
    assert "Pear picking" not in html(page)
    tool.unpublish()
    assert "Pear picking" not in html(page)


def test_a_checklist_without_questions_says_so() -> None:
    assert "Questions appear here when an editor adds them." in html(factories.checklist([]))


def test_a_question_whose_provision_was_deleted_still_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    """As releases before 0.2 let an editor do."""
    rule = factories.provision()
    page = factories.checklist([factories.section("S", [factories.item("Still here?", [rule])])])
    monkeypatch.setattr("toolkit.actions.governing.refuse_delete", lambda entry: None)
    rule.delete()
    assert "Still here?" in html(page)


def test_sections_after_z_are_lettered_like_the_columns_of_a_spreadsheet() -> None:
    page = factories.checklist([factories.section(f"Part {n}", [factories.item("So?")]) for n in range(53)])
    letters = [section.letter for section in page.lettered_sections()]
    assert (letters[0], letters[25:28], letters[51:]) == ("A", ["Z", "AA", "AB"], ["AZ", "BA"])


def test_an_english_checklist_stands_in_the_frame_of_another_language() -> None:
    page = factories.checklist([factories.section("S", [factories.item("Q?", [factories.provision()])])])
    text = html(page, "ur")
    assert '<html lang="ur" dir="rtl"' in text
    main = text.split("<main")[1]
    assert 'lang="en" dir="ltr"' in main[:120]
    assert not re.search(r'(?:href|action)="/en/', main.split("</main")[0])


def test_the_page_asks_the_database_no_more_with_more_questions_and_provisions() -> None:
    def queries(count: int) -> int:
        items = [factories.item("Q?", [factories.provision(), factories.provision()]) for _ in range(count)]
        page = factories.checklist([factories.section(f"S{n}", [item]) for n, item in enumerate(items)])
        html(page)
        with CaptureQueriesContext(connection) as asked:
            html(page)
        return len(asked)

    one = queries(1)
    assert queries(3) == one <= 15
