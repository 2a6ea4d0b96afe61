"""What becomes of the network when it has many members: the directory, its filters, a profile, the numbers."""

import random
import time
from collections.abc import Callable
from datetime import timedelta

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.limits import Limit
from accounts.models import User, sealed_address
from network.directory.actions import viewing
from network.limits import Budget
from network.models import (
    CardViewCount,
    Country,
    ExperienceLevel,
    Figure,
    Member,
    Sector,
    Skill,
    SpokenLanguage,
    ViewRecord,
    VisibilityGrant,
)
from network.models.classifications import Expertise
from network.models.profiles import CODED
from network.selectors.snapshots import take_snapshot
from script.bench_parts.inside.timing import count_statements, measure_median

COUNTRIES = ["AF", "BD", "IR", "IQ", "PK"]
SPACE = f"/en/{settings.SPACE_PATH}"


def grow_members(*sizes: str) -> dict[str, dict[str, list[float]]]:
    found: dict[str, dict[str, list[float]]] = {}
    for size in map(int, sizes):
        began = time.monotonic()
        grow_to(size)
        for name, step in steps().items():
            numbers = found.setdefault(name, {"ms": [], "sql": []})
            numbers["ms"].append(measure_median(step))
            numbers["sql"].append(count_statements(step))
        found.setdefault("(filling)", {"ms": [], "sql": []})["ms"].append(1000 * (time.monotonic() - began))
    return found


def grow_to(size: int) -> None:
    """Members of five countries who can be found and show most of what is coded; the first one coordinates."""
    dice = random.Random(size)
    countries = [Country.objects.get_or_create(code=code)[0] for code in COUNTRIES]
    today, have = timezone.localdate(), Member.objects.filter(pseudonym__startswith="Bench ").count()
    users = [
        User(email=sealed_address(f"bench-{number}@example.org"), password="!", date_joined=timezone.now())
        for number in range(have, size)
    ]
    members = [
        Member(
            user=user,
            pseudonym=f"Bench {number:05d}",
            country=dice.choice(countries),
            sector=dice.choice(Sector.values),
            level=dice.choice(ExperienceLevel.values),
            role="coordinator" if number == 0 else "member",
            joined_month=today.replace(day=1),
            probation_ends=today - timedelta(days=1),
            is_listed=dice.random() < 0.9,
        )
        for number, user in enumerate(User.objects.bulk_create(users, batch_size=1000), have)
    ]
    Member.objects.bulk_create(members, batch_size=1000)
    SpokenLanguage.objects.bulk_create(
        [
            SpokenLanguage(member=row, code=code)
            for row in members
            for code in dice.sample(["en", "prs", "ur", "bn", "fa"], 2)
        ],
        batch_size=2000,
    )
    Skill.objects.bulk_create(
        [Skill(member=row, code=code) for row in members for code in dice.sample(Expertise.values, 2)], batch_size=2000
    )
    VisibilityGrant.objects.bulk_create(
        [VisibilityGrant(member=row, fact=fact) for row in members for fact in CODED if dice.random() < 0.7],
        batch_size=2000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def signed_in(member: Member) -> Client:
    if not is_mfa_enabled(member.user):
        TOTP.activate(member.user, generate_totp_secret())
    browser = Client(headers={"host": "localhost"})
    browser.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    session, now = browser.session, time.time()
    session["account_authentication_methods"] = [
        {"method": "password", "at": now, "email": member.user.email},
        {"method": "mfa", "at": now, "type": "totp"},
    ]
    session["account_authentication_methods_user"] = str(member.user.pk)
    session.save()
    return browser


def steps() -> dict[str, Callable[[], object]]:
    for name in ("CARDS", "MONTHS_CARDS", "PROFILES", "NAMES"):
        setattr(viewing, name, Budget(name, (Limit(1_000_000_000, 60),)))
    viewing.FEWEST_A_MONTH = 1_000_000_000
    coordinator = Member.objects.get(pseudonym="Bench 00000")
    browser = signed_in(coordinator)
    other = Member.objects.visible_to(coordinator).order_by("pseudonym").first()
    assert other is not None
    pages: dict[str, str] = {
        "directory, in today's order": "people/",
        "directory by name, page 3": "people/?order=name&page=3",
        "directory, three filters": "people/?sector=justice&language=en&expertise=gender",
        "a profile": f"people/{other.pk}/",
        "staff: those in her care": "staff/people/",
        "numbers for donors": "staff/numbers/",
    }
    found: dict[str, Callable[[], object]] = {
        name: lambda address=address: asked(browser, f"{SPACE}/{address}") for name, address in pages.items()
    }
    return {**found, "counting them, once a year": count}


def count() -> None:
    Figure.objects.all().delete()
    take_snapshot(timezone.localdate().replace(month=1))


def asked(client: Client, address: str) -> None:
    ViewRecord.objects.all().delete()  # else the member saw them today, and nothing is counted
    CardViewCount.objects.all().delete()
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
