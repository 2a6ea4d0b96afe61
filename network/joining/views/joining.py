"""From the first page to the decision. An applicant has no account: a long code and a session stand for her."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.limits import Limit, address_key, consume_limit, net_key
from accounts.sealing import Sealed, Shredded
from network.domain.codes import hash_code
from network.joining.actions import joining as actions
from network.joining.actions.digits import send_digits
from network.joining.forms import AnswerForm, ApplicationForm, DigitsForm, ReturnCodeForm
from network.joining.views.access import (
    DIGITS,
    HOUR,
    ApplicantRequest,
    applicant_page,
    forget_applicant,
    limit_posts,
    remember_applicant,
    wrong_digits,
)
from network.joining.views.gates import (
    build_application_gate,
    compute_turn,
    explain_wait,
    passes_application_gate,
    passes_code_gate,
)
from network.models import Application, MailPreference
from network.models.joining import ApplicationState
from network.selectors.countries import list_open_countries
from network.views.access import open_page

# For one application; and to one address from one network, or a stranger elsewhere would use up the applicant's.
LETTERS = [Limit(3, HOUR, 3), Limit(8, 24 * HOUR, 6)]
TO_ONE = Limit(40, 24 * HOUR, 20)  # whoever asks: nobody may fill another's mailbox


@require_GET
@open_page
def start(request: HttpRequest) -> HttpResponse:
    """What is asked, what is not, and what nobody can promise; before the applicant types anything."""
    return render(request, "network/joining/start.html", {"countries": list_open_countries()})


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@open_page
def form(request: HttpRequest) -> HttpResponse:
    """All of it on one page: what is half written is kept nowhere."""
    if not list_open_countries():
        return redirect("network:join")
    filled, gate = ApplicationForm(request.POST or None), build_application_gate(request)
    if request.method == "POST" and filled.is_valid():
        if passes_application_gate(gate, filled.cleaned_data["invitation"]):
            application = actions.create_application(
                by=None,
                facts=filled.facts(),
                invitation=filled.cleaned_data["invitation"],
                language=get_language() or "en",
                turn=compute_turn(gate),
            )
            remember_applicant(request, application)
            send_limited_digits(request, application)
            return redirect("network:join_code")
        filled.add_error(None, explain_wait())
    return render(request, "network/joining/form.html", {"form": filled, "work": gate.asked})


def send_limited_digits(request: HttpRequest, application: Application) -> None:
    """A mail with six digits; the fourth within an hour goes nowhere, and the page is the same."""
    few = all(consume_limit("network.letter", who, limit) for who, limit in purses(request, application))
    send_digits(by=application, silent=not few)


def purses(request: HttpRequest, application: Application) -> list[tuple[str, Limit]]:
    """The narrowest first: what one of them refuses takes nothing from the wider ones, which others need too."""
    to = address_key(application.address_index or str(application.pk))  # the index goes with the decision
    narrow = [(who, limit) for who in (str(application.pk), f"{to} {net_key(request)}") for limit in LETTERS]
    return [*narrow, (to, TO_ONE)]


@require_http_methods(["GET", "HEAD", "POST"])
@applicant_page
@limit_posts("digits", DIGITS)
def code(request: ApplicantRequest) -> HttpResponse:
    """The digits from the applicant's mail, or one more yes where there is no mail. Answers with the code for coming
    back."""
    application = request.application
    if application.state != ApplicationState.DRAFT:
        return redirect("network:application")
    by_mail = application.mail == MailPreference.NOTICE
    filled = DigitsForm(request.POST if request.method == "POST" and by_mail else None)
    if request.method == "POST" and (not by_mail or filled.is_valid()):
        long_code = actions.confirm_application(by=application, digits=filled.cleaned_data["digits"] if by_mail else "")
        if long_code:
            return render(request, "network/joining/return_code.html", {"code": long_code})
        filled.add_error("digits", wrong_digits())
    return render(request, "network/joining/code.html", {"form": filled, "by_mail": by_mail})


@require_POST
@applicant_page
@limit_posts("digits", DIGITS)
def code_again(request: ApplicantRequest) -> HttpResponse:
    if request.application.state not in {ApplicationState.DRAFT, ApplicationState.APPROVED}:
        return redirect("network:application")
    send_limited_digits(request, request.application)
    messages.info(request, _("A new code is on its way. It can take some minutes."))
    return redirect("network:join_code" if request.application.state == ApplicationState.DRAFT else "network:enter")


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@open_page
def come_back(request: HttpRequest) -> HttpResponse:
    """With the long code. A wrong one, an old one and one that was used up get the same answer."""
    filled = ReturnCodeForm(request.POST or None)
    if passes_code_gate(filled, request, "return"):
        stored = hash_code(filled.cleaned_data["code"])
        application = Application.objects.coming_back(stored).first()
        if application:
            remember_applicant(request, application)
            return redirect("network:application")
        filled.add_error("code", _("We do not know this code. Look at each letter; it may also be too old"))
    return render(request, "network/joining/come_back.html", {"form": filled})


@require_POST
@open_page
def go(request: HttpRequest) -> HttpResponse:
    """This browser forgets the application."""
    forget_applicant(request)
    return redirect("network:door")


@require_GET
@applicant_page
def application(request: ApplicantRequest) -> HttpResponse:
    """Where it stands, what is asked of the applicant, and the way out."""
    mine = request.application
    if mine.state == ApplicationState.DRAFT:
        return redirect("network:join_code")
    context = {"application": mine, "questions": list(mine.questions.all()), "State": ApplicationState}
    return render(request, "network/joining/application.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@applicant_page
def answer(request: ApplicantRequest, pk: UUID) -> HttpResponse:
    """The applicant answers a question. Raises Http404 where it waits no more, or her application has ended."""
    mine = request.application
    if not mine.is_open:
        raise Http404
    question = get_object_or_404(mine.questions.filter(answered_on=None), pk=pk)
    filled = AnswerForm(request.POST or None)
    if request.method == "POST" and filled.is_valid():
        if actions.answer_question(by=mine, question=question, text=filled.cleaned_data["answer"]):
            messages.info(request, _("Your answer is sent."))
        return redirect("network:application")
    return render(request, "network/joining/answer.html", {"form": filled, "text": unseal_or_say_gone(question.text)})


def unseal_or_say_gone(sealed: Sealed) -> str:
    try:
        return sealed.open()
    except Shredded:
        return _("No longer readable.")


@require_http_methods(["GET", "HEAD", "POST"])
@applicant_page
def withdraw(request: ApplicantRequest) -> HttpResponse:
    if request.application.is_decided:
        return redirect("network:application")
    if request.method == "POST":
        actions.withdraw_application(by=request.application)
        return redirect("network:application")
    return render(request, "network/joining/withdraw.html")
