"""Filling a checklist without an account: as an ordinary form, with answers in the session or in the browser."""

import gzip
import html
import json
import re

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from assessments.domain.answers import Answer, Answers
from assessments.selectors.answers import begin_answers
from tests import factories
from toolkit.models import ChecklistPage, CoherenceRule

pytestmark = pytest.mark.django_db
HERE = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    for name in ("default", "near"):
        caches[name].clear()


@pytest.fixture
def checklist() -> ChecklistPage:
    return factories.checklist(
        [factories.section("First", [factories.item("One?"), factories.item("Two?"), factories.item("Three?")])]
    )


@pytest.fixture
def ids(checklist: ChecklistPage) -> list[str]:
    return [item.id for item in checklist.items()]


@pytest.fixture
def reader() -> Client:
    return Client(enforce_csrf_checks=True, **HERE)


def at(name: str, checklist: ChecklistPage, *more: str) -> str:
    return reverse(f"assessments:{name}", args=[checklist.translation_key, *more])


def text(response) -> str:
    return response.content.decode()


def test_the_checklist_page_is_the_form_and_sets_no_cookie(checklist, ids) -> None:
    response = Client().get(f"/en/checklists/{checklist.slug}/")
    assert f'action="{at("result", checklist)}"' in text(response)
    assert response.cookies == {}
    for letter in "anep":
        assert f'name="{letter}_{ids[0]}"' in text(response)


def test_without_javascript_answers_wait_in_the_session_sealed(checklist, ids, reader) -> None:
    answered = reader.post(at("result", checklist), {f"a_{ids[0]}": "no", f"n_{ids[0]}": "ZQ7-note"}, follow=True)
    assert "ZQ7-note" in text(answered)
    assert "Of 3 questions, 0 are answered yes, 1 not yet, 2 are open." in " ".join(text(answered).split())
    again = text(reader.get(at("fill", checklist)))
    assert "ZQ7-note" in again
    assert re.search(rf'name="a_{ids[0]}"\s+value="no"[^>]*checked', again)
    assert "ZQ7-" not in str(Session.objects.get().get_decoded())


def test_where_the_browser_keeps_answers_nothing_is_kept_here(checklist, ids, reader) -> None:
    response = reader.post(at("result", checklist), {f"a_{ids[0]}": "yes", "keep": "browser"})
    assert response.status_code == 200
    assert f'type="hidden" name="a_{ids[0]}" value="yes"' in " ".join(text(response).split())
    assert not Session.objects.exists()
    assert "ZQ7-" not in text(reader.get(at("fill", checklist)))


def test_clearing_forgets_this_checklist_and_no_other(checklist, ids, reader) -> None:
    other = factories.checklist([factories.section("Other", [factories.item("Other?")])])
    (other_id,) = [item.id for item in other.items()]
    reader.post(at("result", checklist), {f"n_{ids[0]}": "ZQ7-one"})
    reader.post(at("result", other), {f"n_{other_id}": "ZQ7-two"})
    assert "cleared" in text(reader.post(at("clear", checklist)))
    assert "ZQ7-one" not in text(reader.get(at("fill", checklist)))
    assert "ZQ7-two" in text(reader.get(at("fill", other)))


def test_what_no_answer_can_be_counts_as_open_and_loses_nothing_else(checklist, ids, reader) -> None:
    data = {f"a_{ids[0]}": "maybe", f"n_{ids[0]}": "kept\x00 note", f"a_{ids[1]}": "yes"}
    shown = text(reader.post(at("result", checklist), data, follow=True))
    assert "1 are answered yes" in " ".join(shown.split())
    assert "kept note" in text(reader.get(at("fill", checklist)))


def test_answers_to_questions_that_are_gone_come_along(checklist, ids, reader) -> None:
    old = begin_answers(checklist, {"gone": Answer("no", "ZQ7-old")})
    reader.post(at("result", checklist), {f"a_{ids[0]}": "yes", "strangers": old.to_json()})
    assert "ZQ7-old" in text(reader.get(at("fill", checklist)))
    taken = json.loads(reader.post(at("take", checklist, "json")).content)
    assert taken["answers"]["gone"]["note"] == "ZQ7-old"


def test_a_rule_that_speaks_is_shown_as_a_question(checklist, ids, reader) -> None:
    checklist.rules.add(
        CoherenceRule(question="ZQ7-why?", all_of=[{"item": ids[0], "answers": ["yes"]}], locale=checklist.locale)
    )
    checklist.save_revision().publish()
    assert "ZQ7-why?" not in text(reader.post(at("result", checklist), {f"a_{ids[0]}": "no"}, follow=True))
    asked = text(reader.post(at("result", checklist), {f"a_{ids[0]}": "yes"}, follow=True))
    assert "ZQ7-why?" in asked
    assert "These are questions, not errors." in asked


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"HTTP_SEC_FETCH_SITE": "same-origin"}, 302),
        ({"HTTP_ORIGIN": "http://testserver"}, 302),
        ({"HTTP_REFERER": "http://testserver/en/"}, 302),
        ({"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "http://testserver"}, 403),
        ({"HTTP_ORIGIN": "https://evil.example"}, 403),
        ({"HTTP_ORIGIN": "null"}, 403),
        ({"HTTP_REFERER": "http://testserver.evil.example/"}, 403),
        ({}, 403),
    ],
)
def test_only_a_form_of_this_site_is_taken(checklist, ids, headers, status) -> None:
    response = Client(enforce_csrf_checks=True, **headers).post(at("result", checklist), {f"a_{ids[0]}": "yes"})
    assert response.status_code == status
    assert Session.objects.exists() is (status == 302)


def test_every_page_is_stored_by_nobody(checklist, reader) -> None:
    for name in ("fill", "result", "bring", "quick"):
        response = reader.get(at(name, checklist))
        assert response["Cache-Control"] == "no-store", name
        assert "noindex" in response["X-Robots-Tag"]


def test_what_is_not_public_is_not_there(checklist, reader) -> None:
    PageViewRestriction.objects.create(page=checklist, restriction_type="login")
    for name in ("fill", "result", "bring", "quick"):
        assert reader.get(at(name, checklist)).status_code == 404


def test_a_file_of_no_answers_is_not_made(checklist, reader) -> None:
    response = reader.post(at("take", checklist, "json"))
    assert response.status_code == 400
    assert "There are no answers yet." in text(response)
    assert reader.post(at("take", checklist, "exe")).status_code == 404


@pytest.mark.parametrize("what", ["pdf", "form"])
def test_a_size_of_paper_that_is_not_offered_is_not_there(checklist, ids, reader, what) -> None:
    reader.post(at("result", checklist), {f"a_{ids[0]}": "yes"})
    assert reader.post(at("take", checklist, what) + "?size=x").status_code == 404
    assert reader.post(at("take", checklist, what) + "?size=a4").status_code == 302


def test_files_are_made_so_often_and_no_more(checklist, ids, reader, settings) -> None:
    settings.CLIENT_ROOM = 2 / 120
    caches["default"].clear()
    data = {f"a_{ids[0]}": "yes", "keep": "browser"}
    got = [reader.post(at("take", checklist, "json"), data).status_code for _n in range(3)]
    assert got == [200, 200, 429]


class TestComingBack:
    def bring(self, reader: Client, checklist: ChecklistPage, answers: Answers, **more: str):
        file = SimpleUploadedFile("answers.json", answers.to_json().encode())
        return reader.post(at("bring", checklist), {"file": file, **more})

    def test_what_was_read_stands_beside_what_is_there(self, checklist, ids, reader) -> None:
        reader.post(at("result", checklist), {f"n_{ids[0]}": "ZQ7-mine", f"a_{ids[1]}": "yes"})
        brought = begin_answers(checklist, {ids[0]: Answer("no", "ZQ7-theirs"), ids[1]: Answer("yes")})
        shown = text(self.bring(reader, checklist, brought))
        assert "ZQ7-mine" in shown
        assert "ZQ7-theirs" in shown
        assert "One answer is the same" in shown

    def test_only_what_is_ticked_is_taken_over(self, checklist, ids, reader) -> None:
        reader.post(at("result", checklist), {f"n_{ids[0]}": "ZQ7-mine"})
        brought = begin_answers(checklist, {ids[0]: Answer("no", "ZQ7-refused"), ids[1]: Answer("yes", "ZQ7-taken")})
        done = reader.post(at("accept", checklist), {"brought": brought.to_json(), "take": [ids[1]]}, follow=True)
        assert "ZQ7-mine" in text(done)
        assert "ZQ7-taken" in text(done)
        assert "ZQ7-refused" not in text(done)

    def test_answers_nobody_asks_for_any_more_are_listed_and_kept(self, checklist, reader) -> None:
        brought = begin_answers(checklist, {"gone": Answer("no", "ZQ7-gone")})
        assert "ZQ7-gone" in text(self.bring(reader, checklist, brought))
        done = reader.post(at("accept", checklist), {"brought": brought.to_json()}, follow=True)
        assert "ZQ7-gone" in text(done)

    def test_a_file_of_another_checklist_names_it(self, checklist, reader) -> None:
        other = factories.checklist(title="Pear picking")
        response = self.bring(reader, checklist, begin_answers(other, {"x": Answer("no")}))
        assert response.status_code == 400
        assert "another checklist: “Pear picking”" in text(response)

    def test_in_the_browser_what_is_there_comes_along(self, checklist, ids, reader) -> None:
        there = begin_answers(checklist, {ids[0]: Answer("", "ZQ7-browser")})
        brought = begin_answers(checklist, {ids[0]: Answer("no")})
        shown = text(self.bring(reader, checklist, brought, keep="browser", there=there.to_json()))
        assert "ZQ7-browser" in shown
        assert not Session.objects.exists()

    def test_what_is_kept_of_a_question_that_is_gone_is_overwritten_only_when_ticked(self, checklist, reader) -> None:
        old = begin_answers(checklist, {"gone": Answer("no", "ZQ7-old", "ZQ7-paper", "ZQ7-plan")})
        reader.post(at("accept", checklist), {"brought": old.to_json()})
        brought = begin_answers(checklist, {"gone": Answer("yes", "ZQ7-new")})
        shown = text(self.bring(reader, checklist, brought))
        for words in ("ZQ7-old", "ZQ7-paper", "ZQ7-plan", "ZQ7-new", 'value="gone"'):
            assert words in shown
        left = text(reader.post(at("accept", checklist), {"brought": brought.to_json()}, follow=True))
        assert "ZQ7-old" in left
        assert "ZQ7-plan" in left
        data = {"brought": brought.to_json(), "take": ["gone"]}
        done = text(reader.post(at("accept", checklist), data, follow=True))
        assert "ZQ7-new" in done
        assert "ZQ7-old" not in done

    def test_a_text_that_was_cut_is_told_by_its_code(self, checklist, ids, reader) -> None:
        brought = begin_answers(checklist, {ids[1]: Answer("no", "x" * 2001), "gone": Answer("no", "x" * 2001)})
        shown = text(self.bring(reader, checklist, brought))
        assert "A2: a text is longer than 2,000 characters." in shown
        assert "No longer asked: a text is longer than 2,000 characters." in shown
        assert "A1: a text" not in shown

    def test_a_large_file_touches_no_folder(self, checklist, reader, settings) -> None:
        settings.FILE_UPLOAD_TEMP_DIR = "/nowhere"
        file = SimpleUploadedFile("a.pdf", b"x" * (6 << 20))
        assert "neither a PDF form" in text(reader.post(at("bring", checklist), {"file": file}))


class TestFromPaper:
    def test_a_code_and_a_key_are_an_answer(self, checklist, ids, reader) -> None:
        shown = reader.post(at("quick", checklist), {"lines": "a1 y\nA2  p  a note\n\nA۳ 4"})
        brought = Answers.from_json(re.search(r'name="brought" value="([^"]+)"', text(shown))[1].replace("&quot;", '"'))
        assert brought.answers == {
            ids[0]: Answer("yes"),
            ids[1]: Answer("partly", "a note"),
            ids[2]: Answer("na"),
        }

    @pytest.mark.parametrize(
        ("line", "mark", "note"),
        [
            ("A1 yes", "yes", ""),
            ("a1: Yes, since May", "yes", "since May"),
            ("A1y", "yes", ""),
            ("A1 Not applicable: no cells here", "na", "no cells here"),
            ("A1 partly", "partly", ""),
            ("A1 n not yet", "no", "not yet"),
            ("A۱ ۳", "no", ""),
        ],
    )
    def test_an_answer_may_be_a_whole_word(self, checklist, ids, reader, line: str, mark: str, note: str) -> None:
        shown = text(reader.post(at("quick", checklist), {"lines": line}))
        brought = Answers.from_json(html.unescape(re.search(r'name="brought" value="([^"]+)"', shown)[1]))
        assert brought.answers == {ids[0]: Answer(mark, note)}

    def test_each_language_has_its_own_words_beside_english_and_its_keyboards_letters(self) -> None:
        from django.utils.translation import override

        from assessments.forms.importing import read_key
        from toolkit.domain.answers import ANSWERS

        for code, _name in settings.LANGUAGES:
            with override(code):
                for mark, word in ANSWERS.items():
                    assert read_key(f"{word} 24") == (mark, "24")
                assert read_key("Yes") == ("yes", "")
        with override("prs"):
            assert read_key("بلي") == ("yes", "")  # with the yeh of an Arabic keyboard

    def test_a_question_eleven_is_not_question_one(self, checklist, reader) -> None:
        assert "write a code and a key" in text(reader.post(at("quick", checklist), {"lines": "A11"}))

    def test_the_heading_counts_the_lines_that_are_wrong(self, checklist, reader) -> None:
        shown = text(reader.post(at("quick", checklist), {"lines": "A1 y\n" + "Q9 y\n" * 12 + "A2 maybe"}))
        assert "13 answers need another look" in shown
        assert shown.count("there is no question Q9") == 24  # in the summary and at the field

    def test_a_mark_leaves_what_else_is_written_there(self, checklist, ids, reader) -> None:
        texts = {f"n_{ids[0]}": "ZQ7-note", f"e_{ids[0]}": "ZQ7-paper", f"p_{ids[0]}": "ZQ7-plan", f"a_{ids[1]}": "no"}
        reader.post(at("result", checklist), texts)
        shown = text(reader.post(at("quick", checklist), {"lines": "A1 y\nA2 y a note"}))
        brought = Answers.from_json(html.unescape(re.search(r'name="brought" value="([^"]+)"', shown)[1]))
        assert brought.answers == {
            ids[0]: Answer("yes", "ZQ7-note", "ZQ7-paper", "ZQ7-plan"),
            ids[1]: Answer("yes", "a note"),
        }

    def test_a_code_typed_twice_is_told(self, checklist, reader) -> None:
        shown = text(reader.post(at("quick", checklist), {"lines": "A1 y\nA2 y\na1 n"}))
        assert "A1 was typed more than once: line 3 counts." in shown
        assert "A2 was typed" not in shown

    @pytest.mark.parametrize(
        ("lines", "sentence"),
        [
            ("A1 y\nB9 y", "Line 2: there is no question B9."),
            ("A1 q", "Line 1: “q” is none of y, p, n, x."),
            ("yes to all", "Line 1: write a code and a key, for example: A1 y."),
            ("", "Type one answer at least"),
        ],
    )
    def test_a_line_that_cannot_be_read_is_named_and_none_is_lost(self, checklist, reader, lines, sentence) -> None:
        response = reader.post(at("quick", checklist), {"lines": lines})
        assert response.status_code == 400
        assert sentence in text(response)
        assert lines in text(response)


def test_the_pages_ask_no_more_of_the_database_with_more_questions(reader) -> None:
    def queries(count: int) -> dict[str, int]:
        items = [factories.item("Q?", [factories.provision()]) for _n in range(count)]
        page = factories.checklist([factories.section("S", items)])
        data = {f"a_{item['id']}": "no" for item in items}
        asked = {}
        for name in ("fill", "result"):
            reader.post(at("result", page), data)
            with CaptureQueriesContext(connection) as seen:
                reader.get(at(name, page))
            asked[name] = len(seen)
        return asked

    assert queries(1) == (more := queries(3))
    assert max(more.values()) <= 15


def of_thirty() -> ChecklistPage:
    """Thirty real questions, with the words and the provisions they came with."""
    pages = ChecklistPage.objects.filter(slug__in=["data-protection", "investigation"])
    items = [item for page in pages for section in page.sections.raw_data for item in section["value"]["items"]]
    return factories.checklist([factories.section("A", items[:15]), factories.section("B", items[15:30])])


def weight(page: str) -> int:
    """Bytes that travel for a page and the files it names, compressed."""
    files = set(re.findall(r'(?:href|src)="/static/([^"#]+)', page))
    sent = [page.encode(), *((settings.BASE_DIR / "static" / file).read_bytes() for file in files)]
    return sum(len(gzip.compress(part)) for part in sent)


def test_thirty_questions_with_thirty_answers_weigh_little_and_ask_little(starter: None, reader) -> None:
    page = of_thirty()
    note = "Two posts are filled; nights are not covered. We look again in June."
    data = {f"{letter}_{item.id}": {"a": "no"}.get(letter, note) for item in page.items() for letter in "anep"}
    assert page.question_count() == 30
    places = {name: at(name, page) for name in ("fill", "result")}
    reader.post(places["result"], data)
    places["checklist"] = f"/en/checklists/{page.slug}/"
    for name, place in places.items():
        with CaptureQueriesContext(connection) as seen:
            shown = text(reader.get(place))
        print(f"{name}: {weight(shown)} bytes, {len(seen)} queries")
        assert weight(shown) < 60_000, name
        assert len(seen) <= 15, name
    carried = text(reader.post(places["result"], {**data, "keep": "browser"}))
    print(f"result that carries the answers: {weight(carried)} bytes")
    assert weight(carried) < 60_000
