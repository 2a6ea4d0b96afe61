"""The network's data. Import from here; one module per area."""

from network.models.announcements import Announcement, KeyDate, PutAway, Reader
from network.models.circles import Admission, Circle, CircleSeat, Pin, Post, Thread
from network.models.joining import Application, Consent, Invitation
from network.models.learning import Enrolment, Lesson, Material, Progress, Series, SeriesKind
from network.models.moderation import About, Concern, Outcome, Report
from network.models.notices import Kind, Notice
from network.models.people import Mail, Member, Role, Skill, Spoken
from network.models.places import Country, Expertise, Level, Sector
from network.models.trail import Trail
from network.models.vetting import Question, Vote

__all__ = [
    "About",
    "Admission",
    "Announcement",
    "Application",
    "Circle",
    "CircleSeat",
    "Concern",
    "Consent",
    "Country",
    "Enrolment",
    "Expertise",
    "Invitation",
    "KeyDate",
    "Kind",
    "Lesson",
    "Level",
    "Mail",
    "Material",
    "Member",
    "Notice",
    "Outcome",
    "Pin",
    "Post",
    "Progress",
    "PutAway",
    "Question",
    "Reader",
    "Report",
    "Role",
    "Sector",
    "Series",
    "SeriesKind",
    "Skill",
    "Spoken",
    "Thread",
    "Trail",
    "Vote",
]
