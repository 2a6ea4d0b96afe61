"""What of a question's sources binds a State: on the page of a checklist, for every State, chosen on her device alone."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from tests import factories
from toolkit.models import Instrument, TreatyStanding

pytestmark = pytest.mark.django_db

NONE_BINDS = "No treaty that this question rests on binds it, as far as we know."
NOTHING = "No treaty that binds it says the same, as far as we know. Use the question as a standard that you choose."


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
        f"{NOTHING} Not joined: Medlar Treaty."
        f" Signed, not joined: Quince Treaty. Not binding, but speaks of it: {law[2].label}."
    )
    assert found["Iraq"].startswith(f"{NONE_BINDS} Not checked:")
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


def test_a_state_that_is_not_bound_is_told_what_binds_it_and_is_near(
    visitor: Client, quince: Instrument, medlar: Instrument
) -> None:
    stand(quince, "IR", "not_party")
    stand(medlar, "IR", "party")
    stand(quince, "PK", "party")
    stand(medlar, "PK", "party")
    near = factories.provision(key="medlar-2", number="art. 2", instrument=medlar)
    law = factories.provision(key="quince-6", number="art. 6", instrument=quince)
    law.near = [near]
    law.save()
    found = lines(visitor, law)
    assert found["Iran"] == (
        "No treaty that this question rests on binds it, as far as we know."
        f" Binding and near it: {near.label}. Not joined: Quince Treaty."
    )
    assert found["Pakistan"] == f"Binding: {law.label}."
    assert found["Iraq"] == f"{NONE_BINDS} Not checked: Quince Treaty."


def test_what_is_near_is_told_once_and_not_beside_itself(
    visitor: Client, quince: Instrument, medlar: Instrument
) -> None:
    stand(medlar, "IR", "party")
    near = factories.provision(key="medlar-2", number="art. 2", instrument=medlar)
    law = [factories.provision(key=f"quince-{n}", number=f"art. {n}", instrument=quince) for n in (6, 7)]
    for one in law:
        one.near = [near]
        one.save()
    assert lines(visitor, *law)["Iran"].count(near.label) == 1
    assert lines(visitor, *law, near)["Iran"] == f"Binding: {near.label}. Not checked: Quince Treaty."


def test_a_near_law_of_a_country_is_told_there_alone_with_its_limits_or_that_its_force_is_unknown(
    visitor: Client, quince: Instrument
) -> None:
    stand(quince, "PK", "party")
    act = factories.instrument(key="act", short="Fruit Act", kind="national", country="PK")
    bill = factories.instrument(key="bill", short="Fruit Bill", kind="national", country="BD", state="unknown")
    law = factories.provision(key="quince-6", number="art. 6", instrument=quince)
    law.near = [
        factories.provision(key="act-3", number="s. 3", instrument=act, limits="citizens"),
        factories.provision(key="bill-1", number="s. 1", instrument=bill),
    ]
    law.save()
    found = lines(visitor, law)
    assert found["Pakistan"] == f"Binding: {law.label}. Its own law: Fruit Act, s. 3 (citizens)."
    assert "Its own law: Fruit Bill, s. 1 (we do not say whether it is in force)." in found["Bangladesh"]
    assert "Fruit" not in found["Iran"]


def test_what_is_not_law_binds_nobody_and_is_told_with_its_state(visitor: Client, quince: Instrument) -> None:
    stand(quince, "PK", "party")
    act = factories.instrument(key="act", short="Fruit Act", kind="national", country="PK")
    old = factories.instrument(key="old", short="Old Code", kind="national", country="PK", force="history")
    law = factories.provision(key="quince-6", number="art. 6", instrument=quince, state="not_yet")
    law.near = [
        factories.provision(key="act-3", number="s. 3", instrument=act, state="not_yet"),
        factories.provision(key="old-1", number="s. 1", instrument=old),
    ]
    law.save()
    assert lines(visitor, law)["Pakistan"] == f"{NONE_BINDS} Its own law: Fruit Act, s. 3 (Not yet in force)."


def test_an_editor_who_takes_a_pair_away_takes_it_from_every_language(
    visitor: Client, quince: Instrument, medlar: Instrument
) -> None:
    stand(medlar, "IR", "party")
    near = factories.provision(key="medlar-2", number="art. 2", instrument=medlar)
    law = factories.provision(key="quince-6", number="art. 6", instrument=quince)
    law.near = [near]
    law.save()
    french = law.copy_for_translation(Locale.objects.get(language_code="fr"))
    french.near = [near]
    french.save()
    law.near = []
    law.save()
    assert near.label not in lines(visitor, law)["Iran"]


def test_guidance_with_a_treaty_near_it_is_told_by_state(visitor: Client, quince: Instrument) -> None:
    stand(quince, "PK", "party")
    soft = factories.provision(
        key="soft-1", number="", instrument=factories.instrument(key="soft", short="Soft", kind="recommendation")
    )
    soft.near = [factories.provision(key="quince-6", number="art. 6", instrument=quince)]
    soft.save()
    found = lines(visitor, soft)
    assert "Binding and near it: Quince Treaty, art. 6." in found["Pakistan"]
    assert found["Iraq"] == f"{NOTHING} Not binding, but speaks of it: Soft."


def test_what_is_near_but_has_ended_or_is_not_public_is_not_told(visitor: Client, quince: Instrument) -> None:
    stand(quince, "IR", "party")
    medlar = factories.instrument(key="medlar", short="Medlar Treaty", kind="treaty")
    law = factories.provision(key="medlar-2", number="art. 2", instrument=medlar)
    law.near = [
        factories.provision(key="quince-6", number="art. 6", instrument=quince, state="repealed"),
        factories.provision(key="quince-7", number="art. 7", instrument=quince, live=False),
    ]
    law.save()
    assert lines(visitor, law)["Iran"] == f"{NONE_BINDS} Not checked: Medlar Treaty."


def test_the_card_of_a_provision_names_what_is_near(visitor: Client, quince: Instrument) -> None:
    law = factories.provision(key="quince-6", number="art. 6", instrument=quince)
    near = factories.provision(key="quince-9", number="art. 9", title="A near rule", instrument=quince)
    assert "or near it" not in visitor.get(law.get_absolute_url()).content.decode()
    law.near = [near]
    law.save()
    page = " ".join(visitor.get(law.get_absolute_url()).content.decode().split())
    assert f"{near.label}: A near rule" in page.partition("Says the same, or near it")[2]


def test_no_starter_question_leaves_out_a_law_of_pakistan_or_bangladesh_on_trafficking(
    visitor: Client, starter: None
) -> None:
    html = " ".join(visitor.get("/en/checklists/prosecution-and-defence/").content.decode().split())
    check = html.partition("Is non-punishment checked")[2].partition('<fieldset class="item"')[0]
    found = dict(re.findall(r'<p class="of-state of-\d+"> <b>(\w+):</b> (.*?) </p>', check))
    assert "Its own law: Pakistan, Trafficking in Persons Act, Act XXXIV of 2018." in found["Pakistan"]
    assert "Act No. 3 of 2012" not in found["Pakistan"]
    assert "No. 3 of 2012 (we do not say whether it is in force)" in found["Bangladesh"]
    assert found["Iran"].startswith(NONE_BINDS)


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
