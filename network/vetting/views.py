"""The queue of those who decide, one application, and letting in somebody who gets no mail."""

from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.sealing import Shredded
from network.joining.forms import DigitsForm
from network.joining.views.joining import unseal_or_say_gone
from network.models import Application, Vote
from network.models.joining import SHOWN_A_DAY, UNDECIDED_DAYS
from network.models.vetting import VoteReason
from network.permissions import may_vote_now, may_vote_on
from network.vetting.actions import vetting as actions
from network.vetting.forms import QuestionForm, VoteForm
from network.views.access import MemberRequest, View, coordinator_page, staff_page
from network.views.reauthentication import recent_second_factor_page, second_factor_page

PER_PAGE = 25


def unless_closed(view: View) -> View:
    """One sentence for every end, to those whose it was to vet; 404, as for an unknown address, for everybody else."""

    @wraps(view)
    def page(request: MemberRequest, pk: UUID) -> HttpResponse:
        try:
            return view(request, pk)
        except Application.DoesNotExist:
            if not Application.objects.closed_for(request.member, timezone.localdate()).filter(pk=pk).exists():
                raise Http404 from None
            messages.info(request, _("This request is closed."))
            return redirect("network:vetting")

    return page


@require_GET
@staff_page
def queue(request: MemberRequest) -> HttpResponse:
    """Who waits: those who are proven or invited first, then the others, who waits longest first. What others said,
    and whether anybody did, stands nowhere."""
    mine = Vote.objects.filter(application=OuterRef("pk"), vetter=request.member)
    rows = Application.objects.visible_to(request.member).in_lanes().select_related("country")
    rows = rows.annotate(is_mine=Exists(mine))
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "entering": Application.objects.entering(request.member).select_related("country"),
        "days": UNDECIDED_DAYS,
        "most": SHOWN_A_DAY,
    }
    return render(request, "network/vetting/queue.html", context)


@require_GET
@staff_page
@recent_second_factor_page("network:vetting_one")
@unless_closed
def one(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Coded facts. What the applicant wrote stays closed until somebody opens it."""
    return shown(request, found(request, pk))


@require_POST
@staff_page
@recent_second_factor_page("network:vetting_one")
@unless_closed
def open_texts(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The same page with what the applicant wrote. By POST: a link that somebody sends cannot open anything."""
    return shown(
        request, actions.open_application_texts(by=request.member, application=found(request, pk)), opened=True
    )


@require_POST
@sensitive_post_parameters()
@staff_page
@unless_closed
def ask(request: MemberRequest, pk: UUID) -> HttpResponse:
    application = found(request, pk)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return shown(request, application, question_form=form, form=form)
    actions.ask_question(by=request.member, application=application, text=form.cleaned_data["text"])
    messages.info(request, _("Your question waits for her."))
    return redirect("network:vetting")


@require_POST
@staff_page
@recent_second_factor_page("network:vetting_one")
@unless_closed
def vote(request: MemberRequest, pk: UUID) -> HttpResponse:
    application = found(request, pk)
    form = VoteForm(request.POST)
    if form.is_valid():
        try:
            reason = VoteReason(form.cleaned_data["reason"])
            actions.cast_vote(by=request.member, application=application, reason=reason)
            messages.info(request, _("What you said is recorded."))
            return redirect("network:vetting")
        except ValidationError as error:
            form.add_error(None, error)
    return shown(request, application, vote_form=form, form=form)


def found(request: MemberRequest, pk: UUID) -> Application:
    """Raises Application.DoesNotExist where it is none of the vetter's, or not any more: see `unless_closed`."""
    return Application.objects.visible_to(request.member).select_related("country").get(pk=pk)


def shown(request: MemberRequest, application: Application, *, opened: bool = False, **forms: object) -> HttpResponse:
    """`form` is the one with mistakes, for the error summary."""
    questions = list(application.questions.all())
    context = {
        "application": application,
        "opened": opened,
        # Empty where she took it back in the meantime: then the night closes it.
        "why": (unseal_or_say_gone(application.why) or _("No longer readable.")) if opened else "",
        "may_decide": may_vote_on(request.member, application),
        "my_vote": application.votes.filter(vetter=request.member).first(),
        "votes_from": None if may_vote_now(request.member) else request.member.votes_from,
        "has_questions": bool(questions),
        "questions": [(row, unseal_or_say_gone(row.text), unseal_or_say_gone(row.answer)) for row in questions]
        if opened
        else [],
        "vote_form": VoteForm(),
        "question_form": QuestionForm(),
        **forms,
    }
    return render(request, "network/vetting/one.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@coordinator_page
@unless_closed
def entry(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The applicant chose "never by mail": a coordinator speaks to her and types the digits that she reads out."""
    application = entering(request, pk)
    form = DigitsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        digits = form.cleaned_data["digits"]
        if actions.open_entry(by=request.member, application=application, digits=digits):
            messages.info(request, _("She can choose her password now."))
            return redirect("network:vetting")
        form.add_error("digits", _("These digits do not fit. Ask her to show new ones, and do not guess"))
    return render(request, "network/vetting/entry.html", {"application": application, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@coordinator_page
@second_factor_page
@unless_closed
def entry_reach(request: MemberRequest, pk: UUID) -> HttpResponse:
    """How it is safe to reach the applicant: opened by POST, written into the trail, after the second step again."""
    application = entering(request, pk)
    reach = ""
    if request.method == "POST":
        try:
            reach = actions.open_contact_way(by=request.member, application=application)
        except Shredded:
            reach = _("No longer readable.")
    context = {"application": application, "form": DigitsForm(), "reach": reach}
    return render(request, "network/vetting/entry.html", context)


def entering(request: MemberRequest, pk: UUID) -> Application:
    """Raises Http404 where the applicant does not wait for this coordinator's call."""
    rows = Application.objects.entering(request.member).select_related("country", "member")
    return get_object_or_404(rows, pk=pk)
