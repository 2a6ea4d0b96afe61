"""Who gets what of a page, in each state that it can be in, at each address that leads to its words.

V visitor, M member, E editor, B publisher, A administrator. `private` is for those who have signed in: its page, and
nothing that is made of it.
"""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from accounts.models import User
from exports import pdf
from exports.actions import request_export
from exports.models import Export
from exports.printouts import build_printout
from exports.tasks import render_export
from tests import factories
from tests.exports.paper import a_pdf
from toolkit.models import ChecklistPage, SearchEntry

pytestmark = pytest.mark.django_db

STATES = ["live", "draft", "withdrawn", "private"]
TABLE = """
#              live    draft   withdrawn private
page           VMEBA   -       -         MEBA
paper          VMEBA   -       -         -
fill           VMEBA   -       -         -
result         VMEBA   -       -         -
bring          VMEBA   -       -         -
quick          VMEBA   -       -         -
search         VMEBA   -       -         -
law            VMEBA   -       -         -
sitemap        VMEBA   -       -         -
"""
TITLE = "ZQ7 zebra crossing"
# Addresses that are there in any case, and name the page or not.
LISTS = {"search", "law", "sitemap"}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A renderer and a broker that cost nothing."""
    monkeypatch.setattr(pdf, "render_document", lambda *_source, **_limits: a_pdf())
    monkeypatch.setattr("exports.tasks.queueing.send_task", lambda *_args, **_options: True)


def rows() -> dict[str, dict[str, str]]:
    lines = [line.split() for line in TABLE.strip().splitlines()[1:]]
    return {name: dict(zip(STATES, cells, strict=True)) for name, *cells in lines}


@pytest.fixture
def people(member: User, editor: User, publisher: User, admin: User) -> dict[str, Client]:
    found = {"V": Client()}
    for letter, user in zip("MEBA", (member, editor, publisher, admin), strict=True):
        found[letter] = Client()
        found[letter].force_login(user)
    return found


def page_in(state: str) -> ChecklistPage:
    """A checklist that was brought to this state as an editor does; `draft` was never published."""
    rule = factories.provision()
    items = [factories.item("Is the ZQ7 zebra crossing safe?", [rule])]
    page = factories.checklist([factories.section("First", items)], title=TITLE, slug="zebra", live=state != "draft")
    if state == "withdrawn":
        page.unpublish()
    if state == "private":
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    page = ChecklistPage.objects.get(pk=page.pk)
    page.rule = rule
    return page


def addresses(page: ChecklistPage) -> dict[str, str]:
    rule = page.rule
    alone = {name: reverse(f"assessments:{name}", args=[page.translation_key]) for name in rows() if name in ALONE}
    return {
        "page": "/en/checklists/zebra/",
        "paper": reverse("exports:ask", args=["toolkit.checklist", page.pk]),
        "search": f"{reverse('search')}?q=zebra+crossing",
        "law": reverse("toolkit:provision", args=[rule.instrument.key, rule.key]),
        "sitemap": reverse("sitemap_part", args=["pages"]),
        **alone,
    }


ALONE = {"fill", "result", "bring", "quick"}


@pytest.mark.parametrize("state", STATES)
def test_each_person_gets_what_the_table_says(people: dict[str, Client], state: str) -> None:
    page = page_in(state)
    paths, wrong = addresses(page), []
    for name, expected in rows().items():
        for who, browser in people.items():
            response = browser.get(paths[name])
            text = response.content.decode()
            named = "zebra" in text.replace("zebra+crossing", "").replace('value="zebra crossing"', "")
            got = response.status_code == 200 and (name not in LISTS or "/checklists/zebra" in text)
            if got != (who in expected[state]):
                wrong.append(f"{name} for {who}: {response.status_code}")
            if response.status_code >= 500 or (TITLE in text and who not in expected[state]):
                wrong.append(f"{name} for {who}: {response.status_code} names it: {named}")
    assert wrong == []


def finished(kind: str, subject: object) -> Export:
    row = request_export(build_printout(f"toolkit.{kind}", str(subject), {}))
    render_export(row.pk)
    return Export.objects.get(pk=row.pk)


def hide(page: Page, how: str) -> None:
    """As an editor takes it from readers."""
    fresh = type(page).objects.get(pk=page.pk)
    if how == "unpublish":
        fresh.unpublish()
    elif how == "restrict":
        PageViewRestriction.objects.create(page=fresh, restriction_type="login")
    elif how == "delete":
        fresh.delete()
    else:
        place = factories.shelf("quiet")
        PageViewRestriction.objects.create(page=place, restriction_type="login")
        fresh.move(Page.objects.get(pk=place.pk), pos="last-child")


@pytest.mark.parametrize("kind", ["tool", "checklist", "article"])
@pytest.mark.parametrize("how", ["unpublish", "restrict", "delete", "move"])
def test_a_page_that_is_no_longer_for_everybody_is_in_no_file_that_anybody_gets(kind: str, how: str) -> None:
    """Each page that the handbook prints takes the handbook along, and its own file."""
    tool = factories.tool(title="Another tool")
    pages = {
        "tool": lambda: factories.tool(title=TITLE),
        "checklist": lambda: factories.checklist(title=TITLE, tool=tool),
        "article": lambda: factories.article(title=TITLE, slug="about"),
    }
    Page.objects.filter(slug="about").update(slug="about-before")
    page = pages[kind]()
    book = build_printout("toolkit.handbook", "en", {})
    assert TITLE in book.html
    rows = [finished("handbook", "en")] + ([finished(kind, page.pk)] if kind != "article" else [])
    assert all(Client().get(row.file_url).status_code == 200 for row in rows)
    hide(page, how)
    assert [Client().get(row.file_url).status_code for row in rows] == [404] * len(rows)
    assert TITLE not in build_printout("toolkit.handbook", "en", {}).html


@pytest.mark.parametrize("how", ["unpublish", "restrict", "delete", "move"])
@pytest.mark.parametrize("kind", ["provision", "whole"])
def test_the_file_of_a_rule_that_prints_a_hidden_checklists_questions_is_gone(kind: str, how: str) -> None:
    """Its own file, and that of the article that it is a paragraph of."""
    whole = factories.provision(key="quince-6")
    part = factories.provision(key="quince-6-1", instrument=whole.instrument)
    other = factories.provision(key="quince-7", instrument=whole.instrument)
    page = factories.checklist([factories.section("First", [factories.item("Ripe?", [part])])], title=TITLE)
    printed = part if kind == "provision" else whole
    assert TITLE in build_printout("toolkit.provision", str(printed.pk), {}).html
    row, kept = finished("provision", printed.pk), finished("provision", other.pk)
    hide(page, how)
    assert Client().get(row.file_url).status_code == 404
    assert Client().get(kept.file_url).status_code == 200, "it prints none of its questions"
    assert TITLE not in build_printout("toolkit.provision", str(printed.pk), {}).html


def test_a_search_row_that_outlived_its_pages_openness_is_not_shown() -> None:
    """As after a restore, or a change past Wagtail: nothing has told the search."""
    page = page_in("live")
    assert TITLE in Client().get(reverse("search"), {"q": "zebra crossing"}).content.decode()
    PageViewRestriction.objects.bulk_create([PageViewRestriction(page=page, restriction_type="login")])
    assert SearchEntry.objects.filter(page_id=page.pk).exists()
    assert TITLE not in Client().get(reverse("search"), {"q": "zebra crossing"}).content.decode()
