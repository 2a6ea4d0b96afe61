"""Words between two members, inside the portal only. Both agree before they write, and before a contact is shown."""

import uuid
from datetime import date, timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Greatest, Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import SealedField
from network.domain.retention import MESSAGE_DELIVERED, MESSAGE_UNDELIVERED, compute_cutoff_day
from network.models.blocks import Block
from network.models.people import Member

# An introduction that nobody answers is forgotten, and so is a conversation in which nobody writes.
FORGOTTEN_DAYS = MESSAGE_UNDELIVERED
# An author's own words stay in her view for as long as the other may take to read them: their end tells her nothing.
OWN_WORDS_DAYS = MESSAGE_DELIVERED


class ConversationPhase(models.TextChoices):
    ASKED = "asked", _("Waits for an answer")
    OPEN = "open", _("Open")
    DECLINED = "declined", _("Declined")  # looks like ASKED to who asked


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, member: Member) -> "ConversationQuerySet":
        """The member's; not those she declined, and not those with somebody she blocked. Who was blocked still sees it.

        An introduction stands in its writer's pages while she can find the other: on the day on which that one leaves
        it goes with her profile, as it does where she hides, is locked or blocks her. So its going tells none of it.
        """
        blocked = Block.objects.filter(blocker=member).values("blocked")
        found = Q(phase=ConversationPhase.OPEN) | Q(asked__in=Member.objects.visible_to(member).values("pk"))
        hers = (Q(asker=member) & found) | (Q(asked=member) & ~Q(phase=ConversationPhase.DECLINED))
        return self.filter(hers).exclude(asker__in=blocked).exclude(asked__in=blocked).select_related("asker", "asked")

    def with_news_for(self, member: Member) -> "ConversationQuerySet":
        """Marks those that hold something the member has not seen, as `news`."""
        return self.annotate(news=Exists(Message.objects.unread_by(member).filter(conversation=OuterRef("pk"))))

    def between(self, one: Member, other: Member) -> "ConversationQuerySet":
        return self.filter(Q(asker=one, asked=other) | Q(asker=other, asked=one))

    def expired(self, today: date) -> "ConversationQuerySet":
        return self.filter(moved_on__lte=compute_cutoff_day(today, FORGOTTEN_DAYS))


class Conversation(models.Model):
    """Two members who write to each other, or one who would like to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asker = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="asked_for")
    asked = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="asked_by")
    phase = models.CharField(max_length=8, choices=ConversationPhase, default=ConversationPhase.ASKED)
    began_on = models.DateField(default=timezone.localdate)
    moved_on = models.DateField(default=timezone.localdate, help_text="When somebody last wrote.")

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["-moved_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(asker=F("asked")), name="nobody_writes_to_herself"),
            models.UniqueConstraint(
                Least("asker", "asked"), Greatest("asker", "asked"), name="one_conversation_a_pair"
            ),
        ]
        indexes = [models.Index(fields=["moved_on"], name="conversation_by_day")]

    def __str__(self) -> str:
        return f"conversation {self.pk}"

    def other(self, member: Member) -> Member:
        """The one of the two who is not `member`."""
        return self.asked if self.asker_id == member.pk else self.asker

    def waits_for(self, member: Member) -> bool:
        """Whether it is this member who is to accept or to decline."""
        return self.phase == ConversationPhase.ASKED and self.asked_id == member.pk

    @property
    def is_open(self) -> bool:
        return self.phase == ConversationPhase.OPEN


class MessageQuerySet(models.QuerySet["Message"]):
    def unread_by(self, member: Member) -> "MessageQuerySet":
        return self.filter(is_void=False, delivered_on=None).exclude(author=member)

    def shown_to(self, member: Member) -> "MessageQuerySet":
        """The other's words until they are erased, the member's own for seven days."""
        own = Q(author=member, sent_on__gt=timezone.localdate() - timedelta(days=OWN_WORDS_DAYS))
        return self.filter(own | (~Q(author=member) & Q(is_void=False))).order_by("turn")

    def expired(self, today: date) -> "MessageQuerySet":
        """Read a week ago, never read in a month, or gone nowhere and out of its author's sight."""
        read = Q(delivered_on__lte=compute_cutoff_day(today, MESSAGE_DELIVERED))
        unread = Q(delivered_on=None, sent_on__lte=compute_cutoff_day(today, MESSAGE_UNDELIVERED))
        void = Q(is_void=True, sent_on__lte=compute_cutoff_day(today, OWN_WORDS_DAYS))
        return self.filter(read | unread | void)


class Message(models.Model):
    """What one wrote to the other. The first one is the asker's introduction."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    turn = models.PositiveIntegerField(help_text="Its place in the conversation.")
    text = SealedField()
    sent_on = models.DateField(default=timezone.localdate)
    delivered_on = models.DateField(null=True, help_text="When the other first opened it.")
    is_void = models.BooleanField(default=False, help_text="Its author was blocked: nobody but her sees it.")

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["turn"]
        constraints = [models.UniqueConstraint(fields=["conversation", "turn"], name="one_message_a_turn")]
        indexes = [
            models.Index(fields=["sent_on"], name="message_by_day"),
            models.Index(fields=["delivered_on"], name="message_by_delivery"),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"


class ContactOfferQuerySet(models.QuerySet["ContactOffer"]):
    def revealed_to(self, member: Member, conversation: Conversation) -> "ContactOffer | None":
        """The other's contact, once both have offered theirs."""
        offers = {offer.member_id: offer for offer in self.filter(conversation=conversation)}
        hers = offers.pop(member.pk, None)
        return next(iter(offers.values()), None) if hers else None


class ContactOffer(models.Model):
    """How one of two members may be reached outside. Shown to the other once both have made an offer; neither is told
    of one before, so that taking it back and being blocked look the same."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="offers")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    contact = SealedField()

    objects = ContactOfferQuerySet.as_manager()

    class Meta:
        db_table = "network_offer"  # release 0.1's, whose processes use it while an upgrade replaces them
        constraints = [models.UniqueConstraint(fields=["conversation", "member"], name="one_offer_each")]

    def __str__(self) -> str:
        return f"offer {self.pk}"

    def sealed_scope(self) -> str:
        """The offering member's country: contact data go with its keys."""
        return self.member.country_id
