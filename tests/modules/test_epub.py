"""An EPUB against the rules that epubcheck looks at, in every run, and against epubcheck itself (Debian's package), which
takes seconds to start, with all content. By hand 5.3.0 found nothing either."""

import json
import posixpath
import re
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from io import BytesIO
from itertools import batched, pairwise
from pathlib import Path

import pytest

from modules.domain.outlines import Outline
from modules.models import Module
from modules.presenters.outline_writer import build_outline
from modules.presenters.package_pages import render_package_pages
from tests.modules.boxes import Page, packed, unpacked
from tests.modules.sample import ADAPTATION, DARI, ENGLISH, PERSIAN_TITLE, for_lecturers

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
BOOKS = [ENGLISH, DARI, ADAPTATION, for_lecturers(ENGLISH)]
# What XHTML5 lets stand inside a paragraph or a heading.
PHRASES = {XHTML + tag for tag in "a b strong i em br sup sub span code".split()}
LISTS = {XHTML + "ul": {XHTML + "li"}, XHTML + "ol": {XHTML + "li"}, XHTML + "dl": {XHTML + "dt", XHTML + "dd"}}
ATTRIBUTES = {"lang", "dir", "href", "class", "scope", "colspan", "rowspan", "id", "rel", "type", "charset"}


def package(outline: Outline) -> ET.Element:
    return ET.fromstring(unpacked("epub", outline)["book/package.opf"])


def test_the_archive_says_what_it_is_in_its_first_bytes() -> None:
    data = packed("epub", ENGLISH)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert data[30:58] == b"mimetypeapplication/epub+zip"
    container = ET.fromstring(unpacked("epub", ENGLISH)["META-INF/container.xml"])
    (root,) = container.iter("{urn:oasis:names:tc:opendocument:xmlns:container}rootfile")
    assert root.attrib == {"full-path": "book/package.opf", "media-type": "application/oebps-package+xml"}


@pytest.mark.parametrize("outline", BOOKS, ids=["en", "prs", "adaptation", "lecturers"])
def test_the_package_declares_each_file_once_and_reads_all_pages_in_order(outline: Outline) -> None:
    files, root = unpacked("epub", outline), package(outline)
    items = {item.attrib["id"]: item.attrib for item in root.iter(f"{OPF}item")}
    hrefs = [item["href"] for item in items.values()]
    assert len(set(hrefs)) == len(hrefs)
    held = {name.removeprefix("book/") for name in files if name.startswith("book/")} - {"package.opf"}
    assert set(hrefs) == held
    assert [item["href"] for item in items.values() if item.get("properties") == "nav"] == ["contents.xhtml"]
    spine = [items[ref.attrib["idref"]]["href"] for ref in root.iter(f"{OPF}itemref")]
    assert spine == [f"{leaf.name}.xhtml" for leaf in render_package_pages(outline)]


@pytest.mark.parametrize("outline", BOOKS, ids=["en", "prs", "adaptation", "lecturers"])
def test_the_package_has_what_epub_requires_and_what_we_promise(outline: Outline) -> None:
    root = package(outline)
    meta = root.find(f"{OPF}metadata")
    assert meta is not None
    (identifier,) = meta.findall(f"{DC}identifier")
    assert root.attrib["unique-identifier"] == identifier.attrib["id"]
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", identifier.text or "")
    assert meta.findtext(f"{DC}title") == outline.title
    assert meta.findtext(f"{DC}rights", "").startswith("CC BY 4.0")
    assert meta.findtext(f"{DC}source") == outline.url
    assert (meta.findtext(f"{DC}relation") or "").startswith(outline.parent_url)
    said = [(node.attrib["property"], node.text) for node in meta.findall(f"{OPF}meta")]
    modified = [text for name, text in said if name == "dcterms:modified"]
    assert len(modified) == 1
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", modified[0] or "")
    assert ("schema:accessMode", "textual") in said


def test_a_persian_book_turns_its_pages_from_right_to_left() -> None:
    root = package(DARI)
    assert root.findtext(f".//{DC}language") == "fa-AF"
    assert root.find(f"{OPF}spine").attrib["page-progression-direction"] == "rtl"  # type: ignore[union-attr]
    assert PERSIAN_TITLE in unpacked("epub", DARI)["book/start.xhtml"].decode()
    assert package(ENGLISH).find(f"{OPF}spine").attrib["page-progression-direction"] == "ltr"  # type: ignore[union-attr]


@pytest.mark.parametrize("outline", BOOKS, ids=["en", "prs", "adaptation", "lecturers"])
def test_every_chapter_is_xhtml_that_asks_for_nothing_outside(outline: Outline) -> None:
    files = unpacked("epub", outline)
    lang = "fa-AF" if outline.language == "prs" else "en"
    for name in [name for name in files if name.endswith(".xhtml")]:
        root = ET.fromstring(files[name])
        assert root.tag == f"{XHTML}html"
        assert root.attrib["lang"] == root.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == lang
        assert root.findtext(f"{XHTML}head/{XHTML}title")
        page = Page(files[name].decode())
        assert page.inline == []
        assert page.fetched == ["style.css"]
        near = [link for link in page.links if not link.startswith(("http", "mailto:"))]
        assert all(posixpath.join("book", link) in files for link in near)
        levels = [int(tag[1]) for tag, _text in page.headings]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        nests_well(root)


def nests_well(root: ET.Element) -> None:
    for node in root.iter():
        inner = {child.tag for child in node}
        tag = node.tag.removeprefix(XHTML)
        if tag in {"p", "h1", "h2", "h3", "a", "b", "span"}:
            assert inner <= PHRASES, (tag, inner)
        if node.tag in LISTS:
            assert inner, f"an empty {tag}"
            assert inner <= LISTS[node.tag]
            assert not (node.text or "").strip()
        assert {name for name in node.attrib if not name.startswith("{")} <= ATTRIBUTES


def test_the_contents_lead_to_every_chapter_in_order() -> None:
    files = unpacked("epub", ENGLISH)
    root = ET.fromstring(files["book/contents.xhtml"])
    (nav,) = root.iter(f"{XHTML}nav")
    assert nav.attrib["{http://www.idpf.org/2007/ops}type"] == "toc"
    links = [link.attrib["href"] for link in nav.iter(f"{XHTML}a")]
    assert links == [f"{leaf.name}.xhtml" for leaf in render_package_pages(ENGLISH)]
    assert "marking.xhtml" not in links
    for item in nav.iter(f"{XHTML}li"):
        assert [child.tag for child in item] in ([f"{XHTML}a"], [f"{XHTML}span", f"{XHTML}ol"])


LECTURERS_BOOKS = [f"rights-and-gender-{code}" for code in ("en", "fa", "prs")]
EPUBCHECK = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", "/usr/share/java/epubcheck.jar"]


@pytest.mark.thorough
@pytest.mark.django_db
def test_epubcheck_finds_nothing_in_any_book(starter: None, tmp_path: Path) -> None:
    """Neither error nor warning nor hint: a lecturer's in each language, everybody's in one, and an adaptation's, two
    at a time; and it would say so."""
    modules = {f"{row.slug}-{row.locale.language_code}": row for row in Module.objects.published()}
    hers, everybodys = LECTURERS_BOOKS, ("rights-and-gender-en", "rights-and-gender-pakistan-en")
    books = {f"{name}-lecturers": packed("epub", build_outline(modules[name], for_lecturers=True)) for name in hers}
    books |= {name: packed("epub", build_outline(modules[name])) for name in everybodys}
    books["broken"] = broken(packed("epub", for_lecturers(ENGLISH)))
    for name, data in books.items():
        (tmp_path / f"{name}.epub").write_bytes(data)
    found = {}
    for pair in batched(books, 2, strict=False):
        for running in [checking(tmp_path / name) for name in pair]:
            running.wait()
        found |= {name: json.loads((tmp_path / f"{name}.json").read_text())["messages"] for name in pair}
    assert len(found) == len(books) == 6
    assert [row["ID"] for row in found.pop("broken")] == ["RSC-007"]
    assert found == {name: [] for name in found}


def checking(file: Path) -> "subprocess.Popen[bytes]":
    silent = subprocess.DEVNULL
    command = [*EPUBCHECK, "--json", f"{file}.json", f"{file}.epub"]
    return subprocess.Popen(command, stdout=silent, stderr=silent)


def broken(book: bytes) -> bytes:
    """The same with a link that leads nowhere."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(book)) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry, data.replace(b"</main>", b'<p><a href="nowhere.xhtml">x</a></p></main>', 1)
                         if entry.filename.endswith("about.xhtml") else data)  # fmt: skip
    return made.getvalue()
