"""What is said in circles."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from network.actions.circles import locked
from network.actions.notices import notify
from network.models import Circle, CircleSeat, Kind, Member, Post, Thread, Trail, readable
from network.models.directory import apart_from

# Enough for a lively evening; a copied text in every thread is stopped.
MOST_POSTS_A_DAY = 50


@transaction.atomic
def post(*, by: Member, circle: Circle, words: str, thread: Thread | None = None) -> Post:
    """Says something in a thread, or begins one. The others are told that there is a post, never what. Sent again
    because nobody answered, it is the same post.

    Raises ValidationError where the circle is closed, where she sits there no longer or has said enough today.
    """
    row = locked(circle)
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
    Trail.objects.note("post.write", by=by, about=made.pk)
    tell_others(row, by)
    return made


def said_already(circle: Circle, author: Member, words: str, thread: Thread | None) -> Post | None:
    """Where the last word is hers, and these very words. A new thread must have begun with them."""
    there = Post.objects.filter(thread=thread) if thread else Post.objects.filter(thread__circle=circle)
    last = there.order_by("-turn").first()
    if last is None or last.author_id != author.pk or last.hidden_for or readable(last.words) != words:
        return None
    begun = thread is not None or not Post.objects.filter(thread=last.thread_id).exclude(pk=last.pk).exists()
    return last if begun else None


def tell_others(circle: Circle, author: Member) -> None:
    """Those who can read her words; whoever keeps away from her hears nothing."""
    seats = CircleSeat.objects.taken().filter(circle=circle).exclude(member=author)
    for seat in seats.exclude(member__in=apart_from(author).values("pk")).select_related("member__user"):
        notify(seat.member, Kind.CIRCLE)


@transaction.atomic
def take_back(*, by: Member, post: Post) -> None:
    """Erases her own words, at any time. A thread without words goes too."""
    Trail.objects.note("post.take_back", by=by, about=post.pk)
    thread = post.thread
    post.delete()
    if not thread.posts.exists():
        thread.delete()


@transaction.atomic
def hide(*, by: Member | None, post: Post, reason: str) -> None:
    """Nobody reads these words any more but their author. `reason` is a Concern, and is shown in their place."""
    Post.objects.filter(pk=post.pk).update(hidden_for=reason)
    Trail.objects.note("post.hide", by=by, about=post.pk, result=reason)


@transaction.atomic
def show_again(*, by: Member, post: Post) -> None:
    """A moderator changed her mind."""
    Post.objects.filter(pk=post.pk).update(hidden_for="")
    Trail.objects.note("post.show", by=by, about=post.pk)
