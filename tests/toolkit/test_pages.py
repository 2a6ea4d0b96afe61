"""Home, shelves, tools and articles as a reader gets them."""

import gzip
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.blocks import StreamBlock
from wagtail.models import PageViewRestriction

from tests import factories
from toolkit.blocks import BODY
from toolkit.models import ArticlePage, ChecklistPage, PracticePage, ToolPage

pytestmark = pytest.mark.django_db

TOOL = "tools/identification-and-referral/"
PAGES = ["", "tools/", TOOL, "checklists/", "practice/", "practice/a-boat-and-two-words/", "about/"]


def html(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200, address
    return response.content.decode()


TEMPLATE = re.compile(r"<template.*?</template>", re.DOTALL)


def main_of(text: str) -> str:
    """What a reader gets to see there: without what waits for a script."""
    return TEMPLATE.sub("", text[text.index("<main") : text.index("</main>")])


def queries(address: str) -> int:
    html(address)  # what is remembered for ever, such as the list of languages, is no part of a page's cost
    with CaptureQueriesContext(connection) as asked:
        html(address)
    return len(asked)


def fresh(page: Any) -> str:
    return html(f"/en/{page.portal_path()}")


def test_the_crumbs_lead_down_to_the_page_and_name_it_once(starter: None) -> None:
    page = html(f"/en/{TOOL}")
    crumbs = page[page.index('<ol class="crumbs">') :].split("</ol>")[0]
    assert re.findall(r'href="([^"]+)"', crumbs) == ["/en/", "/en/tools/"]
    assert crumbs.count("<li") == 3


class Outline(HTMLParser):
    """The headings of a page, its ids, and what its links and forms lead to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if values.get("id"):
            self.ids.append(values["id"] or "")
        if (tag == "a" and "hreflang" not in values) or tag == "form":
            self.targets.append(values.get("href") or values.get("action") or "")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_one_main_one_title_and_no_gap_between_its_headings(starter: None, path: str) -> None:
    text = html(f"/en/{path}")
    assert text.count("<main") == text.count("</main>") == 1
    outline = Outline(text)
    assert outline.levels.count(1) == 1
    assert outline.levels[0] == 1
    assert all(below - above <= 1 for above, below in zip(outline.levels, outline.levels[1:], strict=False))
    assert len(outline.ids) == len(set(outline.ids))


@pytest.mark.parametrize("path", PAGES)
def test_no_page_carries_inline_styles_or_scripts(starter: None, path: str) -> None:
    text = html(f"/en/{path}")
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)(?! type=\"application/ld)|\son\w+=", text)
    assert not re.search(r'(?:src|href)="(?:https?:)?//(?!testserver)[^"]*\.(?:css|js|woff2?)', text)


def test_home_leads_to_every_task_every_project_checklist_and_every_way_in(starter: None) -> None:
    text = main_of(html("/en/"))
    outline = Outline(text)
    assert len(re.findall(r'<span\s+class="t"', text)) == 9
    assert "Recognise a person in need and refer them" in text
    assert "26 questions" in text
    assert sum(target.startswith("/en/checklists/") for target in outline.targets) == 6
    for query in ("audience=practitioner", "phase=monitor", "crime=som"):
        assert f"/en/search/?{query}" in outline.targets


@pytest.mark.parametrize("path", ["", "checklists/"])
def test_home_and_the_checklists_carry_what_greets_whoever_began_one_and_no_withdrawn_one(
    starter: None, path: str
) -> None:
    page = ChecklistPage.objects.get(slug="prevention", locale__language_code="en")
    text = html(f"/en/{path}")
    assert text.count("data-key=") == ChecklistPage.objects.live().filter(locale__language_code="en").count() == 15
    link = text[text.index(f'data-key="{page.translation_key}"') :].partition("</a>")[0]
    assert 'data-all="26"' in link
    assert 'data-version="1"' in link
    assert 'data-language="en"' in link
    page.unpublish()
    assert f'data-key="{page.translation_key}"' not in html(f"/en/{path}")


def test_the_list_on_this_page_leads_to_headings_that_exist(starter: None) -> None:
    outline = Outline(html(f"/en/{TOOL}"))
    anchors = [target[1:] for target in outline.targets if target.startswith("#")]
    assert len(anchors) > 5
    assert set(anchors) <= {*outline.ids}


def test_a_tool_names_all_tools_and_says_where_the_reader_is(starter: None) -> None:
    text = html(f"/en/{TOOL}")
    side = text[text.index('aria-label="Tools"') : text.index("<main")]
    assert side.count("<li>") == 9
    assert re.search(rf'href="/en/{TOOL}"\s+aria-current="page"', side)


def test_a_tool_offers_its_checklist_online_and_on_paper_without_a_cookie(starter: None) -> None:
    response = Client().get(f"/en/{TOOL}")
    text = response.content.decode()
    page = ToolPage.objects.get(number=3, locale__language_code="en")
    assert 'href="/en/checklists/identification-and-referral/"' in text
    assert f'action="/en/files/ask/toolkit.tool/{page.pk}/' in text
    assert f'action="/en/files/ask/toolkit.checklist/{page.checklists.get().pk}/' in text
    assert "csrfmiddlewaretoken" not in text
    assert not response.cookies


def test_checklists_stand_apart_as_those_of_tools_and_those_for_any_project(starter: None) -> None:
    text = main_of(html("/en/checklists/"))
    apart = text.index("For any project")
    assert text.index("Legislation") < text.index("Sentencing") < apart < text.index("Data protection")
    assert "about 35 minutes" in text


def test_a_scenario_carries_the_mark_fictional_on_its_page_and_on_its_shelf(starter: None) -> None:
    assert "Fictional" in main_of(html("/en/practice/"))
    text = main_of(html("/en/practice/a-boat-and-two-words/"))
    assert text.index("Fictional") < text.index("<h1>")
    note = PracticePage(title="Plum note", slug="plum-note", kind="practice", locale=factories.locale())
    assert "Fictional" not in main_of(fresh(factories.add(factories.shelf("practice"), note)))


def test_a_term_is_a_link_where_it_first_stands_and_nowhere_else() -> None:
    factories.term("Plum jam", forms="plum jam")
    text = "<p>Plum jam is not plum jam.</p><p>No plum jam.</p>"
    page = factories.article([factories.block("heading", "Plum jam"), factories.block("text", text)])
    shown = main_of(fresh(page))
    assert shown.count('<a class="term" href="/en/glossary/plum-jam/">') == 1
    assert '<a class="term" href="/en/glossary/plum-jam/">Plum jam</a> is not plum jam.' in shown
    assert ">Plum jam</h2>" in shown


def test_a_term_that_the_page_defines_is_not_linked_again() -> None:
    term = factories.term("Plum jam", forms="plum jam")
    page = factories.article(
        [factories.block("definition", term.pk), factories.block("text", "<p>Plum jam it is.</p>")]
    )
    shown = main_of(fresh(page))
    assert "<dfn>Plum jam</dfn>" in shown
    assert "What Plum jam means." in shown
    assert 'class="term"' not in shown


def test_a_citation_stands_before_its_paragraph_and_says_what_is_not_verified() -> None:
    treaty = factories.instrument(short="Plum Treaty")
    sure = factories.provision(instrument=treaty, number="art. 5", title="Ripe plums", status="words")
    unsure = factories.provision(instrument=treaty, number="art. 16(4)", title="Green plums")
    page = factories.article(
        [factories.citation(sure, unsure, note="About plums."), factories.block("text", "<p>The paragraph.</p>")]
    )
    shown = main_of(fresh(page))
    cite = shown[shown.index('<details class="cite"') : shown.index("</details>")]
    assert "Plum Treaty, arts. 5, 16(4)" in cite
    assert "About plums." in cite
    assert cite.count("To be verified") == 1
    assert cite.index("Ripe plums") < cite.index("Green plums") < cite.index("To be verified")
    assert f'href="{sure.get_absolute_url()}"' in cite
    assert shown.index("</details>") < shown.index("The paragraph.")


def test_a_citation_without_a_note_says_what_the_provision_asks() -> None:
    rule = factories.provision(title="Ripe plums", text="Plums are eaten ripe.", status="words")
    assert "Plums are eaten ripe." in main_of(fresh(factories.article([factories.citation(rule)])))


def notice_in(text: str) -> str:
    """The language in which a page says that it is shown in English; "" where it does not say so."""
    found = re.search(r'<div class="notice"\s+lang="([^"]+)" dir="(?:ltr|rtl)"\s*>', text)
    return found[1] if found else ""


@pytest.mark.parametrize("path", PAGES)
def test_what_a_language_lacks_is_shown_in_english_inside_its_own_frame(starter: None, path: str) -> None:
    text = html(f"/ar/{path}")
    assert '<html lang="ar" dir="rtl"' in text
    main = re.search(r"<main[^>]*>", text)
    assert main
    assert 'lang="en" dir="ltr"' in main[0]
    assert notice_in(text) == "ar"
    assert notice_in(html(f"/en/{path}")) == ""


@pytest.mark.parametrize("path", PAGES)
def test_links_and_forms_stay_in_the_language_the_reader_chose(starter: None, path: str) -> None:
    local = [target for target in Outline(html(f"/ar/{path}")).targets if target.startswith("/")]
    assert local
    assert [target for target in local if not target.startswith("/ar/")] == []


def test_search_engines_learn_only_of_translations_that_exist(starter: None) -> None:
    shown = html(f"/ar/{TOOL}")
    assert f'<link rel="canonical" href="http://testserver/en/{TOOL}">' in shown
    assert re.findall(r'rel="alternate" hreflang="([^"]+)"', shown) == ["en"]
    assert re.search(r'<meta name="description" content="[^"]{20,}">', shown)
    assert '<meta property="og:title" content="Identification and referral">' in shown


def test_a_translation_is_shown_as_its_own_and_lists_what_is_not_translated_yet() -> None:
    english = factories.tool(title="Plum care", number=71)
    other = factories.tool(title="Pear care", number=72)
    french = english.copy_for_translation(factories.locale("fr"), copy_parents=True)
    french.title = "Soin des prunes"
    french.save_revision().publish()
    text = html(f"/fr/{french.portal_path()}")
    assert notice_in(text) == ""
    assert re.findall(r'rel="alternate" hreflang="([^"]+)"', text) == ["fr", "en"]
    assert re.search(r'<span>72</span>\s*<span\s+lang="en" dir="ltr"\s*>Pear care</span>', text)
    assert ">Plum care<" not in text
    assert other.title in text
    shelf = html("/fr/tools/")  # an alias: it keeps the place of a translation and is still in English
    assert notice_in(shelf) == "fr"
    assert 'lang="en" dir="ltr"' in main_of(shelf)[:120]
    assert re.search(r'<span\s+class="t"\s+lang="fr" dir="ltr"\s*>Soin des prunes', shelf)
    assert re.findall(r'rel="alternate" hreflang="([^"]+)"', shelf) == ["en"]


def test_what_is_private_or_not_published_is_named_nowhere() -> None:
    hidden, draft, seen = (factories.article(title=f"{name} plums") for name in ("Hidden", "Draft", "Seen"))
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    draft.unpublish()
    rows = [factories.block("item", page.pk) for page in (hidden, draft, seen)]
    value = {"title": "Read next", "pages": rows}
    link = (
        f'<p>See <a linktype="page" id="{draft.pk}">the draft</a> and <a linktype="page" id="{seen.pk}">more</a>.</p>'
    )
    shown = main_of(fresh(factories.article([factories.block("related", value), factories.block("text", link)])))
    assert "Seen plums" in shown
    assert "Hidden plums" not in shown
    assert "Draft plums" not in shown
    assert f'<a href="/en/{seen.portal_path()}">more</a>' in shown
    assert draft.slug not in shown


def test_related_pages_that_the_text_lists_are_not_listed_twice() -> None:
    one, two = factories.article(title="First plum"), factories.article(title="Second plum")
    value = {"title": "Read next", "pages": [factories.block("item", one.pk)]}
    page = factories.article([factories.block("related", value)])
    page.related = [("page", one), ("page", two)]
    page.save_revision().publish()
    shown = main_of(fresh(page))
    assert shown.count("First plum") == shown.count("Second plum") == 1


def test_a_tool_costs_few_queries_however_much_it_holds(starter: None) -> None:
    def body(n: int) -> list[dict[str, Any]]:
        pages = [factories.article(title=f"Plum {n} {i}") for i in range(n)]
        links = "".join(f'<a linktype="page" id="{page.pk}">plum</a> ' for page in pages)
        rows = [factories.block("item", page.pk) for page in pages]
        blocks = [factories.block("text", f"<p>{links} informed consent</p>")]
        blocks += [factories.block("definition", factories.term(f"Plum {n} {i}").pk) for i in range(n)]
        blocks += [factories.citation(factories.provision(), factories.provision()) for _ in range(n)]
        return [*blocks, factories.block("related", {"title": "Next", "pages": rows})]

    few, many = (factories.tool(body(n), number=70 + n) for n in (1, 3))
    for page in (few, many):
        factories.checklist(tool=page)
    one, three = (queries(f"/en/{page.portal_path()}") for page in (few, many))
    assert one == three <= 15


@pytest.mark.parametrize("path", PAGES)
def test_no_page_asks_the_database_more_than_fifteen_times(starter: None, path: str) -> None:
    assert queries(f"/en/{path}") <= 15


@pytest.mark.parametrize("path", PAGES)
def test_a_page_weighs_at_most_45_kb_in_six_requests(starter: None, path: str) -> None:
    sent = sizes_sent(f"/en/{path}")
    assert len(sent) <= 6
    assert sum(sent) <= 45_000


@pytest.mark.thorough
def test_each_tool_with_its_drawings_weighs_at_most_30_kb_in_six_requests(starter: None) -> None:
    """Before photographs. Drawings stand in the page and cost no request."""
    tools = ToolPage.objects.live().filter(locale__language_code="en")
    weights = {tool.slug: sizes_sent(f"/en/{tool.portal_path()}") for tool in tools}
    assert len(weights) == 9
    assert {slug: len(sent) for slug, sent in weights.items() if len(sent) > 6} == {}
    assert {slug: sum(sent) for slug, sent in weights.items() if sum(sent) > 30_000} == {}


def sizes_sent(address: str) -> list[int]:
    """Of the page and of each style and script it asks for, as they go over the line."""
    text = html(address)
    files = set(re.findall(r'(?:href|src)="/static/([^"#]+)', text))
    sent = [text.encode(), *((settings.BASE_DIR / "static" / file).read_bytes() for file in files)]
    return [len(gzip.compress(part)) for part in sent]


@pytest.mark.parametrize("name", [name for name, block in BODY])
def test_every_block_shows_its_preview_and_survives_what_is_not_chosen_yet(name: str) -> None:
    block = StreamBlock(BODY).child_blocks[name]
    for value in (block.get_preview_value(), block.get_default()):
        context = {"block_def": block, "bound_block": block.bind(value), "page_title": "Preview"}
        page = render_to_string("wagtailcore/shared/block_preview.html", context)
        assert page.count("<main") == 1


def test_the_gallery_can_be_seen_in_the_dark_and_from_right_to_left() -> None:
    plain, turned = html("/en/gallery/"), html("/en/gallery/?theme=dark&dir=rtl")
    assert '<html lang="en" dir="ltr">' in plain
    assert "data-theme" not in plain
    assert '<html lang="en" dir="rtl" data-theme="dark">' in turned
    assert plain.count('<svg class="i" ') > 20
    assert 'theme="><' not in html('/en/gallery/?theme="><script>')


def test_a_heading_of_any_script_has_an_address() -> None:
    page = factories.article([factories.block("heading", "چرا اهمیت دارد")])
    assert ArticlePage.objects.get(pk=page.pk).contents()[0]["anchor"] in Outline(fresh(page)).ids


@pytest.mark.django_db
def test_a_page_with_a_password_opens_to_whoever_knows_it(visitor: Client) -> None:
    caches["default"].clear()  # tries are counted there
    page = factories.article(title="Plum page")
    lock = PageViewRestriction.objects.create(page=page, restriction_type="password", password="plum")
    address = page.get_url()
    door = reverse("wagtailcore_authenticate_with_password", args=[lock.pk, page.pk])
    shut = visitor.get(address)
    assert "Plum page" not in shut.text
    assert f'action="{door}"' in shut.text
    wrong = visitor.post(door, {"password": "apricot", "return_url": address})
    assert wrong.status_code == 200
    assert visitor.get(address).text.count("Plum page") == 0
    assert visitor.post(door, {"password": "plum", "return_url": address}).headers["Location"] == address
    opened = visitor.get(address)
    assert "Plum page" in opened.text
    assert "no-store" in opened.headers["Cache-Control"] or "private" in opened.headers["Cache-Control"]


def test_a_list_of_links_says_which_kind_of_page_each_leads_to() -> None:
    """A tool and its checklist have one title: twice the same words would be two links that nobody can tell apart."""
    tool = factories.tool(title="Plum care")
    checklist = factories.checklist(title="Plum care")
    page = factories.article(title="About plums")
    page.related = [("page", tool), ("page", checklist), ("page", factories.article(title="Stones"))]
    page.save_revision().publish()
    shown = " ".join(main_of(fresh(page)).split())
    assert re.findall(r"Plum care</span></a> <small>(\w+)</small>", shown) == ["Tool", "Checklist"]
    assert not re.search(r"Stones</span></a> <small>", shown)
