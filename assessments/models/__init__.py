"""What people do with a checklist: answers, what they add up to, and a team's work. Import from here."""

from assessments.models.entries import Did, Entry, Step
from assessments.models.teams import Assessment, Names, Participation, Phase, Role, Round, Sheet
from assessments.models.work import Action, Comment, Evidence, Invitation, Reminder

__all__ = [
    "Action",
    "Assessment",
    "Comment",
    "Did",
    "Entry",
    "Evidence",
    "Invitation",
    "Names",
    "Participation",
    "Phase",
    "Reminder",
    "Role",
    "Round",
    "Sheet",
    "Step",
]
