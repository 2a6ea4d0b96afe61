"""The network's data. Import from here; one module per area."""

from network.domain.locking import LockReason, UnlockReason
from network.models.alarms import Alarm, AlarmCause
from network.models.announcements import Announcement, DismissedAnnouncement, KeyDate, KeyDateAudience
from network.models.blocks import Block, HiddenFrom
from network.models.circles import Circle, CircleAdmission, CircleSeat, Pin, Post, Thread
from network.models.classifications import Country, ExperienceLevel, Expertise, Sector
from network.models.consents import Consent
from network.models.deeds import Deed, DeedConfirmation, DeedKind
from network.models.directory import (
    CardViewCount,
    ViewedPart,
    ViewRecord,
    are_blocked,
    are_kept_apart,
    find_members_apart_from,
)
from network.models.events import Event, EventMode, EventPreference, Feedback, ReminderStage, Signup
from network.models.invitations import Invitation
from network.models.joining import Application
from network.models.learning import Enrolment, Lesson, Material, MaterialFile, Progress, Series, SeriesKind
from network.models.locks import Lock, UnlockApproval
from network.models.mentoring import (
    MentoringAim,
    MentoringChannel,
    MentoringDescription,
    MentoringHours,
    MentoringSide,
    Suggestion,
    SuggestionAnswer,
)
from network.models.messages import ContactOffer, Conversation, ConversationPhase, Message
from network.models.moderation import Concern, Report, ReportedKind, ReportOutcome
from network.models.notices import Notice, NoticeKind
from network.models.pairings import Meeting, Pairing, Reflection
from network.models.people import MailPreference, Member, Role, Skill, SpokenLanguage
from network.models.plans import Comment, Plan, PlanStep, StepState
from network.models.profiles import Photo, Profile, ProfileFact, VisibilityGrant, find_visible_facts
from network.models.statistics import Figure
from network.models.ties import Tie, TieKind
from network.models.trail import Trail
from network.models.vetting import Question, Vote

__all__ = [
    "Alarm",
    "AlarmCause",
    "Announcement",
    "Application",
    "Block",
    "CardViewCount",
    "Circle",
    "CircleAdmission",
    "CircleSeat",
    "Comment",
    "Concern",
    "Consent",
    "ContactOffer",
    "Conversation",
    "ConversationPhase",
    "Country",
    "Deed",
    "DeedConfirmation",
    "DeedKind",
    "DismissedAnnouncement",
    "Enrolment",
    "Event",
    "EventMode",
    "EventPreference",
    "ExperienceLevel",
    "Expertise",
    "Feedback",
    "Figure",
    "HiddenFrom",
    "Invitation",
    "KeyDate",
    "KeyDateAudience",
    "Lesson",
    "Lock",
    "LockReason",
    "MailPreference",
    "Material",
    "MaterialFile",
    "Meeting",
    "Member",
    "MentoringAim",
    "MentoringChannel",
    "MentoringDescription",
    "MentoringHours",
    "MentoringSide",
    "Message",
    "Notice",
    "NoticeKind",
    "Pairing",
    "Photo",
    "Pin",
    "Plan",
    "PlanStep",
    "Post",
    "Profile",
    "ProfileFact",
    "Progress",
    "Question",
    "Reflection",
    "ReminderStage",
    "Report",
    "ReportOutcome",
    "ReportedKind",
    "Role",
    "Sector",
    "Series",
    "SeriesKind",
    "Signup",
    "Skill",
    "SpokenLanguage",
    "StepState",
    "Suggestion",
    "SuggestionAnswer",
    "Thread",
    "Tie",
    "TieKind",
    "Trail",
    "UnlockApproval",
    "UnlockReason",
    "ViewRecord",
    "ViewedPart",
    "VisibilityGrant",
    "Vote",
    "are_blocked",
    "are_kept_apart",
    "find_members_apart_from",
    "find_visible_facts",
]
