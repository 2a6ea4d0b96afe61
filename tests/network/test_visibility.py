"""Who sees what: the rule against an independent statement of it (safety.md D16)."""

import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from network.actions.profiles import show_facts
from network.models import Block, Fact, Hiding, Member, Showing, shown_facts
from network.models.profiles import CODED
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
    Showing.objects.bulk_create(Showing(member=member, fact=fact, country_id=to) for fact in facts)


def test_a_new_member_shows_nothing_to_anybody(zahra: Member, viewers: list[Member]) -> None:
    assert [shown_facts(of=zahra, to=viewer) for viewer in viewers] == [set()] * len(viewers)
    Member.objects.filter(pk=zahra.pk).update(is_listed=True)
    assert [shown_facts(of=zahra, to=viewer) for viewer in viewers] == [set()] * len(viewers)


def test_a_fact_is_shown_to_the_countries_she_chose_and_to_no_other(zahra: Member, viewers: list[Member]) -> None:
    nasrin, newcomer, focal_point, coordinator = viewers
    Member.objects.filter(pk=zahra.pk).update(is_listed=True)
    show_facts(by=zahra, shown={"sector": {"BD", "PK"}, "city": {None, "AF"}})
    assert shown_facts(of=zahra, to=nasrin) == {"sector", "city"}
    assert shown_facts(of=zahra, to=coordinator) == {"sector", "city"}
    assert shown_facts(of=zahra, to=focal_point) == {"city"}
    assert shown_facts(of=zahra, to=newcomer) == set()


def test_what_is_not_ticked_any_more_is_hidden_again(zahra: Member, nasrin: Member) -> None:
    Member.objects.filter(pk=zahra.pk).update(is_listed=True)
    show_facts(by=zahra, shown={fact: {None} for fact in Fact.values})
    assert shown_facts(of=zahra, to=nasrin) == set(Fact.values)
    show_facts(by=zahra, shown={"sector": set()})
    assert shown_facts(of=zahra, to=nasrin) == set()


def test_a_role_opens_no_fact(zahra: Member, focal_point: Member, coordinator: Member) -> None:
    Member.objects.filter(pk=zahra.pk).update(is_listed=True)
    show(zahra, "name", to="IQ")
    assert shown_facts(of=zahra, to=focal_point) == shown_facts(of=zahra, to=coordinator) == set()


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, Any]:
    """Two members and everything that can stand between them."""
    flag = st.booleans()
    likely = st.sampled_from([True, True, True, False])
    return {
        "own": draw(st.sampled_from(COUNTRIES)),
        "hers": draw(st.sampled_from(COUNTRIES)),
        "listed": draw(likely),
        "settled": draw(likely),
        "active": draw(likely),
        "viewer_settled": draw(likely),
        "viewer_active": draw(likely),
        "shown": draw(st.dictionaries(st.sampled_from(Fact.values), AUDIENCES)),
        "hidden_countries": draw(st.sets(st.sampled_from(COUNTRIES), max_size=2)),
        "hidden_person": draw(flag) and draw(flag),
        "viewer_hides": draw(flag),
        "blocks": draw(flag) and draw(flag),
        "is_blocked": draw(flag) and draw(flag),
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


def test_what_is_shown_is_what_the_rule_says(transactional_members: tuple[Member, Member]) -> None:
    member, viewer = transactional_members
    seen: list[int] = []

    @settings(max_examples=1000, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(worlds())
    def holds(world: dict[str, Any]) -> None:
        build(world, member, viewer)
        fresh = Member.objects.select_related("user", "country").get(pk=viewer.pk)
        found = shown_facts(of=Member.objects.get(pk=member.pk), to=fresh)
        assert found == expected(world)
        seen.append(len(found))

    holds()
    assert sum(1 for n in seen if n) > 100  # not only empty worlds
    assert len(seen) >= 1000


@pytest.fixture
def transactional_members() -> tuple[Member, Member]:
    for code in COUNTRIES:
        factories.country(code)
    return factories.member("AF"), factories.member("BD")


def build(world: dict[str, Any], member: Member, viewer: Member) -> None:
    from datetime import timedelta

    from django.utils import timezone

    today = timezone.localdate()
    for row, side, country in ((member, "", world["own"]), (viewer, "viewer_", world["hers"])):
        ends = today - timedelta(days=1) if world[f"{side}settled"] else today + timedelta(days=1)
        Member.objects.filter(pk=row.pk).update(
            country=country, probation_ends=ends, is_listed=bool(side) or world["listed"]
        )
        type(row.user).objects.filter(pk=row.user_id).update(is_active=world[f"{side}active"])
    for model in (Showing, Hiding, Block):
        model.objects.all().delete()
    Showing.objects.bulk_create(
        Showing(member=member, fact=fact, country_id=code) for fact, codes in world["shown"].items() for code in codes
    )
    hidings = [Hiding(member=member, country_id=code) for code in world["hidden_countries"]]
    hidings += [Hiding(member=member, person=viewer)] if world["hidden_person"] else []
    hidings += [Hiding(member=viewer, person=member)] if world["viewer_hides"] else []
    Hiding.objects.bulk_create(hidings)
    pairs = [(member, viewer)] * world["blocks"] + [(viewer, member)] * world["is_blocked"]
    Block.objects.bulk_create(Block(blocker=one, blocked=other) for one, other in pairs)


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
