"""What somebody gets who sits in a member's account for a day, with her password and her app. D42.

A directory of 134, every one of whom shows her real name and all else; real views, the real way in, a clock that goes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.directory.actions.directory import make_canary
from network.mentoring.actions.matching import suggest_pairs
from network.models import Alarm, Conversation, Member, MentoringSide, NoticeKind, Profile, ProfileFact, VisibilityGrant
from tests.accounts import door
from tests.network import factories
from tests.network.test_circles import a_circle, said
from tests.network.test_mentoring import describe

pytestmark = pytest.mark.django_db
LISTED = 134
COUNTRIES = ["AF", "BD", "IR", "IQ", "PK"]
SECTORS = ["justice", "police", "civil"]
ADDRESS = "ZQ7-coerced@example.org"
# What she can choose in the list.
QUERIES = ["", "order=name", *(f"country={code}" for code in COUNTRIES), *(f"sector={name}" for name in SECTORS)]
QUERIES += ["language=en", "language=prs&order=name", "expertise=gender", "country=AF&sector=justice"]
MORNING = datetime(2026, 5, 12, 0, 5)


@dataclass
class Intruder:
    """What she has seen so far, and how far she was when the first alarm went off."""

    browser: Client = field(default_factory=Client)
    ids: dict[str, str] = field(default_factory=dict)
    cards: set[str] = field(default_factory=set)
    profiles: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    elsewhere: set[str] = field(default_factory=set)
    requests: int = 0
    profiles_at_alarm: int | None = None

    def get(self, address: str) -> str:
        answer = self.browser.get(address)
        self.requests += 1
        assert answer.status_code in {200, 429}, (address, answer.status_code, answer.headers.get("Location"))
        text = answer.content.decode()
        self.names |= set(re.findall(r"ZQ7-name-\d+", text))
        return text.split("<main")[1] if answer.status_code == 200 else ""

    def leaf_through_the_list(self, queries: list[str]) -> None:
        for query in queries:
            for page in (1, 2, 3, 4):
                text = self.get(f"{reverse('network:directory')}?{query}&page={page}")
                found = re.findall(r'/people/([0-9a-f-]{36})/"[^<]*<bdi[^<]*>([^<]+)</bdi', text)
                self.cards |= {name for _pk, name in found}
                self.ids |= dict(found)

    def open_those_she_knows(self, *, again: bool) -> None:
        """Until five in a row are refused: then it is the limit."""
        refused = 0
        for pk, name in self.ids.items():
            if refused == 5 or (name in self.profiles and not again):
                continue
            text = self.get(reverse("network:person", args=[pk]))
            refused = 0 if text else refused + 1
            if f"<h1><bdi>{name}</bdi>" in text:
                self.profiles.add(name)
            if self.profiles_at_alarm is None and Alarm.objects.exists():
                self.profiles_at_alarm = len(self.profiles)

    def look_elsewhere(self, circles: list[Any], everybody: set[str]) -> None:
        addresses = [reverse(f"network:{name}") for name in ("home", "messages", "mentoring", "events", "away", "data")]
        for circle in circles:
            self.browser.post(reverse("network:circle_join", args=[circle.pk]))
            addresses.append(reverse("network:circle", args=[circle.pk]))
        addresses += [reverse("network:conversation", args=[row.pk]) for row in Conversation.objects.all()]
        for pk in list(self.ids)[:3]:
            addresses += [
                reverse(f"network:{name}", args=[pk]) for name in ("keep_away", "introduce", "report_profile")
            ]
        for address in addresses:
            text = self.get(address)
            self.elsewhere |= {name for name in everybody if f"{name}<" in text}


@pytest.fixture
def her() -> Member:
    return factories.member("BD", pseudonym="Coerced", address=ADDRESS)


@pytest.fixture
def listed(coordinator: Member) -> list[Member]:
    """Everybody shows everything. No canary is among them: many networks have none."""
    rows = [
        factories.member(
            COUNTRIES[n % 5],
            pseudonym=f"Listed {n:03}",
            sector=SECTORS[n % 3],
            is_listed=True,
            skills=["gender", "tip"],
        )
        for n in range(LISTED)
    ]
    Profile.objects.bulk_create(Profile(member=row, name=f"ZQ7-name-{n}") for n, row in enumerate(rows))
    VisibilityGrant.objects.bulk_create(VisibilityGrant(member=row, fact=fact) for row in rows for fact in ProfileFact)
    return rows


@pytest.fixture
def circles(listed: list[Member]) -> list[Any]:
    """Five rooms open to everybody, ten people in each."""
    rows = [a_circle(*listed[n * 10 : n * 10 + 10]) for n in range(5)]
    for n, row in enumerate(rows):
        for member in listed[n * 10 : n * 10 + 10]:
            said(member, row)
    return rows


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(f"{MORNING.isoformat()}Z", tick=False) as traveller:
        yield traveller


@pytest.mark.thorough
@pytest.mark.variant  # the patient one below is the same in 90 requests
def test_a_day_in_her_account_gives_sixty_cards_twenty_profiles_and_five_names(
    clock: Any, her: Member, listed: list[Member], circles: list[Any], coordinator: Member, record_property: Any
) -> None:
    describe(her, MentoringSide.MENTEE)
    for member in listed[:10]:
        describe(member, MentoringSide.MENTOR)
    suggest_pairs(timezone.localdate())
    seen, everybody = Intruder(), {row.pseudonym for row in listed}
    for hour in range(24):
        seen.browser = door.come_in(ADDRESS)  # a visit lasts four hours at most, and a proof five minutes
        seen.leaf_through_the_list(QUERIES if hour % 8 == 0 else QUERIES[hour % 8 : hour % 8 + 2])
        seen.open_those_she_knows(again=hour % 12 == 0)
        if hour % 8 == 0:
            seen.look_elsewhere(circles, everybody)
        clock.shift(timedelta(hours=1))
    assert 30 <= len(seen.cards) <= 60
    assert 12 <= len(seen.profiles) <= 20
    assert 3 <= len(seen.names) <= 5
    assert seen.profiles_at_alarm is not None
    assert seen.profiles_at_alarm < 20
    assert coordinator.notices.filter(kind=NoticeKind.ALARM).exists()
    assert not her.notices.filter(kind=NoticeKind.ALARM).exists()
    assert len(seen.elsewhere - seen.cards) <= 3 * 10  # three rooms a day, and who wrote there
    record_property(
        "figure",
        f"of {LISTED} after {seen.requests} requests in 24 h: {len(seen.cards)} cards, {len(seen.profiles)} profiles, "
        f"{len(seen.names)} real names, the alarm with profile {seen.profiles_at_alarm}",
    )


def test_a_patient_one_gets_no_more_and_is_noticed_as_well(
    clock: Any, her: Member, listed: list[Member], coordinator: Member
) -> None:
    """One profile every 75 minutes, never a refusal, and no canary among them."""
    seen = Intruder()
    for turn in range(20):
        seen.browser = door.come_in(ADDRESS)
        pages = [seen.get(f"{reverse('network:directory')}?page={page}") for page in ((1,) if turn % 6 else (1, 2, 3))]
        for text in pages:
            seen.ids |= dict(re.findall(r'/people/([0-9a-f-]{36})/"[^<]*<bdi[^<]*>([^<]+)</bdi', text))
        pk, name = next((pk, name) for pk, name in seen.ids.items() if name not in seen.profiles)
        if f"<h1><bdi>{name}</bdi>" in seen.get(reverse("network:person", args=[pk])):
            seen.profiles.add(name)
        if seen.profiles_at_alarm is None and Alarm.objects.exists():
            seen.profiles_at_alarm = len(seen.profiles)
        if timezone.now().date() > MORNING.date():
            break
        clock.shift(timedelta(minutes=71))
    assert len(seen.profiles) <= 20
    assert len(seen.names) <= 5
    assert seen.profiles_at_alarm is not None
    assert seen.profiles_at_alarm <= 20


def test_her_words_to_a_canary_are_noticed_at_once(clock: Any, her: Member, coordinator: Member) -> None:
    facts: dict[str, Any] = {"sector": "civil", "level": "entry", "languages": ["ur"], "skills": []}
    canary = make_canary(by=coordinator, pseudonym="Canary", country="PK", **facts)
    door.come_in(ADDRESS).post(reverse("network:introduce", args=[canary.pk]), {"text": "hello"})
    assert [row.member for row in Alarm.objects.all()] == [her]
