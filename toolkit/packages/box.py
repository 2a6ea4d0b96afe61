"""The toolkit in a box: all public pages of some languages as a ZIP that opens from a folder, signed.

Pages are asked for as any reader asks (toolkit/packages/saved.py), and become files (box_pages.py). No clock is read:
the same content gives the same bytes.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connections
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import override

from exports.domain.kinds import PackageKind
from exports.domain.packages import Package
from toolkit.domain.box import (
    FOLLOWED,
    KEY,
    MANIFEST,
    SIGNATURE,
    START,
    compare_boxes,
    describe_box,
    name_page,
    read_manifest,
    write_manifest,
)
from toolkit.domain.box_index import IndexedPage, write_index
from toolkit.domain.saved import find_named_addresses
from toolkit.models import SearchEntry
from toolkit.packages.archives import write_archive
from toolkit.packages.box_films import BoxFilms, gather_films
from toolkit.packages.box_pages import POLICY, SEARCH, BoxPlan, BoxWords, PageConverter
from toolkit.packages.box_papers import make_paper
from toolkit.packages.box_scripts import write_scripts
from toolkit.packages.payloads import write_payload
from toolkit.packages.saved import GONE, SHOWN, ask_as_stranger, check_answer
from toolkit.presenters.days import write_day
from toolkit.sealing import get_public_key, sign_content
from toolkit.selectors.box import find_newest_publication, list_box_addresses, list_box_entries, name_facets
from toolkit.templatetags.portal import html_lang, languages

SUBJECT = "box"
BOX = PackageKind(kind="toolkit.box", pack=write_payload, shows=dict.fromkeys(SHOWN, lambda _row: [SUBJECT]))
PACKAGES = [BOX]  # for settings.FILE_KINDS
PROGRAMS = ("verify.py", "update.py")  # of static/box
ASKED = re.compile(r'action="(/[a-z]+/files/ask/[^"]+)"')
IMPORTED = re.compile(r"""@import\s+(?:url\()?["']([^"']+)""")

type Tell = Callable[[str], None]


@dataclass
class Gathered:
    """What was rendered: pages by address."""

    languages: Sequence[str]
    pages: dict[str, str] = field(default_factory=dict)


def build_box(
    codes: Sequence[str], *, tell: Tell, with_pdfs: bool = False, with_films: bool = False, processes: int = 1
) -> dict[str, bytes]:
    """Every file of the box by its name, signed; languages side by side in so many processes. Raises
    NotForPhonesError where a page cannot be rendered or is not for everybody, NoBoxKeyError without a key, PaperError
    where a PDF cannot be made."""
    key = get_public_key()
    gathered = render_pages(codes, tell, processes)
    pdfs = make_papers(gathered, tell) if with_pdfs else {}
    films = gather_films(gathered.pages, tell) if with_films else BoxFilms()
    plan, as_of = plan_box(gathered, pdfs, films), find_as_of()
    files = convert_pages(gathered, plan, as_of) | dict(pdfs.values()) | films.files | write_scripts()
    files[START] = build_start(codes)
    files |= {name: Path(settings.BASE_DIR, "static/box", name).read_bytes() for name in PROGRAMS}
    files[KEY] = f"{key}\n".encode()
    manifest = describe_box(files, languages=codes, portal=plan.portal, as_of=as_of.isoformat())
    content = write_manifest(manifest)
    return {**files, MANIFEST: content, SIGNATURE: f"{sign_content(content).hex()}\n".encode()}


def render_pages(codes: Sequence[str], tell: Tell, processes: int = 1) -> Gathered:
    """As strangers get them, and what they link to of modules, in the order of the languages."""
    gathered = Gathered(codes)
    for code, pages in zip(codes, render_languages(codes, processes), strict=True):
        gathered.pages |= pages
        tell(f"{code}: {len(pages)} pages")
    return gathered


def render_languages(codes: Sequence[str], processes: int) -> Iterator[dict[str, str]]:
    if min(processes, len(codes)) == 1:
        yield from map(render_language, codes)
        return
    connections.close_all()  # no two processes may speak over one
    with ProcessPoolExecutor(processes, get_context("fork")) as pool:
        yield from pool.map(render_language, codes)


def render_language(code: str) -> dict[str, str]:
    pages: dict[str, str] = {}
    waiting = list_box_addresses(code)
    for path in waiting:  # grows
        if path in pages:
            continue
        response = ask_as_stranger(path, code)
        if response.status_code in GONE:
            continue
        check_answer(path, response)
        pages[path] = response.content.decode()
        waiting += [link for link in find_named_addresses(response.content) if is_followed(link, code)]
    return pages


def make_papers(gathered: Gathered, tell: Tell) -> dict[str, tuple[str, bytes]]:
    """By the address that a page asks for a file at: its name in the box and its content."""
    asked = dict.fromkeys(address for page in gathered.pages.values() for address in ASKED.findall(page))
    papers = {unescape(address): paper for address in asked if (paper := make_paper(address))}
    tell(f"{len(set(papers.values()))} PDFs")
    return papers


def is_followed(path: str, code: str) -> bool:
    if not path.startswith(f"/{code}/"):
        return False
    with override(code):
        try:
            return resolve(path).view_name in FOLLOWED
        except Resolver404:
            return False


def plan_box(
    gathered: Gathered, pdfs: Mapping[str, tuple[str, bytes]], films: BoxFilms | None = None, *, policy: str = POLICY
) -> BoxPlan:
    films = films or BoxFilms()
    return BoxPlan(
        languages=gathered.languages,
        pages={path: name_page(path) for path in gathered.pages},
        pdfs={address: name for address, (name, _content) in pdfs.items()},
        portal=str(settings.BASE_URL).rstrip("/"),
        policy=policy,
        films=films.names,
        captions=films.captions,
    )


def find_as_of() -> date:
    """Of which day a box is."""
    published = find_newest_publication()
    return published.date() if published else date(1980, 1, 1)


def convert_pages(gathered: Gathered, plan: BoxPlan, as_of: date) -> dict[str, bytes]:
    """Pages, the search of each language, and what they are dressed with."""
    files: dict[str, bytes] = {}
    assets: dict[str, str] = {}
    for code in gathered.languages:
        with override(code):
            words = build_words(code, as_of)
            for path in (path for path in gathered.pages if path.startswith(f"/{code}/")):
                page = PageConverter(gathered.pages[path], path, plan, words)
                files[page.file] = page.convert(*(["verify"] if path == f"/{code}/box/" else []))
                assets |= page.assets
            files |= build_search(code, gathered.pages[f"/{code}/box/"], plan, words)
    return files | read_assets(assets)


def build_words(code: str, as_of: date) -> BoxWords:
    """In the active language."""
    facts = {"date": write_day(as_of, code), "address": str(settings.BASE_URL).rstrip("/")}
    return BoxWords(
        copy=_("A copy of %(address)s, as it was on %(date)s.") % facts,
        about=_("About this copy"),
        keeping=render_to_string("toolkit/packages/box_keeping.html"),
    )


def build_search(code: str, frame: str, plan: BoxPlan, words: BoxWords) -> dict[str, bytes]:
    """Its page, in the frame of another one, and its index."""
    page = PageConverter(frame, f"/{code}/{SEARCH}/", plan, words)
    page.replace_main(render_to_string("toolkit/packages/box_search.html"), _("Search"))
    return {
        page.file: page.convert("index.js", "search"),
        f"{code}/{SEARCH}/index.js": write_index(code, index_pages(code, plan)),
    }


def index_pages(code: str, plan: BoxPlan) -> list[IndexedPage]:
    """Those of the box, each once: what a checklist asks, or a page lets say, is found with its page."""
    said: dict[str, list[str]] = {}
    heads: dict[str, SearchEntry] = {}
    for row in list_box_entries(code):
        path, is_part, _anchor = row.path.partition("#")
        said.setdefault(path, []).append(f"{row.title} {row.names or ''} {row.text}")
        if not is_part and f"/{code}/{path}" in plan.pages:
            heads[path] = row
    return [
        IndexedPage(
            path=plan.pages[f"/{code}/{path}"].removeprefix(f"{code}/").removesuffix(START),
            title=row.title,
            kind=str(row.get_kind_display()),
            language=html_lang(row.language),
            facets=name_facets(row),
            text=" ".join(said[path]),
        )
        for path, row in heads.items()
    ]


def build_start(codes: Sequence[str]) -> bytes:
    """The first page of all: the languages, each in its own words."""
    rows = [row for row in languages() if row["code"] in codes]
    for row in rows:
        with override(row["code"]):
            row["unpack"] = _("If a page has no colours, unpack the whole ZIP file first.")
    context = {"rows": rows, "policy": POLICY, "place": "static/"}
    return render_to_string("toolkit/packages/box_start.html", context).encode()


def read_assets(assets: Mapping[str, str]) -> dict[str, bytes]:
    """The static files and pictures that pages name, and what style sheets import."""
    files: dict[str, bytes] = {}
    for address, name in sorted(assets.items()):
        files |= read_sheets(name) if name.startswith("static/") else {name: read_picture(address)}
    return files


def read_sheets(name: str) -> dict[str, bytes]:
    """As it lies in the source, and what it imports."""
    content = Path(settings.BASE_DIR, name).read_bytes()
    files = {name: content}
    for imported in IMPORTED.findall(content.decode()) if name.endswith(".css") else []:
        files |= read_sheets(posixpath.join(posixpath.dirname(name), imported))
    return files


def read_picture(address: str) -> bytes:
    with default_storage.open(address.removeprefix(settings.MEDIA_URL)) as file:
        return bytes(file.read())


def pack_box(files: Mapping[str, bytes]) -> bytes:
    stream = BytesIO()
    write_archive(stream, files)
    return stream.getvalue()


def pack_update(old: bytes, files: Mapping[str, bytes]) -> bytes:
    """What changed since an older box. Raises ValueError where that is none."""
    try:
        with ZipFile(BytesIO(old)) as archive:
            manifest = read_manifest(archive.read(MANIFEST))
    except (BadZipFile, KeyError) as error:
        raise ValueError("This is not a box.") from error
    return pack_box(compare_boxes(manifest, files))


def build_box_package(codes: Sequence[str], files: Mapping[str, bytes]) -> Package:
    """For the ledger: one kind, and one subject, since whatever is withdrawn may stand in any of them."""
    name = "all" if len(codes) == len(settings.LANGUAGES) else "-".join(codes)
    return Package(
        kind=BOX.kind,
        subject=SUBJECT,
        title=_("The toolkit in a box"),
        language=codes[0],
        filename=f"toolkit-box-{name}.zip",
        media_type="application/zip",
        options={"languages": " ".join(codes)},
        payload=pack_box(files),
        version="1",
        seconds=settings.LARGE_SECONDS + 1,  # in the queue of large files
        version_note=read_manifest(files[MANIFEST])["version"],
    )
