"""Closed lists of the working kit: words that templates, files and translations rely on."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

SIGN_GROUPS = [("now", _("Now")), ("talk", _("Talk")), ("background", _("Background"))]
WAYS_TO_ANSWER = [("nod", _("A nod or a shake of the head is enough")), ("open", _("An open question; wait for words"))]
FIELD_KINDS = [
    ("code", _("Code, never a name")),
    ("text", _("Text")),
    ("date", _("Date")),
    ("choice", _("One answer")),
    ("check", _("Several answers")),
    ("table", _("Table")),
    ("sign", _("Place for a mark")),
    ("fixed", _("Fixed text")),
]
LEARNING_TIMES = [("week-1", _("Week 1")), ("month-1", _("Month 1")), ("quarter-1", _("Quarter 1"))]
# What only the place itself knows: numbers, and lines of its law. An empty one never shows a foreign number.
SLOTS = [
    ("emergency-number", _("Emergency number")),
    ("supervisor-number", _("Number of the supervisor")),
    ("outside-contact", _("Contact outside the unit")),
    ("child-protection-number", _("Child protection")),
    ("law-child-and-adult", _("What the law says of a child who leaves with an adult")),
    ("interpreter-number", _("Interpreter line")),
    ("health-number", _("Health worker")),
    ("legal-aid-number", _("Legal aid")),
    ("asylum-contact", _("Asylum authority or partner")),
    ("duty-to-report", _("What we must report by law")),
    ("night-place", _("Place for tonight")),
    ("law-danger-to-life", _("What the law says when life is in danger")),
    ("service-list", _("Services")),
]
# Of these what somebody may ring, and so keep on her own phone. Not the supervisor's: before anybody is called, a
# screen asks whether a colleague is the danger.
NUMBER_SLOTS = (
    *("emergency-number", "outside-contact", "child-protection-number", "interpreter-number", "health-number"),
    *("legal-aid-number", "asylum-contact", "night-place", "service-list"),
)

BRACKET = re.compile(r"\{[^}]*\}|…")


def may_be_said(sentence: Mapping[str, Any]) -> bool:
    """A sentence with an empty bracket is never shown or read aloud."""
    return not BRACKET.search(sentence["text"])


def digest_sentence(sentence: Mapping[str, Any]) -> str:
    """SHA-256 of the words that are spoken: who tested, signed or recorded them did so for these."""
    return hashlib.sha256(" ".join(sentence["text"].split()).encode()).hexdigest()
