"""Small circles in which members talk about a topic, by pseudonym only."""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import SealedField
from network.domain.retention import POST, compute_cutoff_day
from network.models.audience import AddressedQuerySet, AddressedToCountries
from network.models.classifications import Expertise
from network.models.directory import find_members_apart_from
from network.models.moderation import Concern
from network.models.people import Member

MOST_SEATS = 30


class CircleAdmission(models.TextChoices):
    ASK = "ask", _("A moderator lets people in")
    OPEN = "open", _("Anybody it is for may come in")


class CircleQuerySet(AddressedQuerySet["Circle"]):
    def visible_to(self, member: Member) -> Self:
        """What the member may know of: those for her country, and those she sits in. In probation none."""
        if member.on_probation:
            return self.none()
        if member.is_coordinator:
            return self
        mine = models.Q(pk__in=CircleSeat.objects.filter(member=member).values("circle"))
        everybody = models.Q(countries__isnull=True) | models.Q(countries=member.country_id)
        return self.filter(mine | (everybody & models.Q(is_closed=False))).distinct()

    def readable_by(self, member: Member) -> Self:
        """Those the member sits in. Nobody reads along without a seat that others can see, coordinators neither."""
        return self.filter(pk__in=CircleSeat.objects.taken().filter(member=member).values("circle"))

    def led_by(self, member: Member) -> Self:
        """Those the member moderates."""
        seats = CircleSeat.objects.taken().filter(member=member, is_moderator=True)
        return self.filter(pk__in=seats.values("circle"))

    def looked_after_by(self, member: Member) -> Self:
        """Whose seats the member fills and whose words she hides: those she moderates; for a coordinator, all."""
        return self if member.is_coordinator else self.led_by(member)


class Circle(AddressedToCountries):
    """At most 30 people. A closed one stays readable for them and takes no new words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = SealedField()
    summary = SealedField()
    topic = models.CharField(max_length=16, choices=Expertise)
    admission = models.CharField(max_length=4, choices=CircleAdmission, default=CircleAdmission.ASK)
    is_closed = models.BooleanField(default=False)
    turn = models.PositiveIntegerField(default=0, help_text=_("The number of its last post."))

    objects = CircleQuerySet.as_manager()

    class Meta:
        ordering = ["topic", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class CircleSeatQuerySet(models.QuerySet["CircleSeat"]):
    def taken(self) -> Self:
        return self.filter(is_waiting=False)

    def waiting(self) -> Self:
        return self.filter(is_waiting=True)


class CircleSeat(models.Model):
    """A member in a circle, or one who asks to come in (`is_waiting`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="seats")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="circle_seats")
    is_waiting = models.BooleanField(default=False)
    is_moderator = models.BooleanField(default=False)

    objects = CircleSeatQuerySet.as_manager()

    class Meta:
        ordering = ["-is_moderator", "member__pseudonym"]
        constraints = [
            models.UniqueConstraint(fields=["circle", "member"], name="one_seat_per_member_and_circle"),
            models.CheckConstraint(
                condition=models.Q(is_waiting=False) | models.Q(is_moderator=False), name="who_waits_does_not_moderate"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(circle__in=Circle.objects.readable_by(member))

    def expired(self, today: date) -> Self:
        """Those that hold no words any more. Run after posts have expired."""
        return self.filter(~Exists(Post.objects.filter(thread=OuterRef("pk"))))


class Thread(models.Model):
    """Posts about one thing. It has no author: whoever began it may leave, and the others' words stay.

    `turn` is the number of its last post: the newest thread has the highest.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="threads")
    turn = models.PositiveIntegerField(default=0)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        ordering = ["-turn", "pk"]
        indexes = [models.Index(fields=["circle", "-turn"], name="thread_by_turn")]

    def __str__(self) -> str:
        return str(self.pk)


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, member: Member) -> Self:
        """In circles the reader sits in, without the words of those from whom she keeps away or who keep away from her.

        A moderator reads all of the circle she looks after: the page says so before anybody joins.
        """
        readable = self.filter(thread__in=Thread.objects.visible_to(member))
        led = models.Q(thread__circle__in=Circle.objects.led_by(member))
        return readable.filter(led | ~models.Q(author__in=find_members_apart_from(member).values("pk")))

    def written_today(self, member: Member) -> Self:
        return self.filter(author=member, posted_on=timezone.localdate())

    def expired(self, today: date) -> Self:
        return self.filter(posted_on__lte=compute_cutoff_day(today, POST))


class Post(models.Model):
    """What a member said, sealed. It goes when she takes it back, leaves the circle or leaves the network.

    `turn` counts within the circle and keeps the order; of the time only the day is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="posts")
    author = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="posts")
    turn = models.PositiveIntegerField()
    posted_on = models.DateField(default=timezone.localdate)
    words = SealedField()
    hidden_for = models.CharField(max_length=10, choices=Concern, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["turn", "pk"]
        constraints = [models.UniqueConstraint(fields=["thread", "turn"], name="one_post_a_turn")]
        indexes = [models.Index(fields=["posted_on"], name="post_by_day")]

    def __str__(self) -> str:
        return str(self.pk)


class Pin(models.Model):
    """A page of the public toolkit that a moderator keeps in sight."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="pins")
    label = SealedField()
    path = models.CharField(max_length=300)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.pk)
