"""Finding other members, opening a profile, keeping people away."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from network.directory.actions import directory as actions
from network.directory.actions import viewing
from network.directory.forms import FilterForm, HiddenCountriesForm
from network.limits import PROFILES, REAL_NAMES, describe_wait
from network.models import Member, Photo, Profile, ProfileFact, find_visible_facts
from network.models.directory import MOST_PAGES, PAGE_SIZE, find_todays_members, read_shown_facts
from network.profiles.presenters import format_coded_facts, format_written_facts
from network.profiles.views import render_photo
from network.selectors.members import find_known_members, share_conversation
from network.views.access import MemberRequest, full_member_page, member_page
from network.views.reauthentication import fresh_page


@require_GET
@full_member_page
def directory(request: MemberRequest) -> HttpResponse:
    """Pseudonyms and what each shows to the reader. No number of members, and no last page to jump to.

    Where her budget is used up, only whom she saw today is listed: whether there are others, nothing tells.
    """
    form = FilterForm(request.GET)
    chosen, number = form.chosen(), page_number(request.GET.get("page", ""))
    rows, start = find_todays_members(request.member, chosen), (number - 1) * PAGE_SIZE
    wait = viewing.compute_card_wait(request.member)
    cards = viewing.view_cards(by=request.member, people=rows[start : start + PAGE_SIZE])
    if wait:
        number, start, cards = 1, 0, viewing.filter_seen_today(by=request.member, people=rows)
    else:
        wait = viewing.compute_card_wait(request.member)
    if wait and not cards:
        return spent(request, f"{viewing.TOO_MANY_CARDS} {describe_wait(wait)}", is_list=True)
    context = {
        "form": form,
        "chosen": chosen,
        "cards": [(row, format_coded_facts(row, read_shown_facts(row))) for row in cards],
        "before": number - 1 if number > 1 else None,
        "after": number + 1 if len(rows) > start + PAGE_SIZE and not wait else None,
        "is_all_of_today": number == MOST_PAGES,
        "come_back": describe_wait(wait) if wait else "",
    }
    return render(request, "network/directory/directory.html", context)


def spent(request: MemberRequest, why: str, *, is_list: bool = False) -> HttpResponse:
    return render(request, "network/directory/spent.html", {"why": why, "is_list": is_list}, status=429)


def page_number(typed: str) -> int:
    """What is no number of a page is the first."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 and 0 < int(typed) <= MOST_PAGES else 1


@require_GET
@full_member_page
def person(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One profile. Unknown, hidden, blocked: the same 404, before anything is asked."""
    return opened(request, get_object_or_404(Member.objects.visible_to(request.member), pk=pk))


@fresh_page
def opened(request: MemberRequest, found: Member) -> HttpResponse:
    try:
        viewing.open_profile(by=request.member, person=found)
    except ValidationError as error:
        return spent(request, error.messages[0])
    facts, written = find_visible_facts(of=found, to=request.member), Profile.get_or_build(found)
    names_shown = viewing.open_real_name(
        by=request.member, person=found, is_there=ProfileFact.NAME in facts and bool(written.name)
    )
    if not names_shown:
        facts.discard(ProfileFact.NAME)
    context = {
        "person": found,
        "lines": [*format_written_facts(written, facts), *format_coded_facts(found, facts)],
        "has_photo": ProfileFact.PHOTO in facts and Photo.objects.filter(member=found).exists(),
        "left": PROFILES.count_remaining(request.member),
        "names_back": "" if names_shown else describe_wait(REAL_NAMES.wait(request.member)),
    }
    return render(request, "network/directory/person.html", context)


@require_GET
@full_member_page
def person_photo(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Only for somebody to whom it is shown, and who opened the profile today: it is no way around the budget. Raises
    Http404 for everybody else."""
    found = get_object_or_404(Member.objects.visible_to(request.member), pk=pk)
    if not viewing.has_opened_profile_today(request.member, found):
        raise Http404
    if ProfileFact.PHOTO not in find_visible_facts(of=found, to=request.member):
        raise Http404
    return shown_photo(request, found)


@fresh_page
def shown_photo(request: MemberRequest, found: Member) -> HttpResponse:
    return render_photo(found)


@require_http_methods(["GET", "POST"])
@member_page
def away(request: MemberRequest) -> HttpResponse:
    """Who cannot find the member: countries, single people, and those she blocked."""
    initial = [row.country_id for row in request.member.hidings.filter(person=None)]
    form = HiddenCountriesForm(request.POST if request.method == "POST" else None, initial={"countries": initial})
    if form.is_valid():
        actions.hide_from_countries(by=request.member, codes=form.cleaned_data["countries"])
        messages.success(request, _("Saved."))
        return redirect("network:away")
    context = {
        "form": form,
        "hidden": [row.person for row in request.member.hidings.exclude(person=None).select_related("person")],
        "blocked": [row.blocked for row in request.member.blocks.select_related("blocked")],
    }
    return render(request, "network/directory/away.html", context)


@require_http_methods(["GET", "POST"])
@full_member_page
def keep_away(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Hiding from one person, or blocking her: what each means, and a button for each."""
    other = get_object_or_404(find_known_members(request.member), pk=pk)
    if not viewing.has_seen_today(request.member, other) and not share_conversation(request.member, other):
        return redirect("network:person", pk)
    if request.method == "POST":
        if request.POST.get("how") == "block":
            actions.block_member(by=request.member, person=other)
        else:
            actions.hide_from_person(by=request.member, person=other)
        messages.success(request, _("Done. She is not told."))
        return redirect("network:away")
    return render(request, "network/directory/keep_away.html", {"person": other})


@require_POST
@member_page
def let_near(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Takes a hiding or a block back."""
    if request.POST.get("how") == "block":
        block = get_object_or_404(request.member.blocks.select_related("blocked"), blocked=pk)
        actions.unblock_member(by=request.member, person=block.blocked)
    else:
        mine = request.member.hidings.filter(person=pk).values("person")
        actions.stop_hiding_from_person(by=request.member, person=get_object_or_404(Member, pk__in=mine))
    messages.success(request, _("Done. She is not told."))
    return redirect("network:away")
