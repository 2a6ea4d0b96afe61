"""What people do with a checklist: answers as plain data, and what they add up to. Import from here."""

from assessments.models.answers import LONGEST_TEXT, Answer, Answers, BadAnswers
from assessments.models.results import Contradiction, Group, Result, result_of

__all__ = [
    "LONGEST_TEXT",
    "Answer",
    "Answers",
    "BadAnswers",
    "Contradiction",
    "Group",
    "Result",
    "result_of",
]
