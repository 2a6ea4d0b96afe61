"""Readers of question banks, as a learning system reads them: QTI 1.2 and Moodle XML."""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
TAGS = re.compile(r"<[^>]+>")


@dataclass
class Asked:
    """A question as a student meets it, and how it is marked. Options by their words."""

    id: str
    profile: str
    text: str
    cardinality: str = ""
    options: list[str] = field(default_factory=list)
    right: set[str] = field(default_factory=set)
    feedback: dict[str, str] = field(default_factory=dict)
    fractions: dict[str, float] = field(default_factory=dict)
    for_teachers: str = ""


def words(text: str | None) -> str:
    return " ".join(TAGS.sub(" ", text or "").replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").split())


def asked(root: ET.Element) -> list[Asked]:
    """The items of a QTI document."""
    return [item_of(item) for item in root.iter(f"{QTI}item")]


def item_of(item: ET.Element) -> Asked:
    labels = [node.text for node in item.iter(f"{QTI}fieldlabel")]
    entries = [node.text for node in item.iter(f"{QTI}fieldentry")]
    asks = item.find(f"{QTI}presentation")
    assert asks is not None
    question = Asked(
        item.attrib["ident"],
        dict(zip(labels, entries, strict=True))["cc_profile"] or "",
        words(asks.findtext(f"{QTI}material/{QTI}mattext")),
    )
    choice = asks.find(f"{QTI}response_lid")
    if choice is not None:
        read_choice(question, item, choice)
    return question


def read_choice(question: Asked, item: ET.Element, choice: ET.Element) -> None:
    """Works out the marking: each set of options that satisfies the condition for the full score."""
    question.cardinality = choice.attrib["rcardinality"]
    named = {
        node.attrib["ident"]: words(node.findtext(f".//{QTI}mattext")) for node in choice.iter(f"{QTI}response_label")
    }
    question.options = list(named.values())
    said = {node.attrib["ident"]: words(node.findtext(f".//{QTI}mattext")) for node in item.iter(f"{QTI}itemfeedback")}
    for rule in item.iter(f"{QTI}respcondition"):
        condition = rule.find(f"{QTI}conditionvar")
        assert condition is not None
        inner = condition.find(f"{QTI}and")
        wanted = {node.text or "" for node in (condition if inner is None else inner).findall(f"{QTI}varequal")}
        if rule.findtext(f"{QTI}setvar") == "100":
            forbidden = {node.text or "" for node in condition.iterfind(f".//{QTI}not/{QTI}varequal")}
            assert wanted.isdisjoint(forbidden)
            assert question.cardinality == "Single" or wanted | forbidden == set(named)
            question.right = {named[name] for name in wanted}
        for shown in rule.findall(f"{QTI}displayfeedback"):
            question.feedback |= {named[name]: said[shown.attrib["linkrefid"]] for name in wanted}


def as_moodle_reads(item: ET.Element) -> tuple[set[str], dict[str, str]]:
    """The right options and what is said to each, by the rules of Moodle's importer of cartridges.

    For one answer the last condition that names an option says whether it is right. For several those are right that
    the condition for 100 names with case. What is said stands in the flow_mat of a feedback.
    """
    scored, said = set(), {}
    for rule in item.iter(f"{QTI}respcondition"):
        if name := rule.findtext(f"{QTI}conditionvar/{QTI}varequal"):
            scored = scored | {name} if rule.find(f"{QTI}setvar") is not None else scored - {name}
            shown = rule.find(f"{QTI}displayfeedback")
            said[name] = "" if shown is None else shown.attrib["linkrefid"]
    cased = {node.text or "" for node in item.iterfind(f".//{QTI}and/{QTI}varequal[@case='Yes']")}
    words_of = {
        node.attrib["ident"]: words(node.findtext(f"{QTI}flow_mat/{QTI}material/{QTI}mattext"))
        for node in item.findall(f"{QTI}itemfeedback")
    }
    return cased or scored, {name: words_of[place] for name, place in said.items()}


def as_open_edx_reads(item: ET.Element) -> set[str]:
    """The right options by the rules of Open edX: all that are named up to the first condition that ends the reading."""
    right: set[str] = set()
    for rule in item.iter(f"{QTI}respcondition"):
        near = rule.findall(f"{QTI}conditionvar/{QTI}varequal")
        right |= {node.text or "" for node in near or rule.findall(f"{QTI}conditionvar/{QTI}and/{QTI}varequal")}
        if rule.attrib.get("continue", "No") == "No":
            break
    return right


def from_moodle(data: bytes) -> tuple[str, list[Asked]]:
    """The first category and the questions of a Moodle XML file, those of all categories. Checks what Moodle's importer insists on."""
    root = ET.fromstring(data)
    assert root.tag == "quiz"
    first, *rest = root.findall("question")
    assert first.attrib["type"] == "category"
    found = []
    for node in rest:
        if node.attrib["type"] == "category":
            continue
        question = Asked(
            node.findtext("idnumber") or "", node.attrib["type"], words(node.findtext("questiontext/text"))
        )
        assert node.findtext("name/text")
        assert node.find("questiontext").attrib["format"] == "html"  # type: ignore[union-attr]
        question.for_teachers = words(node.findtext("graderinfo/text"))
        for answer in node.findall("answer"):
            text = words(answer.findtext("text"))
            question.options.append(text)
            question.fractions[text] = float(answer.attrib["fraction"])
            question.feedback[text] = words(answer.findtext("feedback/text"))
        if question.profile == "multichoice":
            gained = sum(share for share in question.fractions.values() if share > 0)
            assert abs(gained - 100) < 0.01
            question.cardinality = "Single" if node.findtext("single") == "true" else "Multiple"
            question.right = {text for text, share in question.fractions.items() if share > 0}
        found.append(question)
    return first.findtext("category/text") or "", found
