"""Members by what other tables know of them."""

from django.db.models import Q

from network.models import Application, Conversation, Member
from network.models.joining import UNENTERED
from network.models.people import MemberQuerySet


def exclude_unentered(members: MemberQuerySet) -> MemberQuerySet:
    """Without those who were accepted and did not come yet: a list with them would tell vetters in the morning whom
    they let in."""
    return members.exclude(pk__in=Application.objects.filter(UNENTERED, member__isnull=False).values("member"))


def share_conversation(member: Member, other: Member) -> bool:
    """Whether the two stand in a conversation that `member` sees."""
    return Conversation.objects.visible_to(member).between(member, other).exists()


def find_known_members(member: Member) -> MemberQuerySet:
    """Those the member sees in the directory or in a conversation: whom she can keep away."""
    hers = Conversation.objects.visible_to(member).values_list("asker", "asked")
    talked = {pk for pair in hers for pk in pair} - {member.pk}
    return Member.objects.filter(Q(pk__in=Member.objects.visible_to(member).values("pk")) | Q(pk__in=talked))
