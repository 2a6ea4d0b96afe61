"""A member's own profile: what she wrote, who sees it, and how others see her."""

import base64
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.sealing import Shredded
from network.models import Country, Member, Photo, Profile, ProfileFact, VisibilityGrant
from network.models.profiles import CODED, WRITTEN
from network.presenters.sealed_texts import unseal_or_explain
from network.profiles.actions import profiles as actions
from network.profiles.forms import ALL, FactsForm, PhotoForm, ProfileForm, VisibilityForm
from network.profiles.presenters import format_coded_facts, format_written_facts
from network.views.access import MemberRequest, member_page
from network.views.reauthentication import fresh_form_page, fresh_page

FORM_METHODS = ["GET", "POST"]


@require_GET
@member_page
def profile(request: MemberRequest) -> HttpResponse:
    """What is there and who sees it. What the member wrote stays closed: this page needs no fresh proof."""
    member = request.member
    written = Profile.get_or_build(member)
    kept = {fact for fact in WRITTEN if getattr(written, fact)}
    if Photo.objects.filter(member=member).exists():
        kept.add(ProfileFact.PHOTO)
    words = {line.fact: line.words for line in format_coded_facts(member, set(CODED))}
    audience = audiences(member)
    rows = [(fact, words.get(fact, ""), fact in kept or fact in words, audience.get(fact)) for fact in ProfileFact]
    return render(request, "network/profile/profile.html", {"rows": rows})


def audiences(member: Member) -> dict[str, str]:
    """Who sees each fact that somebody sees, in words."""
    found: dict[str, list[str]] = {}
    for row in member.showings.select_related("country").order_by("country"):
        found.setdefault(row.fact, []).append(str(row.country) if row.country else _("All members"))
    return {fact: ", ".join(names) for fact, names in found.items()}


@sensitive_post_parameters()
@require_http_methods(FORM_METHODS)
@member_page
@fresh_form_page
def profile_edit(request: MemberRequest) -> HttpResponse:
    """What the member wrote. Opening it needs a fresh proof."""
    written = Profile.get_or_build(request.member)
    initial = {fact.value: unseal_or_explain(getattr(written, fact)) for fact in WRITTEN}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            actions.write_profile(by=request.member, texts=form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved. Only those see it whom you show it to."))
            return redirect("network:profile")
    return render(request, "network/profile/edit.html", {"form": form})


@require_http_methods(FORM_METHODS)
@member_page
def profile_facts(request: MemberRequest) -> HttpResponse:
    form = FactsForm(request.POST or None, initial=facts_of(request.member))
    if form.is_valid():
        try:
            actions.correct_facts(by=request.member, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("network:profile")
    return render(request, "network/profile/facts.html", {"form": form})


def facts_of(member: Member) -> dict[str, Any]:
    return {
        "pseudonym": member.pseudonym,
        "sector": member.sector,
        "level": member.level,
        "languages": [row.code for row in member.spoken.all()],
        "skills": [row.code for row in member.skills.all()],
    }


@require_http_methods(FORM_METHODS)
@member_page
def profile_showing(request: MemberRequest) -> HttpResponse:
    """Who sees which fact."""
    initial: dict[str, list[str]] = {}
    for row in request.member.showings.all():
        initial.setdefault(row.fact, []).append(row.country_id or ALL)
    form = VisibilityForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        actions.set_visible_facts(by=request.member, shown=form.shown())
        messages.success(request, _("Saved. Look at how others see you now."))
        return redirect("network:profile")
    return render(request, "network/profile/showing.html", {"form": form})


@require_POST
@member_page
def profile_listing(request: MemberRequest) -> HttpResponse:
    """Into the directory, or out of it."""
    listed = request.POST.get("listed") == "yes"
    actions.set_directory_listing(by=request.member, listed=listed)
    messages.success(request, _("Members can find you now.") if listed else _("Nobody can find you now."))
    return redirect("network:profile")


@require_GET
@member_page
@fresh_page
def profile_seen(request: MemberRequest) -> HttpResponse:
    """The member's profile in the eyes of others, of one country. Shows her own words, so it wants a fresh proof."""
    member, countries = request.member, list(Country.objects.all())
    chosen = next((row for row in countries if row.code == request.GET.get("country")), member.country)
    facts = set(VisibilityGrant.objects.filter(member=member).to_country(chosen.code).values_list("fact", flat=True))
    context = {
        "countries": countries,
        "chosen": chosen,
        "is_hidden": not member.is_listed or member.hidings.filter(country=chosen).exists(),
        "lines": [*format_written_facts(Profile.get_or_build(member), facts), *format_coded_facts(member, facts)],
        "has_photo": ProfileFact.PHOTO in facts and Photo.objects.filter(member=member).exists(),
    }
    return render(request, "network/profile/seen.html", context)


@require_http_methods(FORM_METHODS)
@member_page
def profile_photo(request: MemberRequest) -> HttpResponse:
    form = PhotoForm(request.POST or None, request.FILES or None) if request.method == "POST" else PhotoForm()
    if form.is_valid():
        try:
            actions.save_photo(by=request.member, jpeg=form.cleaned_data["photo"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved. Nobody sees it until you show it."))
            return redirect("network:profile_photo")
    context = {"form": form, "has_photo": Photo.objects.filter(member=request.member).exists()}
    return render(request, "network/profile/photo.html", context)


@require_POST
@member_page
def profile_photo_remove(request: MemberRequest) -> HttpResponse:
    actions.remove_photo(by=request.member)
    messages.success(request, _("Your photo is erased."))
    return redirect("network:profile_photo")


@require_GET
@member_page
def profile_photo_file(request: MemberRequest) -> HttpResponse:
    """The member's own."""
    return render_photo(request.member)


def render_photo(member: Member) -> HttpResponse:
    """The opened picture. Raises Http404 where there is none, or none that can still be read."""
    photo = Photo.objects.filter(member=member).first()
    if photo is None:
        raise Http404
    try:
        body = base64.b64decode(photo.body.open())
    except Shredded:
        raise Http404 from None
    return HttpResponse(body, content_type="image/jpeg")
