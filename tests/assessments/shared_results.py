"""Twenty results that server and browser work out alike: tests/assessments/results.json holds what the server says.

Over the starter's checklists, in English. After a change of their content or of the rules the file is written anew:
WRITE_RESULTS=1 pytest tests/assessments/test_shared_results.py
"""

import json
import random
from pathlib import Path
from typing import Any

from assessments.domain.answers import Answer
from assessments.presenters.results import AnswerGroup, build_result
from assessments.selectors.answers import begin_answers
from toolkit.domain.answers import ANSWERS
from toolkit.models import ChecklistPage

FILE = Path(__file__).with_name("results.json")
# Every question answered alike, or none.
ALIKE = {"identification-and-referral": "", "legislation": "na", "prevention": "yes", "project-design": "partly"}
ALIKE["sentencing"] = "no"


def read_examples() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(FILE.read_text())
    return found


def write_examples(examples: list[dict[str, Any]]) -> None:
    rows = ",\n".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in examples)
    FILE.write_text(f"[\n{rows}\n]\n")


def make_examples() -> list[dict[str, Any]]:
    """One for each checklist with answers of all kinds, among which a rule of it speaks; then those alike."""
    pages = list(ChecklistPage.objects.live().filter(locale__language_code="en").order_by("slug"))
    mixed = [describe_result(page, mix_marks(page)) for page in pages]
    alike = [
        describe_result(page, dict.fromkeys(page.item_ids(), ALIKE[page.slug])) for page in pages if page.slug in ALIKE
    ]
    return mixed + alike


def mix_marks(page: ChecklistPage) -> dict[str, str]:
    """Item -> a mark, the same at every time; the last rule that has conditions of its rarer kinds holds."""
    draw = random.Random(page.slug)  # no secret: examples
    marks = {item: draw.choice([*ANSWERS, ""]) for item in page.item_ids()}
    rule = max(page.rules.all(), key=lambda one: (bool(one.any_of), bool(one.none_of)))
    marks |= {row["item"]: row["answers"][-1] for row in [*rule.all_of, *rule.any_of[:1]]}
    return marks | {row["item"]: "" for row in rule.none_of}


def describe_result(page: ChecklistPage, marks: dict[str, str]) -> dict[str, Any]:
    answers = begin_answers(page)
    answers.answers = {item: Answer(mark) for item, mark in marks.items() if mark}
    result = build_result(page, answers)
    codes = {row.item.id: row.code for row in result.whole.rows}
    return {
        "checklist": page.slug,
        "answers": {codes[item]: mark for item, mark in marks.items() if mark},
        "counts": list(result.whole.counts.values()),
        "missing": codes_of(result.whole.missing),
        "strong": codes_of(result.whole.strong),
        "extremes": [group.title for group in result.extremes or ()],
        "sections": [[group.title, list(group.counts.values())] for group in result.sections],
        "provisions": [[group.title, *describe_group(group)] for group in result.provisions],
        "raised": [[found.rule.question, codes_of(found.rows)] for found in result.contradictions],
    }


def describe_group(group: AnswerGroup) -> tuple[int, int, str]:
    return len(group.missing), len(group.strong), codes_of(group.rows)


def codes_of(rows: list[Any]) -> str:
    return " ".join(row.code for row in rows)
