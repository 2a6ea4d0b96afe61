"""The toolkit for Kiwix: what is in the file, that it is sound, and that what writes it stays outside."""

import ast
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from lxml import html
from PIL import Image

from tests.toolkit.test_box import SOME, assert_links_lead_inside, documents, say
from toolkit.domain.zim import DESCRIPTION, LANGUAGES, TITLE, ZimFacts, describe_zim, name_zim, shorten_words
from toolkit.packages import box
from toolkit.packages.zim import PackedZim, ZimError, build_zim, find_writer, write_zim
from toolkit.selectors.box import list_box_addresses

ROOT = Path(settings.BASE_DIR)
PYTHON = "/usr/bin/python3"  # of Debian's python3-libzim (script/test installs it)
# Another program than the one that wrote it.
READ = """
import json, sys
from libzim.reader import Archive
from libzim.search import Query, Searcher
archive = Archive(sys.argv[1])
found = Searcher(archive).search(Query().set_query(sys.argv[2])).getResults(0, 50)
print(json.dumps({
    "metadata": {key: archive.get_metadata(key).decode("latin-1") for key in archive.metadata_keys},
    "main": archive.main_entry.get_item().path,
    "uuid": str(archive.uuid),
    "found": {path: archive.get_entry_by_path(path).title for path in found},
    "has": [archive.has_entry_by_path(name) for name in sys.argv[3:]],
}))
"""


@pytest.fixture
def some(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some pages of each kind: all of a language take half a minute."""
    listed = list_box_addresses
    monkeypatch.setattr(box, "list_box_addresses", lambda code: [p for p in listed(code) if SOME.fullmatch(p)])
    monkeypatch.setattr(box, "FOLLOWED", {"modules:catalogue"})


def facts(**more: object) -> ZimFacts:
    told = {"language": "en", "title": "A: b", "summary": "c", "publisher": "P", "portal": "https://p.example"}
    return ZimFacts(**{**told, "as_of": "2026-12-01", "with_pdfs": False, **more})  # type: ignore[arg-type]


def small(**pages: str) -> PackedZim:
    """Two pages, as build_zim packs them."""
    files = {f"en/{name}/index.html": f"<p>{text}</p>" for name, text in {"a": "apples", "b": "pears", **pages}.items()}
    told = describe_zim(facts())
    found = {name: [name.split("/")[1], text] for name, text in files.items()}
    content: dict[str, bytes] = {f"files/{name}": text.encode() for name, text in files.items()}
    content["zim.json"] = json.dumps({"main": "en/a/index.html", "metadata": told, "found": found}).encode()
    content["picture.png"] = (ROOT / "static/img/mark-48.png").read_bytes()
    return PackedZim("small.zim", box.pack_box(content))


def unpacked(zim: PackedZim) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(zim.packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def checked(file: Path, *how: str) -> tuple[int, str]:
    done = subprocess.run(["zimcheck", *how, str(file)], capture_output=True, text=True)
    return done.returncode, done.stdout


def read(file: Path, query: str, *names: str) -> dict[str, object]:
    done = subprocess.run([PYTHON, "-c", READ, str(file), query, *names], capture_output=True, text=True)
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])  # libzim says that it knows no Dari endings
    return found


# -- what it says of itself ----------------------------------------------------------------------------------------


def test_each_language_of_the_portal_has_the_code_that_readers_know_it_by() -> None:
    assert set(LANGUAGES) == {code for code, _name in settings.LANGUAGES}
    assert all(re.fullmatch("[a-z]{3}", code) for code in LANGUAGES.values())
    assert len(set(LANGUAGES.values())) == len(LANGUAGES)


def test_the_title_of_the_first_page_says_the_name_and_what_it_is_about() -> None:
    told = describe_zim(facts(language="fr", title="Boîte\xa0: traite des personnes", summary="Plus long."))
    assert (told["Title"], told["Description"], told["LongDescription"]) == (
        "Boîte",
        "Traite des personnes",
        "Plus long.",
    )
    assert told["Language"] == "fra"
    assert name_zim(told) == "rights-gender-toolkit_fr_all_pages_2026-12.zim"
    assert name_zim(describe_zim(facts(with_pdfs=True))) == "rights-gender-toolkit_en_all_pdfs_2026-12.zim"


def test_what_is_too_long_for_a_reader_ends_with_a_word() -> None:
    assert shorten_words("one two three", 8) == "one two…"
    assert shorten_words("one\n two", 7) == "one two"
    assert shorten_words("x" * 9, 5) == "xxxx…"
    told = describe_zim(facts(title="many words " * 9, summary="many words " * 999))
    assert 20 < len(told["Title"]) <= TITLE
    assert 60 < len(told["Description"]) <= DESCRIPTION
    assert len(told["LongDescription"]) <= 4000
    assert "" not in describe_zim(facts(title="", summary="")).values()


def test_its_picture_is_of_the_size_that_readers_show() -> None:
    with Image.open(ROOT / "static/img/mark-48.png") as picture:
        assert (picture.format, picture.size) == ("PNG", (48, 48))


# -- what is in it -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.usefixtures("some")
def test_it_holds_the_files_of_a_box_without_what_only_a_folder_needs() -> None:
    packed = unpacked(build_zim("en", tell=say))
    files = {name.removeprefix("files/"): data for name, data in packed.items() if name.startswith("files/")}
    assert set(packed) - {f"files/{name}" for name in files} == {"zim.json", "picture.png"}
    assert {name for name in files if "/" not in name} == set(), "no list, no key, no program"
    assert "static/js/verify.js" not in files
    assert {"en/index.html", "en/search/index.js", "static/js/answers.js", "static/css/tokens.css"} <= set(files)
    assert_links_lead_inside(files)
    about = files["en/box/index.html"].decode()
    assert "do not carry it" in about
    assert "ZIP" not in about
    assert "data-verify" not in about


@pytest.mark.django_db
@pytest.mark.usefixtures("some")
def test_its_pages_let_a_reader_lend_them_style_and_ask_nothing_from_elsewhere() -> None:
    packed = unpacked(build_zim("prs", tell=say))
    for name, page in documents(packed):
        (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert "blob:" in policy, name
        assert not re.search(r"https?:|\*", policy), name
        assert not page.xpath("//script[@type='module']|//*[@method]|//script[not(@src) and not(@type)]"), name


@pytest.mark.django_db
@pytest.mark.usefixtures("some")
def test_a_search_finds_a_page_by_its_own_words_and_kind_and_not_by_its_frame() -> None:
    packed = unpacked(build_zim("en", tell=say))
    asked = json.loads(packed["zim.json"])
    title, words = asked["found"]["en/tools/legislation/index.html"]
    assert title == "Legislation (Tool)"
    assert asked["found"]["en/checklists/legislation/index.html"][0] == "Legislation (Checklist)"
    assert asked["found"]["en/law/index.html"][0] == "Law"
    page = html.document_fromstring(packed["files/en/tools/legislation/index.html"].decode())
    frame = " ".join(page.xpath("//header")[0].text_content().split())
    assert frame
    assert frame not in words
    assert not {"en/search/index.html", "en/box/index.html"} & set(asked["found"])
    assert asked["main"] == "en/index.html"


# -- written -------------------------------------------------------------------------------------------------------


@pytest.mark.thorough
@pytest.mark.django_db
@pytest.mark.usefixtures("some")
def test_the_command_writes_a_sound_file_that_other_programs_read(tmp_path: Path) -> None:
    said = StringIO()
    call_command("make_zim", "--languages", "prs", "--output", str(tmp_path), stdout=said)
    (file,) = tmp_path.iterdir()
    assert re.fullmatch(r"rights-gender-toolkit_prs_all_pages_\d{4}-\d\d\.zim", file.name)
    assert hashlib.sha256(file.read_bytes()).hexdigest() in said.getvalue()
    status, found = checked(file, "-A")
    assert status == 0, found
    assert not re.search("WARNING|ERROR", found), found
    assert checked(file, "-C")[0] == 0
    told = read(file, "قاچاق", "prs/search/index.html", "static/js/answers.js", "verify.py", "index.html")
    assert told["main"] == "prs/index.html"
    assert told["has"] == [True, True, False, False]
    assert "prs/tools/legislation/index.html" in told["found"]  # type: ignore[operator]
    metadata = told["metadata"]
    assert isinstance(metadata, dict)
    assert metadata["Language"] == "prs"
    mandatory = {"Name", "Title", "Creator", "Publisher", "Date", "Description", "Language", "Illustration_48x48@1"}
    assert mandatory <= set(metadata)
    assert metadata["Illustration_48x48@1"].startswith("\x89PNG")


@pytest.mark.thorough
@pytest.mark.django_db
@pytest.mark.usefixtures("some")
def test_the_same_content_is_the_same_file_to_the_byte_and_other_content_another(tmp_path: Path) -> None:
    for number in "12":
        write_zim(build_zim("en", tell=say), tmp_path / number, PYTHON)
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()
    for number, words in {"3": "plums", "4": "plums", "5": "cherries"}.items():
        write_zim(small(c=words), tmp_path / number, PYTHON)
    assert (tmp_path / "3").read_bytes() == (tmp_path / "4").read_bytes()
    told = [read(tmp_path / number, "plums") for number in "35"]
    assert told[0]["uuid"] != told[1]["uuid"]
    assert [list(one["found"]) for one in told] == [["en/c/index.html"], []]  # type: ignore[call-overload]


@pytest.mark.thorough
def test_a_changed_byte_is_found_by_the_check(tmp_path: Path) -> None:
    file = tmp_path / "a.zim"
    write_zim(small(), file, PYTHON)
    whole = bytearray(file.read_bytes())
    assert checked(file, "-C")[0] == 0
    whole[-100] ^= 1
    file.write_bytes(whole)
    assert checked(file, "-C")[0] != 0


@pytest.mark.thorough
def test_a_file_that_cannot_be_written_leaves_the_older_one_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "a.zim"
    file.write_bytes(b"older")
    wrong = unpacked(small())
    wrong["files/en/a.exe"] = b"x"
    with pytest.raises(ZimError):
        write_zim(PackedZim("a.zim", box.pack_box(wrong)), file, PYTHON)
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("a.zim", b"older")]


# -- outside -------------------------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_whoever_has_no_libzim_is_told_in_one_sentence_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"^libzim is missing in .*apt-get install python3-libzim.*--python"):
        call_command("make_zim", "--python", sys.executable, "--output", str(tmp_path))
    with pytest.raises(CommandError, match=r"/nowhere/python could not be started.*python3-libzim"):
        call_command("make_zim", "--python", "/nowhere/python", "--output", str(tmp_path))
    assert list(tmp_path.iterdir()) == []
    assert find_writer(PYTHON).startswith("libzim 9.")


def test_the_portal_and_the_program_that_stands_on_the_gpl_do_not_import_each_other() -> None:
    locked = {one["name"] for one in tomllib.loads((ROOT / "uv.lock").read_text())["package"]}
    assert "libzim" not in locked
    program = imports(ROOT / "script/write_zim.py")
    assert program - set(sys.stdlib_module_names) == {"libzim"}
    for file in ROOT.glob("*/**/*.py"):
        if ".venv" not in file.parts and file.name != "write_zim.py" and "zim" in file.read_text():
            assert not {"libzim", "write_zim"} & imports(file), file


def imports(file: Path) -> set[str]:
    """The first and last word of each module."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        above = [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
        for name in above or names:
            found.add(name.split(".")[0])
        if "script" in above:
            found |= set(names)
    return found


@pytest.mark.thorough
def test_the_program_gets_no_secret_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spy = tmp_path / "python"
    spy.write_text(f"#!{shutil.which('sh')}\nenv\n")
    spy.chmod(0o755)
    monkeypatch.setenv("SECRET_KEY", "quince")
    assert "quince" not in find_writer(str(spy))
