"""What of a question's sources binds a State: on the page of a checklist, for every State, chosen on her device alone."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories
from toolkit.models import Instrument, TreatyStanding

pytestmark = pytest.mark.django_db


@pytest.fixture
def quince() -> Instrument:
    return factories.instrument(key="quince", short="Quince Treaty", kind="treaty")


@pytest.fixture
def medlar() -> Instrument:
    return factories.instrument(key="medlar", short="Medlar Treaty", kind="treaty")


def stand(treaty: Instrument, country: str, standing: str) -> None:
    TreatyStanding.objects.create(instrument=treaty, country=country, standing=standing, locale=treaty.locale)


def lines(browser: Client, *provisions: object) -> dict[str, str]:
    """State -> what is said below the one question."""
    page = factories.checklist([factories.section("First", [factories.item("Ripe?", list(provisions))])])  # type: ignore[arg-type]
    html = " ".join(browser.get(f"/en/{page.portal_path()}").content.decode().split())
    found = re.findall(r'<p class="of-state of-\d+">(.*?)</p>', html)
    plain = [re.sub(r"<[^>]+>", "", line).strip() for line in found]
    return {line.partition(":")[0]: " ".join(line.partition(":")[2].split()) for line in plain}


def test_each_state_is_told_what_binds_it_and_what_does_not(
    visitor: Client, quince: Instrument, medlar: Instrument
) -> None:
    stand(quince, "PK", "party")
    stand(medlar, "PK", "not_party")
    stand(quince, "IR", "signed")
    stand(medlar, "IR", "not_party")
    soft = factories.instrument(key="soft", short="Soft Principles", kind="recommendation")
    law = [
        factories.provision(key="quince-6", number="art. 6", instrument=quince),
        factories.provision(key="medlar-2", number="art. 2", instrument=medlar),
        factories.provision(key="soft-1", number="principle 1", instrument=soft),
    ]
    found = lines(visitor, *law)
    assert found["Pakistan"] == f"Binding: {law[0].label}. Not joined: Medlar Treaty."
    assert found["Iran"] == (
        "No treaty that this question rests on binds it, as far as we know. Not joined: Medlar Treaty."
        f" Signed, not joined: Quince Treaty. What else carries it: {law[2].label}."
    )
    assert found["Iraq"].startswith("No treaty that this question rests on binds it, as far as we know. Not checked:")
    assert list(found) == ["Afghanistan", "Bangladesh", "Iran", "Iraq", "Pakistan"]


def test_a_question_that_rests_on_no_treaty_says_nothing_of_states(visitor: Client) -> None:
    soft = factories.instrument(key="soft", short="Soft Principles", kind="recommendation")
    assert lines(visitor, factories.provision(key="soft-1", instrument=soft)) == {}


def test_the_law_of_a_country_is_told_to_that_country_alone(visitor: Client, quince: Instrument) -> None:
    stand(quince, "PK", "party")
    act = factories.instrument(key="act", short="Fruit Act", kind="national", country="PK")
    law = [
        factories.provision(key="quince-6", number="art. 6", instrument=quince),
        factories.provision(key="act-3", number="s. 3", instrument=act),
    ]
    found = lines(visitor, *law)
    assert f"Its own law: {law[1].label}." in found["Pakistan"]
    assert "Fruit Act" not in found["Iraq"]


def test_a_country_that_an_editor_added_is_offered(visitor: Client, quince: Instrument) -> None:
    stand(quince, "NP", "party")
    assert "Nepal" in lines(visitor, factories.provision(key="quince-6", instrument=quince))


def test_of_too_many_states_the_portals_first_ones_stay(visitor: Client, quince: Instrument) -> None:
    for country in "AL AM AT AU AZ BE BG BR CA CH".split():
        stand(quince, country, "party")
    found = lines(visitor, factories.provision(key="quince-6", instrument=quince))
    assert len(found) == 12
    assert {"Afghanistan", "Bangladesh", "Iran", "Iraq", "Pakistan"} < set(found)


def test_an_english_checklist_in_an_arabic_frame_names_states_in_english(visitor: Client, quince: Instrument) -> None:
    law = factories.provision(key="quince-6", instrument=quince)
    page = factories.checklist([factories.section("First", [factories.item("Ripe?", [law])])])
    main = visitor.get(f"/ar/{page.portal_path()}").content.decode().partition("<main")[2]
    assert "<b>Pakistan:</b>" in main
    assert "باكستان" not in main


@pytest.mark.parametrize("count", [1, 3])
def test_the_lines_of_all_states_cost_one_query(visitor: Client, quince: Instrument, count: int) -> None:
    for country in ["PK", "IR", "IQ"][:count]:
        stand(quince, country, "party")
    law = factories.provision(key="quince-6", instrument=quince)
    items = [factories.item("Ripe?", [law]) for _n in range(count)]
    page = factories.checklist([factories.section("First", items)])
    with CaptureQueriesContext(connection) as queries:
        assert "of-state" in visitor.get(f"/en/{page.portal_path()}").content.decode()
    assert len([query for query in queries if "treatystanding" in query["sql"]]) == 1
