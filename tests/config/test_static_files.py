"""Style sheets as readers get them: whole and tight. That a browser reads in them what stands in their sources is in
tests/journeys/test_static_files.py."""

from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage

from config.storage.static_files import TightStaticFilesStorage, read_sheet, tighten

# Of a slow line: packets of 1,500 bytes, and 450 for the header of an answer.
TWO_PACKETS = 2 * 1500 - 450


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source/css"
    folder.mkdir(parents=True)
    (folder / "colours.css").write_text("/* The first. */\n:root {\n  --ink: #221820;\n}\n")
    (folder / "page.css").write_text('/* A page. */\n@import "colours.css";\n\np {\n  color: var(--ink);\n}\n')
    return folder


def collect(source: Path) -> dict[str, str]:
    """As collectstatic does it: copied, then worked on. What lies in css/ afterwards, by name."""
    served = source.parents[1] / "served"
    (served / "css").mkdir(parents=True, exist_ok=True)
    paths = {}
    for sheet in source.glob("*.css"):
        copy = served / "css" / sheet.name
        if not copy.exists() or copy.stat().st_mtime < sheet.stat().st_mtime:
            copy.write_text(sheet.read_text())
        paths[f"css/{sheet.name}"] = (FileSystemStorage(source.parent), f"css/{sheet.name}")
    list(TightStaticFilesStorage(location=served, base_url="/static/").post_process(paths))
    return {path.name: path.read_text() for path in (served / "css").glob("*.css")}


def hashed(files: dict[str, str], name: str) -> list[str]:
    stem = name.removesuffix(".css")
    return [words for file, words in files.items() if file.startswith(f"{stem}.") and file != name]


def test_a_sheet_holds_what_it_imports_under_its_plain_name_and_under_the_one_of_what_it_holds(source: Path) -> None:
    files = collect(source)
    assert files["page.css"] == ":root{--ink:#221820}p{color:var(--ink)}"
    assert hashed(files, "page.css") == [files["page.css"]]


def test_a_sheet_changes_with_what_it_imports(source: Path) -> None:
    collect(source)
    (source / "colours.css").write_text(":root { --ink: black; }")
    files = collect(source)
    assert files["page.css"] == ":root{--ink:black}p{color:var(--ink)}"
    assert files["page.css"] in hashed(files, "page.css")


def test_white_space_that_has_a_meaning_stays() -> None:
    assert (
        tighten(".a :is(b, c) > d::before { width: calc(1px + 2px) }")
        == ".a :is(b,c) > d::before{width:calc(1px + 2px)}"
    )
    assert (
        tighten("@media (min-width: 4em) and (hover) { a { b: c; } }") == "@media (min-width:4em) and (hover){a{b:c}}"
    )
    assert tighten("""p { content: "a  ;  /* b */" ' , '; }""") == """p{content:"a  ;  /* b */" ' , '}"""


@pytest.mark.parametrize("name", ["base", "components", "reading", "checklist", "home", "pages"])
def test_a_sheet_that_the_first_paint_waits_for_comes_in_two_packets(name: str) -> None:
    """A third one for any of them is a quarter of a second at 50 kbit/s, on every first page (decision 216)."""
    sheet = tighten(read_sheet(FileSystemStorage(settings.BASE_DIR), f"static/css/{name}.css"))
    assert len(brotli.compress(sheet.encode())) < TWO_PACKETS
