"""What a file held, whichever kind it is."""

from dataclasses import dataclass, field

from assessments.domain.answers import Answers

MOST_JSON = 4 * 1024 * 1024
MOST_BRACKETS = 100_000  # each becomes an object thirty times as large


@dataclass
class UploadedAnswers:
    """What a file held. `problems` are sentences about what could not be taken from it; `sent` says when somebody
    sent it off, as the file puts it."""

    answers: Answers
    problems: list[str] = field(default_factory=list)
    sent: str = ""


def is_bloated(data: bytes) -> bool:
    """Whether this JSON is more than answers to a checklist could be."""
    return len(data) > MOST_JSON or data.count(b"{") + data.count(b"[") > MOST_BRACKETS
