"""The page of a module and the pages of its parts, as a visitor gets them."""

import json
import re
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from modules.actions.publishing import process_module_publication
from modules.forms.checking import BLOCKS
from modules.models import Module
from modules.presenters.outline_writer import build_outline
from modules.presenters.outline_writer import listed as values_of
from tests.modules.classroom import RIGHT, SECRET, change_part, exercise, listed, module, part, parts, stable
from tests.modules.test_videos import film
from toolkit.models import SearchEntry
from toolkit.templatetags.portal import html_lang

pytestmark = pytest.mark.django_db
STARTER = "/en/modules/rights-and-gender/"


def html_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


@pytest.mark.parametrize("language", ["en", "fa", "prs"])
def test_the_page_of_the_starter_module_is_small_in_every_script(starter: None, visitor: Client, language: str) -> None:
    html = html_of(visitor, f"/{language}/modules/rights-and-gender/")
    assert re.search(rf'<html lang="{html_lang(language)}"', html)
    assert 20_000 < len(html.encode()) < 60_000


def test_the_starter_module_says_what_a_lecturer_needs(starter: None, visitor: Client) -> None:
    html = html_of(visitor, STARTER)
    for (
        anchor
    ) in "outcomes plans issues exercises cases videos readings assessment slides guidance family teach".split():
        assert f'id="{anchor}"' in html, anchor
        assert f'href="#{anchor}"' in html, anchor
    assert "CC BY 4.0" in html
    assert re.search(r'<rect\s+class="of-exercise"', html)
    assert re.search(r'class="term" href="/en/glossary/[^"]+"', html)
    assert not re.search(r"<style|\sstyle=|\son\w+=", html)


def test_search_engines_read_a_learning_resource(starter: None, visitor: Client) -> None:
    html = html_of(visitor, STARTER)
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    assert found
    resource = json.loads(found[1])
    assert resource["@type"] == "LearningResource"
    assert resource["timeRequired"] == "PT180M"
    assert resource["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert f'<link rel="canonical" href="http://testserver{urlsplit(resource["url"]).path}">' in html
    assert not re.search(r"<script(?![^>]*\ssrc=)(?! type=\"application/ld)", html)


def test_no_public_page_of_a_module_holds_an_answer(visitor: Client) -> None:
    row = module("rights-secret", title="Quokka studies")
    process_module_publication(row)
    for address in ("/en/modules/list.json", "/en/modules/feed.xml", "/en/search/?q=quokka", "/en/modules/?q=quokka"):
        assert "Quokka studies" in html_of(visitor, address)  # it is there to be found
    assert SECRET in str(build_outline(row, for_lecturers=True))
    assert RIGHT in str(build_outline(row, for_lecturers=True))
    for place in ("", "assessment/", "readings.bib", "parts/exercise-cards/"):
        html = html_of(visitor, f"/en/modules/rights-secret/{place}")
        assert SECRET not in html
        assert RIGHT not in html
    for address in ("/en/modules/list.json", "/en/modules/feed.xml", "/en/search/?q=ZQ7", "/en/modules/?q=ZQ7"):
        assert SECRET not in html_of(visitor, address)
    for address in ("/en/search/?q=ZQ7", "/en/modules/?q=ZQ7"):
        assert "Quokka studies" not in html_of(visitor, address)
    assert "Is it a crime?" in html_of(visitor, "/en/modules/rights-secret/assessment/")


def test_a_draft_is_no_page_for_anybody(visitor: Client, as_, publisher) -> None:
    module("rights-draft", live=False)
    for client in (visitor, as_(publisher)):
        for place in ("", "assessment/", "readings.ris", "parts/issue-law/"):
            assert client.get(f"/en/modules/rights-draft/{place}").status_code == 404


def test_a_language_without_the_module_shows_the_english_one_in_its_own_frame(visitor: Client) -> None:
    module("rights-english")
    html = html_of(visitor, "/prs/modules/rights-english/")
    assert re.search(r'<main[^>]*lang="en" dir="ltr"', html)
    assert "دری" in re.search(r'<div class="notice".*?</div>', html, re.S)[0]  # type: ignore[index]
    assert 'href="/prs/modules/rights-english/parts/issue-law/"' in html


def test_a_translation_keeps_its_parts_and_says_that_a_machine_made_it(visitor: Client) -> None:
    english = module("rights-both")
    own = module("rights-both", language="fa", translation_key=english.translation_key, machine_translated=True)
    assert [part.id for part in build_outline(own).exercises] == [part.id for part in build_outline(english).exercises]
    html = html_of(visitor, "/fa/modules/rights-both/")
    assert 'hreflang="en"' in html
    assert re.search(r'<html lang="fa" dir="rtl"', html)
    assert "/en/modules/rights-both/" in html


def test_a_page_asks_as_little_for_three_exercises_as_for_one(visitor: Client) -> None:
    module("rights-small", [*parts()[:4], exercise("exercise-a")])
    module("rights-large", [*parts()[:4], *(exercise(f"exercise-{name}") for name in "abc")])
    numbers = []
    visitor.get("/en/modules/rights-small/")
    for slug in ("rights-small", "rights-large"):
        with CaptureQueriesContext(connection) as asked:
            html_of(visitor, f"/en/modules/{slug}/")
        numbers.append(len(asked))
    assert numbers[0] == numbers[1] <= 12


def test_an_adaptation_names_its_parent_and_what_it_changed(starter: None, visitor: Client) -> None:
    html = html_of(visitor, "/en/modules/rights-and-gender-pakistan/")
    assert 'href="/en/modules/rights-and-gender/"' in html
    assert "Draft for local review" in html
    assert "Left out" in html
    assert re.search(r'<meta\s+name="robots"\s+content="noindex"', html)
    assert "/en/modules/rights-and-gender-pakistan/" in html_of(visitor, STARTER)


def test_a_key_issue_shows_what_it_rests_on_and_its_neighbours(starter: None, visitor: Client) -> None:
    html = html_of(visitor, f"{STARTER}parts/issue-two-crimes/")
    assert "/en/law/tip/tip-3/" in html
    assert 'rel="next"' in html
    assert "<h3" not in html.split("<main")[1].split("</main>")[0]
    assert visitor.get(f"{STARTER}parts/nothing/").status_code == 404


def test_a_plan_leads_to_the_parts_that_fill_it(visitor: Client) -> None:
    rows = [{"minutes": 25, "title": "Cards", "text": "", "part": "exercise-cards"}]
    module("rights-plan", [*parts(), part("plan", "plan-a", title="Short", minutes=25, rows=listed(*rows))])
    html = html_of(visitor, "/en/modules/rights-plan/")
    assert re.search(r'viewBox="0 0 25 10"', html)
    assert re.search(
        r'<td>0:00</td>\s*<td>25</td>\s*<td>\s*<b><a\s+href="/en/modules/rights-plan/parts/exercise-cards/"', html
    )


def test_a_film_stands_on_a_page_with_captions_chapters_and_transcript(starter: None, visitor: Client) -> None:
    html = html_of(visitor, f"{STARTER}parts/film-two-crimes/")
    assert "/videos/film-two-crimes/en.vtt" not in html or "<track" in html
    assert "Amin pays a man for a crossing." in html
    assert "autoplay" not in html
    assert "0:39" in html


def test_readings_come_as_files_for_reference_programs(starter: None, visitor: Client) -> None:
    bib = visitor.get(f"{STARTER}readings.bib")
    assert 'filename="rights-and-gender-readings.bib"' in bib["Content-Disposition"]
    assert bib.content.decode().count("@") >= 15
    assert "TY  - BOOK" in visitor.get(f"{STARTER}readings.ris").content.decode()
    assert "Cambridge University Press" in html_of(visitor, f"{STARTER}readings/")


def test_a_publication_counts_and_a_draft_brings_nothing_old_back() -> None:
    other = module("rights-other", exercise_count=7)
    row = module("rights-count", live=False, version=0)
    row.save_revision().publish()
    row = Module.objects.get(pk=row.pk)
    assert Module.objects.get(pk=other.pk).exercise_count == 7, "another module's is not counted with it"
    assert (row.version, row.exercise_count, row.has_assessment, row.has_video) == (1, 2, True, False)
    draft = row.get_latest_revision_as_object()
    draft.title = "Second"
    draft.save_revision().publish()
    draft.save_revision().publish()
    row = Module.objects.get(pk=row.pk)
    assert (row.version, row.exercise_count, row.title) == (3, 2, "Second")


def test_what_is_unpublished_is_found_no_more(visitor: Client) -> None:
    row = module("rights-gone", title="Quokka studies")
    process_module_publication(row)
    assert "Quokka" in html_of(visitor, "/en/search/?q=quokka")
    row.unpublish()
    assert "Quokka studies" not in html_of(visitor, "/en/search/?q=quokka")


def test_an_adaptation_counts_what_its_parent_publishes(visitor: Client) -> None:
    parent = module("rights-parent")
    child = module("rights-child", [], parent=parent)
    process_module_publication(parent)
    child.refresh_from_db()
    assert (child.exercise_count, child.version) == (2, 1)


def words_of(row: Module) -> str:
    """What the search finds a module by."""
    (found,) = SearchEntry.objects.filter(path=f"modules/{row.slug}/", language=row.locale.language_code)
    return found.text


def test_an_adaptation_in_another_language_counts_what_its_own_parent_publishes() -> None:
    parent = module("rights-parent")
    child = module("rights-child", [], parent=parent, language="fa")
    other = module("rights-other", [], parent=parent, language="ur")
    process_module_publication(parent)
    assert "To see exercise-cards" in words_of(child)
    own = module(
        "rights-parent", [exercise("only", purpose="Farsi")], language="fa", translation_key=parent.translation_key
    )
    process_module_publication(own)
    child.refresh_from_db()
    assert child.exercise_count == 1
    assert "Farsi" in words_of(child)
    change_part(parent, "exercise-cards", purpose="ZQ7 new")
    process_module_publication(Module.objects.get(pk=parent.pk))
    assert "ZQ7 new" not in words_of(child)
    assert "ZQ7 new" in words_of(other)
    own.unpublish()
    assert "ZQ7 new" in words_of(child)


def test_a_key_that_parent_and_adaptation_share_leads_to_two_pages(visitor: Client) -> None:
    """The adaptation had it first; then the parent published a part with the same key."""
    parent = module("rights-parent", parts())
    own = {**exercise("exercise-walk", title="Our walk"), "id": stable("ours")}
    child = module("rights-child", [own], parent=parent)
    parent.parts = json.dumps([*parts(), exercise("exercise-walk", title="Their walk")])
    parent.save()
    html = html_of(visitor, child.get_absolute_url())
    places = re.findall(r'href="(/en/modules/rights-child/parts/[^"]+/)"[^>]*>((?:Our|Their) walk)', html)
    assert sorted(name for _place, name in places) == ["Our walk", "Their walk"]
    assert len({place for place, _name in places}) == 2
    for place, name in places:
        assert f"<h1>{name}</h1>" in html_of(visitor, place)


def test_a_preview_of_parts_with_nothing_in_them_is_shown() -> None:
    """As the editor sends a part that was just added, once with an empty line in each of its lists."""
    empty = [
        {"type": kind, "id": stable(kind), "value": block.get_prep_value(block.get_default())}
        for kind, block in BLOCKS.child_blocks.items()
    ]
    lines = [
        part(kind, "", **{name: listed(child.child_block.get_prep_value(child.child_block.get_default()))
                          for name, child in block.child_blocks.items() if hasattr(child, "child_block")})
        for kind, block in BLOCKS.child_blocks.items()
    ]  # fmt: skip
    for raw, bare in zip(lines, empty, strict=True):
        raw["value"] = {**bare["value"], **raw["value"]}
    for stored in (empty, lines):
        row = module("rights-empty", stored, live=False)
        assert row.make_preview_request().render().status_code == 200
        row.delete()


def test_a_video_that_readers_may_not_watch_is_none(visitor: Client) -> None:
    hidden = film("hidden-film", is_public=False)
    row = module("rights-film", [*parts(), part("film", "film-a", video=hidden.pk)])
    process_module_publication(row)
    assert not row.has_video
    assert 'id="videos"' not in html_of(visitor, row.get_absolute_url())
    hidden.is_public = True
    hidden.save()
    process_module_publication(row)
    assert row.has_video
    assert 'href="#videos"' in html_of(visitor, row.get_absolute_url())


def test_a_lists_items_are_read_with_their_ids_and_as_old_revisions_hold_them() -> None:
    """An editor may go back to a revision from before items had ids: bare words, and rows of several fields."""
    row = {"minutes": 10, "doing": "Talk"}
    assert values_of([{"type": "item", "value": "New", "id": "1"}, "The value of a life", row]) == [
        "New",
        "The value of a life",
        row,
    ]
    assert values_of(None) == []
