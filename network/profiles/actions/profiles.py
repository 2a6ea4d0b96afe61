"""What a member does with her own profile."""

import base64
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.limits import Limit, consume_limit
from accounts.sealing import NoKeys
from network.models import Member, Photo, Profile, Skill, SpokenLanguage, Trail, VisibilityGrant
from network.profiles.actions.pseudonyms import save_with_free_pseudonym, strip_number

# Who changes her name often could walk through the numbers that are not in use, and others could not follow her.
NAMES = Limit(2, 30 * 24 * 60 * 60, burst=1)


@transaction.atomic
def write_profile(*, by: Member, texts: dict[str, str]) -> Profile:
    """Keeps what the member wrote about herself, sealed. Raises ValidationError where her country's keys are gone."""
    Member.objects.select_for_update(of=("self",)).get(pk=by.pk)
    profile = Profile.get_or_build(by)
    for fact, text in texts.items():
        setattr(profile, fact, text)
    keep_sealed(profile)
    Trail.objects.record_action("profile.write", by=by, about=by.pk)
    return profile


@transaction.atomic
def correct_facts(
    *, by: Member, pseudonym: str, sector: str, level: str, languages: list[str], skills: list[str]
) -> Member:
    """Puts a member's coded facts right. A new name gets a number of the portal's choice, and is never refused.

    Raises ValidationError where she changed her name a short while ago. Her country stays: her texts are sealed under
    its keys, and its focal point looks after her.
    """
    member = Member.objects.select_for_update(of=("self",)).get(pk=by.pk)
    is_new = strip_number(pseudonym) != strip_number(member.pseudonym)
    if is_new and not consume_limit("pseudonym", str(by.pk), NAMES):
        raise ValidationError({"pseudonym": _("You can change your name twice in 30 days. Keep yours for now.")})
    member.sector, member.level = sector, level
    member.save(update_fields=["sector", "level"])
    if is_new:
        save_with_free_pseudonym(pseudonym, lambda name: rename_member(member, name))
    replace_languages_and_skills(member, languages, skills)
    Trail.objects.record_action("profile.correct", by=by, about=by.pk)
    return member


def rename_member(member: Member, pseudonym: str) -> None:
    member.pseudonym = pseudonym
    member.save(update_fields=["pseudonym"])


def replace_languages_and_skills(member: Member, languages: list[str], skills: list[str]) -> None:
    member.spoken.all().delete()
    member.skills.all().delete()
    SpokenLanguage.objects.bulk_create(SpokenLanguage(member=member, code=code) for code in languages)
    Skill.objects.bulk_create(Skill(member=member, code=code) for code in skills)


@transaction.atomic
def set_visible_facts(*, by: Member, shown: dict[str, set[str | None]]) -> None:
    """From now on exactly this is shown: per fact the countries' codes, or None for all members.

    "All members" makes its countries superfluous: they are not kept.
    """
    Member.objects.select_for_update(of=("self",)).get(pk=by.pk)
    by.showings.all().delete()
    VisibilityGrant.objects.bulk_create(
        VisibilityGrant(member=by, fact=fact, country_id=code)
        for fact, codes in shown.items()
        for code in ([None] if None in codes else sorted(codes, key=str))
    )
    Trail.objects.record_action("profile.show", by=by, about=by.pk)


@transaction.atomic
def set_directory_listing(*, by: Member, listed: bool) -> None:
    """The member joins the directory, or leaves it. What she showed stays as she set it."""
    Member.objects.filter(pk=by.pk).update(is_listed=listed)
    by.is_listed = listed
    Trail.objects.record_action("directory.join" if listed else "directory.leave", by=by, about=by.pk)


@transaction.atomic
def save_photo(*, by: Member, jpeg: bytes) -> Photo:
    """Replaces the one the member had. `jpeg` comes from network.profiles.uploads. Raises ValidationError where her
    country's keys are gone."""
    Member.objects.select_for_update(of=("self",)).get(pk=by.pk)
    photo = Photo(member=by, body=base64.b64encode(jpeg).decode())
    keep_sealed(photo)
    Trail.objects.record_action("photo.add", by=by, about=by.pk)
    return photo


@transaction.atomic
def remove_photo(*, by: Member) -> None:
    Photo.objects.filter(member=by).delete()
    Trail.objects.record_action("photo.remove", by=by, about=by.pk)


def keep_sealed(row: Any) -> None:
    """Saves. Raises ValidationError, in words, where there is no key any more to seal with."""
    try:
        row.save()
    except NoKeys:
        raise ValidationError(_("Nothing can be kept here: the keys of your country were destroyed.")) from None
