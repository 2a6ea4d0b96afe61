"""The relay. Whoever was blocked or declined sees the same as before, and nobody is told when an offer is made.

Lines in the trail name no conversation: two people's lines about the same one would say for a year who knows whom.
"""

from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import require_permission
from network.alarms.actions import consume_budget
from network.directory.actions.directory import alarm_if_canary
from network.limits import INTRODUCTIONS, MESSAGES
from network.models import Block, ContactOffer, Conversation, ConversationPhase, Member, Message, NoticeKind, Trail
from network.notices.actions import notify_member
from network.permissions import takes_part_in
from network.presenters.sealed_texts import unseal_or_explain


def send_introduction(*, by: Member, person: Member, text: str) -> Conversation:
    """The member introduces herself. If the other had asked her before, that is a yes, and the words are a message.

    Raises ValidationError where she asked before, asked too many lately, or cannot find the other any more.
    Not in a transaction: see network.alarms.actions.
    """
    if not Member.objects.visible_to(by).filter(pk=person.pk).exists():
        raise ValidationError(_("You cannot write to this member any more."))
    conversation = Conversation.objects.between(by, person).first()
    if conversation is None:
        return begin(by, person, text)
    if conversation.asker_id == by.pk and not conversation.is_open:
        raise ValidationError(_("You have asked already. If she would like to write to you, you will hear here."))
    if not conversation.is_open:
        accept_introduction(by=by, conversation=conversation)
    send_message(by=by, conversation=conversation, text=text)
    return conversation


def begin(by: Member, person: Member, text: str) -> Conversation:
    """The first introduction between two members. Raises ValidationError where the asker's budget is used up, or the
    other asks in the same moment."""
    consume_budget(INTRODUCTIONS, by=by, words=_("You have asked as many members as one can for now."))
    try:
        with transaction.atomic():
            conversation = Conversation.objects.create(asker=by, asked=person)
            add(conversation, by, text)
            Trail.objects.record_action("conversation.ask", by=by)
            notify_member(person, NoticeKind.INTRODUCTION)
            alarm_if_canary(by=by, person=person)
    except IntegrityError:  # the other asked in the same moment
        INTRODUCTIONS.give_back(by)
        raise ValidationError(_("She is writing to you right now. Look at your messages.")) from None
    return conversation


@transaction.atomic
def accept_introduction(*, by: Member, conversation: Conversation) -> None:
    """Both may write now. Nothing is shown that was not shown before. Saying yes twice changes nothing."""
    row = locked(conversation)
    if row.asked_id != by.pk or row.is_open:
        return
    row.phase = conversation.phase = ConversationPhase.OPEN
    row.moved_on = timezone.localdate()
    row.save(update_fields=["phase", "moved_on"])
    Trail.objects.record_action("conversation.accept", by=by)
    if not is_void(by, row):
        notify_member(row.other(by), NoticeKind.MESSAGE)


@transaction.atomic
def decline_introduction(*, by: Member, conversation: Conversation) -> None:
    """It leaves the pages of the one asked. The asker goes on waiting until it is forgotten, as for any answer that
    never comes."""
    row = locked(conversation)
    if row.asked_id == by.pk and row.phase == ConversationPhase.ASKED:
        row.phase = conversation.phase = ConversationPhase.DECLINED
        row.save(update_fields=["phase"])
        Trail.objects.record_action("conversation.decline", by=by)


def send_message(*, by: Member, conversation: Conversation, text: str, ticket: UUID | None = None) -> Message:
    """Sends words to the other, once for each `ticket`: an answer can be lost on its way after they were written.
    To somebody who blocked the author they seem to be sent, and go nowhere.

    Raises ValidationError where the conversation is not open or she wrote too much lately, PermissionDenied for
    somebody else than the two. Not in a transaction: see network.alarms.actions.
    """
    require_permission(takes_part_in(by, conversation))
    if sent := sent_already(conversation, by, text, ticket):
        return sent
    consume_budget(MESSAGES, by=by, words=_("You have written as many messages as one can for now."))
    message, is_new = written(by, conversation, text, ticket)
    if not is_new:
        MESSAGES.give_back(by)
    return message


@transaction.atomic
def written(by: Member, conversation: Conversation, text: str, ticket: UUID | None) -> tuple[Message, bool]:
    """The message, and whether it is new: the same form may have been sent twice in a moment. Raises ValidationError
    where the conversation is not open."""
    row = locked(conversation)
    if not row.is_open:
        MESSAGES.give_back(by)
        raise ValidationError(_("You can write here once she has agreed."))
    if sent := sent_already(row, by, text, ticket):
        return sent, False
    message = add(row, by, text, ticket)
    row.moved_on = timezone.localdate()
    row.save(update_fields=["moved_on"])
    Trail.objects.record_action("conversation.write", by=by)
    if not message.is_void:
        notify_member(row.other(by), NoticeKind.MESSAGE)
    return message, True


def sent_already(conversation: Conversation, author: Member, text: str, ticket: UUID | None) -> Message | None:
    """Other words on an old form, from a page that the author went back to, are another message."""
    sent = conversation.messages.filter(pk=ticket, author=author).first() if ticket else None
    return sent if sent and unseal_or_explain(sent.text) == text else None


def add(conversation: Conversation, author: Member, text: str, ticket: UUID | None = None) -> Message:
    """The next message. The conversation is locked, or was made just now. Its id is the form's ticket, unless
    something else has it already: then somebody made that up."""
    last = conversation.messages.order_by("-turn").values_list("turn", flat=True).first() or 0
    pk = uuid4() if ticket is None or Message.objects.filter(pk=ticket).exists() else ticket
    void = is_void(author, conversation)
    return Message.objects.create(
        pk=pk, conversation=conversation, author=author, turn=last + 1, text=text, is_void=void
    )


def is_void(author: Member, conversation: Conversation) -> bool:
    """Whether what the author does reaches nobody: the other blocked her."""
    return Block.objects.filter(blocker=conversation.other(author), blocked=author).exists()


@transaction.atomic
def receive_messages(*, by: Member, conversation: Conversation) -> None:
    """The reader opened the page: what was new to her is delivered, and its seven days begin. No line in the trail.

    Raises PermissionDenied for somebody else than the two.
    """
    require_permission(takes_part_in(by, conversation))
    conversation.messages.unread_by(by).update(delivered_on=timezone.localdate())


@transaction.atomic
def offer_contact(*, by: Member, conversation: Conversation, contact: str) -> None:
    """Shown to the other member if she offers hers as well; else nobody learns of it. Raises ValidationError where the
    conversation is not open, PermissionDenied for somebody else than the two."""
    require_permission(takes_part_in(by, conversation))
    row = locked(conversation)
    if not row.is_open:
        raise ValidationError(_("You can offer this once she has agreed to write."))
    ContactOffer.objects.update_or_create(conversation=row, member=by, defaults={"contact": contact})
    Trail.objects.record_action("contact.offer", by=by)


@transaction.atomic
def withdraw_contact(*, by: Member, conversation: Conversation) -> None:
    """The member's contact is erased; the other's is out of her sight as well."""
    ContactOffer.objects.filter(conversation=conversation, member=by).delete()
    Trail.objects.record_action("contact.take_back", by=by)


def locked(conversation: Conversation) -> Conversation:
    return Conversation.objects.select_for_update(of=("self",)).select_related("asker", "asked").get(pk=conversation.pk)
