"""What a judge can rely on: whose words were compared with what, who is bound, what happened to a rule, what rests on it."""

import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.models import Workflow

from tests import factories
from tests.conftest import person
from toolkit.actions.content import load_content
from toolkit.actions.verifying import record_verification
from toolkit.models import Instrument, LegalState, LookAgain, Provision, SearchEntry, TreatyStanding, Verification
from toolkit.permissions import REVIEWERS

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 27)


@pytest.fixture
def article() -> Provision:
    return factories.provision(key="quince-6", number="art. 6", title="Ripe", text="It must be ripe.")


@pytest.fixture
def treaty() -> Instrument:
    return factories.instrument(key="quince", short="Quince Treaty", kind="treaty")


def page_of(provision: Provision, browser: Client, **query: str) -> str:
    answer = browser.get(reverse("toolkit:provision", args=[provision.instrument.key, provision.key]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def compare(provision: Provision, **said: Any) -> Verification:
    told = {"compared": "words", "role": "reviewer", "against": "the certified true copy", "on": TODAY}
    return record_verification(by=None, provision=provision, **{**told, **said})  # type: ignore[arg-type]


# --- Verification is a record ---------------------------------------------------------------------------------------


def test_a_reader_sees_exactly_what_was_compared_by_whom_when_and_with_what(
    visitor: Client, article: Provision
) -> None:
    assert "nobody has compared these words" in page_of(article, visitor)
    compare(article, compared="title", on=TODAY - timedelta(days=1))
    assert "Title and number compared, not the words." in page_of(article, visitor)
    compare(article, text_date="2017-05")
    page = page_of(article, visitor)
    for words in ("Words compared.", "a legal reviewer on 27 November 2026", "the certified true copy", "(May 2017)"):
        assert words in page
    assert "nobody has compared" not in page


def test_a_reader_is_told_where_the_compared_text_stands_and_in_which_language(
    visitor: Client, article: Provision
) -> None:
    compare(article, address="https://example.org/quince", language="fa")
    page = page_of(article, visitor)
    assert 'href="https://example.org/quince"' in page
    assert "Language of that text: Persian." in " ".join(page.split())


@pytest.mark.parametrize(("language", "told"), [("tlh", "Language of that text: tlh."), ("", None)])
def test_a_language_without_a_name_is_told_by_its_code_and_none_by_nothing(
    visitor: Client, article: Provision, language: str, told: str | None
) -> None:
    compare(article, language=language)
    page = " ".join(page_of(article, visitor).split())
    assert (told or "Language of that text") in page if told else "Language of that text" not in page
    assert "Where that text stands" not in page


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("checklists/monitoring-and-evaluation", "opg/opg-g3"),
        ("tools/prevention", "opg/opg-g3"),
        ("kit/try-it-small", "opg/opg-g3"),
        ("kit/restorative-justice", "ecosoc-2002-12/ecosoc-2002-12"),
        ("modules/rights-and-gender/parts/issue-prevention-data", "opg/opg-g3"),
    ],
)
def test_where_only_the_title_was_compared_every_page_that_cites_it_says_so(
    starter: None, visitor: Client, address: str, key: str
) -> None:
    page = visitor.get(f"/en/{address}/")
    assert page.status_code == 200
    cited = re.findall(rf'href="/en/law/{key}/".*?(?:</dd>|</p>|</li>|</details>)', page.content.decode(), re.DOTALL)
    assert cited
    assert any("Title compared" in one for one in cited), cited
    assert not any("To be verified" in one.partition("Title compared")[0] for one in cited)


def test_a_term_that_rests_on_a_title_alone_says_so(starter: None, visitor: Client) -> None:
    page = visitor.get("/en/glossary/identification/").content.decode()
    source = page.partition("OHCHR Principles, guideline 2")[2].partition("</details>")[0]
    assert "Title compared" in source
    assert "To be verified" not in source


def test_a_record_of_the_starter_content_says_more_once_the_content_does(starter: None) -> None:
    rule = Provision.objects.get(key="tip-3")
    rule.verifications.update(address="", against="English text")
    load_content(settings.BASE_DIR / "content")
    (record,) = rule.verifications.all()
    assert record.address.startswith("https://")
    assert "BWBV0001749" in record.against


@pytest.mark.parametrize("field", ["number", "title", "text", "reading", "limits"])
def test_a_record_falls_when_the_words_change_and_holds_again_when_they_come_back(
    visitor: Client, article: Provision, field: str
) -> None:
    compare(article)
    before = getattr(article, field)
    for words, status in (("Something else", "to_verify"), (before, "words")):
        setattr(article, field, words)
        article.save_revision().publish()
        article.refresh_from_db()
        assert article.status == status
    assert article.verifications.count() == 1


def test_an_older_revision_brings_back_no_verification(article: Provision) -> None:
    article.save_revision().publish()
    compare(article)
    article.refresh_from_db()
    first = article.revisions.order_by("pk").first()
    article.text = "It must be green."
    article.save_revision().publish()
    article.refresh_from_db()
    assert article.status == "to_verify"
    again = first.as_object()
    assert again.status == "to_verify"
    first.publish()
    article.refresh_from_db()
    assert article.status == "words", "the words that were compared are there again"


def test_one_who_may_verify_records_it_in_the_admin_and_her_name_stays_inside(
    as_, publisher, visitor: Client, article: Provision
) -> None:
    address = reverse("verify_provision", args=[article.pk])
    form = {"compared": "words", "against": "the copy at the depositary", "language": "en", "on": "2026-11-20"}
    answer = as_(publisher).post(address, {**form, "text_date": "2000-12"})
    assert answer.status_code == 302
    record = article.verifications.get()
    assert (record.by, record.role, record.text_date) == (publisher, "editor", "2000-12")
    page = page_of(article, visitor)
    assert "the copy at the depositary" in page
    assert publisher.email not in page


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("on", "2999-01-01", "This day is still to come"),
        ("text_date", "last year", "Write it as 2017-05-03"),
        ("against", "", "required"),
        ("compared", "everything", "valid choice"),
    ],
)
def test_a_record_that_cannot_be_true_is_refused_and_nothing_typed_is_lost(
    as_, publisher, article: Provision, name: str, typed: str, said: str
) -> None:
    form = {"compared": "words", "against": "ZQ7 copy", "language": "en", "on": "2026-11-20", name: typed}
    page = as_(publisher).post(reverse("verify_provision", args=[article.pk]), form).content.decode()
    assert said in page
    assert name == "against" or "ZQ7 copy" in page
    assert not article.verifications.exists()


def test_an_editor_may_not_say_that_she_compared(as_, editor, member, visitor: Client, article: Provision) -> None:
    address = reverse("verify_provision", args=[article.pk])
    assert as_(editor).get(address).status_code in (302, 403)
    assert as_(editor).post(address, {"compared": "words"}).status_code in (302, 403)
    assert as_(member).get(address).status_code in (302, 403)
    assert visitor.get(address).status_code == 302
    assert not article.verifications.exists()


# --- Drafts, review, publication ------------------------------------------------------------------------------------


def test_readers_and_the_search_see_nothing_of_a_draft(visitor: Client, article: Provision, editor) -> None:
    article.text = "ZQ7 half a thought"
    article.save_revision(user=editor)
    assert "ZQ7" not in page_of(article, visitor)
    assert not SearchEntry.objects.filter(text__contains="ZQ7").exists()
    article.get_latest_revision().publish()
    assert "ZQ7" in page_of(article, visitor)
    assert SearchEntry.objects.filter(text__contains="ZQ7", provision=article).exists()


def test_what_was_taken_from_readers_is_nowhere(visitor: Client, article: Provision) -> None:
    question = factories.item("Is it ripe?", [article])
    checklist = factories.checklist([factories.section("S", [question])])
    article.unpublish()
    assert visitor.get(article.get_absolute_url()).status_code == 410
    assert not SearchEntry.objects.filter(provision=article).exists()
    page = visitor.get(checklist.url).content.decode()
    assert "Is it ripe?" in page
    assert article.label not in page


def test_an_editor_drafts_a_legal_reviewer_and_a_publisher_approve(editor, publisher, article: Provision) -> None:
    reviewer = person("reviewer@example.org", REVIEWERS)
    workflow = article.get_workflow()
    assert isinstance(workflow, Workflow)
    article.text = "It must be ripe and sound."
    article.save_revision(user=editor)
    state = workflow.start(article, editor)
    first = state.current_task_state.task.specific
    assert [name for name, *_ in first.get_actions(article, editor)] == []
    assert "approve" in [name for name, *_ in first.get_actions(article, reviewer)]
    assert "approve" not in [name for name, *_ in first.get_actions(article, publisher)]
    state.current_task_state.approve(user=reviewer)
    assert Provision.objects.get(pk=article.pk).text == "It must be ripe."
    state.refresh_from_db()
    state.current_task_state.approve(user=publisher)
    assert Provision.objects.get(pk=article.pk).text == "It must be ripe and sound."


@pytest.mark.parametrize("model", ["instrument", "provision", "term", "treatystanding"])
def test_only_publishers_and_administrators_publish_law_and_words(editor, publisher, admin, model: str) -> None:
    for somebody, yes in ((editor, False), (publisher, True), (admin, True)):
        assert somebody.has_perm(f"toolkit.publish_{model}") is yes
        assert somebody.has_perm(f"toolkit.change_{model}") is True


def test_an_editor_who_asks_for_publication_gets_a_draft(as_, editor, article: Provision) -> None:
    form = {
        "instrument": article.instrument_id,
        "number": article.number,
        "key": article.key,
        "order": 0,
        "title": article.title,
        "text": "ZQ7 hers",
        "strength": "duty",
        "state": "in_force",
        "replaced_by": [],
        "action-publish": "1",
    }
    address = reverse("wagtailsnippets_toolkit_provision:edit", args=[article.pk])
    as_(editor).post(address, form)
    article.refresh_from_db()
    assert article.text == "It must be ripe."


def test_a_preview_shows_the_draft_as_readers_would_see_it(as_, editor, article: Provision) -> None:
    article.text = "ZQ7 draft"
    article.save_revision(user=editor)
    draft = article.get_latest_revision_as_object()
    assert "ZQ7 draft" in draft.make_preview_request().content.decode()


# --- What happened to a rule ----------------------------------------------------------------------------------------


def test_the_address_of_a_replaced_rule_stays_and_says_what_holds_now(visitor: Client, article: Provision) -> None:
    newer = factories.provision(key="quince-6a", number="art. 6a", title="Sound", text="It must be sound.")
    article.state = LegalState.SUPERSEDED
    article.replaced_by = [newer]
    article.save_revision().publish()
    page = page_of(article, visitor)
    assert "Replaced by another text" in page
    assert newer.get_absolute_url() in page
    assert "It must be ripe." in page


def test_an_entry_that_was_split_leads_to_its_parts_and_is_not_found_any_more(visitor: Client) -> None:
    old = factories.provision(key="quince-7-9", number="7 to 9", title="Several")
    parts = [factories.provision(key=f"quince-{n}", number=str(n), title=f"Part {n}") for n in (7, 8, 9)]
    old.state, old.replaced_by = LegalState.SPLIT, parts
    old.save_revision().publish()
    page = page_of(old, visitor)
    assert all(part.get_absolute_url() in page for part in parts)
    assert not SearchEntry.objects.filter(provision=old).exists()
    assert f'href="{old.get_absolute_url()}"' not in visitor.get(reverse("toolkit:law")).content.decode()


def test_a_rule_that_stands_in_another_instrument_now_is_found_under_its_old_address(
    visitor: Client, article: Provision
) -> None:
    old = reverse("toolkit:provision", args=["another", article.key])
    answer = visitor.get(old)
    assert (answer.status_code, answer["Location"]) == (301, article.get_absolute_url())


def test_a_law_of_which_nobody_knows_whether_it_holds_says_so(visitor: Client) -> None:
    row = factories.instrument(key="ordinance", kind="national", country="BD", state="unknown", original_title="অধ্যাদেশ")
    Instrument.objects.filter(pk=row.pk).update(original_language="bn")
    page = visitor.get(row.get_absolute_url()).content.decode()
    assert "We do not say whether it is in force" in page
    assert '<p class="lead" lang="bn" dir="auto" >' in " ".join(page.split())


# --- What rests on it -----------------------------------------------------------------------------------------------


@pytest.fixture
def resting(article: Provision) -> dict[str, Any]:
    """Two checklists whose questions rest on an article and on a paragraph of it."""
    paragraph = factories.provision(
        instrument=article.instrument, key="quince-6-1", number="art. 6(1)", title="Quite ripe", text="Quite.", order=1
    )
    first = factories.checklist(
        [factories.section("S", [factories.item("Soft?", [paragraph]), factories.item("Ripe?", [article])])],
        title="Zebra",
    )
    second = factories.checklist(
        [factories.section("T", [factories.item("Whole?", [article, paragraph])])], title="Apple"
    )
    return {"paragraph": paragraph, "pages": [first, second]}


def test_an_articles_page_lists_what_rests_on_its_paragraphs_too(
    visitor: Client, article: Provision, resting: dict[str, Any]
) -> None:
    page = page_of(article, visitor)
    assert "3 checklist questions rest on it" in " ".join(page.split())
    assert "in 2 checklists" in " ".join(page.split())
    assert page.index("Whole?") < page.index("Soft?") < page.index("Ripe?"), "by the checklists' titles"
    sorted_page = page_of(article, visitor, sort="provision")
    assert sorted_page.index("Ripe?") < sorted_page.index("Soft?")
    assert "2 checklist questions rest on it" in " ".join(page_of(resting["paragraph"], visitor).split())


def test_all_questions_that_rest_on_an_article_go_out_as_a_workbook(
    visitor: Client, article: Provision, resting: dict[str, Any]
) -> None:
    answer = visitor.get(reverse("toolkit:provision_workbook", args=[article.key]))
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[0] == ("Checklist", "Code", "Question", "Rests on")
    assert [row[2] for row in rows[1:]] == ["Whole?", "Soft?", "Ripe?"]
    assert rows[1][3] == "art. 6, art. 6(1)"
    lonely = factories.provision(key="lonely")
    assert visitor.get(reverse("toolkit:provision_workbook", args=[lonely.key])).status_code == 404


def test_all_questions_that_rest_on_an_instrument_go_out_by_article_and_paragraph(
    visitor: Client, article: Provision, resting: dict[str, Any]
) -> None:
    """An article may have no entry of its own, only its paragraphs: their sum stands with the instrument."""
    law = article.instrument
    other = factories.provision(key="quince-2", number="art. 2(1)", title="First", instrument=law, order=0)
    factories.checklist([factories.section("U", [factories.item("Early?", [other])])], title="Medlar")
    address = reverse("toolkit:instrument_workbook", args=[law.key])
    page = visitor.get(law.get_absolute_url()).content.decode()
    assert f'href="{address}"' in page
    assert "4 checklist questions rest on it" in " ".join(page.split())
    sheet = list(load_workbook(io.BytesIO(visitor.get(address).content)).active.values)
    assert sheet[0] == ("Checklist", "Code", "Question", "Rests on")
    assert sheet[1][3] == "art. 2(1)"
    assert {row[2] for row in sheet[1:]} == {"Whole?", "Soft?", "Ripe?", "Early?"}
    lonely = factories.provision(key="lonely").instrument
    assert "questions.xlsx" not in visitor.get(lonely.get_absolute_url()).content.decode()
    assert visitor.get(reverse("toolkit:instrument_workbook", args=[lonely.key])).status_code == 404


@pytest.mark.thorough
def test_the_sum_of_an_instrument_is_that_of_its_cards_without_what_stands_twice(
    starter: None, visitor: Client
) -> None:
    """Of these, articles have paragraphs with entries of their own and no entry for the whole."""
    for key in ("tip", "som", "iccpr", "untoc"):
        address = reverse("toolkit:instrument_workbook", args=[key])
        sheet = list(load_workbook(io.BytesIO(visitor.get(address).content)).active.values)[1:]
        rows = SearchEntry.objects.filter(language="en", kind="item", rests_on__instrument__key=key).distinct()
        assert len(sheet) == rows.count() > 5
        orders = dict(
            Provision.objects.filter(instrument__key=key, locale__language_code="en").values_list("number", "order")
        )
        first = [orders[row[3].split(", ")[0]] for row in sheet]
        assert first == sorted(first), key


def test_deleting_what_something_rests_on_is_refused_with_the_list(
    as_, publisher, article: Provision, resting: dict[str, Any]
) -> None:
    address = reverse("wagtailsnippets_toolkit_provision:delete", args=[article.pk])
    for answer in (as_(publisher).get(address), as_(publisher).post(address)):
        page = answer.content.decode()
        assert "It cannot be deleted while something rests on it." in page
        assert "Zebra" in page
        assert "Apple" in page
    with pytest.raises(ProtectedError, match="2 things rest on"), transaction.atomic():
        article.delete()
    assert Provision.objects.filter(pk=article.pk).exists()


def test_what_nothing_rests_on_can_be_deleted(as_, publisher) -> None:
    lonely = factories.provision(key="lonely")
    as_(publisher).post(reverse("wagtailsnippets_toolkit_provision:delete", args=[lonely.pk]))
    assert not Provision.objects.filter(pk=lonely.pk).exists()


def test_an_editor_sees_before_she_changes_it_what_rests_on_an_entry(
    as_, editor, article: Provision, resting: dict[str, Any]
) -> None:
    page = as_(editor).get(reverse("wagtailsnippets_toolkit_provision:edit", args=[article.pk])).content.decode()
    assert "2 things rest on this entry" in " ".join(page.split())
    assert "Zebra" in page


def test_changed_words_ask_to_look_again_at_what_rests_on_them_once(
    as_, editor, article: Provision, resting: dict[str, Any]
) -> None:
    article.save_revision().publish()
    assert not LookAgain.objects.exists(), "nothing was public before"
    for words in ("It must be ripe, says the court.", "It must be ripe, says another court."):
        article = Provision.objects.get(pk=article.pk)
        article.text = words
        article.save_revision().publish()
    rows = list(LookAgain.objects.order_by("title"))
    assert [(row.title, row.places) for row in rows] == [("Apple", 1), ("Zebra", 1)]
    article = Provision.objects.get(pk=article.pk)
    article.topics = "fruit"
    article.save_revision().publish()
    assert LookAgain.objects.count() == 2, "no word that a reader relies on has changed"
    page = as_(editor).get(reverse("look_again")).content.decode()
    assert "Zebra" in page
    as_(editor).post(reverse("looked_at", args=[rows[0].pk]))
    rows[0].refresh_from_db()
    assert rows[0].done_by == editor
    assert "Apple" not in as_(editor).get(reverse("look_again")).content.decode()


def test_what_waits_to_be_looked_at_is_no_members_business(as_, member, visitor: Client) -> None:
    assert visitor.get(reverse("look_again")).status_code == 302
    assert as_(member).get(reverse("look_again")).status_code in (302, 403)


# --- Who is bound ---------------------------------------------------------------------------------------------------


def standing(treaty: Instrument, country: str, **fields: Any) -> TreatyStanding:
    return TreatyStanding.objects.create(instrument=treaty, country=country, locale=treaty.locale, **fields)


def test_a_provision_says_whom_its_treaty_binds_and_of_whom_nothing_is_known(
    visitor: Client, treaty: Instrument
) -> None:
    article = factories.provision(instrument=treaty, key="quince-1")
    standing(treaty, "PK", standing="party", since="2010-06-23", reservations="Subject to its law.")
    standing(treaty, "IR", standing="signed")
    standing(treaty, "AF", standing="not_party")
    page = " ".join(page_of(article, visitor).split())
    assert "Binds: Pakistan" in page
    assert "with reservations or declarations: Pakistan" in page
    assert "Signed, not joined: Iran" in page
    assert "Does not bind: Afghanistan" in page
    assert "Not checked: Bangladesh, Iraq" in page


def test_a_standing_is_verified_only_where_somebody_looked_at_the_depositary(
    visitor: Client, treaty: Instrument
) -> None:
    row = standing(treaty, "PK", standing="party", source="A list", source_date="2014-08")
    page = visitor.get(treaty.get_absolute_url()).content.decode()
    assert "Not checked at the depositary." in page
    assert "A list" in page
    row.checked_on = TODAY
    row.save()
    page = " ".join(visitor.get(treaty.get_absolute_url()).content.decode().split())
    assert "Verified: seen at the depositary on 27 November 2026." in page


def test_the_matrix_is_filtered_by_country_and_standing_and_goes_out_as_a_workbook(
    visitor: Client, treaty: Instrument
) -> None:
    other = factories.instrument(key="medlar", short="Medlar Treaty", kind="treaty")
    standing(treaty, "PK", standing="party", since="2010")
    standing(other, "PK", standing="not_party")
    address = reverse("toolkit:standings")
    assert "Medlar Treaty" in visitor.get(address).content.decode()
    page = visitor.get(address, {"country": "pk", "standing": "party"}).content.decode()
    assert "Quince Treaty" in page
    assert "Medlar Treaty" not in page
    assert "Afghanistan</th>" not in page
    assert "Medlar Treaty" in visitor.get(address, {"country": "<x>", "standing": "ZQ7"}).content.decode()
    book = visitor.get(reverse("toolkit:standings_workbook"), {"country": "PK"})
    rows = list(load_workbook(io.BytesIO(book.content)).active.values)
    assert ("Quince Treaty", "Pakistan", "Party", "2010") in [row[:4] for row in rows]
    assert {row[1] for row in rows[1:]} == {"Pakistan"}


def test_a_draft_of_a_standing_binds_nobody(visitor: Client, treaty: Instrument) -> None:
    row = standing(treaty, "PK", standing="not_party")
    row.standing = "party"
    row.save_revision()
    article = factories.provision(instrument=treaty, key="quince-1")
    assert "Does not bind: Pakistan" in " ".join(page_of(article, visitor).split())


def test_guidance_binds_nobody_and_says_nothing_of_states(visitor: Client) -> None:
    guidance = factories.instrument(key="advice", kind="recommendation", force="guidance")
    article = factories.provision(instrument=guidance, key="advice-1")
    page = page_of(article, visitor)
    assert "Guidance: not binding" in page
    assert "Who is bound" not in page


@pytest.mark.thorough
def test_every_card_of_the_library_opens_with_one_heading_and_no_place_twice(starter: None, visitor: Client) -> None:
    cards = list(Provision.objects.published().select_related("instrument"))
    assert len(cards) > 300
    for card in cards:
        page = page_of(card, visitor)
        ids = re.findall(r' id="([^"]+)"', page)
        assert page.count("<h1") == 1, card
        assert len(ids) == len(set(ids)), card
