"""Events: when, for whom, who signed up, who waits. The list of names goes 30 days after the event."""

import uuid
from datetime import date, datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models import SealedField
from accounts.sealing import EVERYWHERE
from network.domain.retention import ATTENDANCE, EVENT, compute_cutoff_moment
from network.models.audience import AddressedQuerySet, AddressedToCountries
from network.models.classifications import Country
from network.models.people import Member

FEWEST_ANSWERS = 5  # below that an answer points at a person
MOST_SEATS = 300


class EventMode(models.TextChoices):
    ONLINE = "online", _("Online")
    IN_PERSON = "in_person", _("In person")


class EventQuerySet(AddressedQuerySet["Event"]):
    def coming(self) -> Self:
        """Not over."""
        return self.filter(ends__gt=timezone.now())

    def visible_to(self, member: Member) -> Self:
        """What the member may sign up for, and what she has signed up for, past ones too while the list is kept.

        Somebody on probation sees what is meant for newcomers. A called-off event is shown to those on its list.
        """
        hers = Q(pk__in=Signup.objects.filter(member=member).values("event"))
        open_to_her = Q(is_cancelled=False, ends__gt=timezone.now())
        if member.on_probation:
            open_to_her &= Q(for_newcomers=True)
        addressed = Q(pk__in=Event.objects.addressed_to(member).values("pk"))
        return self.filter(hers | (open_to_her & addressed))

    def run_by(self, staff: Member) -> Self:
        """A focal point runs those of her country, a coordinator all."""
        if staff.is_coordinator:
            return self
        return self.filter(home=staff.country_id) if staff.is_staff else self.none()

    def expired(self, today: date) -> Self:
        return self.filter(ends__lt=compute_cutoff_moment(today, EVENT))


class Event(AddressedToCountries):
    """Sealed under its country's keys where one country runs it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    home = models.ForeignKey(
        Country, null=True, on_delete=models.PROTECT, related_name="+", help_text="Whose focal points run it."
    )
    title = SealedField()
    description = SealedField()
    place = SealedField(help_text="Where, or the link: only for those who have a seat, and only near the time.")
    mode = models.CharField(max_length=10, choices=EventMode)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    zone = models.CharField(max_length=40, help_text="IANA name: what the clocks show where it takes place.")
    capacity = models.PositiveSmallIntegerField()
    place_hours = models.PositiveSmallIntegerField(default=24, help_text="From when on the place is shown.")
    for_newcomers = models.BooleanField(default=False)
    is_cancelled = models.BooleanField(default=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["starts", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="an_event_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(capacity__gte=1, capacity__lte=MOST_SEATS), name="an_event_has_seats"),
        ]
        indexes = [models.Index(fields=["ends"], name="event_by_end")]

    def __str__(self) -> str:
        return str(self.pk)

    def sealed_scope(self) -> str:
        return self.home_id or EVERYWHERE

    @property
    def has_started(self) -> bool:
        return self.starts <= timezone.now()

    @property
    def is_over(self) -> bool:
        return self.ends <= timezone.now()

    @property
    def takes_signups(self) -> bool:
        return not self.is_cancelled and not self.has_started

    @property
    def takes_feedback(self) -> bool:
        """From its end until the list of names goes."""
        return not self.is_cancelled and self.is_over and timezone.now() < self.ends + timedelta(days=ATTENDANCE)

    @property
    def place_shown_from(self) -> datetime:
        return self.starts - timedelta(hours=self.place_hours)

    @property
    def shows_place(self) -> bool:
        """Near the time, to those who have a seat; the caller looks at that."""
        return not self.is_cancelled and self.place_shown_from <= timezone.now() < self.ends


class ReminderStage(models.IntegerChoices):
    NOT_YET = 0
    DAYS_BEFORE = 1
    HOURS_BEFORE = 2


REMINDED_BEFORE = {ReminderStage.DAYS_BEFORE: timedelta(days=2), ReminderStage.HOURS_BEFORE: timedelta(hours=2)}


def find_reminder_stage(starts: datetime) -> ReminderStage:
    """Which reminder is due by now. Who signs up within the two days needs no reminder of them."""
    left = starts - timezone.now()
    if left <= REMINDED_BEFORE[ReminderStage.HOURS_BEFORE]:
        return ReminderStage.HOURS_BEFORE
    return ReminderStage.DAYS_BEFORE if left <= REMINDED_BEFORE[ReminderStage.DAYS_BEFORE] else ReminderStage.NOT_YET


class SignupQuerySet(models.QuerySet["Signup"]):
    def seated(self) -> Self:
        return self.filter(seat__isnull=False)

    def waiting(self) -> Self:
        """First come, first served."""
        return self.filter(seat=None).order_by("pk")

    def in_line(self) -> Self:
        """Those who can get a seat: somebody who is locked out could not come."""
        return self.waiting().filter(member__user__is_active=True)

    def to_be_reminded(self, stage: ReminderStage) -> Self:
        """Those with a seat whom nobody has reminded yet, of events that are about to start."""
        now = timezone.now()
        near = Q(event__starts__gt=now, event__starts__lte=now + REMINDED_BEFORE[stage], event__is_cancelled=False)
        return self.seated().filter(near, reminded__lt=stage)

    def expired(self, today: date) -> Self:
        return self.filter(event__ends__lt=compute_cutoff_moment(today, ATTENDANCE))


class Signup(models.Model):
    """A seat has a number, and a number is given once: the database itself refuses to give it twice."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="signups")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="signups")
    seat = models.PositiveSmallIntegerField(null=True, help_text="Empty for somebody who waits.")
    reminded = models.PositiveSmallIntegerField(choices=ReminderStage, default=ReminderStage.NOT_YET)
    has_news = models.BooleanField(default=False, help_text="To be told that the event changed.")

    objects = SignupQuerySet.as_manager()

    class Meta:
        ordering = [F("seat").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "member"], name="one_signup_per_member"),
            models.UniqueConstraint(fields=["event", "seat"], name="a_seat_is_given_once"),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(has_news=True), name="signup_with_news")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_waiting(self) -> bool:
        return self.seat is None

    @property
    def calendar_id(self) -> str:
        """Keeps a member's calendar entry one; nobody who compares two members' calendars sees that they met."""
        return salted_hmac("network.appointment", f"{self.event_id} {self.member_id}", algorithm="sha256").hexdigest()


class FeedbackRating(models.IntegerChoices):
    VERY = 4, _("Very")
    MOSTLY = 3, _("Mostly")
    LITTLE = 2, _("A little")
    NOT = 1, _("Not at all")


class Feedback(models.Model):
    """What a member thought of it. Tied to her sign-up, so that it goes with the list; shown to staff without it."""

    signup = models.OneToOneField(Signup, on_delete=models.CASCADE, related_name="feedback")
    useful = models.PositiveSmallIntegerField(choices=FeedbackRating)
    safe = models.PositiveSmallIntegerField(choices=FeedbackRating)
    words = SealedField()

    def __str__(self) -> str:
        return str(self.pk)

    def sealed_scope(self) -> str:
        return self.signup.member.country_id


class EventPreference(models.Model):
    """In which zone the member wants to read times. It need not be where she is."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="event_preference")
    zone = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.zone
