"""One answer as it comes from the page of a team's checklist."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from assessments.domain.answers import LONGEST_TEXT, Answer, InvalidAnswersError
from assessments.models import Entry

NAMES = {"mark": "a", "note": "n", "evidence": "e", "action": "p"}


def format_form_base(saves: int, answer: Answer) -> str:
    """What a form carries along: how often the answer was saved when the form was made, and what it said then."""
    return f"{saves}-{digest(answer)}"


def digest(answer: Answer) -> str:
    return hashlib.sha256(json.dumps(list(asdict(answer).values())).encode()).hexdigest()[:10]


@dataclass(frozen=True)
class SubmittedAnswer:
    """`saves` is the counter of the answer that was on the screen; `is_touched` says whether it was changed there.

    `keep` is the participant's choice after a conflict: "theirs" lets the other text stand. `trouble` is a sentence for
    her.
    """

    item: str
    answer: Answer
    saves: int
    is_touched: bool
    keep: str = ""
    trouble: str = ""


def shorten_item_ids(items: Iterable[str]) -> dict[str, str]:
    """A short name for each question in a form: the beginning of its id, all of it where two begin alike."""
    known = list(items)
    often = Counter(item[:8] for item in known)
    return {item: item[:8] if often[item[:8]] == 1 else item for item in known}


def read_submitted_answer(item: str, data: Mapping[str, Any], key: str = "") -> SubmittedAnswer | None:
    """None where the form has nothing about this question. `key` follows the names of its fields: a_1f2e3d4c."""
    end = f"_{key}" if key else ""
    base = str(data.get(f"base{end}", ""))
    saves, _dash, before = base.partition("-")
    if not saves.isdecimal() or len(saves) > 9:
        return None
    values = {part: str(data.get(f"{letter}{end}", "")) for part, letter in NAMES.items()}
    keep = "theirs" if data.get(f"keep{end}") == "theirs" else ""
    try:
        answer = Answer.from_data(values)
    except InvalidAnswersError:  # no form of ours holds such a mark; what was typed beside it is kept
        answer = Answer.from_data({**values, "mark": ""})
    touched = digest(answer) != before
    trouble = ""
    if any(len(value.replace("\r\n", "\n")) > LONGEST_TEXT for value in values.values()):
        trouble = _("This is longer than 2,000 characters and was not saved. Please shorten it.")
        answer = replace(answer, **{part: text for part, text in values.items() if part != "mark"})
    return SubmittedAnswer(item, answer, int(saves), touched, keep, trouble)


def make_form_base(entry: Entry) -> str:
    return format_form_base(entry.saves, entry.answer())
