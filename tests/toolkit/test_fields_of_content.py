"""Starter content meets editors field by field: what one changed stays, whatever else a release brings arrives."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from wagtail.models import Page

from tests.toolkit.test_content import CONTENT
from toolkit.actions import legacy_digests
from toolkit.actions.content import load_content
from toolkit.actions.library import LoadReport
from toolkit.models import ArticlePage, ChecklistPage, Instrument, LoadedContent, Provision, Term, ToolPage
from toolkit.uploads import digest_data

pytestmark = pytest.mark.django_db

LAW = {"key": "quince", "title": "Quince Charter", "short": "QC", "kind": "treaty", "year": 1998, "reference": "QC/1"}
LAW |= {"country": "", "url": "", "summary": "Our words."}
RULE = {"key": "quince-1", "number": "art. 1", "title": "Ripe", "text": "It is ripe.", "topics": ["fruit"]}
TERM = {"slug": "quince", "term": "Quince", "short": "A fruit.", "text": "It is **hard**.", "provisions": ["quince-1"]}
TOOL = {"slug": "quinces", "number": 91, "title": "Quinces", "task": "Pick", "summary": "Our lead.", "crimes": ["tip"]}
TOOL |= {
    "body": [
        {"heading": "Why"},
        {"text": "First **words**.\n\nSecond words."},
        {"citation": {"provisions": ["quince-1"]}},
    ]
}
ITEM = {"question": "Ripe?", "why": "So.", "evidence": "Smell.", "action": "Wait.", "provisions": ["quince-1"]}
LIST = {"slug": "quinces", "title": "Quinces", "tool": "quinces", "summary": "Our lead.", "minutes": 9}
LIST |= {"sections": [{"key": "s", "title": "S", "items": [{"key": "ripe", **ITEM}, {"key": "soft", **ITEM}]}]}
LIST |= {"rules": [{"key": "both", "question": "Both?", "all": {"ripe": ["yes"], "soft": ["no"]}}]}


class Release:
    """A portal whose content is one instrument, one term and two pages; a release changes some of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "en"
        self.law, self.rule, self.term, self.tool, self.list = dict(LAW), dict(RULE), dict(TERM), dict(TOOL), dict(LIST)

    def load(self) -> LoadReport:
        files: dict[str, Any] = {
            "law/1-quince.yaml": {**self.law, "provisions": [self.rule]},
            "glossary.yaml": [self.term],
            "shelves.yaml": {"tools": {"title": "Tools"}, "checklists": {"title": "Checklists"}},
            "tools/quinces.yaml": self.tool,
            "checklists/quinces.yaml": self.list,
        }
        for name, data in files.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text(yaml.safe_dump(data))
        return load_content(self.folder.parent)


@pytest.fixture
def release(starter: None, tmp_path: Path) -> Release:
    new = Release(tmp_path)
    assert len(new.load().created) == 5
    return new


def instrument() -> Instrument:
    return Instrument.objects.get(key="quince")


def tool() -> ToolPage:
    return ToolPage.objects.get(slug="quinces")


def checklist() -> ChecklistPage:
    return ChecklistPage.objects.get(slug="quinces")


def loaded(name: str) -> Any:
    return LoadedContent.objects.filter(name=f"en/{name}")


def as_an_older_release(name: str, row: Any) -> None:
    """One digest for the whole row, as portals hold that were installed before fields were told apart."""
    loaded(name).update(written=legacy_digests.compute_legacy_digest(row), fields=None)


def through_the_editor(value: Any) -> Any:
    """What the editor's screen sends back for a text that nobody touched."""
    if isinstance(value, str):
        value = value.replace("<p>", '<p data-block-key="ab12c">').replace("strong>", "b>").replace(">\n<", "><")
        return value.strip().replace("\n", "\r\n")
    if isinstance(value, list):
        return [through_the_editor(item) for item in value]
    return {name: through_the_editor(item) for name, item in value.items()} if isinstance(value, dict) else value


# -- A release adds a column -------------------------------------------------------------------------------------


@pytest.fixture(params=["told by field", "told as a whole"])
def young_year(request: Any, release: Release, monkeypatch: pytest.MonkeyPatch) -> Release:
    """The portal as if the release that is about to be loaded had added the column `year`."""
    Instrument.objects.filter(key="quince").update(year=None)
    fields = dict(loaded("law/quince").get().fields)
    assert fields.pop("year")
    loaded("law/quince").update(fields=fields)
    if request.param == "told as a whole":
        columns = legacy_digests.COLUMNS["instrument"].replace(" year", "")
        monkeypatch.setitem(legacy_digests.COLUMNS, "instrument", columns)
        as_an_older_release("law/quince", instrument())
    return release


def test_a_young_column_and_corrections_arrive_in_a_row_that_no_editor_touched(young_year: Release) -> None:
    young_year.law |= {"year": 1999, "summary": "Better words."}
    report = young_year.load()
    assert (report.updated, report.left_alone) == (["en/law/quince"], [])
    assert (instrument().year, instrument().summary) == (1999, "Better words.")
    young_year.law["summary"] = "Still better words."
    assert young_year.load().updated == ["en/law/quince"]


def test_what_an_editor_put_into_a_young_column_stays(young_year: Release) -> None:
    Instrument.objects.filter(key="quince").update(year=2005)
    young_year.law |= {"year": 1999, "summary": "Better words."}
    report = young_year.load()
    assert report.left_alone == ["en/law/quince: year (changed by an editor)"]
    assert (instrument().year, instrument().summary) == (2005, "Better words.")


def test_a_young_column_without_content_changes_nothing_and_is_known_from_then_on(young_year: Release) -> None:
    young_year.law["year"] = None
    assert young_year.load().left_alone == []
    Instrument.objects.filter(key="quince").update(year=2005)
    young_year.law["year"] = 1999
    assert young_year.load().left_alone == ["en/law/quince: year (changed by an editor)"]
    assert instrument().year == 2005


def test_a_young_column_of_a_row_below_changes_nothing(release: Release) -> None:
    """A rule says nothing of `any_of` and `provision`: as if neither were there yet."""
    from toolkit.actions.fields import read_editable_fields

    (rule,) = read_editable_fields(checklist())["rules"]
    assert set(rule) == {"question", "all_of"}


# -- An editor changes a field -----------------------------------------------------------------------------------


def test_an_editors_field_stays_and_is_named_and_every_other_correction_arrives(release: Release) -> None:
    Instrument.objects.filter(key="quince").update(short="The Charter")
    release.law |= {"short": "QCh", "summary": "Better words.", "year": 1999}
    report = release.load()
    assert report.updated == ["en/law/quince"]
    assert report.left_alone == ["en/law/quince: short (changed by an editor)"]
    row = instrument()
    assert (row.short, row.summary, row.year) == ("The Charter", "Better words.", 1999)
    again = release.load()
    assert (again.updated, again.left_alone) == ([], report.left_alone)
    release.law["summary"] = "Still better words."
    assert release.load().updated == ["en/law/quince"]
    assert (instrument().short, instrument().summary) == ("The Charter", "Still better words.")


def test_a_field_that_an_editor_gives_back_is_brought_up_to_date(release: Release) -> None:
    Instrument.objects.filter(key="quince").update(short="The Charter")
    release.law["short"] = "QCh"
    release.load()
    Instrument.objects.filter(key="quince").update(short="QC")
    report = release.load()
    assert (report.updated, report.left_alone, instrument().short) == (["en/law/quince"], [], "QCh")


def test_an_editors_correction_that_the_content_takes_over_is_nobodys_any_more(release: Release) -> None:
    Instrument.objects.filter(key="quince").update(short="QCh")
    release.law["short"] = "QCh"
    assert release.load().left_alone == []
    release.law["short"] = "Charter"
    assert release.load().left_alone == []
    assert instrument().short == "Charter"


def test_what_the_content_never_said_an_editor_may_say(release: Release) -> None:
    """`minutes` is missing from the file at first."""
    del release.list["minutes"]
    release.load()
    ChecklistPage.objects.filter(slug="quinces").update(minutes=55)
    release.load()
    release.list |= {"minutes": 20, "summary": "A better lead."}
    assert release.load().left_alone == ["en/checklists/quinces: minutes (changed by an editor)"]
    assert (checklist().minutes, checklist().summary) == (55, "A better lead.")


def test_an_editors_order_stays_while_the_row_is_corrected(release: Release) -> None:
    Instrument.objects.filter(key="quince").update(order=77)
    release.law["summary"] = "Better words."
    assert release.load().left_alone == ["en/law/quince: order (changed by an editor)"]
    assert (instrument().order, instrument().summary) == (77, "Better words.")


def test_an_editors_provision_keeps_her_words_and_takes_the_rest(release: Release) -> None:
    Provision.objects.filter(key="quince-1").update(text="Our national wording.")
    release.rule |= {"text": "It is very ripe.", "title": "Ripe fruit"}
    assert release.load().left_alone == ["en/law/quince/quince-1: text (changed by an editor)"]
    row = Provision.objects.get(key="quince-1")
    assert (row.text, row.title) == ("Our national wording.", "Ripe fruit")


def test_an_editors_connections_of_a_term_stay_and_its_words_are_corrected(release: Release) -> None:
    other = Term.objects.get(slug="gender")
    term = Term.objects.get(slug="quince")
    term.related.add(other)
    term.save()
    release.term |= {"short": "A hard fruit.", "related": [], "provisions": ["quince-1", "tip-3"]}
    assert release.load().left_alone == ["en/glossary/quince: related (changed by an editor)"]
    term = Term.objects.get(slug="quince")
    assert list(term.related.all()) == [other]
    assert term.short == "A hard fruit."
    assert set(term.provisions.values_list("key", flat=True)) == {"quince-1", "tip-3"}


def test_an_editors_title_stays_and_the_text_that_she_only_opened_is_corrected(release: Release) -> None:
    page = tool()
    page.title = "My quinces"
    page.body = json.dumps(through_the_editor(page.body.get_prep_value()))
    page.save_revision().publish()
    release.tool |= {"title": "Our quinces", "body": [{"heading": "Why not"}]}
    assert release.load().left_alone == ["en/tools/quinces: title (changed by an editor)"]
    page = tool()
    assert (page.title, [block.value for block in page.body]) == ("My quinces", ["Why not"])
    assert page.live_revision.as_object().title == "My quinces"  # type: ignore[union-attr]
    assert not page.has_unpublished_changes


def test_an_editors_rules_stay_and_the_questions_are_corrected(release: Release) -> None:
    page = checklist()
    rule = page.rules.all()[0]
    rule.question = "Hers?"
    page.rules.add(rule)
    page.save_revision().publish()
    release.list |= {"rules": [], "sections": [{"key": "s", "title": "Better", "items": LIST["sections"][0]["items"]}]}  # type: ignore[index]
    assert release.load().left_alone == ["en/checklists/quinces: rules (changed by an editor)"]
    page = checklist()
    assert [rule.question for rule in page.rules.all()] == ["Hers?"]
    assert page.sections[0].value["title"] == "Better"
    assert [rule.question for rule in page.live_revision.as_object().rules.all()] == ["Hers?"]  # type: ignore[union-attr]


def test_an_editors_mark_of_who_a_page_is_for_stays(release: Release) -> None:
    ToolPage.objects.filter(slug="quinces").update(on_som=True)
    release.tool |= {"audiences": ["policy"]}
    assert release.load().left_alone == ["en/tools/quinces: on_som (changed by an editor)"]
    assert (tool().on_som, tool().on_tip, tool().for_policy) == (True, True, True)


# -- Drafts, and what is not there -------------------------------------------------------------------------------


def test_a_page_with_an_editors_draft_waits_and_is_brought_up_to_date_once_that_is_published(release: Release) -> None:
    page = tool()
    page.title = "Half a thought"
    page.save_revision()
    release.tool |= {"title": "Ours", "summary": "A better lead."}
    (left,) = release.load().left_alone
    assert left.startswith("en/tools/quinces (in an editor's draft: title; ")
    assert tool().summary == "Our lead."
    tool().latest_revision.publish()  # type: ignore[union-attr]
    assert release.load().left_alone == ["en/tools/quinces: title (changed by an editor)"]
    assert (tool().title, tool().summary) == ("Half a thought", "A better lead.")


def test_a_page_that_an_editor_unpublished_is_not_published_by_a_load(release: Release) -> None:
    tool().unpublish()
    release.tool["summary"] = "A better lead."
    assert release.load().left_alone == ["en/tools/quinces (unpublished by an editor)"]
    assert not tool().live


def test_who_deletes_a_tool_stops_no_load_and_freezes_no_checklist(release: Release) -> None:
    tool().delete()
    release.list["summary"] = "A better lead."
    report = release.load()
    assert report.left_alone == ["en/tools/quinces (deleted by an editor)"]
    assert report.updated == ["en/checklists/quinces"]
    assert (checklist().summary, checklist().tool) == ("A better lead.", None)


def test_a_correction_that_names_what_an_editor_deleted_is_left_out_and_said(release: Release) -> None:
    Term.objects.get(slug="quince").delete()
    release.tool["body"] = [{"definition": "quince"}]
    report = release.load()
    assert report.left_alone == [
        "en/glossary/quince (deleted by an editor)",
        "en/tools/quinces (names quince, which an editor deleted)",
    ]
    assert tool().body[0].value == "Why"


def test_a_new_page_that_names_what_an_editor_deleted_is_left_out_until_it_no_longer_does(release: Release) -> None:
    Term.objects.get(slug="quince").delete()
    LoadedContent.objects.filter(name__endswith="/tools/quinces").delete()
    tool().delete()
    release.tool["body"] = [{"definition": "quince"}]
    assert "en/tools/quinces (names quince, which an editor deleted)" in release.load().left_alone
    assert not ToolPage.objects.filter(slug="quinces").exists()
    release.tool["body"] = [{"heading": "Why"}]
    assert release.load().created == ["en/tools/quinces"]
    assert tool().live


# -- Portals that an older release installed ---------------------------------------------------------------------


def test_an_older_release_told_whole_rows_like_this() -> None:
    """Written down from release 0.1, to the letter."""
    body = json.dumps(
        [{"type": "text", "value": "<p>A <b>quince</b></p>", "id": "6f0d7c52-2c39-4d0b-9a52-0d6f2f6b7a11"}]
    )
    law = Instrument(key="quince", title="Quince Charter", short="QC", kind="treaty", year=1998, country="PK", order=7)
    law.summary = "Ours."
    page = ArticlePage(slug="quince", title="Quince", summary="Lead", machine_translated=True, body=body, on_tip=True)
    page.related = "[]"
    assert (
        legacy_digests.compute_legacy_digest(law) == "87a806b6560fd189d476e9503fc2f240794bc2b220571fb3cb5f50740e39958f"
    )
    assert (
        legacy_digests.compute_legacy_digest(page) == "a294d7c311d04804e8aa48037c29036dbb0e55d5c02b5df8019fd38046239c57"
    )


@pytest.mark.thorough
def test_the_upgrade_freezes_nothing(release: Release) -> None:
    rows = [
        ("law/quince", instrument()),
        ("law/quince/quince-1", Provision.objects.get(key="quince-1")),
        ("glossary/quince", Term.objects.get(slug="quince")),
        ("tools/quinces", tool()),
        ("checklists/quinces", checklist()),
    ]
    for name, row in rows:
        as_an_older_release(name, row)
    release.law["summary"] = release.tool["summary"] = release.list["summary"] = "Better words."
    release.rule["title"], release.term["short"] = "Ripe fruit", "A hard fruit."
    report = release.load()
    assert (len(report.updated), report.left_alone) == (5, [])
    assert all(one.fields and not one.written for one in LoadedContent.objects.filter(name__contains="quince"))


def test_an_older_releases_page_that_an_editor_changed_is_known_field_by_field_from_its_history(
    release: Release,
) -> None:
    as_an_older_release("checklists/quinces", checklist())
    page = checklist()
    page.title = "Hers"
    page.save_revision().publish()
    release.list |= {"title": "Ours", "summary": "A better lead."}
    assert release.load().left_alone == ["en/checklists/quinces: title (changed by an editor)"]
    assert (checklist().title, checklist().summary) == ("Hers", "A better lead.")


def test_of_an_older_releases_row_that_an_editor_changed_all_is_free_that_says_what_the_content_says(
    release: Release,
) -> None:
    """Rows of law keep no history: what differs from the content may be hers, and stays."""
    as_an_older_release("law/quince", instrument())
    Instrument.objects.filter(key="quince").update(short="The Charter")
    release.law["reference"] = "QC/2"
    report = release.load()
    assert report.left_alone == ["en/law/quince: short, reference (changed by an editor)"]
    release.law["summary"] = "Better words."
    assert release.load().updated == ["en/law/quince"]
    assert (instrument().short, instrument().summary) == ("The Charter", "Better words.")
    Instrument.objects.filter(key="quince").update(reference="QC/2")
    assert release.load().left_alone == ["en/law/quince: short (changed by an editor)"]


# -- All of it ---------------------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_what_would_be_written_is_what_is_there_so_that_comparing_publishes_nothing(starter: None) -> None:
    revisions = dict(Page.objects.values_list("pk", "latest_revision_id"))
    LoadedContent.objects.update(source=digest_data("something else"))
    report = load_content(CONTENT)
    assert (report.created, report.updated, report.left_alone) == ([], [], [])
    assert dict(Page.objects.values_list("pk", "latest_revision_id")) == revisions
