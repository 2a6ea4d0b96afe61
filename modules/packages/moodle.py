"""Questions as Moodle XML, for Moodle's question bank.

Moodle keeps marking notes where only teachers read them (graderinfo), so they stand with their questions. Without right
answers every question is an open one, as in qti.py. The self-test has a category of its own below.
"""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import override
from lxml import etree
from lxml.builder import E

from modules.domain.outlines import AnswerOption, Outline, Question
from modules.packages.identifiers import derive_xml_id
from modules.packages.payloads import deserialize_outline
from modules.packages.qti import format_question_title, render_question
from modules.presenters.package_pages import describe_module


def pack_moodle(payload: bytes, file: BinaryIO, step: Callable[[int], None]) -> None:
    """One XML file with a category of the module's name, and one in it for the self-test."""
    outline = deserialize_outline(payload)
    quiz = E.quiz(etree.Comment(f" {describe(outline)} "), category(outline))
    quiz.extend(question_of(outline, question) for question in outline.questions)
    if outline.practice:
        quiz.append(practice_category(outline))
        quiz.extend(question_of(outline, question) for question in outline.practice)
    step(1)
    file.write(etree.tostring(quiz, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def describe(outline: Outline) -> str:
    """Licence, version, parent and source, where Moodle XML has no field for them. No comment holds two hyphens."""
    facts = describe_module(outline)
    rows = [facts["title"], f"version {facts['version']}", facts["source"], *facts["licence"].values()]
    if parent := facts.get("parent"):
        rows += ["adapted from", parent["title"], f"version {parent['version']}", parent["source"]]
    return "; ".join(rows).replace("--", "- -").rstrip("-")


def category(outline: Outline) -> Any:
    info = f"{outline.summary}\n\n{describe(outline)}"
    return category_of(outline, [outline.title], info, "bank")


def practice_category(outline: Outline) -> Any:
    with override(outline.language):
        return category_of(outline, [outline.title, _("Self-test")], "", "practice")


def category_of(outline: Outline, path: list[str], info: str, name: str) -> Any:
    inside = "/".join(step.replace("/", "//") for step in path)  # a single slash begins a category inside
    return E.question(
        E.category(E.text(f"$course$/top/{inside}")),
        E.info(E.text(paragraphs(info)), format="html"),
        E.idnumber(derive_xml_id(outline, name)),
        type="category",
    )


def question_of(outline: Outline, question: Question) -> Any:
    is_open = question.form == "essay" or not any(option.right for option in question.options)
    node = E.question(
        E.name(E.text(format_question_title(question))),
        html("questiontext", render_question(outline, question, with_options=is_open)),
        html("generalfeedback", ""),
        E.defaultgrade("1"),
        E.penalty("0"),
        E.hidden("0"),
        E.idnumber(derive_xml_id(outline, question.id)),
        type="essay" if is_open else "multichoice",
    )
    node.extend(essay(question) if is_open else choice(question))
    return node


def essay(question: Question) -> list[Any]:
    return [
        E.responseformat("editor"),
        E.responserequired("1"),
        E.responsefieldlines("10"),
        E.attachments("0"),
        html("graderinfo", paragraphs(question.marking)),
        html("responsetemplate", ""),
    ]


def choice(question: Question) -> list[Any]:
    """Several: the right ones share the mark, and each wrong one takes as much away."""
    single = question.form == "one"
    right = sum(option.right for option in question.options)
    return [
        E.single("true" if single else "false"),
        E.shuffleanswers("true"),
        E.answernumbering("abc"),
        *[answer(option, single=single, right=right) for option in question.options],
    ]


def answer(option: AnswerOption, *, single: bool, right: int) -> Any:
    share = Decimal(100) if single else Decimal(100) / max(right, 1)
    fraction = share if option.right else Decimal(0) if single else -share
    node = html("answer", f"<p>{escape(option.text)}</p>")
    node.set("fraction", f"{fraction.quantize(Decimal('0.00001'), ROUND_HALF_UP).normalize():f}")
    node.append(html("feedback", f"<p>{escape(option.feedback)}</p>" if option.feedback else ""))
    return node


def html(name: str, text: str) -> Any:
    return E(name, E.text(text), format="html")


def paragraphs(text: str) -> str:
    return linebreaks(text, autoescape=True) if text else ""
