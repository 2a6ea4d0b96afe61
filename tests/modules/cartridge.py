"""A reader of Common Cartridges, written from the specification and not from our writer. It reads as a learning system
does: the manifest, its tree, and each resource by its type. What a system would stumble over raises Unreadable."""

import posixpath
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from urllib.parse import unquote

CP = "{http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1}"
LOM = "{http://ltsc.ieee.org/xsd/imsccv1p3/LOM/manifest}"
ROLE = "{http://ltsc.ieee.org/xsd/imsccv1p3/LOM/resource}"
DT = "{http://www.imsglobal.org/xsd/imsccv1p3/imsdt_v1p3}"
WL = "{http://www.imsglobal.org/xsd/imsccv1p3/imswl_v1p3}"
QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
TEST = "imsqti_xmlv1p3/imscc_xmlv1p3/assessment"
BANK = "imsqti_xmlv1p3/imscc_xmlv1p3/question-bank"
KNOWN = {"webcontent", "imsdt_xmlv1p3", "imswl_xmlv1p3", TEST, BANK}
INTENDED = {"lessonplan", "syllabus", "assignment", "unspecified"}


# What version 1.1 calls the same things. Moodle knows no newer one, and reads no name but these.
OLDER = {
    "/xsd/imsccv1p1/": "/xsd/imsccv1p3/",
    "/profile/cc/ccv1p1/": "/profile/cc/ccv1p3/",
    "ccv1p1_": "ccv1p3_",
    "imsdt_v1p1": "imsdt_v1p3",
    "imswl_v1p1": "imswl_v1p3",
    "imsdt_xmlv1p1": "imsdt_xmlv1p3",
    "imswl_xmlv1p1": "imswl_xmlv1p3",
    "imsqti_xmlv1p2/imscc_xmlv1p1/assessment": TEST,
    "IMSGLC_CC_Rolesv1p1": "IMSGLC_CC_Rolesv1p2",
    "<schemaversion>1.1.0<": "<schemaversion>1.3.0<",
}


class Unreadable(Exception):
    """A system would refuse or lose this."""


@dataclass
class Node:
    title: str
    resource: str = ""
    children: list["Node"] = field(default_factory=list)

    def leaves(self) -> list["Node"]:
        return [leaf for child in self.children for leaf in child.leaves()] if self.children else [self]


@dataclass
class Course:
    title: str
    language: str
    rights: str
    sources: dict[str, str]
    parents: list[str]
    tree: Node
    web: dict[str, str] = field(default_factory=dict)  # resource -> file
    topics: dict[str, tuple[str, str]] = field(default_factory=dict)  # resource -> title, text
    links: dict[str, tuple[str, str]] = field(default_factory=dict)  # resource -> title, address
    tests: dict[str, ET.Element] = field(default_factory=dict)
    for_instructors: set[str] = field(default_factory=set)
    lesson_plans: set[str] = field(default_factory=set)


def need(condition: object, complaint: str) -> None:
    if not condition:
        raise Unreadable(complaint)


def newer(files: dict[str, bytes]) -> dict[str, bytes]:
    """A cartridge of version 1.1 under the names of 1.3. It may have no name of 1.3 yet."""
    return {name: renamed(data) if name.endswith(".xml") else data for name, data in files.items()}


def renamed(data: bytes) -> bytes:
    text = data.decode()
    need("v1p3" not in text, "a name of version 1.3")
    for old, new in OLDER.items():
        text = text.replace(old, new)
    return text.encode()


def read(files: dict[str, bytes]) -> Course:
    need("imsmanifest.xml" in files, "no imsmanifest.xml at the root")
    root = ET.fromstring(files["imsmanifest.xml"])
    need(root.tag == f"{CP}manifest", "not a manifest of Common Cartridge 1.3")
    need(root.findtext(f"{CP}metadata/{CP}schema") == "IMS Common Cartridge", "another schema")
    need(root.findtext(f"{CP}metadata/{CP}schemaversion") == "1.3.0", "another version")
    ids = [node.attrib["identifier"] for node in root.iter() if "identifier" in node.attrib]
    need(len(ids) == len(set(ids)), "an identifier stands twice")
    need(all(not name[0].isdigit() for name in ids), "an identifier begins with a digit")
    course = described(root)
    declared = {"imsmanifest.xml"}
    for resource in root.findall(f"{CP}resources/{CP}resource"):
        declared |= take(course, resource, files)
    need(declared == set(files), f"files that nobody declares: {set(files) ^ declared}")
    known = set(course.web) | set(course.topics) | set(course.links) | set(course.tests)
    need(all(leaf.resource in known for leaf in course.tree.leaves()), "an item points nowhere")
    return course


def described(root: ET.Element) -> Course:
    lom = root.find(f"{CP}metadata/{LOM}lom")
    need(lom is not None, "no metadata")
    organizations = root.findall(f"{CP}organizations/{CP}organization")
    need(len(organizations) == 1, "one organization at most")
    need(organizations[0].get("structure") == "rooted-hierarchy", "not a rooted hierarchy")
    tops = organizations[0].findall(f"{CP}item")
    need(len(tops) == 1, "the root item must be alone")
    need(tops[0].find(f"{CP}title") is None and "identifierref" not in tops[0].attrib, "the root item is a folder only")
    pairs = lom.iterfind(f"{LOM}general/{LOM}identifier")  # type: ignore[union-attr]
    return Course(
        title=lom.findtext(f"{LOM}general/{LOM}title/{LOM}string") or "",  # type: ignore[union-attr]
        language=lom.findtext(f"{LOM}general/{LOM}language") or "",  # type: ignore[union-attr]
        rights=lom.findtext(f"{LOM}rights/{LOM}description/{LOM}string") or "",  # type: ignore[union-attr]
        sources={pair.findtext(f"{LOM}catalog") or "": pair.findtext(f"{LOM}entry") or "" for pair in pairs},
        parents=[node.text or "" for node in lom.iterfind(f"{LOM}relation/{LOM}resource/{LOM}identifier/{LOM}entry")],  # type: ignore[union-attr]
        tree=node_of(tops[0]),
    )


def node_of(item: ET.Element) -> Node:
    children = [node_of(child) for child in item.findall(f"{CP}item")]
    need(not (children and item.get("identifierref")), "a folder with content of its own")
    return Node(item.findtext(f"{CP}title") or "", item.get("identifierref", ""), children)


def take(course: Course, resource: ET.Element, files: dict[str, bytes]) -> set[str]:
    """Reads one resource and says which files it declares."""
    name, kind = resource.attrib["identifier"], resource.attrib["type"]
    need(kind in KNOWN, f"unknown type {kind}")
    held = [unquote(file.attrib["href"]) for file in resource.findall(f"{CP}file")]
    need(held and all(file in files for file in held), f"{name}: a file is missing")
    need(all(posixpath.normpath(file) == file for file in held), "an address that climbs")
    need(("href" in resource.attrib) == (kind == "webcontent"), f"{name}: href is for web content only")
    use = resource.get("intendeduse", "unspecified")
    need(use in INTENDED, f"{name}: intended use {use}")
    if use == "lessonplan":
        course.lesson_plans.add(name)
    roles = [node.text for node in resource.iterfind(f".//{ROLE}intendedEndUserRole/{ROLE}value")]
    if roles and set(roles) <= {"Instructor", "Mentor"}:
        course.for_instructors.add(name)
    if kind == "webcontent":
        need(resource.attrib["href"] in held, f"{name}: begins outside its own files")
        course.web[name] = resource.attrib["href"]
    else:
        read_one(course, name, kind, ET.fromstring(files[held[0]]))
    return set(held)


def read_one(course: Course, name: str, kind: str, root: ET.Element) -> None:
    if kind == "imsdt_xmlv1p3":
        need(root.tag == f"{DT}topic", "not a topic")
        need(
            [child.tag for child in root][:2] == [f"{DT}title", f"{DT}text"],
            "a topic has title and text, in this order",
        )
        text = root.find(f"{DT}text")
        need(text is not None and text.get("texttype") in {"text/plain", "text/html"}, "a topic says its type of text")
        course.topics[name] = (root.findtext(f"{DT}title") or "", (text.text or "") if text is not None else "")
    elif kind == "imswl_xmlv1p3":
        need(root.tag == f"{WL}webLink", "not a link")
        address = root.find(f"{WL}url")
        need(address is not None and address.get("href", "").startswith("http"), "a link without address")
        course.links[name] = (root.findtext(f"{WL}title") or "", address.get("href", "") if address is not None else "")
    else:
        need(root.tag == f"{QTI}questestinterop", "not QTI 1.2")
        course.tests[name] = root
