"""What is said in circles."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import require_permission
from network.circles.actions.circles import lock_circle_for_update
from network.models import Circle, CircleSeat, Member, NoticeKind, Post, Thread, Trail
from network.models.directory import find_members_apart_from
from network.notices.actions import notify_member
from network.permissions import looks_after_circle, moderates_circle
from network.presenters.sealed_texts import unseal_or_explain

# Enough for a lively evening; a copied text in every thread is stopped.
MOST_POSTS_A_DAY = 50


@transaction.atomic
def write_post(*, by: Member, circle: Circle, words: str, thread: Thread | None = None) -> Post:
    """Says something in a thread, or begins one. The others are told that there is a post, never what. Sent again
    because nobody answered, it is the same post.

    Raises ValidationError where the circle is closed, where the author sits there no longer or has said enough today.
    """
    row = lock_circle_for_update(circle)
    if row.is_closed:
        raise ValidationError(_("This circle is closed. You can read it, and write no more."))
    if not CircleSeat.objects.taken().filter(circle=row, member=by).exists():
        raise ValidationError(_("You sit in this circle no longer."))
    if same := said_already(row, by, words, thread):
        return same
    if Post.objects.written_today(by).count() >= MOST_POSTS_A_DAY:
        raise ValidationError(_("You have written a lot today. Please go on tomorrow."))
    row.turn += 1
    row.save(update_fields=["turn"])
    if thread is None:
        thread = Thread.objects.create(circle=row, turn=row.turn)
    else:
        Thread.objects.filter(pk=thread.pk).update(turn=row.turn)
    made = Post.objects.create(thread=thread, author=by, turn=row.turn, words=words)
    Trail.objects.record_action("post.write", by=by, about=made.pk)
    tell_others(row, by)
    return made


def said_already(circle: Circle, author: Member, words: str, thread: Thread | None) -> Post | None:
    """The post, where the last word is the author's, and these very words. A new thread must have begun with them."""
    there = Post.objects.filter(thread=thread) if thread else Post.objects.filter(thread__circle=circle)
    last = there.order_by("-turn").first()
    if last is None or last.author_id != author.pk or last.hidden_for or unseal_or_explain(last.words) != words:
        return None
    begun = thread is not None or not Post.objects.filter(thread=last.thread_id).exclude(pk=last.pk).exists()
    return last if begun else None


def tell_others(circle: Circle, author: Member) -> None:
    """Those who can read the author's words; whoever keeps away from her hears nothing."""
    seats = CircleSeat.objects.taken().filter(circle=circle).exclude(member=author)
    for seat in seats.exclude(member__in=find_members_apart_from(author).values("pk")).select_related("member__user"):
        notify_member(seat.member, NoticeKind.CIRCLE)


@transaction.atomic
def withdraw_post(*, by: Member, post: Post) -> None:
    """Erases an author's own words, at any time. A thread without words goes too.

    Raises PermissionDenied for anybody else.
    """
    require_permission(post.author_id == by.pk)
    Trail.objects.record_action("post.take_back", by=by, about=post.pk)
    thread = post.thread
    post.delete()
    if not thread.posts.exists():
        thread.delete()


@transaction.atomic
def hide_post(*, by: Member, post: Post, reason: str) -> None:
    """Nobody reads these words any more but their author. `reason` is a Concern, and is shown in their place.

    Raises PermissionDenied for whoever does not look after the circle.
    """
    require_permission(looks_after_circle(by, post.thread.circle_id))
    Post.objects.filter(pk=post.pk).update(hidden_for=reason)
    Trail.objects.record_action("post.hide", by=by, about=post.pk, result=reason)


@transaction.atomic
def unhide_post(*, by: Member, post: Post) -> None:
    """A moderator changed her mind. Raises PermissionDenied for whoever does not moderate the circle."""
    require_permission(moderates_circle(by, post.thread.circle_id))
    Post.objects.filter(pk=post.pk).update(hidden_for="")
    Trail.objects.record_action("post.show", by=by, about=post.pk)
