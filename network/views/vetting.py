"""The queue of those who decide, one application, and letting in somebody who gets no mail."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Shredded
from network.actions import vetting as actions
from network.forms.joining import DigitsForm
from network.forms.vetting import QuestionForm, VoteForm
from network.models import Application, Vote
from network.models.joining import UNDECIDED_DAYS
from network.models.vetting import Reason
from network.permissions import may_decide
from network.views.doors import SpaceRequest, coordinator_page, staff_page
from network.views.joining import readable
from network.views.proofs import second_factor_page

PER_PAGE = 25


@require_GET
@staff_page
def queue(request: SpaceRequest) -> HttpResponse:
    """Who waits, longest first. Two people decide about each."""
    mine = Vote.objects.filter(application=OuterRef("pk"), vetter=request.member)
    rows = Application.objects.visible_to(request.member).select_related("country")
    rows = rows.annotate(said=Count("votes"), is_mine=Exists(mine)).order_by("moved_on", "pk")
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "entering": Application.objects.entering(request.member).select_related("country", "member"),
        "days": UNDECIDED_DAYS,
    }
    return render(request, "network/vetting/queue.html", context)


@require_GET
@staff_page
def one(request: SpaceRequest, pk: UUID) -> HttpResponse:
    """Coded facts. What she wrote stays closed until somebody opens it."""
    return shown(request, found(request, pk))


@require_POST
@staff_page
def open_texts(request: SpaceRequest, pk: UUID) -> HttpResponse:
    """The same page with what she wrote. By POST: a link that somebody sends cannot open anything."""
    return shown(request, actions.open_texts(by=request.member, application=found(request, pk)), opened=True)


@require_POST
@sensitive_post_parameters()
@staff_page
def ask(request: SpaceRequest, pk: UUID) -> HttpResponse:
    application = found(request, pk)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return shown(request, application, question_form=form, form=form)
    try:
        actions.ask(by=request.member, application=application, text=form.cleaned_data["text"])
        messages.info(request, _("Your question waits for her."))
    except Application.DoesNotExist:
        too_late(request)
    return redirect("network:vetting")


@require_POST
@staff_page
def vote(request: SpaceRequest, pk: UUID) -> HttpResponse:
    application = found(request, pk)
    form = VoteForm(request.POST)
    if form.is_valid():
        try:
            reason = Reason(form.cleaned_data["reason"])
            actions.vote(by=request.member, application=application, reason=reason)
            messages.info(request, _("What you said is recorded."))
            return redirect("network:vetting")
        except ValidationError as error:
            form.add_error(None, error)
        except Application.DoesNotExist:
            too_late(request)
            return redirect("network:vetting")
    return shown(request, application, vote_form=form, form=form)


def found(request: SpaceRequest, pk: UUID) -> Application:
    return get_object_or_404(Application.objects.visible_to(request.member).select_related("country"), pk=pk)


def too_late(request: SpaceRequest) -> None:
    messages.info(request, _("It was decided in the meantime."))


def shown(request: SpaceRequest, application: Application, *, opened: bool = False, **forms: object) -> HttpResponse:
    """`form` is the one with mistakes, for the error summary."""
    questions = list(application.questions.all())
    context = {
        "application": application,
        "opened": opened,
        "why": readable(application.why) if opened else "",
        "may_decide": may_decide(request.member, application),
        "said": application.votes.count(),
        "twin": application.has_twin(),
        "has_questions": bool(questions),
        "questions": [(row, readable(row.text), readable(row.answer)) for row in questions] if opened else [],
        "vote_form": VoteForm(),
        "question_form": QuestionForm(),
        **forms,
    }
    return render(request, "network/vetting/one.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@coordinator_page
def entry(request: SpaceRequest, pk: UUID) -> HttpResponse:
    """She chose "never by mail": a coordinator speaks to her and types the digits that she reads out."""
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
def entry_reach(request: SpaceRequest, pk: UUID) -> HttpResponse:
    """How it is safe to reach her: opened by POST, written into the trail, after the second step once more."""
    application = entering(request, pk)
    reach = ""
    if request.method == "POST":
        try:
            reach = actions.open_reach(by=request.member, application=application)
        except Shredded:
            reach = _("No longer readable.")
    context = {"application": application, "form": DigitsForm(), "reach": reach}
    return render(request, "network/vetting/entry.html", context)


def entering(request: SpaceRequest, pk: UUID) -> Application:
    rows = Application.objects.entering(request.member).select_related("country", "member")
    return get_object_or_404(rows, pk=pk)
