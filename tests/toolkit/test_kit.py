"""The working kit: what it says, what it never does."""

import gzip
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from toolkit.domain.kit import SLOTS, digest_sentence, may_be_said
from toolkit.models import (
    BlankFormPage,
    CasePage,
    KitPage,
    LearningPage,
    PathPage,
    SearchEntry,
    SentenceCheck,
    SentencesPage,
    ShortPage,
    SignsPage,
    ToolPage,
)
from toolkit.presenters.printed_paths import build_sentences_card
from toolkit.selectors.kit import KINDS

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
HOW_MANY = {PathPage: 3, SignsPage: 16, SentencesPage: 1, BlankFormPage: 16, ShortPage: 10, CasePage: 18}
WARNING = "A sign means: offer help. It never means: stop, search, arrest or send back."


def html(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200, address
    return " ".join(response.content.decode().split())


def shown(page: KitPage) -> str:
    return html(f"/en/{page.portal_path()}")


def main_of(text: str) -> str:
    return text.partition("<main")[2].partition("</main>")[0]


def everything() -> list[KitPage]:
    return [page for kind in KINDS for page in kind.objects.live()]


def test_the_kit_is_complete(starter: None) -> None:
    assert {kind: kind.objects.live().count() for kind in HOW_MANY} == HOW_MANY
    assert LearningPage.objects.live().count() == 4
    assert sum(len(page.signs) for page in SignsPage.objects.all()) == 104
    (sentences,) = SentencesPage.objects.all()
    assert len(sentences.sentences()) == 40
    assert len(PathPage.objects.get(slug="ten-minutes").screens) == 34


def test_every_tool_has_two_cases_and_something_of_the_kit(starter: None) -> None:
    for tool in ToolPage.objects.live():
        assert CasePage.objects.filter(tools=tool).count() == 2, tool
        assert "From the working kit" in html(f"/en/{tool.portal_path()}"), tool


def test_no_page_of_the_kit_can_be_told_anything(starter: None) -> None:
    """Nothing to type in, nothing to upload, and no form but the one that asks for a file."""
    for page in everything():
        main = main_of(shown(page))
        assert not re.search(r"<(input|textarea|select)\b", main), page
        assert all('class="ask"' in form for form in re.findall(r"<form[^>]*>", main)), page


def test_signs_screens_and_forms_carry_the_warning(starter: None) -> None:
    for kind in (SignsPage, PathPage, SentencesPage, BlankFormPage):
        for page in kind.objects.live():
            assert WARNING in main_of(shown(page)), page


def test_nothing_counts_signs(starter: None) -> None:
    """A number of signs would soon be a score: too few to help, enough to stop somebody."""
    shelves = ["/en/kit/", "/en/kit/signs/"]
    pages = [shown(page) for page in SignsPage.objects.live()]
    counted = re.compile(r"\b\d+\s+(?:(?!of\b)\w+\s+)?signs?\b|\bsigns?\b:?\s*\(?\d+\b", re.I)
    for page in [*pages, *map(html, shelves)]:
        words = re.sub(r"<[^>]+>", " ", main_of(page))
        assert "sign" in words.lower()
        assert [found[0] for found in counted.finditer(" ".join(words.split()))] == []


def test_every_sign_has_an_ordinary_explanation_and_a_next_step(starter: None) -> None:
    for page in SignsPage.objects.all():
        for block in page.signs:
            assert all(block.value[part].strip() for part in ("sign", "may", "also", "next")), block.value["key"]


def test_a_list_on_smuggling_never_speaks_of_victims_of_trafficking_first(starter: None) -> None:
    lists = SignsPage.objects.filter(crime=SignsPage.ListedCrime.SOM)
    assert {page.slug for page in lists} == {"som-land", "som-sea"}
    for page in lists:
        assert "does not look for victims of trafficking" in shown(page)


def test_a_sentence_that_waits_for_its_place_is_shown_nowhere(starter: None) -> None:
    waiting = [item for page in SentencesPage.objects.all() for item in page.sentences().values()]
    waiting = [item for item in waiting if not may_be_said(item)]
    assert {item["key"] for item in waiting} >= {"w01", "w20"}
    for page in everything():
        text = shown(page)
        assert "{" not in re.sub(r"<script.*?</script>|<style.*?</style>", "", text), page
        for item in waiting:
            assert item["text"] not in text, (page, item["key"])
    assert not SearchEntry.objects.filter(kind=SearchEntry.Kind.SENTENCE, title__contains="{").exists()


def test_what_must_not_be_said_stands_beside_the_sentence_that_is_said_instead(starter: None) -> None:
    (page,) = SentencesPage.objects.all()
    text = shown(page)
    for key, wrong in (("w25", "Are you a victim?"), ("w14", "Who did this to you?"), ("w20", "This stays a secret.")):
        assert f"Not: {wrong}" in text.partition(f'id="{key}"')[2].partition("</article>")[0], key
    assert "Not:" not in text.partition('id="w03"')[2].partition("</article>")[0]
    named = {block.value["instead_of"] for block in page.instead} - {""}
    assert len(named) > 8
    assert named <= page.sentences().keys()


def test_the_card_has_the_short_form_and_says_which_sentence_waits_for_the_place(starter: None) -> None:
    (page,) = SentencesPage.objects.all()
    card = build_sentences_card(page, {})
    texts = [one["text"] for one in card["sentences"]]
    assert texts == [
        *("You did nothing wrong by talking to me.", "Here is water.", "We can talk alone.", "Are you in pain?"),
        *("Is a child waiting for you?", "You do not have to answer.", "The help is free."),
        *("You said no. That is your right.", "Do you want to ask me something?"),
    ]
    assert card["waiting"] == ["W20"]


def test_a_short_form_is_not_tested_because_its_whole_sentence_was(starter: None) -> None:
    (page,) = SentencesPage.objects.all()
    for key in ("w02", "w04"):
        words = digest_sentence(page.sentences()[key])
        SentenceCheck.objects.create(page=page, key=key, words=words, kind="tested", tester="officer", on="2026-11-20")
    tested = {one["text"]: one["is_tested"] for one in build_sentences_card(page, {})["sentences"]}
    assert tested["You did nothing wrong by talking to me."]
    assert not tested["Here is water."]


def test_translators_find_their_notes_and_which_sentence_holds_a_dangerous_word(starter: None) -> None:
    (page,) = SentencesPage.objects.all()
    text = shown(page)
    assert "is not Farsi: own recording." in text
    free = text.partition('<bdi lang="en">free</bdi>')[2].partition("</dt>")[0]
    assert 'href="#w21"' in free


def test_a_path_has_each_screen_once_and_each_answer_leads_to_one(starter: None) -> None:
    for page in PathPage.objects.all():
        text = shown(page)
        keys = [block.value["key"] for block in page.screens]
        assert all(text.count(f' id="{key}"') == 1 for key in keys), page
        main = text.partition("<main")[2].partition("</main>")[0]
        links = set(re.findall(r'href="#([^"]+)"', main))
        ids = set(re.findall(r' id="([^"]+)"', text))
        assert links <= ids, links - ids


def test_an_end_leads_to_help(starter: None) -> None:
    for page in PathPage.objects.all():
        for block in page.screens:
            if not block.value["options"]:
                assert list(block.value["onward"]), (page, block.value["key"])


def test_no_number_stands_above_the_question_whether_a_colleague_is_the_danger(starter: None) -> None:
    path = PathPage.objects.get(slug="ten-minutes")
    (threat,) = [block.value for block in path.screens if block.value["key"] == "threat"]
    assert not threat["slot"]
    assert set(dict(SLOTS)) >= {block.value["slot"] for block in path.screens} - {""}


def test_what_is_not_settled_is_seen_until_somebody_decided_it(starter: None) -> None:
    path = PathPage.objects.get(slug="ten-minutes")
    assert "(Shelter advocates, survivors (paid))" in shown(path), "beside its screen"
    raw = path.open_points.get_prep_value()
    (point,) = [row for row in raw if row["value"]["number"] == 5]
    point["value"]["decided"] = "Screen stays. Decided by the network of shelters on 1 December 2026."
    path.open_points = raw
    path.save_revision().publish()
    assert "Shelter advocates, survivors (paid)" not in shown(path)


def test_a_case_says_that_it_is_made_up(starter: None) -> None:
    for page in CasePage.objects.all():
        assert "Fictional" in shown(page)


def test_a_form_says_who_keeps_it_how_long_and_what_never_stands_in_it(starter: None) -> None:
    for page in BlankFormPage.objects.all():
        assert all([page.keeper, page.retention, len(page.never)]), page
        assert "there is no place here to send one" in shown(page)


def test_minutes_of_a_learning_path_add_up(starter: None) -> None:
    page = LearningPage.objects.get(slug="border-officer")
    assert "about 120 minutes" in shown(page)


def test_a_sentence_is_found_by_its_words(starter: None) -> None:
    results = html("/en/search/?q=doctor+coming&kind=sentence")
    assert "A doctor is coming. I stay here with you." in results
    assert "/en/kit/words-to-say/#w03" in results


def test_the_front_page_leads_to_signs_and_sentences(starter: None) -> None:
    front = html("/en/")
    for path in ("kit/ten-minutes/", "kit/signs/", "kit/words-to-say/", "kit/forms/"):
        assert f'href="/en/{path}"' in front


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_of_the_kit_costs_few_queries(starter: None, kind: type[KitPage]) -> None:
    page = kind.objects.live().first()
    assert page is not None
    address = f"/en/{page.portal_path()}"
    html(address)
    with CaptureQueriesContext(connection) as asked:
        html(address)
    assert len(asked) <= 18, [query["sql"][:90] for query in asked]


def test_in_a_dari_frame_an_english_text_names_screens_in_english_and_the_frame_in_dari(starter: None) -> None:
    page = html("/prs/kit/ten-minutes/")
    assert re.search(r'<a href="#[a-z-]+">screen \d+</a>', page)
    assert not re.search(r'<a href="#[a-z-]+">[^<]*اسکرین', page)
    assert re.search(r'<span lang="fa-AF" dir="rtl">اسکرین', page)


def test_a_path_is_light_enough_for_a_slow_line(starter: None) -> None:
    for path in PathPage.objects.live():
        page = Client().get(f"/en/{path.portal_path()}").content
        assert len(gzip.compress(page, 6)) <= 12_000, path


def test_a_checklist_of_a_tool_has_the_signs_of_the_tool_at_hand(starter: None) -> None:
    page = html("/en/checklists/identification-and-referral/")
    assert "From the working kit" in page
    assert 'href="/en/kit/signs/border/"' in page
    assert "From the working kit" not in html("/en/checklists/project-design/")
