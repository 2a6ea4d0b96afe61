"""Open data: what public pages say, as documents that keep to their description, and nothing that is not public."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from wagtail.models import Locale, PageViewRestriction

from tests import factories
from toolkit.models import (
    ChecklistPage,
    CoherenceRule,
    Instrument,
    LegalState,
    Provision,
    SectionPage,
    Term,
    Verification,
)

pytestmark = pytest.mark.django_db
SPEC = json.loads((Path(settings.BASE_DIR) / "static/data/openapi.json").read_text())
DOCUMENTS = {"checklists/": "ChecklistList", "law/": "Law", "glossary/": "Glossary"}


def read(visitor: Client, place: str, language: str = "en") -> dict[str, Any]:
    response = visitor.get(f"/{language}/data/{place}")
    assert response.status_code == 200
    data: dict[str, Any] = json.loads(response.content)
    return data


def read_checklist(visitor: Client, page: ChecklistPage, language: str = "en") -> dict[str, Any]:
    return read(visitor, f"checklists/{page.translation_key}/", language)


def find_wrong(data: dict[str, Any], schema: str) -> list[str]:
    """What does not keep to the description: a name that it lacks is wrong as well."""
    root = {"$ref": f"#/components/schemas/{schema}", "components": SPEC["components"]}
    errors = Draft202012Validator(root, format_checker=Draft202012Validator.FORMAT_CHECKER).iter_errors(data)
    return [f"{error.json_path}: {error.message}" for error in errors]


def find(entries: list[dict[str, Any]], thing: Any) -> dict[str, Any]:
    return next(one for one in entries if one["@id"] == f"urn:uuid:{thing.translation_key}")


def translate(row: Any, code: str = "fa", **fields: Any) -> Any:
    """A copy in another language, as a load writes it."""
    row.pk, row.locale = None, factories.locale(code)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


def test_the_description_is_an_openapi_document_of_the_addresses_that_there_are() -> None:
    validate(SPEC)
    names = ("data_checklists", "data_checklist", "data_law", "data_glossary")
    key = "00000000-0000-0000-0000-000000000000"
    addresses = {reverse(f"toolkit:{name}", args=[key] if name == "data_checklist" else []) for name in names}
    addresses |= {reverse("data_modules"), reverse("data_module", args=[key])}
    assert {path.format(language="en", key=key) for path in SPEC["paths"]} == addresses
    parameters = next(iter(SPEC["paths"].values()))["parameters"]
    assert parameters[0]["schema"]["enum"] == [code for code, _name in settings.LANGUAGES]


def test_the_description_knows_every_code_that_rows_can_have() -> None:
    schemas = SPEC["components"]["schemas"]
    assert set(schemas["Instrument"]["properties"]["kind"]["enum"]) == set(Instrument.Kind.values)
    assert set(schemas["State"]["oneOf"][1]["enum"]) == set(LegalState.values) - {LegalState.IN_FORCE}
    assert set(schemas["Status"]["enum"]) == set(Provision.Status.values)
    strengths = {value for value, _name in Provision._meta.get_field("strength").choices}  # type: ignore[union-attr]
    assert set(schemas["Provision"]["properties"]["strength"]["enum"]) == strengths
    assert set(schemas["Verification"]["properties"]["by"]["oneOf"][1]["enum"]) == set(Verification.Role.values)


@pytest.mark.parametrize("language", ["en", "fa"])
def test_every_answer_keeps_to_its_description(starter: None, visitor: Client, language: str) -> None:
    for place, schema in DOCUMENTS.items():
        data = read(visitor, place, language)
        assert find_wrong(data, schema) == []
        assert len(data.get("itemListElement") or data["hasDefinedTerm"]) > 10
    listed = read(visitor, "checklists/", language)["itemListElement"]
    for row in listed:
        data = read(visitor, f"checklists/{row['@id'].removeprefix('urn:uuid:')}/", language)
        assert find_wrong(data, "Checklist") == []
        assert sum(len(section["questions"]) for section in data["sections"]) == row["questions"] > 0
        assert data["coherenceRules"]


def test_a_description_that_lacks_a_name_is_found_out(starter: None, visitor: Client) -> None:
    data = read(visitor, "glossary/")
    assert find_wrong({**data, "quince": 1}, "Glossary")
    assert find_wrong({name: value for name, value in data.items() if name != "license"}, "Glossary")


def test_a_checklist_says_its_questions_with_the_law_behind_them_and_its_rules(visitor: Client) -> None:
    law = factories.instrument(short="Zq Treaty")
    rule = factories.provision(instrument=law, number="art. 7")
    ended = factories.provision(instrument=law, number="art. 8", state=LegalState.REPEALED)
    asked = factories.item("Is the quince ripe?", [rule, ended], short="Ripe", reason="Good practice")
    page = factories.checklist([factories.section("Orchard", [factories.item(), asked])], minutes=45)
    conditions = [{"item": asked["id"], "answers": ["no", "partly"]}]
    condition = CoherenceRule(page=page, locale=page.locale, question="Why pick it?", all_of=conditions, provision=rule)
    condition.save()
    data = read_checklist(visitor, page)
    assert find_wrong(data, "Checklist") == []
    assert (data["@id"], data["version"], data["timeRequired"]) == (f"urn:uuid:{page.translation_key}", 1, "PT45M")
    assert data["url"].endswith(f"/en/checklists/{page.slug}/")
    [section] = data["sections"]
    question = section["questions"][1]
    assert (section["code"], section["name"]) == ("A", "Orchard")
    assert question == {
        "@id": f"urn:uuid:{asked['id']}",
        "code": "A2",
        "name": "Ripe",
        "question": "Is the quince ripe?",
        "why": asked["value"]["why"],
        "evidence": asked["value"]["evidence"],
        "suggestedAction": asked["value"]["action"],
        "restsOn": question["restsOn"],
        "restsOnBesides": "Good practice",
    }
    named = [(one["name"], one["verification"], one["state"]) for one in question["restsOn"]]
    assert named == [("Zq Treaty, art. 7", "to_verify", None), ("Zq Treaty, art. 8", "to_verify", "repealed")]
    [told] = data["coherenceRules"]
    assert told["@id"] == f"urn:uuid:{condition.translation_key}"
    assert told["question"] == "Why pick it?"
    assert told["allOf"] == [{"question": question["@id"], "answers": ["no", "partly"]}]
    assert [one["@id"] for one in told["restsOn"]] == [f"urn:uuid:{rule.translation_key}"]


def test_nothing_that_is_not_public_is_in_any_document(visitor: Client) -> None:
    """Zq stands in each thing that must not be told, quince in its public neighbour."""
    law = factories.instrument(title="Quince law", short="Quince law")
    shown = factories.provision(instrument=law, title="Quince rule")
    hidden = factories.provision(instrument=law, title="Zq rule", number="Zq 1", live=False)
    factories.instrument(title="Zq law", short="Zq law", live=False)
    term = factories.term("Quince word")
    secret = factories.term("Zq word", live=False)
    term.provisions.set([shown, hidden])
    term.related.set([secret])
    term.save()
    page = factories.checklist(
        [factories.section("Quince", [factories.item("Quince?", [shown, hidden])])], title="Quince checklist"
    )
    CoherenceRule(page=page, locale=page.locale, question="Quince?", all_of=[], provision=hidden).save()
    draft = factories.checklist(title="Zq draft", live=False)
    page.title = "Zq title that nobody published"
    page.save_revision()
    shelf = factories.add(factories.home(), SectionPage(title="Zq shelf", slug="zq-shelf", locale=factories.locale()))
    PageViewRestriction.objects.create(page=shelf, restriction_type=PageViewRestriction.LOGIN)
    private = factories.add(shelf, ChecklistPage(title="Zq private", slug="zq-private", locale=factories.locale()))

    told = "".join(json.dumps(read(visitor, place)) for place in DOCUMENTS) + json.dumps(read_checklist(visitor, page))
    for name in ("Quince law", "Quince rule", "Quince word", "Quince checklist", "Quince?"):
        assert name in told
    assert "zq" not in told.casefold()
    for row in (hidden, secret, draft, private):
        assert str(row.translation_key) not in told
    for closed in (draft, private):
        response = visitor.get(f"/en/data/checklists/{closed.translation_key}/")
        assert response.status_code == 404
        assert b"zq" not in response.content.lower()


def test_who_is_signed_in_gets_no_more_than_a_visitor(visitor: Client, admin: Any, as_: Any) -> None:
    page = factories.checklist(title="Zq private")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    for browser in (visitor, as_(admin)):
        assert "Zq private" not in browser.get("/en/data/checklists/").content.decode()
        assert browser.get(f"/en/data/checklists/{page.translation_key}/").status_code == 404


def test_a_provision_says_how_sure_it_is_and_what_ended(visitor: Client) -> None:
    law = factories.instrument(title="Zq treaty")
    now = factories.provision(instrument=law, title="Told today")
    old = factories.provision(instrument=law, title="Told before", state=LegalState.SUPERSEDED)
    old.replaced_by.set([now])
    old.save()
    old_words = {"provision": now, "compared": "words", "role": "editor", "language": "en"}
    Verification.objects.create(**old_words, against="Older words", words="0" * 64, on="2026-02-02")
    Verification.objects.create(
        provision=now, compared="title", against="The printed text", text_date="2017-05", words=now.digest_words(),
        role="reviewer", on="2026-01-02", by=None,
    )  # fmt: skip
    Provision.objects.filter(pk=now.pk).update(status="title")
    entry = find(read(visitor, "law/")["itemListElement"], law)
    assert entry["name"] == "Zq treaty"
    told, ended = (find(entry["provisions"], one) for one in (now, old))
    assert told["verification"] == {
        "status": "title", "by": "reviewer", "on": "2026-01-02", "against": "The printed text", "textDate": "2017-05",
        "address": None,
    }  # fmt: skip
    assert (told["state"], told["replacedBy"]) == (None, [])
    assert ended["state"] == "superseded"
    assert [one["@id"] for one in ended["replacedBy"]] == [told["@id"]]


def test_of_law_neither_language_nor_force_is_claimed(starter: None, visitor: Client) -> None:
    for entry in read(visitor, "law/")["itemListElement"]:
        for one in (entry, *entry["provisions"]):
            assert not {"inLanguage", "legislationLegalForce", "force"} & set(one)


def test_a_term_has_the_same_id_in_two_languages_and_says_what_a_machine_wrote(visitor: Client) -> None:
    english = factories.term("Zq quince", text="<p>A <b>fruit</b> &amp; more.</p>", confuse="Pears")
    key, alone = english.translation_key, factories.term("Zq medlar")
    translate(Term.objects.get(pk=english.pk), name="Zq be", slug="zq-be", short="Zq mive")
    in_english = find(read(visitor, "glossary/")["hasDefinedTerm"], english)
    data = read(visitor, "glossary/", "fa")
    in_persian = find(data["hasDefinedTerm"], english)
    assert in_english["@id"] == in_persian["@id"] == f"urn:uuid:{key}"
    assert (in_english["text"], in_english["doNotConfuse"]) == ("A fruit & more.", "Pears")
    assert (in_english["machineTranslated"], in_persian["machineTranslated"]) == (False, True)
    assert (in_persian["name"], in_persian["inLanguage"]) == ("Zq be", "fa")
    assert in_persian["url"].endswith("/fa/glossary/zq-be/")
    assert data["machineTranslated"]
    fallback = find(data["hasDefinedTerm"], alone)
    assert (fallback["inLanguage"], fallback["machineTranslated"]) == ("en", False)
    assert "/en/glossary/" in fallback["url"]


def test_a_checklist_that_a_language_lacks_is_told_in_english_at_one_address(visitor: Client) -> None:
    page = factories.checklist(title="Zq alone")
    listed = find(read(visitor, "checklists/", "fa")["itemListElement"], page)
    assert (listed["name"], listed["inLanguage"]) == ("Zq alone", "en")
    assert f"/en/data/checklists/{page.translation_key}/" in listed["document"]
    translated = page.copy_for_translation(factories.locale("fa"), copy_parents=True)
    translated.title, translated.machine_translated = "Zq tanha", True
    translated.save_revision().publish()
    told = read_checklist(visitor, page, "fa")
    assert (told["name"], told["inLanguage"], told["machineTranslated"]) == ("Zq tanha", "fa", True)
    assert read_checklist(visitor, page)["name"] == "Zq alone"


def test_dari_is_called_as_in_html(visitor: Client, starter: None) -> None:
    assert read(visitor, "law/", "prs")["inLanguage"] == "fa-AF"


def test_three_of_a_kind_ask_as_many_queries_as_one(visitor: Client) -> None:
    for model in (Provision, Instrument, Term, ChecklistPage):
        model._default_manager.update(live=False)

    def add_one_of_each() -> tuple[ChecklistPage, Any]:
        law = factories.instrument(state=LegalState.SUPERSEDED)
        rule = factories.provision(instrument=law)
        law.replaced_by.set([factories.instrument()])
        law.save()
        rule.replaced_by.set([factories.provision()])
        rule.save()
        term = factories.term(f"Word {rule.pk}")
        term.provisions.set([rule])
        term.related.set([factories.term(f"Other {rule.pk}")])
        term.save()
        return factories.checklist([factories.section("One", [factories.item("?", [rule])])]), rule

    page, rule = add_one_of_each()
    CoherenceRule(page=page, locale=page.locale, question="?", all_of=[], provision=rule).save()
    places = [*DOCUMENTS, f"checklists/{page.translation_key}/"]
    few = [count_queries(visitor, place) for place in places]
    others = [add_one_of_each() for _time in range(2)]
    page.sections = json.dumps(
        [factories.section(str(n), [factories.item("?", [one, rule])]) for n, (_, one) in enumerate(others)]
        + [factories.section("One", [factories.item("?", [rule])])]
    )
    page.save_revision().publish()
    for _page, one in others:
        CoherenceRule(page=page, locale=page.locale, question="?", all_of=[], provision=one).save()
    assert [count_queries(visitor, place) for place in places] == few
    assert max(few) <= 12


def count_queries(visitor: Client, place: str) -> int:
    read(visitor, place)  # whatever lasts in the process is there
    with CaptureQueriesContext(connection) as asked:
        read(visitor, place)
    return len(asked)


def test_documents_are_kept_and_any_site_may_read_them(starter: None, visitor: Client, settings: Any) -> None:
    settings.KEEP_PAGES = True
    caches["default"].clear()
    page = ChecklistPage.objects.filter(locale=Locale.objects.get(language_code="en")).live().first()
    assert page is not None
    for place in (*DOCUMENTS, f"checklists/{page.translation_key}/"):
        first = visitor.get(f"/en/data/{place}")
        with CaptureQueriesContext(connection) as asked:
            kept = visitor.get(f"/en/data/{place}")
        assert len(asked) == 0, place
        assert kept.content == first.content
        assert kept.headers["Content-Type"] == "application/json"
        assert kept.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in kept.headers
        assert not kept.cookies
    caches["default"].clear()


def test_no_other_address_lets_other_sites_read_it(starter: None, visitor: Client) -> None:
    for place in ("/en/data/", "/en/", "/en/law/", "/en/modules/list.json", "/en/account/login/", "/en/data/quince/"):
        assert "Access-Control-Allow-Origin" not in visitor.get(place).headers, place


@pytest.mark.parametrize("place", ["", *DOCUMENTS])
def test_documents_are_read_and_nothing_else(visitor: Client, place: str) -> None:
    head = visitor.head(f"/en/data/{place}")
    assert (head.status_code, head.content) == (200, b"")
    for method in ("post", "put", "delete", "options"):
        assert getattr(visitor, method)(f"/en/data/{place}").status_code == 405


def test_the_page_leads_to_every_document_and_every_page_leads_to_it(starter: None, visitor: Client) -> None:
    page = visitor.get("/fa/data/").content.decode()
    for place in (*DOCUMENTS, ""):
        assert f'href="/fa/data/{place}"' in page
    assert 'href="/fa/data/modules/"' in page
    assert "data/openapi" in page
    assert "opensource.org/license" in page
    assert 'href="/prs/data/"' in visitor.get("/prs/tools/").content.decode()
