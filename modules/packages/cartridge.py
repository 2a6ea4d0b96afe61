"""IMS Common Cartridge 1.3: what Moodle, Canvas, Blackboard, Brightspace and Sakai import as a course.

Pages become web content, what is to be discussed becomes discussion topics, free readings become web links, questions
become one assessment. Marking notes are a page that only instructors are to see, and only in a lecturer's package.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import override
from lxml import etree
from lxml.builder import ElementMaker

from modules.models.leaves import Leaf, frame, grouped, leaves
from modules.models.outlines import Outline
from modules.packages import qti
from modules.packages.archives import write_archive, xml_id
from modules.packages.films import captions, film_files, players
from modules.packages.manifests import manifest
from modules.packages.payloads import from_payload
from modules.packages.site import page, stylesheet
from toolkit.templatetags.portal import html_lang

CP = "http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1"
LOMM = "http://ltsc.ieee.org/xsd/imsccv1p3/LOM/manifest"
LOMR = "http://ltsc.ieee.org/xsd/imsccv1p3/LOM/resource"
DT = "http://www.imsglobal.org/xsd/imsccv1p3/imsdt_v1p3"
WL = "http://www.imsglobal.org/xsd/imsccv1p3/imswl_v1p3"
XSI = qti.XSI
PROFILE = "http://www.imsglobal.org/profile/cc/ccv1p3/"
PLACES = {
    CP: f"{PROFILE}ccv1p3_imscp_v1p2_v1p0.xsd",
    LOMM: f"{PROFILE}LOM/ccv1p3_lommanifest_v1p0.xsd",
    LOMR: f"{PROFILE}LOM/ccv1p3_lomresource_v1p0.xsd",
    DT: f"{PROFILE}ccv1p3_imsdt_v1p3.xsd",
    WL: f"{PROFILE}ccv1p3_imswl_v1p3.xsd",
}
WEB, TOPIC, LINK = "webcontent", "imsdt_xmlv1p3", "imswl_xmlv1p3"
TEST = "imsqti_xmlv1p3/imscc_xmlv1p3/assessment"
C = ElementMaker(namespace=CP, nsmap={None: CP, "lomm": LOMM, "lomr": LOMR, "xsi": XSI})
M = ElementMaker(namespace=LOMM, nsmap={"lomm": LOMM})
R = ElementMaker(namespace=LOMR, nsmap={"lomr": LOMR})


@dataclass(frozen=True)
class Resource:
    """A thing in the cartridge: its type, its file, and what is in the file. `group` is the folder it stands in."""

    id: str
    type: str
    file: str
    title: str
    content: bytes | str
    group: str = ""
    lesson_plan: bool = False
    for_lecturers: bool = False


def pack_cartridge(payload: bytes, file: BinaryIO, step: Callable[[int], None]) -> None:
    outline = from_payload(payload)
    films = film_files(outline)
    pages = leaves(outline, players(outline, films))
    with override(outline.language):
        things = [*web_pages(outline, pages), *topics(outline), *links(outline), *tests(outline)]
    step(1)
    extra: dict[str, bytes | str] = {"web/style.css": stylesheet()}
    extra |= {f"web/{name}": text for name, text in captions(outline).items()}
    extra |= {f"web/{name}": data for name, data in films.items()}
    content: dict[str, bytes | str] = {thing.file: thing.content for thing in things} | extra
    content["manifest.json"] = manifest(outline, "cartridge", content, pages)
    content["imsmanifest.xml"] = as_xml(imsmanifest(outline, things, [*extra, "manifest.json"]))
    step(2)
    write_archive(file, content)


def as_xml(root: Any) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


# -- the resources -----------------------------------------------------------------------------------------------


def web_pages(outline: Outline, pages: list[Leaf]) -> Iterator[Resource]:
    for leaf in pages:
        yield Resource(
            xml_id(outline, "page", leaf.id),
            WEB,
            f"web/{leaf.name}.html",
            leaf.title,
            page(outline, leaf),
            leaf.group,
            lesson_plan=leaf.kind == "plan",
            for_lecturers=leaf.for_lecturers,
        )


def topics(outline: Outline) -> Iterator[Resource]:
    """A discussion for each part that ends in questions."""
    parts: list[tuple[str, str, tuple[str, ...]]] = [
        *((part.id, part.title, part.debrief) for part in outline.exercises),
        *((part.id, part.title, part.questions) for part in outline.cases),
        *((part.id, part.title, part.questions) for part in outline.films),
    ]
    for number, (part, title, questions) in enumerate([row for row in parts if row[2] and row[1]], 1):
        name = _("Discussion: %(title)s") % {"title": title}
        topic = topic_of(outline, name, questions)
        yield Resource(
            xml_id(outline, "topic", part), TOPIC, f"topics/topic-{number}.xml", name, topic, _("Discussions")
        )


def topic_of(outline: Outline, title: str, questions: tuple[str, ...]) -> bytes:
    says = frame(outline)
    rows = format_html_join("", "<li>{}</li>", ((question,) for question in questions))
    text = format_html('<div lang="{}" dir="{}"><ul>{}</ul></div>', says["lang"], says["dir"], rows)
    make = ElementMaker(namespace=DT, nsmap={None: DT, "xsi": XSI})
    return as_xml(placed(make.topic(make.title(title), make.text(str(text), texttype="text/html")), DT))


def links(outline: Outline) -> Iterator[Resource]:
    """The module's own page, and readings that are free."""
    found = [("home", outline.title, outline.url)]
    found += [
        (reading.id, title_of(reading.csl), address_of(reading.csl))
        for reading in outline.readings
        if reading.access == "open"
    ]
    for number, (part, title, address) in enumerate([row for row in found if row[2]], 1):
        make = ElementMaker(namespace=WL, nsmap={None: WL, "xsi": XSI})
        node = placed(make.webLink(make.title(title), make.url(href=address, target="_blank")), WL)
        yield Resource(xml_id(outline, "link", part), LINK, f"links/link-{number}.xml", title, as_xml(node), _("Links"))


def title_of(csl: dict[str, object]) -> str:
    return " ".join(str(csl.get("title") or "").split())


def address_of(csl: dict[str, object]) -> str:
    address = str(csl.get("URL") or "")
    return address if address.startswith(("https://", "http://")) else ""


def tests(outline: Outline) -> Iterator[Resource]:
    if outline.questions:
        content = qti.as_xml(qti.assessment(outline))
        yield Resource(xml_id(outline, "test"), TEST, "test/assessment.xml", _("Assessment"), content)


def placed(root: Any, namespace: str) -> Any:
    root.set(f"{{{XSI}}}schemaLocation", f"{namespace} {PLACES[namespace]}")
    return root


# -- the manifest ------------------------------------------------------------------------------------------------


def imsmanifest(outline: Outline, things: list[Resource], extra: list[str]) -> Any:
    others = [C.resource(C.file(href=name), identifier=xml_id(outline, name), type=WEB, href=name) for name in extra]
    root = C.manifest(
        C.metadata(C.schema("IMS Common Cartridge"), C.schemaversion("1.3.0"), description(outline)),
        C.organizations(organization(outline, things)),
        C.resources(*map(resource, things), *others),
        identifier=xml_id(outline, "cartridge", outline.version, outline.for_lecturers),
    )
    root.set(f"{{{XSI}}}schemaLocation", " ".join(f"{name} {PLACES[name]}" for name in (CP, LOMM, LOMR)))
    return root


def description(outline: Outline) -> Any:
    """Title, language, version, licence, source and parent, as IEEE LOM."""
    lang = html_lang(outline.language)

    def words(text: str) -> Any:
        return M.string(text, language=lang)

    general = M.general(
        M.identifier(M.catalog("URI"), M.entry(outline.url)),
        M.identifier(M.catalog("version"), M.entry(str(outline.version))),
        M.title(words(outline.title)),
        M.language(lang),
        M.description(words(outline.summary)),
    )
    lom = M.lom(general)
    if outline.authors:
        lom.append(M.lifeCycle(*map(author, outline.authors)))
    licence = words(f"{outline.licence}, {outline.licence_url}")
    lom.append(M.rights(M.copyrightAndOtherRestrictions(M.value("yes")), M.description(licence)))
    if outline.parent_url:
        parent = words(f"{outline.parent_title}, {outline.parent_version}")
        source = M.identifier(M.catalog("URI"), M.entry(outline.parent_url))
        lom.append(M.relation(M.kind(M.value("isbasedon")), M.resource(source, M.description(parent))))
    return lom


def author(name: str) -> Any:
    card = f"BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nEND:VCARD"
    return M.contribute(M.role(M.value("author")), M.entity(card))


def organization(outline: Outline, things: list[Resource]) -> Any:
    """One tree: pages alone or in the folder of their group."""
    root = C.item(identifier="root")
    for group in grouped(things):  # type: ignore[arg-type]
        place = root
        if group["title"]:
            place = C.item(C.title(group["title"]), identifier=xml_id(outline, "folder", group["title"]))
            root.append(place)
        for thing in group["leaves"]:
            place.append(C.item(C.title(thing.title), identifier=f"item-{thing.id}", identifierref=thing.id))
    return C.organization(root, identifier="organization", structure="rooted-hierarchy")


def resource(thing: Resource) -> Any:
    """Web content says where it begins; the other types must not."""
    node = C.resource(C.file(href=thing.file), identifier=thing.id, type=thing.type)
    if thing.type == WEB:
        node.set("href", thing.file)
    if thing.lesson_plan:
        node.set("intendeduse", "lessonplan")
    if thing.for_lecturers:
        role = R.intendedEndUserRole(R.source("IMSGLC_CC_Rolesv1p2"), R.value("Instructor"))
        node.insert(0, C.metadata(R.lom(R.educational(role))))
    return node
