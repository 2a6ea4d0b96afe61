"""Who sees what: the rule against an independent statement of it (docs/assurance.md, D16)."""

import itertools
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from network.models import Block, HiddenFrom, Member, ProfileFact, VisibilityGrant, find_visible_facts
from network.models.profiles import CODED
from network.profiles.actions.profiles import set_visible_facts
from tests.network import factories

pytestmark = pytest.mark.django_db

COUNTRIES = ["AF", "BD", "IR", "IQ", "PK"]
AUDIENCES = st.sets(st.sampled_from([None, *COUNTRIES]))


@pytest.fixture
def viewers(zahra: Member, nasrin: Member, newcomer: Member, focal_point: Member, coordinator: Member) -> list[Member]:
    return [nasrin, newcomer, focal_point, coordinator]


def show(member: Member, *facts: str, to: str | None = None) -> None:
    if to:
        factories.country(to)
    VisibilityGrant.objects.bulk_create(VisibilityGrant(member=member, fact=fact, country_id=to) for fact in facts)


def test_a_new_member_shows_nothing_to_anybody(zahra: Member, viewers: list[Member]) -> None:
    assert [find_visible_facts(of=zahra, to=viewer) for viewer in viewers] == [set()] * len(viewers)
    Member.objects.filter(pk=zahra.pk).update(is_listed=True)
    assert [find_visible_facts(of=zahra, to=viewer) for viewer in viewers] == [set()] * len(viewers)


def test_a_fact_is_shown_to_the_countries_she_chose_and_to_no_other(zahra: Member, viewers: list[Member]) -> None:
    nasrin, newcomer, focal_point, coordinator = viewers
    Member.objects.filter(pk=zahra.pk).update(is_listed=True)
    set_visible_facts(by=zahra, shown={"sector": {"BD", "PK"}, "city": {None, "AF"}})
    assert find_visible_facts(of=zahra, to=nasrin) == {"sector", "city"}
    assert find_visible_facts(of=zahra, to=coordinator) == {"sector", "city"}
    assert find_visible_facts(of=zahra, to=focal_point) == {"city"}
    assert find_visible_facts(of=zahra, to=newcomer) == set()


def test_what_is_not_ticked_any_more_is_hidden_again(zahra: Member, nasrin: Member) -> None:
    Member.objects.filter(pk=zahra.pk).update(is_listed=True)
    set_visible_facts(by=zahra, shown={fact: {None} for fact in ProfileFact.values})
    assert find_visible_facts(of=zahra, to=nasrin) == set(ProfileFact.values)
    set_visible_facts(by=zahra, shown={"sector": set()})
    assert find_visible_facts(of=zahra, to=nasrin) == set()


def test_a_role_opens_no_fact(zahra: Member, focal_point: Member, coordinator: Member) -> None:
    Member.objects.filter(pk=zahra.pk).update(is_listed=True)
    show(zahra, "name", to="IQ")
    assert find_visible_facts(of=zahra, to=focal_point) == find_visible_facts(of=zahra, to=coordinator) == set()


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, Any]:
    """Two members and everything that can stand between them."""
    likely = st.integers(0, 7).map(lambda n: n != 7)
    return {
        "own": draw(st.sampled_from(COUNTRIES)),
        "hers": draw(st.sampled_from(COUNTRIES)),
        "listed": draw(likely),
        "settled": draw(likely),
        "active": draw(likely),
        "viewer_settled": draw(likely),
        "viewer_active": draw(likely),
        "shown": draw(st.dictionaries(st.sampled_from(ProfileFact.values), AUDIENCES)),
        "hidden_countries": draw(st.sets(st.sampled_from(COUNTRIES), max_size=1)),
        "hidden_person": not draw(likely),
        "viewer_hides": draw(st.booleans()),
        "blocks": not draw(likely),
        "is_blocked": not draw(likely),
    }


def expected(world: dict[str, Any]) -> set[str]:
    """The rule in plain words, without the database."""
    if not (world["viewer_settled"] and world["viewer_active"]):
        return set()  # a newcomer and a locked member see nobody
    if not (world["listed"] and world["settled"] and world["active"]):
        return set()  # she did not choose to be found, or cannot be yet, or is locked
    if world["hers"] in world["hidden_countries"] or world["hidden_person"]:
        return set()
    if world["blocks"] or world["is_blocked"]:
        return set()
    return {fact for fact, audience in world["shown"].items() if None in audience or world["hers"] in audience}


@pytest.mark.thorough
def test_what_is_shown_is_what_the_rule_says(pairs: list[tuple[Member, Member]]) -> None:
    seen: list[int] = []

    @settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.lists(worlds(), min_size=len(pairs), max_size=len(pairs)))
    def holds(some: list[dict[str, Any]]) -> None:
        build(some, pairs)
        rows = Member.objects.select_related("user").in_bulk()
        for world, (member, viewer) in zip(some, pairs, strict=True):
            found = find_visible_facts(of=rows[member.pk], to=rows[viewer.pk])
            assert found == expected(world)
            seen.append(len(found))

    holds()
    assert len(seen) >= 1000
    assert sum(1 for n in seen if n) > 100  # not only empty worlds


@pytest.fixture
def pairs() -> list[tuple[Member, Member]]:
    """Twenty pairs, so that a thousand worlds need fifty rounds."""
    for code in COUNTRIES:
        factories.country(code)
    return [(factories.member("AF"), factories.member("BD")) for _n in range(20)]


def build(some: list[dict[str, Any]], pairs: list[tuple[Member, Member]]) -> None:
    """Each pair becomes one world. Everything from before is gone."""
    rows: dict[Any, list[Any]] = {VisibilityGrant: [], HiddenFrom: [], Block: []}
    for world, (member, viewer) in zip(some, pairs, strict=True):
        place(member, world["own"], world["settled"], world["active"], world["listed"])
        place(viewer, world["hers"], world["viewer_settled"], world["viewer_active"], True)
        shown = [(fact, code) for fact, codes in world["shown"].items() for code in codes]
        rows[VisibilityGrant] += [VisibilityGrant(member=member, fact=fact, country_id=code) for fact, code in shown]
        rows[HiddenFrom] += [HiddenFrom(member=member, country_id=code) for code in world["hidden_countries"]]
        rows[HiddenFrom] += [HiddenFrom(member=member, person=viewer)] * world["hidden_person"]
        rows[HiddenFrom] += [HiddenFrom(member=viewer, person=member)] * world["viewer_hides"]
        rows[Block] += [Block(blocker=member, blocked=viewer)] * world["blocks"]
        rows[Block] += [Block(blocker=viewer, blocked=member)] * world["is_blocked"]
    people = [person for pair in pairs for person in pair]
    Member.objects.bulk_update(people, ["country", "probation_ends", "is_listed"])
    User.objects.bulk_update([person.user for person in people], ["is_active"])
    for model, made in rows.items():
        model.objects.all().delete()
        model.objects.bulk_create(made)


def place(person: Member, country: str, settled: bool, active: bool, listed: bool) -> None:
    person.country_id = country
    person.probation_ends = timezone.localdate() + timedelta(days=-1 if settled else 1)
    person.is_listed = listed
    person.user.is_active = active


@pytest.mark.parametrize(
    ("name", "value"), [("sector", "justice"), ("country", "AF"), ("language", "prs"), ("expertise", "gender")]
)
def test_a_filter_does_not_find_a_fact_that_is_not_shown(
    name: str, value: str, zahra: Member, nasrin: Member, inside: Any
) -> None:
    Member.objects.filter(pk=zahra.pk).update(is_listed=True)
    browser = inside(nasrin)
    facts = {"sector": "sector", "country": "country", "language": "languages", "expertise": "expertise"}
    show(zahra, *(set(CODED) - {facts[name]}))
    assert "Zahra" in browser.get("/en/space/people/").content.decode()
    assert "Zahra" not in browser.get(f"/en/space/people/?{name}={value}").content.decode()
    show(zahra, facts[name])
    assert "Zahra" in browser.get(f"/en/space/people/?{name}={value}").content.decode()


def test_filters_taken_together_find_who_shows_all_of_them(zahra: Member, nasrin: Member, inside: Any) -> None:
    Member.objects.filter(pk=zahra.pk).update(is_listed=True)
    browser = inside(nasrin)
    show(zahra, "sector")
    for pair in itertools.permutations(["sector=justice", "country=AF"]):
        assert "Zahra" not in browser.get(f"/en/space/people/?{'&'.join(pair)}").content.decode()


def test_the_list_tells_only_what_is_shown(zahra: Member, nasrin: Member, inside: Any) -> None:
    Member.objects.filter(pk=zahra.pk).update(is_listed=True, level="senior")
    show(zahra, "level", to="BD")
    page = inside(nasrin).get("/en/space/people/").content.decode()
    card = page.split('class="person"')[1].split("</section>")[0]
    assert "Leading others" in card
    assert "Afghanistan" not in card
    assert "Justice" not in card
    assert "Dari" not in card
    assert "Gender" not in card
