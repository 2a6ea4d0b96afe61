"""Writing to each other."""

from typing import Any
from uuid import UUID

from django.contrib import messages as say
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from network.directory.actions.viewing import find_facts_seen_today, has_seen_today
from network.domain.retention import MESSAGE_DELIVERED
from network.messages import actions
from network.messages.forms import IntroductionForm, MessageForm, OfferForm, ReportForm
from network.models import ContactOffer, Conversation, Member, Message, Profile, ReportedKind
from network.models.messages import FORGOTTEN_DAYS
from network.moderation.actions import file_report
from network.presenters.sealed_texts import unseal_or_explain
from network.profiles.presenters import format_coded_facts, format_written_facts
from network.views.access import MemberRequest, full_member_page

MOST_SHOWN = 200
FORM_METHODS = ["GET", "POST"]


@require_GET
@full_member_page
def inbox(request: MemberRequest) -> HttpResponse:
    """Those who would like to write to the member, her conversations, and whom she asked. No words of anybody."""
    rows = Conversation.objects.visible_to(request.member).with_news_for(request.member)
    listed = [(row, row.other(request.member)) for row in rows]
    context = {
        "waiting": [pair for pair in listed if pair[0].waits_for(request.member)],
        "open": [pair for pair in listed if pair[0].is_open],
        "asked": [pair for pair in listed if not pair[0].is_open and pair[0].asker_id == request.member.pk],
        "days": FORGOTTEN_DAYS,
    }
    return render(request, "network/messages/inbox.html", context)


def found(request: MemberRequest, pk: UUID) -> Conversation:
    return get_object_or_404(Conversation.objects.visible_to(request.member), pk=pk)


@sensitive_post_parameters()
@require_http_methods(FORM_METHODS)
@full_member_page
def introduce(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Asks another whom the member can find whether the two may write to each other."""
    person = get_object_or_404(Member.objects.visible_to(request.member), pk=pk)
    form = IntroductionForm(request.POST if request.method == "POST" else None)
    if not form.is_valid() and not has_seen_today(request.member, person):
        return redirect("network:person", pk)  # names nobody whom she did not see
    if form.is_valid():
        try:
            row = actions.send_introduction(by=request.member, person=person, text=form.cleaned_data["text"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            say.success(request, _("Sent. If she would like to write to you, you will hear here."))
            return redirect("network:conversation", row.pk)
    return render(request, "network/messages/introduce.html", {"form": form, "person": person})


@sensitive_post_parameters()
@require_http_methods(FORM_METHODS)
@full_member_page
def conversation(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The thread, and a form below it. Opening it is receiving what is new."""
    row = found(request, pk)
    form = MessageForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and sent(request, row, form):
        return redirect("network:conversation", row.pk)
    actions.receive_messages(by=request.member, conversation=row)
    return render(request, "network/messages/conversation.html", thread(request.member, row, form))


def sent(request: MemberRequest, row: Conversation, form: Form) -> bool:
    try:
        actions.send_message(by=request.member, conversation=row, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    say.success(request, _("Sent."))
    return True


def thread(member: Member, row: Conversation, form: Form) -> dict[str, Any]:
    lines = list(row.messages.shown_to(member).reverse()[:MOST_SHOWN])[::-1]
    revealed = ContactOffer.objects.revealed_to(member, row)
    return {
        "row": row,
        "other": row.other(member),
        "waits": row.waits_for(member),
        "lines": [(line, line.author_id == member.pk, unseal_or_explain(line.text)) for line in lines],
        "form": form,
        "has_offered": row.offers.filter(member=member).exists(),
        "revealed": unseal_or_explain(revealed.contact) if revealed else "",
        "days": MESSAGE_DELIVERED,
        "forgotten": FORGOTTEN_DAYS,
    }


@require_POST
@full_member_page
def answer(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Yes or no to an introduction. The other hears of a yes only."""
    row = found(request, pk)
    if request.POST.get("answer") == "yes":
        actions.accept_introduction(by=request.member, conversation=row)
        return redirect("network:conversation", row.pk)
    actions.decline_introduction(by=request.member, conversation=row)
    say.success(request, _("Declined. She is not told."))
    return redirect("network:messages")


@sensitive_post_parameters()
@require_http_methods(FORM_METHODS)
@full_member_page
def contact(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Offering how the member can be reached outside. Only if the other does the same, both see it."""
    row = found(request, pk)
    form = OfferForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.offer_contact(by=request.member, conversation=row, contact=form.cleaned_data["contact"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            say.success(request, _("Kept. She sees it only if she offers hers as well."))
            return redirect("network:conversation", row.pk)
    return render(
        request, "network/messages/contact.html", {"form": form, "row": row, "other": row.other(request.member)}
    )


@require_POST
@full_member_page
def contact_take_back(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = found(request, pk)
    actions.withdraw_contact(by=request.member, conversation=row)
    say.success(request, _("Taken back. It is erased."))
    return redirect("network:conversation", row.pk)


@require_http_methods(FORM_METHODS)
@full_member_page
def report_message(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Shows the coordinators a message that the member received."""
    seen = Message.objects.filter(conversation__in=Conversation.objects.visible_to(request.member))
    row = get_object_or_404(seen.filter(is_void=False).exclude(author=request.member).select_related("author"), pk=pk)
    back = ("network:conversation", row.conversation_id)
    return reporting(request, row.author, ReportedKind.MESSAGE, row.pk, unseal_or_explain(row.text), back)


@require_http_methods(FORM_METHODS)
@full_member_page
def report_profile(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Shows the coordinators a profile, as far as the reporter saw it today: a report is no way to read more."""
    person = get_object_or_404(Member.objects.visible_to(request.member), pk=pk)
    if not has_seen_today(request.member, person):
        return redirect("network:person", pk)
    facts = find_facts_seen_today(by=request.member, person=person)
    lines = [*format_written_facts(Profile.get_or_build(person), facts), *format_coded_facts(person, facts)]
    excerpt = "\n".join(f"{line.label}: {line.words}" for line in lines)
    return reporting(request, person, ReportedKind.PROFILE, person.pk, excerpt, ("network:directory",))


def reporting(
    request: MemberRequest, accused: Member, kind: ReportedKind, about: UUID, excerpt: str, back: tuple[Any, ...]
) -> HttpResponse:
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        file_report(by=request.member, accused=accused, kind=kind, about=about, reason=reason, excerpt=excerpt)
        say.success(request, _("Thank you. The coordinators look at it; she is not told."))
        return redirect(*back)
    return render(request, "network/messages/report.html", {"form": form, "person": accused, "kind": kind})
