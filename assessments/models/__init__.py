"""What people do with a checklist: answers, what they add up to, and a team's work. Import from here."""

from assessments.models.entries import AuditAction, AuditEntry, Entry
from assessments.models.teams import Assessment, Participation, Phase, Role, Round, Sheet, TeamNames
from assessments.models.work import Action, Comment, Evidence, Invitation, Reminder

__all__ = [
    "Action",
    "Assessment",
    "AuditAction",
    "AuditEntry",
    "Comment",
    "Entry",
    "Evidence",
    "Invitation",
    "Participation",
    "Phase",
    "Reminder",
    "Role",
    "Round",
    "Sheet",
    "TeamNames",
]
