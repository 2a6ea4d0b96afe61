"""The toolkit for Kiwix: what a box of one language holds, packed for the program that writes a ZIM file of it
(script/write_zim.py). That program stands on libzim, under the GPL: it is called, never imported.

A reader such as Kiwix has no folder to unpack and no program to run, so the first page of a box, its list, its
signature and what checks them stay out. The same content gives the same bytes.
"""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override
from lxml import html

from toolkit.domain.box import START
from toolkit.domain.zim import ZimFacts, describe_zim, name_zim
from toolkit.models import Portal
from toolkit.packages.box import (
    Tell,
    build_words,
    convert_pages,
    find_as_of,
    index_pages,
    make_papers,
    pack_box,
    plan_box,
    render_pages,
)
from toolkit.packages.box_pages import SEARCH, BoxPlan, BoxWords, PageConverter
from toolkit.packages.box_scripts import write_scripts

PROGRAM = Path(settings.BASE_DIR, "script/write_zim.py")
INSTALL = "On Debian or Ubuntu: apt-get install python3-libzim. Elsewhere name a Python that has libzim by --python."
LEFT_OUT = "static/js/verify.js"
PICTURE = "static/img/mark-48.png"
# Some readers (Kiwix in a browser) put style sheets and scripts into the page, or lend them addresses of their own.
POLICY = "default-src 'self' data: blob: 'unsafe-inline'; form-action 'self'"


class ZimError(Exception):
    """No ZIM file could be written. Says why, and what to install."""


@dataclass(frozen=True)
class PackedZim:
    """A file that is still to be written: its name, and what the program reads."""

    name: str
    packed: bytes


def build_zim(code: str, *, tell: Tell, with_pdfs: bool = False) -> PackedZim:
    """One language: readers choose files by it. Raises NotForPhonesError and PaperError as build_box does."""
    gathered = render_pages([code], tell)
    pdfs = make_papers(gathered, tell) if with_pdfs else {}
    plan, as_of = plan_box(gathered, pdfs, policy=POLICY), find_as_of()
    files = convert_pages(gathered, plan, as_of) | dict(pdfs.values()) | write_scripts()
    del files[LEFT_OUT]
    with override(code):
        files |= build_about(gathered.pages[f"/{code}/box/"], f"/{code}/box/", plan, build_words(code, as_of))
        titles = {f"{code}/{page.path}{START}": f"{page.title} ({page.kind})" for page in index_pages(code, plan)}
    home = html.document_fromstring(files[f"{code}/{START}"].decode())
    told = describe_zim(
        ZimFacts(
            language=code,
            title=home.findtext(".//title") or "",
            summary=" ".join(home.xpath("//meta[@name='description']/@content")),
            publisher=Portal.load().name,
            portal=plan.portal,
            as_of=as_of.isoformat(),
            with_pdfs=with_pdfs,
        )
    )
    asked = {"main": f"{code}/{START}", "metadata": told, "found": list_found(code, files, titles)}
    content = {f"files/{name}": data for name, data in files.items()}
    content |= {"zim.json": json.dumps(asked).encode(), "picture.png": Path(settings.BASE_DIR, PICTURE).read_bytes()}
    return PackedZim(name_zim(told), pack_box(content))


def build_about(frame: str, path: str, plan: BoxPlan, words: BoxWords) -> dict[str, bytes]:
    """What the page about a box says here, in the active language."""
    page = PageConverter(frame, path, plan, words)
    page.replace_main(render_to_string("toolkit/packages/zim_about.html"), _("About this copy"))
    return {page.file: page.convert()}


def list_found(code: str, files: Mapping[str, bytes], titles: Mapping[str, str]) -> dict[str, list[str]]:
    """What a reader's own search finds: by file its title and its words, without the frame that all pages share."""
    found = {}
    for name in sorted(name for name in files if name.endswith(f"/{START}")):
        if name.split("/")[1] in {SEARCH, "box"}:
            continue
        main = html.document_fromstring(files[name].decode()).get_element_by_id("main")
        for element in main.xpath(".//script|.//template"):
            element.drop_tree()
        title = titles.get(name) or next((one.text_content() for one in main.iter("h1")), code)
        found[name] = [" ".join(title.split()), " ".join(" ".join(main.itertext()).split())]
    return found


def find_writer(python: str) -> str:
    """What would write: libzim and its version. Raises ZimError where it is missing."""
    return run_writer(python, "--version").decode().strip()


def write_zim(zim: PackedZim, output: Path, python: str) -> None:
    """By the program, and checked by it. Raises ZimError where it could not."""
    run_writer(python, str(output), zim.packed)


def run_writer(python: str, argument: str, packed: bytes = b"") -> bytes:
    """Isolated, and without our environment: it needs no secret of ours."""
    try:
        done = subprocess.run(  # noqa: S603
            [python, "-I", str(PROGRAM), argument], input=packed, capture_output=True, env={}, check=False
        )
    except OSError as error:
        raise ZimError(f"{python} could not be started ({error.strerror}). {INSTALL}") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise ZimError(said[-1] if said else f"The program that writes ended with {done.returncode}.")
    return done.stdout
