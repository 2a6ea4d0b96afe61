"""Circles: find one, come in, leave, look after it. What is said there is in views/posts.py."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from network.alarms.actions import consume_budget
from network.circles.actions import circles
from network.circles.forms import CircleForm, PinForm
from network.limits import CIRCLE_ENTRIES
from network.models import Circle, CircleSeat, Member, Pin, Post, Thread
from network.models.directory import find_members_apart_from
from network.presenters.sealed_texts import unseal_or_explain
from network.views.access import MemberRequest, coordinator_page, full_member_page, get_posted_data
from network.views.pages import render_confirm_page, render_form_page

THREADS_A_PAGE = 20
EXCERPT = 160  # characters


@require_GET
@full_member_page
def circle_list(request: MemberRequest) -> HttpResponse:
    """Those the member sits in, then those she may ask for."""
    seats = {seat.circle_id: seat for seat in CircleSeat.objects.filter(member=request.member)}
    rows = [present_circle(circle, seats.get(circle.pk)) for circle in Circle.objects.visible_to(request.member)]
    context = {
        "mine": [row for row in rows if row["seat"]],
        "others": [row for row in rows if not row["seat"]],
    }
    return render(request, "network/circles/circle_list.html", context)


def present_circle(circle: Circle, seat: CircleSeat | None) -> dict[str, Any]:
    return {
        "circle": circle,
        "title": unseal_or_explain(circle.title),
        "summary": unseal_or_explain(circle.summary),
        "seat": seat,
    }


@require_GET
@full_member_page
def circle(request: MemberRequest, pk: UUID) -> HttpResponse:
    """For who sits in it: what is said and pinned. For others: what it is, who looks after it, how to come in."""
    row = get_object_or_404(Circle.objects.visible_to(request.member), pk=pk)
    seat = CircleSeat.objects.filter(circle=row, member=request.member).first()
    context = {**present_circle(row, seat), "moderators": moderators(row, request.member)}
    if seat is None or seat.is_waiting:
        return render(request, "network/circles/outside.html", context)
    threads = Paginator(threads_of(row, request.member), THREADS_A_PAGE).get_page(request.GET.get("page"))
    context |= {
        "threads": with_first_words(threads, request.member),
        "pages": threads,
        "pins": [{"pin": pin, "label": unseal_or_explain(pin.label)} for pin in row.pins.all()],
        "waiting": row.seats.waiting().exists() if seat.is_moderator else False,
    }
    return render(request, "network/circles/circle.html", context)


def moderators(circle: Circle, viewer: Member) -> list[str]:
    """Their pseudonyms, without those who keep away from the viewer."""
    seats = (
        circle.seats.taken().filter(is_moderator=True).exclude(member__in=find_members_apart_from(viewer).values("pk"))
    )
    return list(seats.values_list("member__pseudonym", flat=True))


def threads_of(circle: Circle, viewer: Member) -> QuerySet[Thread]:
    """Those in which the viewer can read something, with the number of posts and the first of them."""
    readable_posts = Post.objects.visible_to(viewer).filter(thread=OuterRef("pk")).order_by()
    count = readable_posts.values("thread").annotate(n=Count("pk")).values("n")
    first = readable_posts.order_by("turn").values("pk")[:1]
    threads = Thread.objects.filter(circle=circle).annotate(post_count=Subquery(count), first=Subquery(first))
    return threads.filter(post_count__gt=0)


def with_first_words(threads: Any, viewer: Member) -> list[dict[str, Any]]:
    posts = Post.objects.select_related("author").in_bulk([thread.first for thread in threads])
    rows = []
    for thread in threads:
        post = posts[thread.first]
        words = "" if post.hidden_for else unseal_or_explain(post.words)
        short = words if len(words) <= EXCERPT else f"{words[:EXCERPT].rsplit(' ', 1)[0]} …"
        rows.append({"thread": thread, "post": post, "words": short, "answers": thread.post_count - 1})
    return rows


@require_POST
@full_member_page
def circle_join(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Circle.objects.visible_to(request.member), pk=pk)
    try:
        if not CircleSeat.objects.filter(circle=row, member=request.member).exists():
            consume_budget(
                CIRCLE_ENTRIES,
                by=request.member,
                words=_("You have asked to come into as many circles as one can for now."),
            )
        if circles.join_circle(by=request.member, circle=row):
            messages.success(request, _("You are in. Others see your pseudonym once you write."))
        else:
            messages.success(request, _("Your request was sent. You find a notice here when you are in."))
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    return redirect("network:circle", pk=pk)


@require_http_methods(["GET", "POST"])
@full_member_page
def circle_leave(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Asks once: the member's words go with her."""
    row = get_object_or_404(Circle.objects.visible_to(request.member).filter(seats__member=request.member), pk=pk)
    if request.method == "POST":
        circles.leave_circle(by=request.member, circle=row)
        messages.success(request, _("You have left. What you wrote there is erased."))
        return redirect("network:circles")
    words = _("What you wrote in it is erased. What others wrote stays. You can ask to come in again.")
    back = reverse("network:circle", args=[pk])
    return render_confirm_page(request, _("Leave this circle?"), back, words=words, button=_("Leave"))


@require_http_methods(["GET", "POST"])
@coordinator_page
def circle_new(request: MemberRequest) -> HttpResponse:
    form = CircleForm(get_posted_data(request))
    if request.method == "POST" and form.is_valid():
        row = circles.write_circle(by=request.member, facts=form.cleaned_data)
        return redirect("network:circle", pk=row.pk)
    return render_form_page(request, form, _("New circle"), reverse("network:circles"))


@require_http_methods(["GET", "POST"])
@coordinator_page
def circle_edit(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Circle.objects.visible_to(request.member), pk=pk)
    known = {name: getattr(row, name) for name in ("topic", "admission", "is_closed")}
    known |= {
        "title": unseal_or_explain(row.title),
        "summary": unseal_or_explain(row.summary),
        "countries": row.countries.all(),
    }
    form = CircleForm(get_posted_data(request), initial=known)
    if request.method == "POST" and form.is_valid():
        circles.write_circle(by=request.member, facts=form.cleaned_data, circle=row)
        return redirect("network:circle", pk=pk)
    return render_form_page(request, form, _("Change the circle"), reverse("network:circle", args=[pk]))


@require_GET
@full_member_page
def circle_people(request: MemberRequest, pk: UUID) -> HttpResponse:
    """For who looks after it: who asks to come in, who sits in it. Nobody else sees a list."""
    row = get_object_or_404(Circle.objects.looked_after_by(request.member), pk=pk)
    seats = list(row.seats.select_related("member"))
    context = {
        "circle": row,
        "title": unseal_or_explain(row.title),
        "waiting": [seat for seat in seats if seat.is_waiting],
        "taken": [seat for seat in seats if not seat.is_waiting],
    }
    return render(request, "network/circles/people.html", context)


def seat_in_care_of(member: Member, pk: UUID) -> CircleSeat:
    kept = CircleSeat.objects.filter(circle__in=Circle.objects.looked_after_by(member))
    return get_object_or_404(kept.select_related("circle", "member"), pk=pk)


@require_POST
@full_member_page
def seat_admit(request: MemberRequest, pk: UUID) -> HttpResponse:
    seat = seat_in_care_of(request.member, pk)
    try:
        circles.admit_to_circle(by=request.member, seat=seat)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    return redirect("network:circle_people", pk=seat.circle_id)


@require_http_methods(["GET", "POST"])
@full_member_page
def seat_remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Declines a request, or removes somebody, which is asked once."""
    seat = seat_in_care_of(request.member, pk)
    back = reverse("network:circle_people", args=[seat.circle_id])
    if request.method == "POST":
        circles.remove_seat(by=request.member, seat=seat)
        return redirect(back)
    words = _("%(name)s no longer sees this circle. What she wrote in it is erased.") % {"name": seat.member.pseudonym}
    return render_confirm_page(request, _("Remove her from the circle?"), back, words=words)


@require_POST
@coordinator_page
def seat_appoint(request: MemberRequest, pk: UUID) -> HttpResponse:
    seat = seat_in_care_of(request.member, pk)
    circles.set_moderator(by=request.member, seat=seat, is_moderator="dismiss" not in request.POST)
    return redirect("network:circle_people", pk=seat.circle_id)


@require_http_methods(["GET", "POST"])
@full_member_page
def pin_new(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Circle.objects.led_by(request.member), pk=pk)
    form = PinForm(get_posted_data(request))
    if request.method == "POST" and form.is_valid():
        circles.pin_page(by=request.member, circle=row, **form.cleaned_data)
        return redirect("network:circle", pk=pk)
    return render_form_page(request, form, _("Pin a page"), reverse("network:circle", args=[pk]))


@require_POST
@full_member_page
def pin_remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Pin.objects.filter(circle__in=Circle.objects.led_by(request.member)), pk=pk)
    circles.unpin_page(by=request.member, pin=row)
    return redirect("network:circle", pk=row.circle_id)
