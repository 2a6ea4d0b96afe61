"""Records of who compared our words of a provision with which text."""

from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from toolkit.models import Provision, Verification


@transaction.atomic
def record_verification(
    *,
    by: AbstractBaseUser | None,
    role: Verification.Role,
    provision: Provision,
    compared: Verification.Compared,
    against: str,
    on: date,
    address: str = "",
    text_date: str = "",
    language: str = "en",
) -> Verification:
    """For the words as readers see them now. The same person's second record on one day replaces nothing: it is the
    first one. `text_date` is "2017-05-03", or as much of it as is known."""
    provision = Provision.objects.select_for_update().get(pk=provision.pk)
    record, _is_new = Verification.objects.get_or_create(
        provision=provision,
        words=provision.digest_words(),
        compared=compared,
        role=role,
        on=on,
        defaults={
            "against": against,
            "address": address,
            "text_date": text_date,
            "language": language,
            "by_id": by.pk if by else None,
        },
    )
    refresh_verification_status(provision)
    return record


def record_starter_verification(provision: Provision, words: dict[str, Any], checked: dict[str, Any]) -> None:
    """What the starter content says of its own words; nothing where an editor's stand there."""
    content = Provision(**{name: words.get(name) or "" for name in ("number", "title", "text", "reading", "limits")})
    content.strength = words.get("strength") or content.strength
    if content.digest_words() != provision.digest_words():
        refresh_verification_status(provision)
        return
    text = {
        "against": checked["against"],
        "address": checked.get("address", ""),
        "text_date": str(checked.get("text_date") or ""),
        "language": checked.get("language", "en"),
    }
    record = record_verification(
        by=None,
        role=Verification.Role.PROJECT,
        provision=provision,
        compared=Verification.Compared(checked["what"]),
        on=checked["on"],
        **text,
    )
    if any(getattr(record, name) != value for name, value in text.items()):
        # The same comparison, said more exactly in a later release.
        Verification.objects.filter(pk=record.pk).update(**text)


def refresh_verification_status(provision: Provision) -> None:
    """Works out anew what may be said of a provision's words: a record of other words says nothing of these."""
    found = set(provision.verifications.filter(words=provision.digest_words()).values_list("compared", flat=True))
    status = next((one for one in Provision.Status if one.value in found), Provision.Status.TO_VERIFY)
    if provision.status != status:
        provision.status = status
        Provision.objects.filter(pk=provision.pk).update(status=status)
