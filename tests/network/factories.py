"""People and things of the network to test with. Every personal value carries its own canary string.

Look for "ZQ7-" with its dash: sealed texts and tokens are base64, which holds three given letters by chance.
"""

import itertools
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User, sealed_address
from accounts.sealing import blind_index
from network.models import Application, Consent, Country, Member, Skill, SpokenLanguage
from network.models.joining import OPEN_STATES

counter = itertools.count(1)
PASSWORD = "a long enough password"
FAR_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # every factory member's authenticator app


def country(code: str = "AF", **fields: Any) -> Country:
    return Country.objects.get_or_create(code=code, defaults=fields)[0]


def member(code: str = "AF", **fields: Any) -> Member:
    """Past probation, with a second factor, speaking two languages. `newcomer=True` is on probation."""
    n = next(counter)
    address = fields.pop("address", f"ZQ7-address-{n}@example.org")
    newcomer = fields.pop("newcomer", False)
    languages = fields.pop("languages", ["en", "prs"])
    skills = fields.pop("skills", ["gender"])
    user = User.objects.create_user(sealed_address(address), PASSWORD)
    second_factor(user)
    today = timezone.localdate()
    values = {
        "pseudonym": f"Pseudonym {n}",
        "sector": "justice",
        "level": "middle",
        "reach": f"ZQ7-reach-{n}",
        "joined_month": date(2026, 1, 1),
        "probation_ends": today + timedelta(days=30) if newcomer else date(2026, 1, 31),
    }
    row = Member.objects.create(user=user, country=country(code), address=address, **{**values, **fields})
    SpokenLanguage.objects.bulk_create(SpokenLanguage(member=row, code=language) for language in languages)
    Skill.objects.bulk_create(Skill(member=row, code=skill) for skill in skills)
    return row


def second_factor(user: User) -> None:
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(user, FAR_SECRET)


def application(code: str = "AF", **fields: Any) -> Application:
    """Confirmed by mail, in the vetters' queue. With mail="never" there is no address. `digits` and codes are made by
    actions."""
    n = next(counter)
    by_mail = fields.get("mail", "notice") == "notice"
    address = fields.pop("address", f"ZQ7-applicant-{n}@example.org" if by_mail else "")
    state = fields.get("state", "confirmed")
    values = {
        "in_queue": state in OPEN_STATES,
        "shown_on": None if state == "draft" else timezone.localdate(),
        "state": "confirmed",
        "pseudonym": f"Applicant {n}",
        "sector": "justice",
        "level": "middle",
        "languages": ["en", "prs"],
        "language": "en",
        "mail": "notice",
        "is_proven": by_mail,
        "reach": f"ZQ7-applicant-reach-{n}",
        "why": f"ZQ7-why-{n}",
        "address_index": blind_index(address) if address and state in {"draft", *OPEN_STATES} else "",
    }
    row = Application.objects.create(country=country(code), address=address, **{**values, **fields})
    Consent.objects.bulk_create(
        Consent(application=row, purpose=purpose, text_version=1) for purpose in ("assess", "profile")
    )
    return row
