"""The network's data. Import from here; one module per area."""

from network.domain.locking import LockReason, UnlockReason
from network.models.alarms import Alarm, Cause
from network.models.announcements import Announcement, KeyDate, PutAway, Reader
from network.models.circles import Admission, Circle, CircleSeat, Pin, Post, Thread
from network.models.deeds import Deed, DeedKind, Second
from network.models.directory import Seen, Sight, Tally, apart_from, are_apart, are_blocked
from network.models.distance import Block, Hiding
from network.models.events import Event, EventPreference, Feedback, Mode, Reminded, Signup
from network.models.joining import Application, Consent, Invitation
from network.models.learning import Enrolment, Lesson, Material, MaterialFile, Progress, Series, SeriesKind
from network.models.locks import Lock, UnlockApproval
from network.models.mentoring import Aim, Description, Hours, Says, Side, Suggestion, Way
from network.models.messages import Conversation, Message, Offer, Phase
from network.models.moderation import About, Concern, Outcome, Report
from network.models.notices import Kind, Notice
from network.models.pairings import Meeting, Pairing, Reflection
from network.models.people import Mail, Member, Role, Skill, Spoken
from network.models.places import Country, Expertise, Level, Sector
from network.models.plans import Comment, Plan, Progressing, Step
from network.models.profiles import Fact, Photo, Profile, Showing, readable, shown_facts
from network.models.statistics import Figure
from network.models.ties import Tie, TieKind
from network.models.trail import Trail
from network.models.vetting import Question, Vote

__all__ = [
    "About",
    "Admission",
    "Aim",
    "Alarm",
    "Announcement",
    "Application",
    "Block",
    "Cause",
    "Circle",
    "CircleSeat",
    "Comment",
    "Concern",
    "Consent",
    "Conversation",
    "Country",
    "Deed",
    "DeedKind",
    "Description",
    "Enrolment",
    "Event",
    "EventPreference",
    "Expertise",
    "Fact",
    "Feedback",
    "Figure",
    "Hiding",
    "Hours",
    "Invitation",
    "KeyDate",
    "Kind",
    "Lesson",
    "Level",
    "Lock",
    "LockReason",
    "Mail",
    "Material",
    "MaterialFile",
    "Meeting",
    "Member",
    "Message",
    "Mode",
    "Notice",
    "Offer",
    "Outcome",
    "Pairing",
    "Phase",
    "Photo",
    "Pin",
    "Plan",
    "Post",
    "Profile",
    "Progress",
    "Progressing",
    "PutAway",
    "Question",
    "Reader",
    "Reflection",
    "Reminded",
    "Report",
    "Role",
    "Says",
    "Second",
    "Sector",
    "Seen",
    "Series",
    "SeriesKind",
    "Showing",
    "Side",
    "Sight",
    "Signup",
    "Skill",
    "Spoken",
    "Step",
    "Suggestion",
    "Tally",
    "Thread",
    "Tie",
    "TieKind",
    "Trail",
    "UnlockApproval",
    "UnlockReason",
    "Vote",
    "Way",
    "apart_from",
    "are_apart",
    "are_blocked",
    "readable",
    "shown_facts",
]
