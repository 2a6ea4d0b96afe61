"""A link in running text to a rule or a word counts like any other use of it, and is never dead."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail_localize.models import Translation, TranslationSource

from exports.printouts import build_printout
from modules.models import Module
from modules.presenters.outline_writer import build_outline
from tests import factories
from toolkit.actions import library, rows
from toolkit.actions.content import load_content
from toolkit.blocks import PLAIN_RICH_TEXT, RICH_TEXT
from toolkit.domain.entry_links import find_linked
from toolkit.models import LookAgain, Provision, SearchEntry, Term, ToolPage
from toolkit.selectors.dependents import find_dependents
from toolkit.uploads import digest_data

pytestmark = pytest.mark.django_db


def link(entry: Any, words: str = "ZQ7") -> str:
    return f'<a linktype="{entry._meta.model_name}" id="{entry.pk}">{words}</a>'


def accordion(*texts: str) -> dict[str, Any]:
    items = [factories.block("item", {"title": "More", "text": f"<p>{text}</p>"}) for text in texts]
    return factories.block("accordion", {"items": items})


def shown(page: Any, language: str = "en") -> str:
    answer = Client().get(f"/{language}/{page.portal_path()}?fresh")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def rule() -> Provision:
    return factories.provision(key="quince-6", title="Ripe")


def test_a_link_in_an_accordion_counts_in_what_rests_on_a_rule(rule: Provision) -> None:
    tool = factories.tool([accordion(link(rule))], title="Zebra")
    page = Client().get(rule.get_absolute_url()).content.decode()
    assert "Zebra" in page
    assert "Nothing published here rests on it yet" not in page
    assert [(row.title, row.places) for row in find_dependents(rule)] == [("Zebra", 1)]
    tool.body = [accordion("nothing")]
    tool.save_revision().publish()
    assert "Nothing published here rests on it yet" in Client().get(rule.get_absolute_url()).content.decode()


def test_a_link_blocks_deletion_and_a_change_of_the_rule_makes_a_task(as_, publisher, rule: Provision) -> None:
    factories.tool([accordion(link(rule))], title="Zebra")
    with pytest.raises(ProtectedError), transaction.atomic():
        rule.delete()
    address = reverse("wagtailsnippets_toolkit_provision:delete", args=[rule.pk])
    assert "Zebra" in as_(publisher).post(address).content.decode()
    assert Provision.objects.filter(pk=rule.pk).exists()
    rule.save_revision().publish()
    rule = Provision.objects.get(pk=rule.pk)
    rule.text = "It must be sound."
    rule.save_revision().publish()
    assert [row.title for row in LookAgain.objects.all()] == ["Zebra"]


def test_a_link_leads_into_the_readers_language_and_where_the_rule_stands_now(rule: Provision) -> None:
    tool = factories.tool([factories.block("text", f"<p>{link(rule)}</p>"), accordion(link(rule))])
    for language in ("en", "ur"):
        with override(language):
            address = rule.get_absolute_url()
        assert shown(tool, language).count(f'<a href="{address}">ZQ7</a>') == 2
    before = rule.get_absolute_url()
    rule.instrument = factories.instrument()
    rule.save_revision().publish()
    page = shown(tool)
    assert rule.get_absolute_url() in page
    assert before not in page


def test_a_link_to_what_readers_may_not_see_leaves_its_words(rule: Provision) -> None:
    word = factories.term("Quince")
    tool = factories.tool([accordion(link(rule), link(word, "ZQ8"))])
    for entry in (rule, word):
        entry.unpublish()
    page, paper = shown(tool), build_printout("toolkit.tool", str(tool.pk), {}).html
    for html in (page, paper):
        assert "ZQ7" in html
        assert "linktype" not in html
        assert not re.search(r"<a href=[^>]*>ZQ[78]", html)


def test_on_paper_a_link_is_a_whole_address(rule: Provision, settings: Any) -> None:
    word = factories.term("Quince")
    tool = factories.tool([accordion(f"{link(rule)} {link(word)}")])
    html = build_printout("toolkit.tool", str(tool.pk), {}).html
    for entry in (rule, word):
        assert f'<a href="{settings.BASE_URL}{entry.get_absolute_url()}">ZQ7</a>' in html


@pytest.mark.parametrize("attributes", ['linktype="provision"', 'linktype="provision" id="x"', 'linktype="term" id=""'])
def test_a_link_that_names_no_row_leaves_its_words(attributes: str) -> None:
    tool = factories.tool([accordion(f"<a {attributes}>ZQ7</a>")])
    assert "<a>ZQ7</a>" in shown(tool)
    assert "ZQ7" in build_printout("toolkit.tool", str(tool.pk), {}).html


def test_an_address_that_an_editor_typed_stays_a_link(rule: Provision) -> None:
    tool = factories.tool([accordion(f'<a href="{rule.get_absolute_url()}">ZQ7</a>')])
    assert f'<a href="{rule.get_absolute_url()}">ZQ7</a>' in shown(tool)
    assert f'{rule.get_absolute_url()}">ZQ7</a>' in build_printout("toolkit.tool", str(tool.pk), {}).html


def test_the_text_of_a_word_may_link_to_a_rule_and_another_word(rule: Provision) -> None:
    other = factories.term("Medlar")
    word = factories.term("Quince", text=f"<p>{link(rule)} and {link(other, 'ZQ8')}</p>")
    page = Client().get(word.get_absolute_url()).content.decode()
    assert f'<a href="{rule.get_absolute_url()}">ZQ7</a>' in page
    assert f'<a href="{other.get_absolute_url()}">ZQ8</a>' in page
    assert [row.thing for row in find_dependents(rule)] == [word]
    assert [row.thing for row in find_dependents(other)] == [word]


def test_three_links_cost_no_query_more_than_one() -> None:
    def queries(call: Any) -> int:
        call()
        with CaptureQueriesContext(connection) as asked:
            call()
        return len(asked)

    def tool_of(number: int) -> ToolPage:
        entries = [(factories.provision(), factories.term(f"Plum {number} {n}")) for n in range(number)]
        return factories.tool([accordion(link(rule), link(word)) for rule, word in entries])

    one, three = tool_of(1), tool_of(3)
    assert queries(lambda: shown(one)) == queries(lambda: shown(three))
    one, three = (str(tool.pk) for tool in (one, three))
    assert queries(lambda: build_printout("toolkit.tool", one, {})) == queries(
        lambda: build_printout("toolkit.tool", three, {})
    )


def test_three_links_of_a_module_cost_no_query_more_than_one() -> None:
    def module_of(number: int) -> Module:
        parts = [
            {
                "type": "guidance",
                "value": {"key": f"g{n}", "title": "G", "text": f"<p>{link(factories.provision())}</p>"},
            }
            for n in range(number)
        ]
        return Module.objects.create(title="M", slug=f"m-{number}", locale=factories.locale(), parts=json.dumps(parts))

    def queries(module: Module) -> int:
        module = Module.objects.get(pk=module.pk)
        with CaptureQueriesContext(connection) as asked:
            outline = build_outline(module)
        assert all('<a href="/en/law/' in guidance.html for guidance in outline.guidance)
        return len(asked)

    one, three = module_of(1), module_of(3)
    queries(one)
    assert queries(one) == queries(three)


# --- In the editor --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("features", [RICH_TEXT, PLAIN_RICH_TEXT])
def test_the_editor_keeps_each_kind_of_link(rule: Provision, features: list[str]) -> None:
    page, word = factories.article(), factories.term("Quince")
    texts = [
        link(rule),
        link(word),
        f'<a linktype="page" id="{page.pk}">ZQ7</a>',
        '<a href="https://portal.example/x">ZQ7</a>',
        '<a href="/en/law/tip/">ZQ7</a>',
    ]
    converter = ContentstateConverter(features=features)
    for text in texts:
        state = converter.from_database_format(f"<p>{text}</p>")
        assert converter.to_database_format(state).endswith(f">{text}</p>") or as_set(
            converter.to_database_format(state)
        ) == as_set(text)
    state = json.loads(converter.from_database_format(f"<p>{link(rule)}</p>"))
    (entity,) = state["entityMap"].values()
    assert entity["type"] == "LINK"
    assert entity["data"]["url"] == rule.get_absolute_url()


def as_set(html: str) -> set[str]:
    """The attributes of its link, in any order."""
    return set(re.search(r"<a ([^>]*)>", html)[1].split())  # type: ignore[index]


def test_what_the_browser_sends_as_the_id_of_a_link_is_a_kind_and_a_number_or_nothing() -> None:
    converter = ContentstateConverter(features=RICH_TEXT)
    state = json.loads(converter.from_database_format('<p><a href="https://portal.example">ZQ7</a></p>'))
    (entity,) = state["entityMap"].values()
    entity["data"] = {"id": 'provision-7"><img src=x>', "url": "x"}
    html = converter.to_database_format(json.dumps(state))
    assert "<img" not in html


def test_a_translation_keeps_the_link(rule: Provision) -> None:
    tool = factories.tool([accordion(f"Read {link(rule)} first.")])
    factories.home("ur")
    source, _is_new = TranslationSource.update_or_create_from_instance(tool)
    translation = Translation.objects.create(source=source, target_locale=factories.locale("ur"))
    translation.save_target(publish=True)
    page = ToolPage.objects.get(locale__language_code="ur", translation_key=tool.translation_key)
    assert find_linked(json.dumps(list(page.body.raw_data)), "provision") == {rule.pk}
    assert f'href="{rule.get_absolute_url()}">ZQ7</a>'.replace("/en/", "/ur/") in shown(page, "ur")


# --- From the content files -----------------------------------------------------------------------------------------

LAW = {"key": "quince", "title": "Quince Charter", "short": "QC", "kind": "treaty", "summary": "Our words."}
RULE = {"key": "quince-1", "number": "art. 1", "title": "Ripe", "text": "It is ripe."}
TEXT = "Read [the rule](provision:quince-1) and [the word](term:quince)."
TOOL = {"slug": "quinces", "number": 91, "title": "Quinces", "task": "Pick", "body": [{"text": TEXT}, {"text": TEXT}]}
WORD = {"slug": "quince", "term": "Quince", "short": "A fruit.", "text": "See [the rule](provision:quince-1)."}


def load(folder: Path) -> Any:
    files: dict[str, Any] = {
        "law/1-quince.yaml": {**LAW, "provisions": [RULE]},
        "glossary.yaml": [WORD],
        "shelves.yaml": {"tools": {"title": "Tools"}},
        "tools/quinces.yaml": TOOL,
    }
    for name, data in files.items():
        (folder / "en" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "en" / name).write_text(yaml.safe_dump(data))
    return load_content(folder)


def as_before(kind: str, key: str) -> str:
    """What a release before wrote."""
    return f'href="/en/{"law/quince" if kind == "provision" else "glossary"}/{key}/"'


@pytest.fixture
def older(starter: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A portal whose content a release before loaded."""
    with monkeypatch.context() as patch:
        patch.setattr(library.ContentLibrary, "link", lambda self, kind, key: as_before(kind, key))
        patch.setattr(rows, "digest_source", digest_data)
        load(tmp_path)
    assert stored().count("href=") == 4
    return tmp_path


def stored() -> str:
    return json.dumps(list(ToolPage.objects.get(slug="quinces").body.raw_data)).replace('\\"', '"')


def test_an_upgrade_writes_the_links_of_the_content_anew_though_no_file_changed(older: Path) -> None:
    report = load(older)
    assert set(report.updated) == {"en/tools/quinces", "en/glossary/quince"}
    rule, word = Provision.objects.get(key="quince-1"), Term.objects.get(slug="quince")
    assert stored().count(f'linktype="provision" id="{rule.pk}"') == 2
    assert stored().count(f'linktype="term" id="{word.pk}"') == 2
    assert "href=" not in stored() + word.text
    assert {row.title for row in find_dependents(rule)} == {"Quinces", "Quince"}
    assert SearchEntry.objects.filter(rests_on=rule, page__slug="quinces").exists()
    again = load(older)
    assert (again.updated, again.created, again.left_alone) == ([], [], [])


def test_an_upgrade_leaves_what_an_editor_wrote_and_her_links_lead_on(older: Path) -> None:
    page = ToolPage.objects.get(slug="quinces")
    page.body = [factories.block("text", f"<p>Hers: <a {as_before('provision', 'quince-1')}>the rule</a>.</p>")]
    page.save_revision().publish()
    report = load(older)
    assert "en/tools/quinces: body (changed by an editor)" in report.left_alone
    assert stored().count("href=") == 1
    assert Client().get("/en/law/quince/quince-1/").status_code == 200
    assert f"<a {as_before('provision', 'quince-1')}>" in shown(ToolPage.objects.get(slug="quinces"))


@pytest.mark.thorough
def test_cards_that_only_a_link_uses_say_where(starter: None) -> None:
    keys = (
        "untoc-10 untoc-16 untoc-26 opsc-3 crc-22 som-18-3 ilo-c181 istanbul mandela-62 remedy-2014 gc-crc-14".split()
    )
    for rule in Provision.objects.filter(key__in=keys).select_related("instrument"):
        page = Client().get(rule.get_absolute_url()).content.decode()
        assert "Nothing published here rests on it yet" not in page, rule.key
        assert find_dependents(rule), rule.key
