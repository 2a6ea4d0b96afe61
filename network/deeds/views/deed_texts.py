"""What a deed is about and what will happen, in words."""

from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from accounts.sealing import Shredded
from network.models import Country, Deed, DeedKind, ExperienceLevel, Expertise, LockReason, Sector
from network.models.deeds import IdentityCheck, LostCredentials

CONSEQUENCES: dict[str, Promise] = {
    DeedKind.APPOINT_FOCAL_POINT: _(
        "She reads requests from her country and cares for its members. It takes force 72 hours after the second "
        "yes; until then any coordinator can stop it. Her vote counts 14 days later, and never together with that "
        "of whoever proposed her."
    ),
    DeedKind.DISMISS_FOCAL_POINT: _(
        "She is a member like others again, 72 hours after the second yes. If she is a danger now, lock her account as "
        "well: that works at once."
    ),
    DeedKind.APPOINT_COORDINATOR: _(
        "She sees requests and accounts of all countries and can confirm what takes two. It takes force 72 hours "
        "after the second yes; until then any coordinator can stop it. Her vote counts 14 days later, and never "
        "together with that of whoever proposed her."
    ),
    DeedKind.DISMISS_COORDINATOR: _(
        "She is a member like others again, 72 hours after the second yes. She can confirm it herself, and cannot "
        "refuse it. If only one coordinator stays, nothing that takes two can be done until there is another."
    ),
    DeedKind.LOCK: _(
        "Everybody is signed out of her account at once, and a second person looks before it is locked. Opening it "
        "again takes two people."
    ),
    DeedKind.GIVE_BACK: _(
        "24 hours after the second yes each of you two reads her half of a code. With both halves she chooses a "
        "new password, and everybody is signed out of her account. If somebody else sits in her account now, the "
        "owner finds a notice there and can lock it: then this falls."
    ),
    DeedKind.LOCK_COUNTRY: _(
        "Everybody of this country but coordinators is signed out at once, and nobody of them can sign in. Nobody "
        "can ask to join from there. Two coordinators can open it again, as quickly."
    ),
    DeedKind.UNLOCK_COUNTRY: _(
        "Whoever was locked together with the country can sign in again. Accounts that were locked one by one stay "
        "locked, and the country stays closed for new requests."
    ),
    DeedKind.SHRED_COUNTRY: _(
        "What was sealed for this country is never readable again: profiles, mail addresses, how to reach people, "
        "requests; here and in all backups. There is no way back. Whoever runs the portal then has 72 hours to do it."
    ),
    DeedKind.MAKE_CANARY: _(
        "A profile that looks like any other stands in the directory. Whoever opens it, or writes to it, raises an "
        "alarm."
    ),
    DeedKind.REMOVE_CANARY: _("The profile goes at once. It raises no alarm any more."),
}


def format_deed_subject(deed: Deed) -> str:
    """A pseudonym or a country."""
    if deed.member:
        return deed.member.pseudonym
    return str(deed.country) if deed.country else str(told(deed).get("pseudonym", ""))


def list_deed_details(deed: Deed) -> list[tuple[str, str]]:
    """What was said with the proposal: label and words."""
    facts = told(deed)
    rows = [(__("Country"), str(deed.member.country))] if deed.member else []
    if deed.kind == DeedKind.LOCK:
        rows.append((__("Why"), label(LockReason, facts.get("reason"))))
    if deed.kind == DeedKind.GIVE_BACK:
        rows.append((__("What the proposer says"), label(IdentityCheck, facts.get("heard"))))
        rows.append((__("What she lost"), label(LostCredentials, facts.get("lost"))))
    if deed.kind == DeedKind.MAKE_CANARY and facts:
        languages = dict(settings.LANGUAGES)
        rows.append((__("Country"), str(Country(code=facts["country"]))))
        rows.append((__("Sector"), label(Sector, facts["sector"])))
        rows.append((__("Experience"), label(ExperienceLevel, facts["level"])))
        rows.append((__("Languages"), ", ".join(__(languages.get(code, code)) for code in facts["languages"])))
        rows.append((__("Expertise"), ", ".join(label(Expertise, code) for code in facts["skills"])))
    return rows


def label(choices: type, code: object) -> str:
    return str(dict(choices.choices).get(code, ""))  # type: ignore[attr-defined]


def told(deed: Deed) -> dict[str, Any]:
    try:
        return deed.told()
    except Shredded:
        return {}
