"""IMS Common Cartridge: what Canvas, Blackboard, Brightspace and Sakai import as a course, and Moodle in version 1.1.

Pages become web content, what is to be discussed becomes discussion topics, free readings become web links, questions
become one assessment, and the self-test another one that answers at once. Marking notes are a page that only
instructors are to see, and only in a lecturer's package.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import override
from lxml import etree
from lxml.builder import ElementMaker

from modules.domain.outlines import Outline
from modules.packages import qti
from modules.packages.films import collect_captions, collect_film_files, describe_players
from modules.packages.identifiers import derive_xml_id
from modules.packages.manifests import build_manifest
from modules.packages.payloads import deserialize_outline
from modules.packages.profiles import V11, V13, XSI, CartridgeProfile
from modules.packages.site import render_page
from modules.presenters.package_pages import PackagePage, get_language_attributes, group_pages, render_package_pages
from toolkit.packages.archives import write_archive
from toolkit.packages.books import read_stylesheet
from toolkit.templatetags.portal import html_lang


@dataclass(frozen=True)
class Resource:
    """A thing in the cartridge: its kind, its file, and what is in the file. `group` is the folder it stands in."""

    id: str
    kind: str  # web, topic, link or test
    file: str
    title: str
    content: bytes | str
    group: str = ""
    lesson_plan: bool = False
    for_lecturers: bool = False


def pack_cartridge(payload: bytes, file: BinaryIO, step: Callable[[int], None]) -> None:
    pack_with_profile(V13, "cartridge", payload, file, step)


def pack_cartridge11(payload: bytes, file: BinaryIO, step: Callable[[int], None]) -> None:
    pack_with_profile(V11, "cartridge11", payload, file, step)


def pack_with_profile(
    profile: CartridgeProfile, shelf: str, payload: bytes, file: BinaryIO, step: Callable[[int], None]
) -> None:
    outline = deserialize_outline(payload)
    films = collect_film_files(outline)
    pages = render_package_pages(outline, describe_players(outline, films))
    with override(outline.language):
        things = [*web_pages(outline, pages), *topics(outline, profile)]
        things += [*links(outline, profile), *tests(outline, profile)]
    step(1)
    extra: dict[str, bytes | str] = {"web/style.css": read_stylesheet()}
    extra |= {f"web/{name}": text for name, text in collect_captions(outline).items()}
    extra |= {f"web/{name}": data for name, data in films.items()}
    content: dict[str, bytes | str] = {thing.file: thing.content for thing in things} | extra
    content["manifest.json"] = build_manifest(outline, shelf, content, pages)
    content["imsmanifest.xml"] = serialize_pretty_xml(imsmanifest(profile, outline, things, [*extra, "manifest.json"]))
    step(2)
    write_archive(file, content)


def serialize_pretty_xml(root: Any) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


# -- the resources -----------------------------------------------------------------------------------------------


def web_pages(outline: Outline, pages: list[PackagePage]) -> Iterator[Resource]:
    for leaf in pages:
        yield Resource(
            derive_xml_id(outline, "page", leaf.id),
            "web",
            f"web/{leaf.name}.html",
            leaf.title,
            render_page(outline, leaf),
            leaf.group,
            lesson_plan=leaf.kind == "plan",
            for_lecturers=leaf.for_lecturers,
        )


def topics(outline: Outline, profile: CartridgeProfile) -> Iterator[Resource]:
    """A discussion for each part that ends in questions."""
    parts: list[tuple[str, str, tuple[str, ...]]] = [
        *((part.id, part.title, part.debrief) for part in outline.exercises),
        *((part.id, part.title, part.questions) for part in outline.cases),
        *((part.id, part.title, part.questions) for part in outline.films),
    ]
    for number, (part, title, questions) in enumerate([row for row in parts if row[2] and row[1]], 1):
        name = _("Discussion: %(title)s") % {"title": title}
        topic = topic_of(profile, outline, name, questions)
        place = f"topics/topic-{number}.xml"
        yield Resource(derive_xml_id(outline, "topic", part), "topic", place, name, topic, _("Discussions"))


def topic_of(profile: CartridgeProfile, outline: Outline, title: str, questions: tuple[str, ...]) -> bytes:
    says = get_language_attributes(outline)
    rows = format_html_join("", "<li>{}</li>", ((question,) for question in questions))
    text = format_html('<div lang="{}" dir="{}"><ul>{}</ul></div>', says["lang"], says["dir"], rows)
    make = maker(profile.topic)
    topic = make.topic(make.title(title), make.text(str(text), texttype="text/html"))
    return serialize_pretty_xml(profile.placed(topic, profile.topic))


def maker(namespace: str) -> ElementMaker:
    return ElementMaker(namespace=namespace, nsmap={None: namespace, "xsi": XSI})


def links(outline: Outline, profile: CartridgeProfile) -> Iterator[Resource]:
    """The module's own page, and readings that are free."""
    found = [("home", outline.title, outline.url)]
    found += [
        (reading.id, title_of(reading.csl), address_of(reading.csl))
        for reading in outline.readings
        if reading.access == "open"
    ]
    for number, (part, title, address) in enumerate([row for row in found if row[2]], 1):
        make = maker(profile.link)
        link = make.webLink(make.title(title), make.url(href=address, target="_blank"))
        node, place = serialize_pretty_xml(profile.placed(link, profile.link)), f"links/link-{number}.xml"
        yield Resource(derive_xml_id(outline, "link", part), "link", place, title, node, _("Links"))


def title_of(csl: dict[str, object]) -> str:
    return " ".join(str(csl.get("title") or "").split())


def address_of(csl: dict[str, object]) -> str:
    address = str(csl.get("URL") or "")
    return address if address.startswith(("https://", "http://")) else ""


def tests(outline: Outline, profile: CartridgeProfile) -> Iterator[Resource]:
    if outline.practice:
        content = qti.serialize_xml(qti.build_self_test(outline, profile))
        yield Resource(derive_xml_id(outline, "practice"), "test", "test/practice.xml", _("Self-test"), content)
    if outline.questions:
        content = qti.serialize_xml(qti.build_assessment(outline, profile))
        yield Resource(derive_xml_id(outline, "test"), "test", "test/assessment.xml", _("Assessment"), content)


# -- the manifest ------------------------------------------------------------------------------------------------


def imsmanifest(profile: CartridgeProfile, outline: Outline, things: list[Resource], extra: list[str]) -> Any:
    c, web = profile.c, profile.types["web"]
    others = [
        c.resource(c.file(href=name), identifier=derive_xml_id(outline, name), type=web, href=name) for name in extra
    ]
    root = c.manifest(
        c.metadata(c.schema("IMS Common Cartridge"), c.schemaversion(profile.version), description(profile, outline)),
        c.organizations(organization(profile, outline, things)),
        c.resources(*(resource(profile, thing) for thing in things), *others),
        identifier=derive_xml_id(outline, "cartridge", outline.version, outline.for_lecturers),
    )
    return profile.placed(root, profile.manifest, profile.about, profile.about_one)


def description(profile: CartridgeProfile, outline: Outline) -> Any:
    """Title, language, version, licence, source and parent, as IEEE LOM."""
    m, lang = profile.m, html_lang(outline.language)

    def words(text: str) -> Any:
        return m.string(text, language=lang)

    general = m.general(
        m.identifier(m.catalog("URI"), m.entry(outline.url)),
        m.identifier(m.catalog("version"), m.entry(str(outline.version))),
        m.title(words(outline.title)),
        m.language(lang),
        m.description(words(outline.summary)),
    )
    lom = m.lom(general)
    if outline.authors:
        lom.append(m.lifeCycle(*(author(profile, name) for name in outline.authors)))
    licence = words(f"{outline.licence}, {outline.licence_url}")
    lom.append(m.rights(m.copyrightAndOtherRestrictions(m.value("yes")), m.description(licence)))
    if outline.parent_url:
        parent = words(f"{outline.parent_title}, {outline.parent_version}")
        source = m.identifier(m.catalog("URI"), m.entry(outline.parent_url))
        lom.append(m.relation(m.kind(m.value("isbasedon")), m.resource(source, m.description(parent))))
    return lom


def author(profile: CartridgeProfile, name: str) -> Any:
    m = profile.m
    card = f"BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nEND:VCARD"
    return m.contribute(m.role(m.value("author")), m.entity(card))


def organization(profile: CartridgeProfile, outline: Outline, things: list[Resource]) -> Any:
    """One tree: pages alone or in the folder of their group."""
    c = profile.c
    root = c.item(identifier="root")
    for group in group_pages(things):
        place = root
        if group["title"]:
            place = c.item(c.title(group["title"]), identifier=derive_xml_id(outline, "folder", group["title"]))
            root.append(place)
        for thing in group["leaves"]:
            place.append(c.item(c.title(thing.title), identifier=f"item-{thing.id}", identifierref=thing.id))
    return c.organization(root, identifier="organization", structure="rooted-hierarchy")


def resource(profile: CartridgeProfile, thing: Resource) -> Any:
    """Web content says where it begins; the other types must not."""
    c, r = profile.c, profile.r
    node = c.resource(c.file(href=thing.file), identifier=thing.id, type=profile.types[thing.kind])
    if thing.kind == "web":
        node.set("href", thing.file)
    if thing.lesson_plan:
        node.set("intendeduse", "lessonplan")
    if thing.for_lecturers:
        role = r.intendedEndUserRole(r.source(profile.roles), r.value("Instructor"))
        node.insert(0, c.metadata(r.lom(r.educational(role))))
    return node
