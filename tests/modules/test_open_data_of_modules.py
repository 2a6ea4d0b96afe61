"""Modules as open data: what everybody may read of them, as documents that keep to their description."""

import json
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from modules.models import Module
from modules.models.facets import Crime, Discipline, Level, Topic
from tests import factories
from tests.modules.classroom import RIGHT, SECRET, listed, module, part, parts, stable, translate_module
from tests.toolkit.test_open_data import SPEC, find_wrong

pytestmark = pytest.mark.django_db


def read(visitor: Client, place: str = "", language: str = "en") -> dict[str, Any]:
    response = visitor.get(f"/{language}/data/modules/{place}")
    assert response.status_code == 200
    data: dict[str, Any] = json.loads(response.content)
    return data


def list_names(visitor: Client, language: str = "en") -> list[str]:
    return [row["name"] for row in read(visitor, language=language)["itemListElement"]]


@pytest.mark.parametrize("language", ["en", "fa"])
def test_every_document_of_a_module_keeps_to_its_description(starter: None, visitor: Client, language: str) -> None:
    data = read(visitor, language=language)
    assert find_wrong(data, "ModuleList") == []
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert data["itemListElement"]
    kinds: set[str] = set()
    for row in data["itemListElement"]:
        told = read(visitor, f"{row['@id'].removeprefix('urn:uuid:')}/", language)
        assert find_wrong(told, "Module") == []
        assert {name: told[name] for name in row if name != "document"} == {
            name: row[name] for name in row if name != "document"
        }
        kinds |= {name for name, value in told.items() if value}
    assert {"keyIssues", "exercises", "classPlans", "films", "slides", "readings", "selfTest", "assessment"} <= kinds


def test_the_description_knows_every_code_of_a_module() -> None:
    known = SPEC["components"]["schemas"]["Module"]["properties"]
    assert set(known["educationalLevel"]["enum"]) == set(Level.values)
    assert set(known["crime"]["enum"]) == set(Crime.values)
    assert set(known["disciplines"]["items"]["enum"]) == set(Discipline.values)
    assert set(known["topics"]["items"]["enum"]) == set(Topic.values)


def test_answers_are_told_of_the_self_test_alone(visitor: Client) -> None:
    options = listed({"text": "Yes", "right": True, "feedback": "Quince, yes"}, {"text": "No", "right": False})
    tried = part("practice", "practice-one", text="Is it ripe?", form="one", options=options)
    row = module(stored=[*parts(), tried])
    told = read(visitor, f"{row.translation_key}/")
    assert find_wrong(told, "Module") == []
    [question] = told["selfTest"]
    assert question["options"][0] == {"text": "Yes", "right": True, "feedback": "Quince, yes"}
    [asked] = told["assessment"]
    assert [set(option) for option in asked["options"]] == [{"text"}, {"text"}]
    assert SECRET not in json.dumps(told)
    assert RIGHT not in json.dumps(told)


def test_what_nobody_published_is_in_no_document(visitor: Client, admin: User, as_: Any) -> None:
    shown = module("quince")
    hidden = [module("zq-draft", live=False), module("zq-review", for_review=True)]
    shown.title = "Zq title that nobody published"
    shown.save_revision()
    for browser in (visitor, as_(admin)):
        names = list_names(browser)
        assert "Module quince" in names
        assert not [name for name in names if "zq" in name.lower()]
        assert "Zq" not in json.dumps(read(browser, f"{shown.translation_key}/"))
        for row in hidden:
            assert browser.get(f"/en/data/modules/{row.translation_key}/").status_code == 404


def test_a_key_issue_says_what_it_rests_on_and_a_case_that_it_is_invented(visitor: Client) -> None:
    rule = factories.provision(instrument=factories.instrument(short="Zq Treaty"), number="art. 7", key="zq-7")
    issue = part(
        "issue", "i", title="Why", summary="So", text="<p>Look.</p>", references=[], provisions=listed(rule.pk)
    )
    told = read(visitor, f"{module(stored=[*parts(), issue]).translation_key}/")
    [cited] = told["keyIssues"][-1]["restsOn"]
    assert (cited["key"], cited["name"], cited["state"]) == ("zq-7", "Zq Treaty, art. 7", None)
    assert told["keyIssues"][-1]["@id"] == f"urn:uuid:{stable('i')}"
    assert told["caseStudies"][0]["fictional"] is True


def test_a_translation_says_that_a_machine_made_it_and_what_a_language_lacks_is_there_in_english(
    visitor: Client,
) -> None:
    row = module("quince")
    alone = module("medlar")
    translated = translate_module(row, "fa")
    Module.objects.filter(pk=translated.pk).update(machine_translated=True)
    by_id = {one["@id"]: one for one in read(visitor, language="fa")["itemListElement"]}
    told, other = (by_id[f"urn:uuid:{one.translation_key}"] for one in (row, alone))
    assert (told["inLanguage"], told["machineTranslated"]) == ("fa", True)
    assert (other["inLanguage"], other["machineTranslated"]) == ("en", False)
    assert read(visitor, f"{row.translation_key}/", "fa")["machineTranslated"]
    assert f"/en/data/modules/{alone.translation_key}/" in other["document"]


def test_three_modules_ask_as_many_queries_as_one(visitor: Client) -> None:
    counts = []
    for numbers in ((1,), (2, 3)):
        rows = [module(f"quince-{number}") for number in numbers]
        for place in ("", f"{rows[0].translation_key}/"):
            read(visitor, place)
            with CaptureQueriesContext(connection) as asked:
                read(visitor, place)
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 12


def test_documents_are_kept_until_the_module_is_taken_back(
    visitor: Client, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.KEEP_PAGES = True
    caches["default"].clear()
    row = module("quince")
    place = f"/en/data/modules/{row.translation_key}/"
    first = visitor.get(place)
    with CaptureQueriesContext(connection) as asked:
        kept = visitor.get(place)
    assert len(asked) == 0
    assert (kept.content, kept.headers["Access-Control-Allow-Origin"]) == (first.content, "*")
    with django_capture_on_commit_callbacks(execute=True):
        row.unpublish()
    assert visitor.get(place).status_code == 404
    caches["default"].clear()


def test_documents_of_modules_are_read_and_nothing_else(visitor: Client) -> None:
    key = module("quince").translation_key
    for place in ("", f"{key}/"):
        for method in ("post", "put", "delete", "options"):
            assert getattr(visitor, method)(f"/en/data/modules/{place}").status_code == 405
