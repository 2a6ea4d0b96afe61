"""People whom a focal point or a coordinator looks after. By pseudonym; their contact data only for a purpose."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models.functions import Lower
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from network.domain.contacts import OPENED, ContactOccasion
from network.limits import CONTACTS
from network.models import Member, Trail
from network.selectors.members import exclude_unentered
from network.staff.actions import ContactData, open_contact
from network.staff.forms import OccasionForm
from network.views.access import MemberRequest, staff_page
from network.views.reauthentication import second_factor_page

PER_PAGE = 50


@require_GET
@staff_page
def people(request: MemberRequest) -> HttpResponse:
    """By pseudonym, 50 to a page. There is no file to take away: a list that leaves the portal is a target list."""
    rows = exclude_unentered(Member.objects.in_care_of(request.member)).select_related("country", "user")
    page = Paginator(rows.order_by(Lower("pseudonym")), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "network/staff/people.html", {"page": page})


@require_GET
@staff_page
def person(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What staff may know of one member, and who opened her contact data."""
    rows = exclude_unentered(Member.objects.in_care_of(request.member)).select_related("country", "user")
    found = get_object_or_404(rows, pk=pk)
    openings = [
        (row.hour, ContactOccasion(row.result).label) for row in Trail.objects.filter(action=OPENED, about=found.pk)
    ]
    may_lock = found != request.member and rows.lockable().filter(pk=found.pk).exists()
    context = {"person": found, "openings": openings, "may_lock": may_lock}
    return render(request, "network/staff/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
@second_factor_page
def contact(request: MemberRequest, pk: UUID) -> HttpResponse:
    """First the purpose, then the data, in the answer to the form only: no address shows it a second time."""
    found = get_object_or_404(
        exclude_unentered(Member.objects.in_care_of(request.member)).select_related("country"), pk=pk
    )
    form = OccasionForm(request.POST if request.method == "POST" else None)
    opened: ContactData | None = None
    if form.is_valid():
        try:
            occasion = ContactOccasion(form.cleaned_data["occasion"])
            opened = open_contact(by=request.member, member=found, occasion=occasion)
        except ValidationError as error:
            form.add_error(None, error)
    context = {"person": found, "form": form, "opened": opened, "left": CONTACTS.count_remaining(request.member)}
    return render(request, "network/staff/contact.html", context)
