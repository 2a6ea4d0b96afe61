"""The toolkit as a book: what becomes of its pages, that every link in it leads somewhere, and who is given which."""

import json
import os
import re
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from django.conf import settings as app_settings
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from exports.models import Export
from exports.models.exports import State
from tests.modules.boxes import opened
from tests.toolkit.saving import finish
from toolkit.actions.content import load_content
from toolkit.domain.saved import SavedEdition
from toolkit.models import ToolPage
from toolkit.packages.book import BOOK, MOST_BYTES, PARTS, build_book
from toolkit.packages.book_pages import ChapterWriter, name_chapter
from toolkit.packages.books import BookChapter
from toolkit.packages.saved import render_edition
from toolkit.selectors.box import find_newest_publication
from toolkit.selectors.saved import list_saved_addresses
from toolkit.tasks import find_due_copies, make_saved_copy

XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
SOME = re.compile(
    r"/\w+/(saved/|tools/(legislation/)?|checklists/(legislation/)?|law/(tip/(tip-3/)?|who-is-bound/)?|glossary/(gender/)?"
    r"|practice/|kit/(ten-minutes/|words-to-say/|signs/|forms/(consent-record/)?|numbers/)?)"
)
ASKED = os.environ.get("BOOK_LANGUAGES", "prs,ur,bn").split(",")
EPUBCHECK = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", "/usr/share/java/epubcheck.jar"]
NEVER = {f"{XHTML}{tag}" for tag in "form input button select textarea label fieldset legend details summary".split()}
NEVER |= {f"{XHTML}{tag}" for tag in "script style svg img audio video iframe template progress".split()}


def chapters(**bodies: str) -> dict[str, str]:
    """Pages of English tools by the last word of their address, each the inside of `main`."""
    frame = "<html><body><nav>x</nav><main id='main'{}>{}</main></body></html>"
    pages = {f"/en/tools/{name}/": frame.format("", f"<h1>{name}</h1>{body}") for name, body in bodies.items()}
    return {path.split("/")[3]: chapter.body for path, chapter in settled(pages).items()}


def settled(pages: dict[str, str]) -> dict[str, BookChapter]:
    writers = {path: ChapterWriter(page.encode(), path) for path, page in pages.items()}
    parts = [part for writer in writers.values() for part in writer.settle_links(writers)]
    return {path: writer.write([part for at, part in parts if at == path]) for path, writer in writers.items()}


def chapter(body: str) -> str:
    return chapters(one=body)["one"].removeprefix("<h1>one</h1>")


# -- a page becomes a chapter --------------------------------------------------------------------------------------


def test_what_is_pressed_filled_in_or_drawn_is_not_in_a_book() -> None:
    body = chapter(
        '<svg><path/></svg><p onclick="x()" style="color:red" data-x="1">Words.<script>x()</script></p>'
        '<form method="get"><label for="a">Country</label><select id="a"><option>All</option></select></form>'
        '<div class="row"><form class="ask" method="post" action="/en/files/ask/toolkit.tool/1/"><button>PDF</button>'
        '</form></div><p data-online>Online.</p><p hidden>Hidden.</p><nav><a href="#x">On this page</a></nav>'
        "<figure><svg></svg><figcaption>A drawing.</figcaption></figure><audio controls></audio><!-- note -->"
    )
    assert body == "<p>Words.</p>"


def test_a_picture_is_told_in_words() -> None:
    figure = '<figure><picture><img src="/a.png" alt="A form."></picture><figcaption>The form</figcaption></figure>'
    assert chapter(figure) == "<figure>A form.<figcaption>The form</figcaption></figure>"


def test_what_folds_becomes_a_section_whose_heading_skips_no_level() -> None:
    body = chapter(
        "<h2>A</h2><details><summary>B</summary><p>b</p><details><summary><h2>C</h2></summary><p>c</p></details></details>"
        "<h4>D</h4><p>d</p><fieldset><legend>E</legend><p>e</p></fieldset>"
    )
    assert re.findall(r"<(h\d)>(\w)", body) == [("h2", "A"), ("h3", "B"), ("h4", "C"), ("h3", "D"), ("h4", "E")]
    assert body.count("<section") == 3


def test_what_a_fold_says_once_more_when_it_is_open_is_said_once() -> None:
    assert chapter("<details><summary>TIP, art. 3</summary><p>TIP,  art. 3</p><p>x</p></details>").count("art. 3") == 1


def test_a_checklist_becomes_a_list_to_read() -> None:
    body = chapter(
        '<form method="post" action="/en/work/x/" data-answers="k"><section><h2>A. Law</h2><fieldset class="item" '
        'id="item-1"><legend class="vh">Question A1</legend><h3><span class="n">A1</span><span id="q">Is it?</span></h3>'
        '<div class="answers"><label><input type="radio" name="a" value="yes">Yes</label></div><p class="of-state">X</p>'
        '<details><summary>Why, sources</summary><dl class="facts"><dt>Why</dt><dd>So.</dd></dl></details><details '
        'class="write"><summary>Note</summary><textarea></textarea></details></fieldset></section></form>'
    )
    assert body == (
        '<section><h2>A. Law</h2><section><h3>A1 Is it?</h3><section class="fold"><dl><dt>Why</dt><dd>So.</dd></dl>'
        "</section></section></section>"
    )


def test_a_link_leads_into_the_book_where_it_can_and_else_to_the_portal() -> None:
    found = chapters(
        one='<h2 id="here">H</h2><p><a href="/en/tools/two/#part">a</a> <a href="/en/tools/two/#gone">b</a> '
        '<a href="#here">c</a> <a href="#gone">d</a> <a href="/en/network/">e</a> <a href="/prs/tools/two/">f</a> '
        '<a href="/en/account/login/">g</a> <a href="https://example.org/">h</a> <a href="/en/kit/numbers/">i</a></p>',
        two='<p id="part">Part</p><p id="unused">x</p><p id="part">Again</p>',
    )
    site = str(app_settings.BASE_URL).rstrip("/")
    assert re.findall(r'<a href="([^"]+)">(\w)', found["one"]) == [
        ("tools.two.xhtml#part", "a"),
        ("tools.two.xhtml", "b"),
        ("#here", "c"),
        (f"{site}/en/network/", "e"),
        (f"{site}/prs/tools/two/", "f"),
        ("https://example.org/", "h"),
    ]
    assert " d " in found["one"]
    assert " g " in found["one"]
    assert re.findall(r'id="(\w+)"', found["two"]) == ["part"]


def test_a_table_too_wide_for_a_narrow_page_becomes_a_section_for_each_row() -> None:
    head = "<thead><tr><th scope=col>T</th><th scope=col>A</th><th scope=col>B</th><th scope=col>C</th></tr></thead>"
    row = "<tr><th scope=row>R</th><td>1</td><td></td><td>3</td></tr>"
    body = chapter(f"<table><caption>All</caption>{head}<tbody>{row}</tbody></table>")
    assert body == "<section><h2>R</h2><dl><dt>A</dt><dd>1</dd><dt>C</dt><dd>3</dd></dl></section>"
    assert chapter(
        "<table><thead><tr><th>T</th><th>A</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
    )


def test_a_page_that_is_not_in_the_language_of_the_book_says_in_which_it_is() -> None:
    page = "<html><body><main id='main' lang='en' dir='ltr'><h1>Law</h1><p>Words.</p></main></body></html>"
    writer = ChapterWriter(page.encode(), "/ur/tools/one/")
    assert writer.title_language == {"lang": "en", "dir": "ltr"}
    assert (writer.write([]).lang, writer.write([]).dir) == ("en", "ltr")
    assert ChapterWriter(page.encode(), "/en/tools/one/").write([]).lang == ""


def test_names_of_chapters_are_those_of_files_and_of_xml_whatever_a_page_is_called() -> None:
    names = [
        name_chapter(path) for path in ("/fa/glossary/%D9%82/", "/fa/glossary/A/", "/fa/glossary/a/", "/fa/law/a/b/")
    ]
    assert len(set(names)) == 4
    assert all(re.fullmatch(r"[a-z][a-z0-9.-]*", name) for name in names)


# -- the book ------------------------------------------------------------------------------------------------------


@pytest.fixture
def some(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some pages of each kind: all of a language take half a minute."""
    monkeypatch.setattr(
        "toolkit.packages.saved.list_saved_addresses",
        lambda code: [path for path in list_saved_addresses(code) if SOME.fullmatch(path)],
    )


@pytest.fixture
def edition(starter: None, some: None) -> SavedEdition:
    return render_edition("en")


def parse(files: dict[str, bytes]) -> dict[str, ET.Element]:
    """Its chapters by the names of their files. Raises what the parser raises where one is no XML."""
    return {name.removeprefix("book/"): ET.fromstring(data) for name, data in files.items() if name.endswith(".xhtml")}


def look_at_book(files: dict[str, bytes]) -> Iterator[str]:
    """What is wrong: links that lead nowhere in the book, what no device runs, headings out of order."""
    pages = parse(files)
    ids = {name: [node.get("id") for node in root.iter() if node.get("id")] for name, root in pages.items()}
    for name, root in pages.items():
        yield from (f"{name}: {node.tag}" for node in root.iter() if node.tag in NEVER)
        yield from (f"{name}: {key}" for node in root.iter() for key in node.attrib if key.startswith(("on", "style")))
        levels = [int(node.tag[-1]) for node in root.iter() if re.fullmatch(rf"{XHTML}h[1-6]", node.tag)]
        if levels[0] != 1 or any(after > before + 1 for before, after in pairwise(levels)):
            yield f"{name}: {levels}"
        if len(set(ids[name])) != len(ids[name]):
            yield f"{name}: an id twice"
        for link in (urlsplit(node.get("href", "")) for node in root.iter(f"{XHTML}a")):
            file = unquote(link.path) or name
            if not link.scheme and (file not in pages or (link.fragment and unquote(link.fragment) not in ids[file])):
                yield f"{name}: {link.geturl()}"


@pytest.mark.django_db
def test_every_link_of_the_book_leads_to_a_part_that_it_has_and_nothing_in_it_needs_a_browser(
    edition: SavedEdition,
) -> None:
    package = build_book(edition)
    files = opened(package.payload)
    assert list(look_at_book(files)) == []
    held = {name_chapter(path) for path in edition.pages if path.split("/")[2] in PARTS} - {"kit.numbers"}
    assert {name[5:-6] for name in files if name.endswith(".xhtml")} == held | {"title", "contents"}
    assert "tools.legislation" in held
    assert b'href="law.tip.xhtml"' in files["book/law.who-is-bound.xhtml"].replace(b"#bound", b"")
    assert list(look_at_book({**files, "book/title.xhtml": files["book/title.xhtml"].replace(b"<h1>", b"<h2>", 1)
                              .replace(b"</h1>", b"</h2>", 1)}))  # fmt: skip


@pytest.mark.django_db
def test_the_same_pages_give_the_same_book_at_any_time(edition: SavedEdition) -> None:
    first, again = build_book(edition), build_book(edition)
    assert first == again
    with zipfile.ZipFile(BytesIO(first.payload)) as archive:
        entries = archive.infolist()
    assert (entries[0].filename, entries[0].compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.django_db
def test_the_book_says_what_it_is_of_which_day_and_where_the_living_version_is(edition: SavedEdition) -> None:
    files = opened(build_book(edition).payload)
    root = ET.fromstring(files["book/package.opf"])
    newest = find_newest_publication()
    assert newest
    home = f"{str(app_settings.BASE_URL).rstrip('/')}/en/"
    assert root.findtext(f".//{DC}title") == "Rights & Gender Toolkit"
    assert root.findtext(f".//{DC}language") == "en"
    assert root.findtext(f".//{DC}creator") == "An independent, open-source project"
    assert root.findtext(f".//{DC}source") == home
    assert root.findtext(f".//{DC}date") == newest.date().isoformat()
    said = {node.attrib["property"]: node.text or "" for node in root.iter(f"{OPF}meta")}
    assert said["dcterms:modified"] == f"{newest:%Y-%m-%dT%H:%M:%SZ}"
    assert said["schema:accessMode"] == said["schema:accessModeSufficient"] == "textual"
    title = files["book/title.xhtml"].decode()
    assert home in title
    assert "no organisation has endorsed it" in title
    assert re.search(r"Edition of \d+ \w+ 20\d\d", title)


@pytest.mark.django_db
def test_the_contents_are_a_tree_of_the_parts_and_say_where_the_text_begins(edition: SavedEdition) -> None:
    root = parse(opened(build_book(edition).payload))["contents.xhtml"]
    contents, marks = root.iter(f"{XHTML}nav")
    kind = "{http://www.idpf.org/2007/ops}type"
    assert [contents.attrib[kind], marks.attrib[kind]] == ["toc", "landmarks"]
    top = [link.get("href") for link in contents.findall(f"{XHTML}ol/{XHTML}li/{XHTML}a")]
    assert top == ["title.xhtml", *(f"{part}.xhtml" for part in PARTS)]
    inner = contents.find(f"{XHTML}ol/{XHTML}li[4]//{XHTML}li//{XHTML}li/{XHTML}a")
    assert inner is not None
    assert inner.get("href") == "law.tip.tip-3.xhtml"
    assert [link.attrib[kind] for link in marks.iter(f"{XHTML}a")] == ["toc", "bodymatter"]


@pytest.mark.django_db
def test_a_book_from_right_to_left_turns_its_pages_so_and_marks_what_is_not_in_its_language(
    starter: None, some: None
) -> None:
    files = opened(build_book(render_edition("ur")).payload)
    root = ET.fromstring(files["book/package.opf"])
    assert root.find(f"{OPF}spine").attrib["page-progression-direction"] == "rtl"  # type: ignore[union-attr]
    assert root.findtext(f".//{DC}language") == "ur"
    page = files["book/tools.legislation.xhtml"].decode()
    assert 'lang="ur" xml:lang="ur" dir="rtl"' in page
    assert '<main lang="en" xml:lang="en" dir="ltr"><div lang="ur" dir="rtl" class="key">' in page, (
        "English, and says so"
    )
    assert 'href="tools.legislation.xhtml" lang="en" xml:lang="en" dir="ltr"' in files["book/contents.xhtml"].decode()
    assert list(look_at_book(files)) == []


# -- who is given it -----------------------------------------------------------------------------------------------


def ask(code: str = "en") -> str:
    return reverse("exports:ask", args=[BOOK.kind, code])


@pytest.mark.django_db
@pytest.mark.usefixtures("some", "quiet")
def test_the_page_of_the_tools_offers_the_book_and_the_newest_is_given(
    starter: None, visitor: Client, django_capture_on_commit_callbacks: Any
) -> None:
    assert f'action="{ask()}?form=paper"' in visitor.get("/en/tools/").text
    for method in (visitor.get, visitor.post):
        response = method(ask())
        assert (response.status_code, response["Retry-After"]) == (503, "600")
        assert "Please come back in some minutes." in response.text
    assert visitor.get(ask("xx")).status_code == 404
    make_saved_copy("en")
    row = Export.objects.get(kind=BOOK.kind)
    assert row.lane == "slow"
    assert visitor.post(ask())["Location"] == row.status_url
    finish()
    response = visitor.post(ask())
    assert response["Location"] == row.file_url
    assert not response.cookies
    answer = visitor.get(row.file_url)
    assert answer["Content-Type"] == "application/epub+zip"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="toolkit-book-en.epub"'
    with django_capture_on_commit_callbacks(execute=True):
        ToolPage.objects.get(slug="legislation", locale__language_code="en").unpublish()
    assert visitor.get(row.file_url).status_code == 404
    assert visitor.get(ask()).status_code == 503
    make_saved_copy("en")
    finish()
    with zipfile.ZipFile(BytesIO(b"".join(visitor.get(ask(), follow=True).streaming_content))) as archive:  # type: ignore[attr-defined]
        assert "book/tools.xhtml" in archive.namelist()
        assert "book/tools.legislation.xhtml" not in archive.namelist()


@pytest.mark.django_db
@pytest.mark.usefixtures("some", "quiet")
def test_a_book_that_was_lost_is_made_again_and_one_that_failed_is_not_given(starter: None, visitor: Client) -> None:
    make_saved_copy("en")
    assert "en" not in find_due_copies()
    Export.objects.filter(kind=BOOK.kind).update(state=State.FAILED, error=Export.Fault.NO_ROOM)
    assert visitor.get(ask()).status_code == 503
    assert "en" in find_due_copies()


@pytest.mark.django_db
@pytest.mark.usefixtures("some")
def test_a_closed_page_and_a_draft_are_not_in_the_book(starter: None) -> None:
    closed = Page.objects.get(url_path="/home/checklists/legislation/")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    draft = ToolPage.objects.get(slug="legislation", locale__language_code="en")
    draft.title = "A quince that nobody may read yet"
    draft.save_revision()
    files = opened(build_book(render_edition("en")).payload)
    assert "book/checklists.xhtml" in files
    assert "book/checklists.legislation.xhtml" not in files
    assert b"quince" not in b"".join(files.values())


# -- epubcheck -----------------------------------------------------------------------------------------------------


def check(book: bytes, place: Path) -> list[str]:
    place.with_suffix(".epub").write_bytes(book)
    command = [*EPUBCHECK, "--json", f"{place}.json", f"{place}.epub"]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600)
    return [f"{row['ID']} {row['message']}" for row in json.loads(place.with_suffix(".json").read_text())["messages"]]


@pytest.mark.thorough
@pytest.mark.django_db
def test_epubcheck_finds_nothing_in_the_book_of_any_language(
    starter: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither error nor warning nor hint, and it would say so. All of English; of other languages all of the tree and
    every tenth page of the library. BOOK_LANGUAGES names others, BOOK_ALL takes all of them."""
    with override_settings(STARTER_TRANSLATIONS=ASKED):
        load_content(app_settings.BASE_DIR / "content")
    listed = list_saved_addresses

    def sample(code: str) -> list[str]:
        return [
            path
            for place, path in enumerate(listed(code))
            if path.count("/") < 5 or "/law/" not in path or place % 10 == 0
        ]

    found: dict[str, list[str]] = {}
    for code in ("en", *ASKED):
        if code != "en" and "BOOK_ALL" not in os.environ:
            monkeypatch.setattr("toolkit.packages.saved.list_saved_addresses", sample)
        book = build_book(render_edition(code)).payload
        assert len(book) < MOST_BYTES, "readers are told how large it is at most"
        assert list(look_at_book(opened(book))) == []
        found[code] = check(book, tmp_path / code)
    assert found == {code: [] for code in ("en", *ASKED)}
    assert "RSC-007" in " ".join(check(break_book(book), tmp_path / "broken"))


def break_book(book: bytes) -> bytes:
    """The same with a link that leads nowhere."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(book)) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename.endswith("title.xhtml"):
                data = data.replace(b"</main>", b'<p><a href="nowhere.xhtml">x</a></p></main>', 1)
            new.writestr(entry, data)
    return made.getvalue()
