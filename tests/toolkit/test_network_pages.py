"""What everybody may read about the Women's Network: in eight languages, the same facts, and nobody in it."""

import re
import shutil
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from wagtail.models import Page

from tests import factories
from tests.toolkit.test_content import change, strings_in
from toolkit.actions.content import load_content
from toolkit.models import ArticlePage, ChecklistPage, HomePage, SectionPage
from toolkit.selectors.searching import choose_search_language

pytestmark = pytest.mark.django_db
CONTENT = settings.BASE_DIR / "content"
CODES = [code for code, _name in settings.LANGUAGES]
OTHERS = [code for code in CODES if code != "en"]
SLUGS = ["purpose", "who-can-join", "vetting", "what-we-store", "programme", "before-you-apply"]
DAYS = {"days": 1, "hours": 1 / 24, "months": 365 / 12}
# Numbers that may stand in these pages besides those of the retention table: dates of the announcement and the
# launch, an age, the days of probation, and the days in which an application is decided.
OTHER_NUMBERS = {2019, 29, 2020, 18, 30, 60}


def files(code: str) -> list[dict[str, Any]]:
    return [yaml.safe_load(file.read_text()) for file in sorted((CONTENT / code / "network").glob("*.yaml"))]


def page_file(code: str, slug: str) -> dict[str, Any]:
    return next(data for data in files(code) if data["slug"] == slug)


def retention() -> list[dict[str, Any]]:
    return yaml.safe_load((CONTENT / "retention.yaml").read_text())


def days(row: dict[str, Any]) -> int | None:
    """Whole days that a row of the retention table stands for; None where it has no end."""
    return int(row["amount"] * DAYS[row["unit"]]) if "amount" in row else None


def numbers_in(text: str) -> list[int]:
    """In any script: int() reads the digits of all of them."""
    return [int(number) for number in re.findall(r"\d+", text)]


def shape(value: Any) -> Any:
    """A file without its words: the same blocks, rows, list items and links."""
    if isinstance(value, dict):
        return {key: shape(part) for key, part in value.items()}
    if isinstance(value, list):
        return [shape(part) for part in value]
    return (str(value).count("\n- "), re.findall(r"\]\((.+?)\)", str(value)), str(value).count("**"))


def main_of(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200, address
    text = response.content.decode()
    return text[text.index("<main") : text.index("</main>")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


# -- eight languages ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_the_network_is_described_in_every_language(starter: None, code: str) -> None:
    shelf = main_of(f"/{code}/network/")
    for slug in SLUGS:
        assert f'href="/{code}/network/{slug}/"' in shelf
        text = main_of(f"/{code}/network/{slug}/")
        assert f"<h1>{page_file(code, slug)['title']}</h1>".replace("'", "&#x27;") in text
        assert re.match(r"<main[^>]*>", text)[0].count("lang=") == 0  # type: ignore[index]  # its own language


@pytest.mark.parametrize("code", OTHERS)
def test_every_translation_has_the_blocks_and_links_of_the_english_page(code: str) -> None:
    assert [data["slug"] for data in files(code)] == SLUGS
    for english, other in zip(files("en"), files(code), strict=True):
        assert shape(other["body"]) == shape(english["body"]), other["slug"]
        assert other["related"] == english["related"]


@pytest.mark.parametrize("code", OTHERS)
def test_every_translation_names_the_same_numbers_as_the_english_page(code: str) -> None:
    for english, other in zip(files("en"), files(code), strict=True):
        assert sorted(numbers_in(" ".join(strings_in(other["body"])))) == sorted(
            numbers_in(" ".join(strings_in(english["body"])))
        ), other["slug"]


@pytest.mark.parametrize("code", OTHERS)
def test_no_english_is_left_in_a_translation_but_names(code: str) -> None:
    text = " ".join(text for data in files(code) for text in strings_in(data["body"]))
    text = re.sub(r"\]\(.+?\)", "]", text)
    text = text.replace("Women’s Network of Gender Champions", "").replace("Tor Browser", "")
    if code == "fr":
        assert not re.search(r"\b(the|and|you|with|what|your)\b", text)
    else:
        assert set(re.findall(r"[A-Za-z]+", text)) <= {"IP"}


def test_translations_are_tied_to_the_english_page_in_the_tree(starter: None) -> None:
    for english in [SectionPage.objects.get(slug="network", locale__language_code="en"), *english_pages()]:
        same = type(english).objects.filter(translation_key=english.translation_key)
        assert {page.locale.language_code for page in same.filter(live=True)} == set(CODES)
    shown = Client().get("/ar/network/purpose/").content.decode()
    assert '<link rel="canonical" href="http://testserver/ar/network/purpose/">' in shown
    assert set(re.findall(r'rel="alternate" hreflang="([^"]+)"', shown)) == {*CODES, "fa-AF"} - {"prs"}


def english_pages() -> list[ArticlePage]:
    return list(ArticlePage.objects.filter(slug__in=SLUGS, locale__language_code="en"))


def test_the_rest_of_the_site_stays_english_in_its_frame(starter: None) -> None:
    home = HomePage.objects.get(locale__language_code="ar")
    assert home.alias_of == HomePage.objects.get(locale__language_code="en").page_ptr
    for address in ("/ar/", "/ar/tools/", "/ar/privacy/"):
        assert 'lang="en" dir="ltr"' in main_of(address)[:120]
    assert 'href="/ar/network/"' in main_of("/ar/")


def test_a_search_is_not_narrowed_to_the_few_pages_that_are_translated(starter: None) -> None:
    assert choose_search_language("ar") == "en"


# -- the mark ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", OTHERS)
def test_a_machine_translation_says_so_and_leads_to_the_english_page(starter: None, code: str) -> None:
    for place in ("network/", "network/before-you-apply/"):
        notice = re.search(r'<div class="notice">.*?</div>', main_of(f"/{code}/{place}"), re.DOTALL)
        assert notice
        assert "A machine translated this page" not in notice[0]  # it says so in the reader's language
        assert f'href="/en/{place}" hreflang="en"' in notice[0]


def test_an_english_page_carries_no_such_mark(starter: None) -> None:
    assert "machine" not in main_of("/en/network/purpose/")


@pytest.mark.thorough
def test_an_editor_can_take_the_mark_off_and_the_next_load_leaves_it_off(starter: None, folder: Path) -> None:
    page = ArticlePage.objects.get(slug="purpose", locale__language_code="fr")
    page.machine_translated = False
    page.save_revision().publish()
    change(folder / "fr/network/01-purpose.yaml", summary="Une meilleure phrase.")
    report = load_content(folder)
    assert report.left_alone == ["fr/network/purpose: machine_translated (changed by an editor)"]
    assert "Une meilleure phrase." in main_of("/fr/network/purpose/")
    assert '<div class="notice">' not in main_of("/fr/network/purpose/")


@pytest.mark.thorough
def test_a_file_can_say_that_a_person_has_read_it(starter: None, folder: Path) -> None:
    change(folder / "fr/network/01-purpose.yaml", machine_translated=False)
    assert load_content(folder).updated == ["fr/network/purpose"]
    assert not ArticlePage.objects.get(slug="purpose", locale__language_code="fr").machine_translated


def test_the_mark_can_be_set_on_every_kind_of_page(as_, editor, starter: None) -> None:
    for page in (ChecklistPage.objects.earliest("pk"), ArticlePage.objects.earliest("pk")):
        form = as_(editor).get(f"/admin/pages/{page.pk}/edit/").content.decode()
        assert 'name="machine_translated"' in form


# -- loading -----------------------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_what_an_editor_deleted_comes_back_in_no_language(starter: None) -> None:
    ArticlePage.objects.get(slug="purpose", locale__language_code="en").delete()
    report = load_content(CONTENT)
    assert report.created == []
    assert "en/network/purpose (deleted by an editor)" in report.left_alone


@pytest.mark.thorough
def test_a_portal_without_a_network_stays_without_one(starter: None) -> None:
    for shelf in SectionPage.objects.filter(slug="network"):
        shelf.delete()
    assert load_content(CONTENT).created == []
    assert not Page.objects.filter(slug__in=["network", *SLUGS]).exists()
    assert 'href="/en/network/"' not in main_of("/en/")


@pytest.mark.thorough
def test_nothing_is_translated_that_english_lacks(starter: None, folder: Path) -> None:
    file = Path(shutil.copy(folder / "fr/network/01-purpose.yaml", folder / "fr/network/07-plums.yaml"))
    change(file, slug="plums")
    assert load_content(folder).created == []
    assert not ArticlePage.objects.filter(slug="plums").exists()


# -- what they say -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_the_retention_table_says_what_the_data_say(code: str) -> None:
    table = next(block["table"] for block in page_file(code, "what-we-store")["body"] if "table" in block)
    rules = retention()
    assert len(table["rows"]) == len(rules)
    for cells, rule in zip(table["rows"], rules, strict=True):
        assert len(cells) == 4
        expected = [n for n in (rule.get("amount"), rule.get("at_most")) if n]
        assert numbers_in(cells[1]) == expected, rule["key"]
        assert all(cells), rule["key"]


@pytest.fixture
def rules() -> ModuleType:
    return import_module("network.domain.retention")


def test_the_code_keeps_what_the_pages_promise(rules: ModuleType) -> None:
    promised = {row["key"]: days(row) for row in retention()}
    kept = {rule[0]: rule[1] for rule in rules.RETENTION}
    assert {key: promised.get(key, "is not on the page") for key in kept} == kept


@pytest.mark.parametrize("code", CODES)
def test_no_member_count_or_photo_is_in_the_pages(code: str) -> None:
    known = OTHER_NUMBERS | {row[key] for row in retention() for key in ("amount", "at_most") if row.get(key)}
    for data in files(code):
        assert set(numbers_in(" ".join(strings_in(data)))) <= known, data["slug"]
        assert not {"figure", "video", "quote", "scenario"} & {kind for block in data["body"] for kind in block}


@pytest.mark.parametrize("code", CODES)
def test_no_organisation_is_named_as_if_it_stood_behind_the_network(code: str) -> None:
    text = " ".join(text for data in files(code) for text in strings_in(data))
    assert not re.search(r"UNODC|\bIOM\b|\bUN\b|\bEU\b|GLO\.ACT|United Nations|Nations Unies|الأمم المتحدة", text)
    assert "@" not in text
    assert "http" not in text


def test_the_pages_name_each_danger_that_nobody_can_take_away() -> None:
    text = " ".join(strings_in(page_file("en", "before-you-apply")))
    for words in (
        "Spyware on your device",
        "watches very large parts of the internet",
        "administrator who is forced to help",
        "does not erase the history of your browser",
        "Tor Browser",
        "device that only you control",
        "of your work",
    ):
        assert words in text, words


def test_titles_that_a_history_keeps_speak_of_no_women_and_no_application(starter: None) -> None:
    for place in ("", *(f"{slug}/" for slug in SLUGS)):
        page = Client().get(f"/en/network/{place}").content.decode()
        title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
        assert title
        assert not re.search(r"wom[ae]n|apply|application|member", title[1], re.IGNORECASE), title[1]


# -- the way in --------------------------------------------------------------------------------------------------


def nowhere(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@pytest.fixture
def space_at(settings: Any) -> Callable[[str], None]:
    """`space_at("quiet")` is a portal whose private part stands at /en/quiet/."""

    def build(name: str) -> None:
        from django.conf.urls.i18n import i18n_patterns
        from django.urls import clear_url_caches

        from config import urls

        inner = ([path("", nowhere, name="door")], "network")
        urlconf = ModuleType("urls_of_a_test")
        urlconf.urlpatterns = [*i18n_patterns(path(f"{name}/", include(inner))), *urls.urlpatterns]  # type: ignore[attr-defined]
        urlconf.handler404 = urls.handler404  # type: ignore[attr-defined]
        settings.ROOT_URLCONF = urlconf
        clear_url_caches()

    return build


@pytest.mark.parametrize("name", ["space", "quiet"])
def test_the_way_in_follows_the_setting_and_stays_in_the_readers_language(
    starter: None, space_at: Callable[[str], None], name: str
) -> None:
    space_at(name)
    assert f'href="/en/{name}/"' in main_of("/en/network/before-you-apply/")
    assert f'href="/prs/{name}/"' in main_of("/prs/network/before-you-apply/")


def test_the_only_way_in_stands_below_what_nobody_can_promise(starter: None) -> None:
    for code in CODES:
        doors = [data["slug"] for data in files(code) for block in data["body"] if "door" in block]
        assert doors == ["before-you-apply"]
        assert "door" in page_file(code, "before-you-apply")["body"][-1]


def test_a_portal_without_the_private_part_shows_no_way_in(starter: None, settings: Any) -> None:
    from config import urls

    def is_network(pattern: Any) -> bool:
        return getattr(pattern, "namespace", None) == "network" or any(
            is_network(inner) for inner in getattr(pattern, "url_patterns", [])
        )

    closed = ModuleType("urls_without_network")
    closed.urlpatterns = [without(pattern, is_network) for pattern in urls.urlpatterns]  # type: ignore[attr-defined]
    settings.ROOT_URLCONF = closed
    page = factories.article([factories.block("door", {"title": "Plum", "text": "A door.", "button": "Go on"})])
    shown = main_of(f"/en/{page.portal_path()}")
    assert "This is not open yet." in shown
    assert "Go on" not in shown


def without(pattern: Any, is_network: Any) -> Any:
    """The language patterns without those of the network; everything else as it is."""
    inner = getattr(pattern, "url_patterns", None)
    if inner is None or getattr(pattern, "namespace", None) or not any(is_network(one) for one in inner):
        return pattern
    from django.urls import URLResolver

    return URLResolver(pattern.pattern, [one for one in inner if not is_network(one)])
