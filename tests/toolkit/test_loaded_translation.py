"""One language loaded whole, as every installation has it: each thing once, in her language, and nothing English left."""

import re
from pathlib import Path
from typing import Any

import polib
import pytest
import yaml
from django.conf import settings as app_settings
from django.db import models
from django.test import Client
from wagtail.models import Page

from tests.markup import flat
from toolkit.actions.content import load_content
from toolkit.models import Instrument, Provision, Term, TreatyStanding

pytestmark = pytest.mark.django_db
GOVERNED: list[Any] = [Instrument, Provision, Term, TreatyStanding]
READ = [
    "law/",
    "law/tip/",
    "law/tip/tip-6-3/",
    "glossary/",
    "law/who-is-bound/",
    "tools/legislation/",
    "kit/words-to-say/",
]
CONTENT = app_settings.BASE_DIR / "content"
NOTICE = "این صفحه را ماشین ترجمه کرده است"


def languages_of(rows: models.QuerySet[Any]) -> dict[str, int]:
    found = rows.order_by().values("locale__language_code").annotate(n=models.Count("pk"))
    return {row["locale__language_code"]: row["n"] for row in found}


@pytest.mark.thorough
def test_a_reader_gets_each_thing_once_and_in_her_language(starter: None, settings: Any) -> None:
    settings.STARTER_TRANSLATIONS = ["prs"]
    report = load_content(CONTENT)
    assert (report.half_translated, report.left_alone) == ([], [])
    for model in GOVERNED:
        english = model.objects.readable("en").count()
        assert languages_of(model.objects.readable("prs")) == {"prs": english}, model
    assert set(Provision.objects.filter(locale__language_code="prs", near__isnull=False)), "none is near to another"
    english_pages = Page.objects.live().filter(locale__language_code="en", depth__gt=1).values("translation_key")
    untranslated = english_pages.exclude(
        translation_key__in=Page.objects.live()
        .filter(locale__language_code="prs", alias_of=None)
        .values("translation_key")
    )
    assert list(untranslated.values_list("title", flat=True)) == []
    for path in READ:
        response = Client().get(f"/prs/{path}")
        assert response.status_code == 200, path
        main = flat(response.content.decode()).partition("<main")[2].partition("</main>")[0]
        assert "fa-AF" in response.content.decode()
        assert NOTICE in main, path
        assert re.findall(r'<(?!bdi|a )\w+[^>]* lang="en"', main) == [], path


# -- A small folder ---------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """English with two terms, and Dari with both."""
    settings.STARTER_TRANSLATIONS = ["prs"]
    rows = [{"slug": slug, "term": slug, "short": f"Of the {slug}."} for slug in ("quince", "medlar")]
    po = polib.POFile()
    po.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    for row in rows:
        for name, words in (("term", f"{row['slug']} به دری"), ("short", "معنا.")):
            po.append(polib.POEntry(msgctxt=f"{row['slug']}.{name}", msgid=row[name], msgstr=words))
    for code in ("en", "prs"):
        (tmp_path / code).mkdir()
    (tmp_path / "en/glossary.yaml").write_text(yaml.safe_dump(rows))
    po.save(str(tmp_path / "prs/glossary.po"))
    return tmp_path


def test_a_translated_row_is_the_same_thing_as_the_english_one(folder: Path) -> None:
    load_content(folder)
    assert languages_of(Term.objects.readable("prs").filter(slug__in=["quince", "medlar"])) == {"prs": 2}


def test_a_term_is_marked_until_an_editor_saves_it(folder: Path) -> None:
    load_content(folder)
    term = Term.objects.get(slug="quince", locale__language_code="prs")
    page = Client().get("/prs/glossary/quince/").content.decode()
    assert NOTICE in page
    assert 'href="/en/glossary/quince/" hreflang="en"' in flat(page)
    term.save_revision().publish()
    assert NOTICE not in Client().get("/prs/glossary/quince/").content.decode()
    assert "translated this page" not in Client().get("/en/glossary/quince/").content.decode()


def test_what_an_editor_deleted_in_english_comes_in_no_other_language(folder: Path, settings: Any) -> None:
    settings.STARTER_TRANSLATIONS = []
    load_content(folder)
    Term.objects.get(slug="quince").delete()
    settings.STARTER_TRANSLATIONS = ["prs"]
    assert "prs/glossary/quince (its place was deleted by an editor)" in load_content(folder).left_alone
    assert [term.name for term in Term.objects.filter(locale__language_code="prs")] == ["medlar به دری"]


def test_a_load_tells_what_changed_in_english_since(folder: Path) -> None:
    file = folder / "en/glossary.yaml"
    file.write_text(file.read_text().replace("Of the quince.", "Of the ripe quince."))
    report = load_content(folder)
    assert report.changed_since == ["prs/glossary.yaml (1 passages)"]
    assert Term.objects.get(slug="quince", locale__language_code="prs").short == "معنا."
