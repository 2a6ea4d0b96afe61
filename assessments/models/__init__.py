"""What people do with a checklist: answers, what they add up to, and a team's work. Import from here."""

from assessments.models.answers import LONGEST_TEXT, Answer, Answers, BadAnswers
from assessments.models.entries import Did, Entry, Step
from assessments.models.results import Contradiction, Group, Result, result_of
from assessments.models.teams import Assessment, Names, Participation, Phase, Role, Round, Sheet
from assessments.models.work import Action, Comment, Evidence, Invitation, Reminder

__all__ = [
    "LONGEST_TEXT",
    "Action",
    "Answer",
    "Answers",
    "Assessment",
    "BadAnswers",
    "Comment",
    "Contradiction",
    "Did",
    "Entry",
    "Evidence",
    "Group",
    "Invitation",
    "Names",
    "Participation",
    "Phase",
    "Reminder",
    "Result",
    "Role",
    "Round",
    "Sheet",
    "Step",
    "result_of",
]
