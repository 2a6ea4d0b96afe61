"""SCORM 1.2: one learning object that tells the system how far a student is.

Everybody's package has the self-test, which is marked in the page and told to nobody, and is completed when every page
was seen. A lecturer's adds a test of every question that a script can mark: it tells the system each answer, the score
and whether it is enough. Its right answers are in the page, where students can find them. Marking notes are in neither.
"""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override
from lxml import etree
from lxml.builder import ElementMaker

from modules.domain.outlines import Outline, Question
from modules.packages.films import collect_captions, collect_film_files, describe_players
from modules.packages.identifiers import derive_xml_id
from modules.packages.manifests import build_manifest
from modules.packages.payloads import deserialize_outline
from modules.presenters.package_pages import PackagePage, get_language_attributes, render_package_pages
from toolkit.packages.archives import write_archive
from toolkit.packages.books import read_stylesheet
from toolkit.templatetags.portal import html_lang

CP = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
ADL = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
MD = "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"
# No schemaLocation: it would name files that are not in the package, and a strict reader would look for them.
C = ElementMaker(namespace=CP, nsmap={None: CP, "adlcp": ADL})
M = ElementMaker(namespace=MD, nsmap={None: MD})
LONGEST_TITLE = 200
MASTERY = 60  # of 100: what passes; a system may say another number


def pack_scorm(payload: bytes, file: BinaryIO, step: Callable[[int], None]) -> None:
    outline = deserialize_outline(payload)
    films = collect_film_files(outline)
    told = render_package_pages(outline, describe_players(outline, films))
    pages = [leaf for leaf in told if not leaf.for_lecturers and leaf.kind != "practice"]
    step(1)
    content: dict[str, bytes | str] = {
        "index.html": start(outline, pages),
        "style.css": read_stylesheet(),
        "runtime.js": runtime(),
        **collect_captions(outline),
        **films,
    }
    content["manifest.json"] = build_manifest(outline, "scorm", content, pages)
    content["imsmanifest.xml"] = etree.tostring(
        imsmanifest(outline, sorted(content)), xml_declaration=True, encoding="UTF-8", pretty_print=True
    )
    write_archive(file, content)


def start(outline: Outline, pages: list[PackagePage]) -> str:
    """The learning object: all pages in one, so that the system is greeted once and left once."""
    with override(outline.language):
        values = {"outline": outline, "pages": pages, "test": test(outline), "mastery": MASTERY}
        values |= get_language_attributes(outline)
        return render_to_string("modules/packages/scorm.html", values).strip() + "\n"


def test(outline: Outline) -> list[tuple[str, Question]]:
    """Questions that a script can mark, each with a name that lasts."""
    marked = [question for question in outline.questions if any(option.right for option in question.options)]
    return [(derive_xml_id(outline, question.id), question) for question in marked]


@lru_cache(maxsize=1)
def runtime() -> str:
    return (Path(settings.BASE_DIR) / "static/js/scorm.js").read_text()


def imsmanifest(outline: Outline, files: list[str]) -> Any:
    sco = C.resource(
        *[C.file(href=name) for name in files],
        identifier=derive_xml_id(outline, "sco"),
        type="webcontent",
        href="index.html",
    )
    sco.set(f"{{{ADL}}}scormtype", "sco")
    title = outline.title[:LONGEST_TITLE]
    item = C.item(
        C.title(title), identifier=derive_xml_id(outline, "item"), identifierref=derive_xml_id(outline, "sco")
    )
    item.set("isvisible", "true")
    if test(outline):
        item.append(ElementMaker(namespace=ADL).masteryscore(str(MASTERY)))
    organization = C.organization(C.title(title), item, identifier="organization")
    return C.manifest(
        C.metadata(C.schema("ADL SCORM"), C.schemaversion("1.2"), description(outline)),
        C.organizations(organization, default="organization"),
        C.resources(sco),
        identifier=derive_xml_id(outline, "scorm", outline.version, outline.for_lecturers),
        version=str(outline.version),
    )


def description(outline: Outline) -> Any:
    """Title, language, version, licence, source and parent in IMS metadata 1.2."""
    lang = html_lang(outline.language)

    def words(text: str) -> Any:
        node = M.langstring(text)
        node.set("{http://www.w3.org/XML/1998/namespace}lang", lang)
        return node

    def choice(value: str) -> list[Any]:
        source, chosen = M.langstring("LOMv1.0"), M.langstring(value)
        for node in (source, chosen):
            node.set("{http://www.w3.org/XML/1998/namespace}lang", "x-none")
        return [M.source(source), M.value(chosen)]

    lom = M.lom(
        M.general(
            M.title(words(outline.title)),
            M.catalogentry(M.catalog("URI"), M.entry(words(outline.url))),
            M.language(lang),
            M.description(words(outline.summary)),
        ),
        M.lifecycle(M.version(words(str(outline.version)))),
        M.rights(
            M.copyrightandotherrestrictions(*choice("yes")),
            M.description(words(f"{outline.licence}, {outline.licence_url}")),
        ),
    )
    if outline.parent_url:
        said = words(f"{outline.parent_title}, {outline.parent_version}, {outline.parent_url}")
        lom.append(M.relation(M.kind(*choice("IsBasedOn")), M.resource(M.description(said))))
    return lom
