"""What is said in circles: begin, answer, take back, hide."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from network.circles.actions import posts
from network.circles.forms import ConcernForm, PostForm
from network.circles.views.circles import present_circle
from network.models import Circle, CircleSeat, Member, Post, Thread
from network.presenters.sealed_texts import unseal_or_explain
from network.views.access import MemberRequest, full_member_page, get_posted_data
from network.views.pages import render_confirm_page

POSTS_A_PAGE = 30


@require_http_methods(["GET", "POST"])
@full_member_page
def thread_new(request: MemberRequest, pk: UUID) -> HttpResponse:
    circle = get_object_or_404(Circle.objects.readable_by(request.member), pk=pk)
    form = PostForm(get_posted_data(request))
    if request.method == "POST" and form.is_valid():
        made = say(request, form, circle)
        if made:
            return redirect("network:thread", pk=made.thread_id)
    context = {**present_circle(circle, None), "form": form, "back": reverse("network:circle", args=[pk])}
    return render(request, "network/circles/begin.html", context)


def say(request: MemberRequest, form: PostForm, circle: Circle, thread: Thread | None = None) -> Post | None:
    """None where it could not be said; the form says why and keeps the words."""
    try:
        return posts.write_post(by=request.member, circle=circle, thread=thread, words=form.cleaned_data["words"])
    except ValidationError as error:
        form.add_error(None, error)
        return None


@require_http_methods(["GET", "POST"])
@full_member_page
def thread(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Posts in their order; without a number it is the last page, where the newest are. Raises Http404 where the member
    can read none."""
    row = get_object_or_404(Thread.objects.visible_to(request.member).select_related("circle"), pk=pk)
    form = PostForm(get_posted_data(request))
    if request.method == "POST" and form.is_valid():
        made = say(request, form, row.circle, row)
        if made:
            return redirect(f"{reverse('network:thread', args=[pk])}#post-{made.pk}")
    found = Post.objects.visible_to(request.member).filter(thread=row).select_related("author")
    paginator = Paginator(found, POSTS_A_PAGE)
    if not paginator.count:
        raise Http404
    page = paginator.get_page(request.GET.get("page") or paginator.num_pages)
    seats = CircleSeat.objects.taken().filter(circle=row.circle, is_moderator=True)
    leaders = set(seats.values_list("member", flat=True))
    context = {
        "circle": row.circle,
        "title": unseal_or_explain(row.circle.title),
        "thread": row,
        "posts": [shown(post, request.member, leaders) for post in page],
        "pages": page,
        "form": form,
        "leads": request.member.pk in leaders,
    }
    return render(request, "network/circles/thread.html", context)


def shown(post: Post, viewer: Member, leaders: set[UUID]) -> dict[str, Any]:
    """Hidden words are still there for their author and for those who hid them."""
    is_own = post.author_id == viewer.pk
    may_read = not post.hidden_for or is_own or viewer.pk in leaders
    return {
        "post": post,
        "words": unseal_or_explain(post.words) if may_read else "",
        "is_own": is_own,
        "leads": post.author_id in leaders,
    }


def get_readable_post(request: MemberRequest, pk: UUID) -> Post:
    """What the member reads, with its thread. Each view narrows it to what she may do something with. Raises Http404
    where she does not read it."""
    return get_object_or_404(Post.objects.visible_to(request.member).select_related("thread", "author"), pk=pk)


def locate_post(post: Post) -> str:
    return f"{reverse('network:thread', args=[post.thread_id])}#post-{post.pk}"


@require_http_methods(["GET", "POST"])
@full_member_page
def post_take_back(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The author's own words, at any time. Raises Http404 for anybody else."""
    row = get_readable_post(request, pk)
    if row.author_id != request.member.pk:
        raise Http404
    if request.method == "POST":
        posts.withdraw_post(by=request.member, post=row)
        messages.success(request, _("Your words are erased."))
        still_there = Post.objects.visible_to(request.member).filter(thread=row.thread_id).exists()
        circle = row.thread.circle_id
        return redirect("network:thread", pk=row.thread_id) if still_there else redirect("network:circle", pk=circle)
    words = _("They are erased at once. Whoever has read them may remember them.")
    button = _("Take them back")
    return render_confirm_page(request, _("Take your words back?"), locate_post(row), words=words, button=button)


@require_http_methods(["GET", "POST"])
@full_member_page
def post_hide(request: MemberRequest, pk: UUID) -> HttpResponse:
    """For moderators of the circle."""
    row = led_post(request, pk)
    form = ConcernForm(get_posted_data(request))
    if request.method == "POST" and form.is_valid():
        posts.hide_post(by=request.member, post=row, reason=form.cleaned_data["reason"])
        return redirect(locate_post(row))
    words = _("Others see the reason in its place. Its author still sees her words, and can take them back.")
    return render_concern_page(request, form, _("Hide this post"), words, row)


@require_POST
@full_member_page
def post_show(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = led_post(request, pk)
    posts.unhide_post(by=request.member, post=row)
    return redirect(locate_post(row))


def led_post(request: MemberRequest, pk: UUID) -> Post:
    row = get_readable_post(request, pk)
    get_object_or_404(Circle.objects.led_by(request.member), pk=row.thread.circle_id)
    return row


def render_concern_page(request: MemberRequest, form: ConcernForm, title: str, words: str, post: Post) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "words": words,
        "quoted": unseal_or_explain(post.words),
        "back": locate_post(post),
    }
    return render(request, "network/circles/concern.html", context)
