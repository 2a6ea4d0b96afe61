"""Teaching modules as plain data for other programs: what their pages show everybody, and nothing else.

As toolkit/presenters/open_data.py has the toolkit: names of schema.org where it has them, described by
static/data/openapi.json. A document is made of the module's outline for everybody: right answers of the assessment and
marking notes were never in it, and are taken out once more.
"""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import override

from modules.domain.outlines import (
    CaseStudy,
    CitedProvision,
    ClassPlan,
    Exercise,
    Film,
    KeyIssue,
    Outline,
    Part,
    Question,
    Reading,
    SlideDeck,
    redact_for_readers,
)
from modules.models import Module
from modules.models.modules import LICENCE_URL
from modules.presenters.outline_writer import build_outline
from toolkit.presenters.open_data import Data, describe_list, describe_thing, make_absolute
from toolkit.templatetags.portal import html_lang


def build_module_list(rows: Sequence[Module]) -> Data:
    """Of modules that everybody may read, in the reader's language."""
    listed = describe_list("ItemList", reverse("data_modules"), rows, LICENCE_URL)
    return {**listed, "itemListElement": [describe_listed_module(row) for row in rows]}


def describe_listed_module(row: Module) -> Data:
    with override(row.locale.language_code):
        document = make_absolute(reverse("data_module", args=[row.translation_key]))
    return {**describe_module(row), "document": document}


def describe_module(row: Module) -> Data:
    return {
        **describe_thing(row, "LearningResource"),
        "description": row.summary,
        "inLanguage": html_lang(row.locale.language_code),
        "version": row.version,
        "timeRequired": write_duration(row.minutes),
        "educationalLevel": row.level,
        "crime": row.crime,
        "disciplines": row.disciplines,
        "topics": row.topics,
        "countries": row.country_codes,
    }


def build_module_document(row: Module) -> Data:
    """The whole module. `row` is one that everybody may read."""
    outline = redact_for_readers(build_outline(row))
    cited = {source.key: source for source in outline.sources}
    return {
        "@context": "https://schema.org",
        **describe_module(row),
        "license": outline.licence_url,
        "authors": list(outline.authors),
        "audience": outline.reader,
        "introduction": outline.introduction,
        "isBasedOn": describe_parent(outline),
        "outcomes": [{"@id": write_urn(one.id), "text": one.text} for one in outline.outcomes],
        "keyIssues": [describe_issue(issue, cited) for issue in outline.issues],
        "caseStudies": list(map(describe_case, outline.cases)),
        "exercises": list(map(describe_exercise, outline.exercises)),
        "classPlans": list(map(describe_plan, outline.plans)),
        "films": list(map(describe_film, outline.films)),
        "slides": list(map(describe_slides, outline.slides)),
        "readings": list(map(describe_reading, outline.readings)),
        "selfTest": [describe_question(question, answered=True) for question in outline.practice],
        "assessment": [describe_question(question, answered=False) for question in outline.questions],
        "guidance": [{**name_part(one), "html": one.html} for one in outline.guidance],
    }


def describe_parent(outline: Outline) -> Data | None:
    """Of an adaptation: what it was made from, for whom, and what became of its parts."""
    if not outline.parent_url:
        return None
    changes = [
        {"part": write_urn(one.part), "name": one.title, "decision": one.decision, "why": one.why}
        for one in outline.adapted
    ]
    return {
        "url": outline.parent_url,
        "name": outline.parent_title,
        "version": outline.parent_version,
        "adaptedFor": outline.adapted_for,
        "changes": changes,
    }


def describe_issue(issue: KeyIssue, cited: dict[str, CitedProvision]) -> Data:
    return {
        **name_part(issue),
        "description": issue.summary,
        "html": issue.html,
        "restsOn": [describe_source(cited[key]) for key in issue.provisions if key in cited],
        "readings": list(map(write_urn, issue.references)),
    }


def describe_source(source: CitedProvision) -> Data:
    """`state` in words, as pages print it beside a citation; null claims nothing."""
    return {
        "key": source.key,
        "url": source.url,
        "name": source.label,
        "verification": source.status,
        "state": source.state_words or None,
    }


def describe_case(case: CaseStudy) -> Data:
    """`fictional` is always true: no case of a module is anybody's."""
    return {**name_part(case), "fictional": True, "html": case.html, "questions": list(case.questions)}


def describe_exercise(exercise: Exercise) -> Data:
    return {
        **name_part(exercise),
        "timeRequired": write_duration(exercise.minutes),
        "groupSize": {"smallest": exercise.smallest, "largest": exercise.largest},
        "description": exercise.purpose,
        "material": list(exercise.material),
        "steps": list(exercise.steps),
        "debrief": list(exercise.debrief),
        "adapt": exercise.adapt,
        "outcomes": list(map(write_urn, exercise.outcomes)),
    }


def describe_plan(plan: ClassPlan) -> Data:
    rows = [
        {
            "timeRequired": write_duration(row.minutes),
            "name": row.title,
            "description": row.text,
            "part": write_urn(row.part) if row.part else None,
        }
        for row in plan.rows
    ]
    return {**name_part(plan), "timeRequired": write_duration(plan.minutes), "rows": rows}


def describe_film(film: Film) -> Data:
    address = make_absolute(reverse("modules:recording", args=[film.recording])) if film.recording else None
    return {
        **name_part(film),
        "description": film.summary,
        "timeRequired": write_duration(film.minutes),
        "contentUrl": address,
        "transcript": film.transcript,
        "chapters": [{"startOffset": seconds, "name": name} for seconds, name in film.chapters],
        "captions": [{"inLanguage": html_lang(code), "webvtt": text} for code, text in film.captions],
        "questions": list(film.questions),
    }


def describe_slides(deck: SlideDeck) -> Data:
    slides = [{"name": one.title, "points": list(one.points), "notes": one.notes} for one in deck.slides]
    return {**name_part(deck), "slides": slides}


def describe_reading(reading: Reading) -> Data:
    """`csl` is CSL-JSON 1.0."""
    return {
        "@id": write_urn(reading.id),
        "level": reading.level,
        "access": reading.access,
        "note": reading.note,
        "csl": reading.csl,
    }


def describe_question(question: Question, *, answered: bool) -> Data:
    """What is right, and what is said to each choice, of the self-test alone."""
    options = [
        {"text": one.text, **({"right": one.right, "feedback": one.feedback} if answered else {})}
        for one in question.options
    ]
    return {
        "@id": write_urn(question.id),
        "text": question.text,
        "form": question.form,
        "level": question.level,
        "options": options,
    }


def name_part(part: Part) -> Data:
    return {"@id": write_urn(part.id), "name": part.title}


def write_urn(key: str) -> str:
    return f"urn:uuid:{key}"


def write_duration(minutes: int) -> str:
    """As ISO 8601 writes it: PT90M."""
    return f"PT{minutes}M"
