"""Questions as IMS QTI 1.2: for other systems' question banks, and for the assessment in a Common Cartridge.

The Common Cartridge profile is used in both: it is what all systems read. A lecturer's questions carry the right
answers and feedback. Everybody else's cannot: a choice without a right answer is none that a system could mark, so for
them every question is an open one that lists the options. The self-test's answers are everybody's: it is marked at
once, as often as somebody tries. Marking notes never go into a question, since systems show students what stands there;
they are a page beside it.
"""

from collections.abc import Callable
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override
from lxml import etree
from lxml.builder import ElementMaker

from modules.domain.outlines import AnswerOption, Outline, Question
from modules.packages.identifiers import derive_xml_id
from modules.packages.manifests import build_manifest
from modules.packages.payloads import deserialize_outline
from modules.packages.profiles import QTI, V13, XSI, CartridgeProfile
from modules.packages.site import render_page
from modules.presenters.package_pages import get_language_attributes, render_package_pages
from toolkit.domain.markup import collapse_whitespace
from toolkit.packages.archives import write_archive
from toolkit.packages.books import read_stylesheet

E = ElementMaker(namespace=QTI, nsmap={None: QTI, "xsi": XSI})
# No schemaLocation: it would name files that are not in the package (scorm.py).
CONTENT = "http://www.imsglobal.org/xsd/imscp_v1p1"
CP = ElementMaker(namespace=CONTENT, nsmap={None: CONTENT})
PROFILES = {"one": "cc.multiple_choice.v0p1", "several": "cc.multiple_response.v0p1", "essay": "cc.essay.v0p1"}
SCORE = 100


def pack_qti(payload: bytes, file: BinaryIO, step: Callable[[int], None]) -> None:
    """questions.xml with the bank, practice.xml with the self-test, a page about it all and, for lecturers, one of
    marking notes; imsmanifest.xml leads systems to them, manifest.json says of what they are."""
    outline = deserialize_outline(payload)
    pages = [leaf for leaf in render_package_pages(outline) if leaf.kind in {"marking", "about"}]
    banks = list_banks(outline)
    content: dict[str, bytes | str] = {**banks, "style.css": read_stylesheet()}
    content |= {f"{leaf.name}.html": render_page(outline, leaf) for leaf in pages}
    content["manifest.json"] = build_manifest(outline, "qti", content, pages)
    content["imsmanifest.xml"] = serialize_xml(imsmanifest(outline, list(banks), sorted(set(content) - set(banks))))
    step(1)
    write_archive(file, content)


def list_banks(outline: Outline) -> dict[str, bytes]:
    """By the names of their files."""
    found = {}
    if outline.questions:
        found["questions.xml"] = serialize_xml(bank(outline))
    if outline.practice:
        found["practice.xml"] = serialize_xml(build_self_test(outline))
    return found


def imsmanifest(outline: Outline, banks: list[str], beside: list[str]) -> Any:
    """What systems look for first: which file holds questions, which one only goes with them."""
    rows = [(name, "imsqti_xmlv1p2") for name in banks] + [(name, "webcontent") for name in beside]
    resources = [
        CP.resource(CP.file(href=name), identifier=derive_xml_id(outline, "qti", name), type=kind, href=name)
        for name, kind in rows
    ]
    return CP.manifest(
        CP.metadata(CP.schema("IMS Content"), CP.schemaversion("1.1.3")),
        CP.organizations(),
        CP.resources(*resources),
        identifier=derive_xml_id(outline, "qti", outline.version, outline.for_lecturers),
        version=str(outline.version),
    )


def serialize_xml(root: Any) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def bank(outline: Outline) -> Any:
    """A question bank."""
    items = [item(outline, question) for question in outline.questions]
    return whole(E.objectbank(*items, ident=derive_xml_id(outline, "bank")))


def build_assessment(outline: Outline, profile: CartridgeProfile) -> Any:
    """The same questions as a test in a cartridge."""
    return test_of(outline, outline.questions, "assessment", outline.title, {}, profile)


def build_self_test(outline: Outline, profile: CartridgeProfile = V13) -> Any:
    """A test that says at once what is right, and may be tried again and again."""
    with override(outline.language):
        title = f"{outline.title}: {_('Self-test')}"
    rules = {"qmd_feedbackpermitted": "Yes", "cc_maxattempts": "unlimited"}
    return test_of(outline, outline.practice, "practice", title, rules, profile)


def test_of(
    outline: Outline,
    questions: tuple[Question, ...],
    name: str,
    title: str,
    rules: dict[str, str],
    profile: CartridgeProfile,
) -> Any:
    # The profile knows examinations alone, also for practice.
    kind = {"cc_profile": "cc.exam.v0p1", "qmd_assessmenttype": "Examination", "qmd_scoretype": "Percentage"}
    items = [item(outline, question) for question in questions]
    section = E.section(*items, ident="root_section")
    return whole(E.assessment(fields(kind | rules), section, ident=derive_xml_id(outline, name), title=title), profile)


def whole(inner: Any, profile: CartridgeProfile = V13) -> Any:
    return profile.placed(E.questestinterop(inner), QTI)


def fields(values: dict[str, str]) -> Any:
    rows = [E.qtimetadatafield(E.fieldlabel(name), E.fieldentry(text)) for name, text in values.items()]
    return E.qtimetadata(*rows)


def item(outline: Outline, question: Question) -> Any:
    """One question."""
    is_open = question.form == "essay" or not any(option.right for option in question.options)
    form = "essay" if is_open else question.form
    notes = {"cc_profile": PROFILES[form]} | ({"qmd_computerscored": "No"} if is_open else {})
    parts = open_parts(outline, question) if is_open else choice_parts(outline, question, form)
    return E.item(
        E.itemmetadata(fields(notes)),
        *parts,
        ident=derive_xml_id(outline, question.id),
        title=format_question_title(question),
    )


def format_question_title(question: Question) -> str:
    first = question.text.strip().partition("\n")[0]
    return first if len(first) <= 80 else first[:79] + "…"


def open_parts(outline: Outline, question: Question) -> list[Any]:
    box = E.response_str(E.render_fib(fibtype="String", prompt="Box"), ident="answer", rcardinality="Single")
    return [E.presentation(material(render_question(outline, question, with_options=True)), box)]


def choice_parts(outline: Outline, question: Question, form: str) -> list[Any]:
    named = list(enumerate(question.options, 1))
    labels = [E.response_label(answer(option.text), ident=f"o{number}") for number, option in named]
    choice = E.response_lid(
        E.render_choice(*labels, shuffle="No"),
        ident="answer",
        rcardinality="Single" if form == "one" else "Multiple",
    )
    asked = E.presentation(material(render_question(outline, question, with_options=False)), choice)
    return [asked, processing(named, form), *feedbacks(named)]


def render_question(outline: Outline, question: Question, *, with_options: bool) -> str:
    """What is asked, as HTML in its own direction. Also Moodle's."""
    values = {"question": question, "with_options": with_options, **get_language_attributes(outline)}
    with override(outline.language):
        return collapse_whitespace(render_to_string("modules/packages/asked.html", values))


def plain(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def answer(text: str) -> Any:
    """Open edX's converter shows an answer's tags as letters; Moodle takes every answer for HTML. Words without < and &
    are the same to both."""
    if "<" in text or "&" in text:
        return material(plain(text))
    return E.material(E.mattext(text, texttype="text/plain"))


def material(html: str) -> Any:
    return E.material(E.mattext(html, texttype="text/html"))


def processing(named: list[tuple[int, AnswerOption]], form: str) -> Any:
    """First the right answer, with its score and what is said to it; then what is said to each other choice.

    This order, `case` and `flow_mat` mean nothing to the standard, but Moodle and Open edX go by them: one stops at the
    first condition that ends the reading, the other one believes the last condition that names an answer.
    """
    right = [number for number, option in named if option.right]
    wrong = [number for number, option in named if not option.right]
    if form == "one":
        condition, others = equals(right[0]), wrong
    else:
        condition = E("and", *map(equals, right), *[E("not", equals(number)) for number in wrong])
        others = [number for number, _option in named]
    said = {number for number, option in named if option.feedback}
    won = E.respcondition(E.conditionvar(condition), E.setvar(str(SCORE), action="Set", varname="SCORE"))
    won.extend(shown(number) for number in right if number in said)
    won.set("continue", "No")
    score = E.decvar(maxvalue=str(SCORE), minvalue="0", varname="SCORE", vartype="Decimal")
    rules = [feedback_rule(number, last=form == "one") for number in others if number in said]
    return E.resprocessing(E.outcomes(score), won, *rules)


def equals(number: int) -> Any:
    return E.varequal(f"o{number}", respident="answer", case="Yes")


def shown(number: int) -> Any:
    return E.displayfeedback(feedbacktype="Response", linkrefid=f"o{number}_fb")


def feedback_rule(number: int, *, last: bool) -> Any:
    """Who may choose one answer only needs no further condition once it is found."""
    rule = E.respcondition(E.conditionvar(equals(number)), shown(number))
    rule.set("continue", "No" if last else "Yes")
    return rule


def feedbacks(named: list[tuple[int, AnswerOption]]) -> list[Any]:
    return [
        E.itemfeedback(E.flow_mat(material(plain(option.feedback))), ident=f"o{number}_fb")
        for number, option in named
        if option.feedback
    ]
