"""Mentoring before two know each other: what somebody offers or seeks, and whom the portal suggests.

Double-blind: a description and a suggestion hold coded facts only. Who the other is stands in a pairing (pairings.py),
and a pairing exists once both have said yes.
"""

import uuid
from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import SealedField
from network.domain.retention import SUGGESTION, compute_cutoff_day
from network.models.classifications import Expertise
from network.models.people import Member

SUGGESTION_SHOWN_DAYS = 30


class MentoringSide(models.TextChoices):
    MENTOR = "mentor", _("Mentor")
    MENTEE = "mentee", _("Mentee")

    @property
    def other(self) -> "MentoringSide":
        return MentoringSide.MENTEE if self == MentoringSide.MENTOR else MentoringSide.MENTOR


class MentoringAim(models.TextChoices):
    """What mentoring is to help with."""

    LEAD = "lead", _("Leading a team")
    VOICE = "voice", _("Speaking up and being heard")
    CAREER = "career", _("The next step in my career")
    OBSTACLES = "obstacles", _("Dealing with resistance and unfair treatment")
    BALANCE = "balance", _("Work, family and my own strength")
    CHANGE = "change", _("Starting a change or a project")
    CRAFT = "craft", _("Getting better at my profession")


class MentoringHours(models.TextChoices):
    """A month."""

    ONE = "1", _("about 1 hour")
    FEW = "2", _("2 to 4 hours")
    MANY = "5", _("5 hours or more")


class MentoringChannel(models.TextChoices):
    CALL = "call", _("By voice or video")
    WRITING = "writing", _("In writing")
    EITHER = "either", _("Either is fine")


class SuggestionAnswer(models.TextChoices):
    NOTHING = "", _("No answer yet")
    YES = "yes", _("Yes")
    NO = "no", _("No")


class MentoringDescriptionQuerySet(models.QuerySet["MentoringDescription"]):
    def looking(self) -> Self:
        """Of members past probation and not locked, who want suggestions now."""
        today = timezone.localdate()
        return self.filter(is_open=True, member__user__is_active=True, member__probation_ends__lte=today)


class MentoringDescription(models.Model):
    """What a member offers as a mentor or seeks as a mentee. Apart from her profile, and never shown as a whole."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="descriptions")
    side = models.CharField(max_length=8, choices=MentoringSide)
    skills = models.JSONField(default=list, help_text="Codes of Expertise.")
    aims = models.JSONField(default=list, help_text="Codes of Aim.")
    languages = models.JSONField(default=list, help_text="Codes of settings.LANGUAGES.")
    hours = models.CharField(max_length=2, choices=MentoringHours)
    way = models.CharField(max_length=8, choices=MentoringChannel)
    words = SealedField(help_text="Her own words, for herself: she may take them into a pairing later.")
    is_open = models.BooleanField(default=True)

    objects = MentoringDescriptionQuerySet.as_manager()

    class Meta:
        db_table = "network_description"  # release 0.1's, whose processes use it while an upgrade replaces them
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["member", "side"], name="one_description_per_side")]

    def __str__(self) -> str:
        return f"{self.side} {self.pk}"

    def sealed_scope(self) -> str:
        return self.member.country_id

    def skill_names(self) -> list[str]:
        return [str(Expertise(code).label) for code in self.skills]

    def aim_names(self) -> list[str]:
        return [str(MentoringAim(code).label) for code in self.aims]

    def language_names(self) -> list[str]:
        names = dict(settings.LANGUAGES)
        return [str(_(names[code])) for code in self.languages]


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def shown(self) -> Self:
        return self.filter(made_on__gt=compute_cutoff_day(timezone.localdate(), SUGGESTION_SHOWN_DAYS))

    def visible_to(self, member: Member) -> Self:
        """The member's, unless she said no. What the other one said changes nothing of what she sees."""
        mentors = Q(mentor=member) & ~Q(mentor_says=SuggestionAnswer.NO)
        mentees = Q(mentee=member) & ~Q(mentee_says=SuggestionAnswer.NO)
        return self.shown().filter(mentors | mentees)

    def expired(self, today: date) -> Self:
        """Kept longer than shown, so that a pair is not suggested again and again."""
        return self.filter(made_on__lte=compute_cutoff_day(today, SUGGESTION))


class Suggestion(models.Model):
    """Two members whom the portal thinks fit. Each answers without knowing who the other is or what she said."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mentor = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="suggested_mentees")
    mentee = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="suggested_mentors")
    mentor_says = models.CharField(max_length=3, choices=SuggestionAnswer, default=SuggestionAnswer.NOTHING, blank=True)
    mentee_says = models.CharField(max_length=3, choices=SuggestionAnswer, default=SuggestionAnswer.NOTHING, blank=True)
    # As it was on the day: a change on the other side must not show.
    grounds = models.JSONField(default=dict, help_text="The coded facts that both share; see matching.py.")
    made_on = models.DateField(default=timezone.localdate)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["mentor", "mentee"], name="a_pair_is_suggested_once"),
            models.CheckConstraint(condition=~Q(mentor=models.F("mentee")), name="nobody_is_suggested_herself"),
        ]
        indexes = [models.Index(fields=["made_on"], name="suggestion_by_day")]

    def __str__(self) -> str:
        return str(self.pk)

    def side_of(self, member: Member) -> MentoringSide:
        return MentoringSide.MENTOR if self.mentor_id == member.pk else MentoringSide.MENTEE

    def says(self, member: Member) -> str:
        return self.mentor_says if self.side_of(member) == MentoringSide.MENTOR else self.mentee_says

    @property
    def is_agreed(self) -> bool:
        return self.mentor_says == self.mentee_says == SuggestionAnswer.YES

    @property
    def shown_until(self) -> date:
        return self.made_on + timedelta(days=SUGGESTION_SHOWN_DAYS)
