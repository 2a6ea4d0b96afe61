"""The starter content in seven other languages: whole, in step with the English, and free of faults that can be seen
without reading."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import polib
import pytest
import yaml
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from toolkit.domain.translation_checks import list_faults
from toolkit.domain.wording import list_words, put_words
from toolkit.selectors.forbidden_words import read_forbidden_words
from toolkit.uploads import read_yaml
from toolkit.uploads.language_folders import LanguageFolder
from toolkit.uploads.translations import TranslatedFile

CONTENT = settings.BASE_DIR / "content"
CODES = [code for code, _name in settings.LANGUAGES if code != "en"]
FORBIDDEN = read_forbidden_words()
# Texts about words, which quote other languages and what nobody should say.
ABOUT_WORDS = {("kit/words/words-to-say.po", "translators.text")}
LONGEST = {"number": 80, "title": 200, "limits": 200, "placeholder": 80, "task": 120, "short_title": 40}  # characters


@lru_cache
def translated_files(code: str) -> dict[str, TranslatedFile]:
    names = [file.relative_to(CONTENT / code) for file in sorted((CONTENT / code).rglob("*.po"))]
    english = {name: CONTENT / "en" / name.with_suffix(".yaml") for name in names}
    return {str(name): TranslatedFile(read_yaml(english[name]), CONTENT / code / name) for name in names}


def entries(code: str) -> Iterator[tuple[str, polib.POEntry]]:
    for name, translated in translated_files(code).items():
        for path, entry in translated.entries.items():
            if (name, path) not in ABOUT_WORDS and "do_not_say" not in path:
                yield name, entry


@pytest.mark.parametrize("code", CODES)
def test_a_language_has_every_file_whole(code: str) -> None:
    """A page that is half English is not loaded, so a gap here is a page that readers do not get."""
    english = {
        str(file.relative_to(CONTENT / "en").with_suffix(".po"))
        for file in (CONTENT / "en").rglob("*.yaml")
        if file.relative_to(CONTENT / "en").parts[0] not in ("network", "modules", "learning", "site.yaml")
        and list_words(read_yaml(file))
    }
    files = translated_files(code)
    assert set(files) == english
    assert {name: missing for name, one in files.items() if (missing := one.read()[1])} == {}


@pytest.mark.parametrize("code", CODES)
def test_no_file_translates_what_nobody_takes_from_it(code: str) -> None:
    asked = {name: list_words(one.data) for name, one in translated_files(code).items()}
    files = translated_files(code).items()
    assert [(name, path) for name, one in files for path in one.entries if path not in asked[name]] == []


@pytest.mark.parametrize("code", CODES)
def test_no_translation_has_a_fault_that_can_be_seen_without_reading(code: str) -> None:
    found = [
        (name, entry.msgctxt, faults)
        for name, entry in entries(code)
        if (faults := list_faults(entry.msgid, entry.msgstr, code, FORBIDDEN.get(code, ())))
    ]
    assert found == []


@pytest.mark.parametrize("code", CODES)
def test_no_translation_is_longer_than_its_place(code: str) -> None:
    long = [
        (name, entry.msgctxt, len(entry.msgstr))
        for name, entry in entries(code)
        if (most := find_longest(name, entry.msgctxt)) and len(entry.msgstr) > most
    ]
    assert long == []


def find_longest(name: str, path: str) -> int | None:
    """Characters that the column takes; None for what has no end."""
    return 300 if name.startswith("law/") and path == "title" else LONGEST.get(path.rpartition(".")[2])


@pytest.mark.parametrize(
    ("source", "translation", "language", "fault"),
    [
        ("Ask **once**.", "یک بار بپرسید.", "prs", "** 0 times, not 2"),
        ("See [law](page:law).", "[قانون](page:laws) را ببینید.", "prs", "other links"),
        ("- one\n- two", "- یک، دو", "prs", "1 lines that begin with “-”, not 2"),
        ("Within 48 hours.", "در ۲۴ ساعت.", "prs", "without 48"),
        ("Within a day.", "در ۲۴ ساعت.", "prs", ""),
        ("Within 1 day.", "در یک روز.", "prs", ""),
        ("Ask, then write.", "بپرسید, بعد بنویسید.", "prs", "“د,”: a Latin stop"),
        ("Not so.", "كافي", "fa", "“ك” is no letter or digit of this language"),
        ("Trafficked persons", "اشخاص قاچاق شده", "prs", "“قاچاق شد”: bare participle: says neither crime"),
        ("Smuggling of migrants", "অভিবাসী পাচার", "bn", "“অভিবাসী পাচার”: crimes crossed"),
        ("Trafficking", "trafic de personnes", "fr", "“trafic de personnes”: wrong crime"),
        ("Article 6 of 2004", "مادهٔ ۶ سال ۱۳۸۳ (۲۰۰۴)", "prs", ""),
    ],
)
def test_what_a_machine_can_tell_of_a_translation(source: str, translation: str, language: str, fault: str) -> None:
    faults = list_faults(source, translation, language, FORBIDDEN.get(language, ()))
    assert faults == ([fault] if fault else []) or fault in faults


texts = st.recursive(
    st.text(max_size=20),
    lambda below: (
        st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(["text", "key", "title", "items"]), below)
    ),
    max_leaves=12,
)


@given(data=texts)
def test_words_that_nobody_translates_stay_as_they_are(data: Any) -> None:
    assert put_words(data, lambda path, words: words) == strip_words(data)


def strip_words(data: Any, path: str = "") -> Any:
    return put_words(data, lambda _path, words: words.strip(), path)


@given(data=texts)
def test_each_path_leads_to_one_text(data: Any) -> None:
    """Also where items of a list have no name of their own."""
    found = list_words(data)
    said = put_words(data, lambda path, words: f"<{path}>")
    assert set(list_words(said).values()) <= {f"<{path}>" for path in found}


@pytest.fixture
def wanted(settings: Any) -> None:
    settings.STARTER_TRANSLATIONS = ["prs"]


def test_a_page_that_is_half_translated_is_counted_and_not_loaded(tmp_path: Path, wanted: None) -> None:
    folder = write_language(tmp_path, {"title": "عنوان"})
    assert list(folder.pages("pages")) == []
    assert folder.list_half_translated() == ["prs/pages/one.yaml (1 of 2 passages left)"]


def test_a_page_that_is_whole_is_the_english_one_in_other_words(tmp_path: Path, wanted: None) -> None:
    folder = write_language(tmp_path, {"title": "عنوان", "summary": "خلاصه"})
    assert folder.pages("pages") == [{"slug": "one", "title": "عنوان", "summary": "خلاصه", "number": 3}]


def test_where_the_english_changed_the_translation_stays_and_is_told(tmp_path: Path, wanted: None) -> None:
    folder = write_language(tmp_path, {"title": "عنوان", "summary": "خلاصه"})
    file = tmp_path / "en/pages/one.yaml"
    file.write_text(file.read_text().replace("A title", "Another title"))
    assert folder.pages("pages")[0]["title"] == "عنوان"
    assert folder.list_changed_since() == ["prs/pages/one.yaml (1 passages)"]


def test_a_language_whose_translations_are_not_wanted_has_none(tmp_path: Path, settings: Any) -> None:
    settings.STARTER_TRANSLATIONS = ["fr"]
    assert write_language(tmp_path, {"title": "عنوان", "summary": "خلاصه"}).pages("pages") == []


def write_language(root: Path, words: dict[str, str]) -> LanguageFolder:
    """English with one page, and Dari with those words of it."""
    english = {"slug": "one", "title": "A title", "summary": "A summary", "number": 3}
    for code in ("en", "prs"):
        (root / code / "pages").mkdir(parents=True)
    (root / "en/pages/one.yaml").write_text(yaml.safe_dump(english))
    po = polib.POFile()
    po.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    po.extend(polib.POEntry(msgctxt=path, msgid=english[path], msgstr=text) for path, text in words.items())
    po.save(str(root / "prs/pages/one.po"))
    return LanguageFolder(root / "prs", root / "en")
