"""The toolkit in a box: what is in it, that it opens by itself, and that nobody can change it unseen."""

import json
import posixpath
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from lxml import html
from wagtail.models import Page, PageViewRestriction

from exports.models import Export
from exports.tasks import render_export
from tests import factories
from toolkit.domain.box import MANIFEST, OUTSIDE, name_page, read_manifest, write_link
from toolkit.domain.box_index import MOST_BYTES, IndexedPage, collect_lists, write_index
from toolkit.domain.folding import describe_folding, fold_spelling
from toolkit.models import ToolPage
from toolkit.packages import box
from toolkit.packages.box import build_box, index_pages, pack_box, pack_update
from toolkit.packages.box_pages import BoxPlan, BoxWords, PageConverter, is_private
from toolkit.packages.box_papers import make_paper
from toolkit.sealing import get_public_key, make_box_key, sign_content
from toolkit.selectors.box import list_box_addresses

SOME = re.compile(r"/(en|prs)/(tools/(legislation/)?|checklists/legislation/|box/|law/(untoc/)?|kit/ten-minutes/)?")
PLAN = BoxPlan(
    languages=["en", "prs"],
    pages={path: name_page(path) for path in ("/en/", "/prs/", "/en/tools/", "/en/law/a/b/")},
    pdfs={"/en/files/ask/toolkit.tool/8/?form=paper": "pdf/tool.pdf"},
    portal="https://portal.example",
)
WORDS = BoxWords(copy="A copy.", about="About", keeping='<div class="notice keeping" data-keep></div>')


def say(_what: str) -> None:
    """Nobody listens."""


@pytest.fixture
def key(settings: Any, tmp_path: Path) -> str:
    settings.BOX_KEY_FILE = str(tmp_path / "keys" / "box-key")
    make_box_key()
    return get_public_key()


@pytest.fixture
def some(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    """Some pages of each kind: all of a language take half a minute."""
    listed = list_box_addresses
    monkeypatch.setattr(box, "list_box_addresses", lambda code: [p for p in listed(code) if SOME.fullmatch(p)])
    monkeypatch.setattr(box, "FOLLOWED", {"modules:catalogue"})


def converted(content: str, path: str = "/en/tools/") -> str:
    frame = f"<html><head><meta charset=utf-8></head><body><main>{content}</main></body></html>"
    return PageConverter(frame, path, PLAN, WORDS).convert().decode()


def unpack(packed: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        archive.extractall(folder)
    return folder


def run(program: Path, *arguments: object) -> tuple[int, str]:
    command = [sys.executable, "-I", str(program), *map(str, arguments)]
    code = f"import runpy, sys; sys.path.insert(0, {str(program.parent)!r}); sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
    done = subprocess.run(
        [*command[:2], "-c", code, *command[2:]], capture_output=True, text=True, timeout=60, cwd=program.parent
    )
    return done.returncode, done.stdout + done.stderr


# -- a page becomes a file -----------------------------------------------------------------------------------------


def test_a_link_says_the_file_it_leads_to() -> None:
    page = converted('<a href="/en/law/a/b/#c">x</a><a href="/prs/" hreflang="fa-AF">y</a><a href="#z">z</a>')
    assert re.findall(r'<a href="([^"]+)', page)[:3] == ["../law/a/b/index.html#c", "../../prs/index.html", "#z"]


def test_names_of_files_are_plain_whatever_a_page_is_called() -> None:
    assert name_page("/fa/glossary/%D9%82%D8%A7/") == name_page("/fa/glossary/قا/")
    assert re.fullmatch(r"fa/glossary/u[0-9a-f]{12}/index\.html", name_page("/fa/glossary/قا/"))
    assert name_page("/en/glossary/A/") != name_page("/en/glossary/a/")
    assert ".." not in name_page("/en/../../x/")
    assert write_link("en/index.html", "static/a.css") == "../static/a.css"
    assert write_link("index.html", "en/index.html") == "en/index.html"


def test_what_another_page_of_the_portal_says_is_named_with_its_address_on_the_web() -> None:
    page = converted('<p>See <a href="/en/network/purpose/">why</a> it is there.</p>')
    assert 'href="https://portal.example/en/network/purpose/"' in page


def test_a_way_into_a_private_area_is_words_and_no_link() -> None:
    for address in (f"/en/{settings.SPACE_PATH}/", "/en/account/login/", "/admin/", "/en/work/mine/"):
        assert is_private(address)
        page = converted(f'<p>You may <a href="{address}">sign in</a> there.</p>')
        assert "You may sign in there." in page
        assert address not in page


def test_what_needs_the_portal_goes_with_what_says_so() -> None:
    page = converted(
        '<div class="row rule"><p>To read:</p><form method="post" action="/en/files/ask/toolkit.tool/9/">'
        '<button>PDF</button></form> <a href="/en/saved/#x">Save</a></div>'
        '<p><a href="/en/law/">Law</a> · <a href="/en/kit/numbers/">Your numbers</a></p>'
        "<details><summary>More</summary><p data-online>x</p></details><p data-offline hidden>here</p>"
        '<b data-offline="On paper">Online</b>'
    )
    assert "To read" not in page
    assert "·" not in page
    assert "<form" not in page
    assert "More" not in page
    assert "<p>here</p><b>On paper</b>" in page


def test_a_pdf_that_is_in_the_box_is_a_link() -> None:
    page = converted(
        '<form class="ask" method="post" action="/en/files/ask/toolkit.tool/8/?form=paper">'
        '<button class="btn">PDF</button></form>'
    )
    assert '<a class="btn" href="../../pdf/tool.pdf">PDF</a>' in page
    assert "<form" not in page


def test_a_rule_of_a_checklist_leads_to_files_as_well() -> None:
    page = converted('<script type="application/json">{"rules":[{"laws":[{"href":"/en/law/a/b/"}]}]}</script>')
    assert '"href":"../law/a/b/index.html"' in page


# -- a whole one ---------------------------------------------------------------------------------------------------


def documents(files: dict[str, bytes]) -> Iterator[tuple[str, Any]]:
    for name, data in files.items():
        if name.endswith(".html"):
            yield name, html.document_fromstring(data.decode())


@pytest.mark.django_db
@pytest.mark.usefixtures("some")
def test_every_link_of_a_box_leads_to_a_file_in_it_and_nothing_is_asked_from_elsewhere() -> None:
    files = build_box(["en", "prs"], tell=say)
    assert {"index.html", "en/index.html", "prs/search/index.js", "static/css/tokens.css"} <= set(files)
    assert_links_lead_inside(files)


def assert_links_lead_inside(files: dict[str, bytes]) -> None:
    """To a file, or a part of the page, that is there; what leads elsewhere waits for a press."""
    fetched = {"link", "script", "img", "use", "source", "iframe", "object", "embed"}
    for name, page in documents(files):
        anchors = {one.get("id") for one in page.iter()}
        for element in page.iter():
            for attribute in ("href", "src", "action", "formaction", "srcset", "poster"):
                address = element.get(attribute)
                if address is None or element.get("data-set"):
                    continue
                place = urlsplit(address)
                if place.scheme or place.netloc:
                    assert element.tag not in fetched, (name, address)
                    assert not is_private(place.path) or place.netloc not in settings.BASE_URL, (name, address)
                elif place.path:
                    file = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(place.path)))
                    assert file in files, (name, address)
                else:
                    assert unquote(place.fragment) in anchors, (name, address)
    for name, sheet in files.items():
        if name.endswith(".css"):
            assert not re.search(rb"url\((?!\"?#|\"data:)|@import[^;]+//", sheet), name


@pytest.mark.django_db
@pytest.mark.usefixtures("some")
def test_a_page_runs_classic_scripts_under_a_policy_of_its_own_and_posts_nothing() -> None:
    files = build_box(["en"], tell=say)
    for name, page in documents(files):
        (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert "default-src 'none'" in policy
        assert not page.xpath("//script[@type='module']|//*[@method]|//script[not(@src) and not(@type)]|//style"), name
        assert not page.xpath("//@style|//@onclick"), name
    for name, script in files.items():
        if name.startswith("static/js/"):
            assert not re.search(rb"^\s*(?:import|export)\b|\bimport\(", script, re.MULTILINE), name
    checklist = files["en/checklists/legislation/index.html"].decode()
    assert "data-keep" in checklist
    assert "formaction" not in checklist
    for name, script in {"en/search": "search", "en/box": "verify", "en/checklists/legislation": "answers"}.items():
        assert f"static/js/{script}.js" in files[f"{name}/index.html"].decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("some")
def test_the_same_content_is_the_same_box_to_the_byte() -> None:
    first = pack_box(build_box(["prs"], tell=say))
    assert pack_box(build_box(["prs"], tell=say)) == first
    with zipfile.ZipFile(BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.django_db
def test_what_is_closed_not_published_or_about_the_network_is_not_listed() -> None:
    closed, draft = factories.tool(), factories.tool()
    PageViewRestriction.objects.create(page=Page.objects.get(pk=closed.pk), restriction_type="login")
    draft.unpublish()
    found = list_box_addresses("en")
    assert not [path for path in found if closed.slug in path or draft.slug in path]
    assert not [path for path in found if path.split("/")[2] in OUTSIDE]
    assert {"/en/", "/en/about/", "/en/law/", "/en/box/"} <= set(found)


# -- signed --------------------------------------------------------------------------------------------------------


def small(folder: Path, key: str, **more: bytes) -> dict[str, bytes]:
    from toolkit.domain.box import describe_box, write_manifest

    programs = {name: (Path(settings.BASE_DIR) / "static/box" / name).read_bytes() for name in box.PROGRAMS}
    files = {"index.html": b"<p>x</p>", "en/a.html": b"a" * 500, "key.txt": key.encode(), **programs, **more}
    content = write_manifest(describe_box(files, languages=["en"], portal="https://p.example", as_of="2026-12-01"))
    return {**files, "manifest.json": content, "manifest.sig": sign_content(content).hex().encode()}


def test_the_program_finds_a_changed_byte_a_missing_file_and_a_foreign_key(tmp_path: Path, key: str) -> None:
    folder = unpack(pack_box(small(tmp_path, key)), tmp_path / "b")
    program = folder / "verify.py"
    assert run(program, key) == (0, "This box is unchanged, and signed with this key.\n")
    foreign = Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()
    assert run(program, foreign)[0] == 1
    (folder / "notes.txt").write_text("A stick gathers files.")
    assert run(program, key)[0] == 0
    (folder / "en/a.html").write_bytes(b"a" * 499 + b"b")
    assert run(program, key) == (1, "changed or missing: en/a.html\n")
    (folder / "en/a.html").unlink()
    assert run(program, key)[0] == 1
    manifest = (folder / MANIFEST).read_bytes()
    (folder / MANIFEST).write_bytes(manifest.replace(b"2026", b"2027"))
    assert "not signed" in run(program, key)[1]


def test_the_program_verifies_as_the_library_does() -> None:
    import runpy

    is_signed = runpy.run_path(str(Path(settings.BASE_DIR) / "static/box/verify.py"))["is_signed"]
    for number in range(5):
        key = Ed25519PrivateKey.generate()
        public, content = key.public_key().public_bytes_raw(), bytes([number]) * number
        signature = key.sign(content)
        assert is_signed(public, content, signature)
        assert not is_signed(public, content + b"x", signature)
        assert not is_signed(public, content, signature[:40] + bytes([signature[40] ^ 1]) + signature[41:])
        assert not is_signed(public[:-1] + bytes([public[-1] ^ 0x80]), content, signature)
        assert not is_signed(public, content, b"")


def test_an_update_makes_the_old_box_the_new_one_and_is_small(tmp_path: Path, key: str) -> None:
    old = small(tmp_path, key, **{"en/old.html": b"old", "en/same.html": bytes(range(256)) * 4000})
    new = small(tmp_path, key, **{"fr/new.html": b"new", "en/same.html": bytes(range(256)) * 4000, "en/a.html": b"b"})
    update = pack_update(pack_box(old), new)
    assert len(update) < 5000
    folder = unpack(pack_box(old), tmp_path / "b")
    (tmp_path / "u.zip").write_bytes(update)
    status, said = run(folder / "update.py", tmp_path / "u.zip")
    assert (status, said) == (0, "This box is up to date.\n")
    found = {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    assert {name: data for name, data in found.items() if "__pycache__" not in name} == new
    assert run(folder / "update.py", tmp_path / "u.zip")[0] == 1, "it is for the older one"


def test_an_update_that_somebody_altered_or_signed_changes_nothing(tmp_path: Path, key: str) -> None:
    old, new = small(tmp_path, key), small(tmp_path, key, **{"en/a.html": b"b"})
    folder = unpack(pack_box(old), tmp_path / "b")
    with zipfile.ZipFile(BytesIO(pack_update(pack_box(old), new))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    told = json.loads(parts["delta.json"])
    foreign = Ed25519PrivateKey.generate().sign(new[MANIFEST]).hex().encode()
    altered = [
        {**parts, "en/a.html": b"c"},
        {**parts, "manifest.sig": foreign},
        {**parts, "delta.json": json.dumps({**told, "gone": ["index.html"]}).encode()},
        {
            **parts,
            "delta.json": json.dumps({**told, "files": {**told["files"], "../x": [1, "0"]}}).encode(),
            "../x": b"x",
        },
    ]
    for number, wrong in enumerate(altered):
        (tmp_path / f"{number}.zip").write_bytes(pack_box(wrong))
        assert run(folder / "update.py", tmp_path / f"{number}.zip")[0] == 1, number
        assert {name: (folder / name).read_bytes() for name in old} == old


def test_a_file_that_is_no_box_makes_no_update(tmp_path: Path, key: str) -> None:
    for wrong in (b"", b"PK", pack_box({"a": b"b"}), pack_box({MANIFEST: b"{}"})):
        with pytest.raises(ValueError):
            pack_update(wrong, small(tmp_path, key))


# -- search --------------------------------------------------------------------------------------------------------


def foldings() -> list[tuple[str, str]]:
    return [tuple(pair) for pair in json.loads((Path(__file__).parent / "foldings.json").read_text())["same"]]


@pytest.mark.parametrize(("typed", "stands"), foldings())
def test_two_spellings_of_one_word_are_folded_alike(typed: str, stands: str) -> None:
    assert fold_spelling(typed) == fold_spelling(stands)


def test_the_folding_as_data_holds_every_letter_that_the_server_changes() -> None:
    told: Any = describe_folding()
    assert told["letters"]["ک"] == "ك"
    assert told["letters"]["۱"] == "1"
    assert told["letters"]["\u200c"] == ""
    assert re.compile(told["accents"]).sub("", "é".encode().decode()) == "é"


def page_of(path: str, title: str, text: str) -> IndexedPage:
    return IndexedPage(path=path, title=title, kind="Tool", language="en", facets=["crime=tip"], text=text)


def test_words_of_titles_need_no_lists_and_what_stands_everywhere_goes_first() -> None:
    pages = [page_of(f"a{number}/", "Quince", f"quince everywhere w{number % 7}") for number in range(50)]
    lists = collect_lists("en", pages)
    assert "quince" not in lists
    assert len(lists["everywhere"]) == 50
    assert b"everywhere" in write_index("en", pages)


@pytest.mark.django_db
def test_the_index_of_all_pages_is_as_small_as_promised() -> None:
    import gzip

    modules = ["/en/modules/rights-and-gender/", "/en/modules/rights-and-gender-pakistan/"]
    pages = {path: name_page(path) for path in [*list_box_addresses("en"), *modules]}
    found = index_pages("en", BoxPlan(languages=["en"], pages=pages, pdfs={}, portal=""))
    assert len(found) > 550
    assert len(gzip.compress(write_index("en", found), 9)) <= MOST_BYTES


# -- made ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.usefixtures("some")
def test_the_command_writes_a_box_and_an_update_of_one_edited_tool(tmp_path: Path, key: str) -> None:
    full, update, after = tmp_path / "full.zip", tmp_path / "update.zip", tmp_path / "after.zip"
    call_command("make_box", "--languages", "en", "--output", str(full), verbosity=0)
    tool = ToolPage.objects.get(slug="legislation", locale__language_code="en")
    tool.summary = "Quince"
    tool.save()
    call_command("make_box", "--languages", "en", "--output", str(update), "--delta", str(full))
    call_command("make_box", "--languages", "en", "--output", str(after))
    assert update.stat().st_size < 100_000
    folder = unpack(full.read_bytes(), tmp_path / "b")
    assert run(folder / "update.py", update) == (0, "This box is up to date.\n")
    with zipfile.ZipFile(after) as archive:
        assert all((folder / name).read_bytes() == archive.read(name) for name in archive.namelist())
    assert run(folder / "verify.py", key)[0] == 0


def test_a_key_stays_and_only_its_owner_reads_it(key: str) -> None:
    assert not make_box_key()
    assert get_public_key() == key
    assert Path(settings.BOX_KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert Path(f"{settings.BOX_KEY_FILE}.pub").read_text().strip() == key


@pytest.mark.django_db
@pytest.mark.usefixtures("some", "quiet")
def test_staff_have_a_box_made_that_readers_find_until_something_in_it_is_withdrawn(
    as_: Any, publisher: Any, editor: Any, django_capture_on_commit_callbacks: Any
) -> None:
    from toolkit.tasks import make_box

    assert as_(editor).get("/admin/toolkit-box/").status_code == 302
    staff = as_(publisher)
    assert "Make a box" in staff.get("/admin/toolkit-box/").content.decode()
    assert staff.post("/admin/toolkit-box/", {"language": ["en", "xx"]}).status_code == 302
    make_box(["en"])
    row = Export.objects.get(kind="toolkit.box")
    assert row.lane == "slow"
    render_export(row.pk)
    row.refresh_from_db()
    assert row.file_url in Client().get("/en/box/").content.decode()
    answer = Client().get(row.file_url)
    with zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content))) as archive:  # type: ignore[attr-defined]
        assert read_manifest(archive.read(MANIFEST))["languages"] == ["en"]
    with django_capture_on_commit_callbacks(execute=True):
        ToolPage.objects.get(slug="legislation", locale__language_code="en").unpublish()
    assert Client().get(row.file_url).status_code == 404
    assert row.file_url not in Client().get("/en/box/").content.decode()


@pytest.mark.django_db
def test_the_page_about_the_box_names_the_key_that_signs_it(key: str) -> None:
    page = Client().get("/en/box/").content.decode()
    assert key in page.replace("<wbr>", "")
    assert "verify.py" in page


@pytest.mark.django_db
@pytest.mark.thorough
@pytest.mark.usefixtures("quiet")
def test_a_pdf_that_a_page_offers_is_made_for_the_box_and_others_stay_outside() -> None:
    tool = ToolPage.objects.get(slug="legislation", locale__language_code="en")
    found = make_paper(f"/en/files/ask/toolkit.tool/{tool.pk}/?form=paper")
    assert found
    name, content = found
    assert re.fullmatch(r"pdf/[\w.-]+\.pdf", name)
    assert content.startswith(b"%PDF-")
    assert make_paper(f"/en/files/ask/toolkit.tool/{tool.pk}/?form=paper&amp;size=letter") is None
    assert make_paper("/en/files/ask/toolkit.provision/1/?form=paper") is None
    assert make_paper("/en/files/ask/toolkit.tool/999999/?form=paper") is None
