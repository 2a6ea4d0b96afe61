"""What a change of law or words touches, on the day when it comes; and what an address says once its entry is gone."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from modules.models import Module
from tests import factories
from toolkit.models import Instrument, LegalState, LookAgain, Provision, Term, TreatyStanding
from toolkit.selectors.dependents import find_dependents, find_touched
from toolkit.tasks import publish_scheduled

pytestmark = pytest.mark.django_db


@pytest.fixture
def rule() -> Provision:
    return factories.provision(key="quince-6", number="art. 6", title="Ripe", text="It must be ripe.")


def changed(entry: Any, **values: Any) -> list[str]:
    """What there is to look at again after two publications."""
    entry.save_revision().publish()
    entry = type(entry).objects.get(pk=entry.pk)
    for name, value in values.items():
        setattr(entry, name, value)
    entry.save_revision().publish()
    return sorted(row.title for row in LookAgain.objects.all())


def in_urdu(entry: Any, **values: Any) -> Any:
    copy = entry.copy_for_translation(factories.locale("ur"))
    for name, value in values.items():
        setattr(copy, name, value)
    copy.save()
    return copy


# --- What it touches ------------------------------------------------------------------------------------------------


def test_a_change_of_an_entry_asks_to_look_at_its_translations(as_, editor, rule: Provision) -> None:
    in_urdu(rule, title="پکا")
    word = factories.term("Quince")
    in_urdu(word, name="بہی")
    label = next(row.title for row in find_touched(rule))
    assert "Urdu" in label
    assert changed(rule, text="It must be sound.") == [label]
    assert "بہی (Urdu)" in changed(word, short="A hard fruit.")
    page = as_(editor).get(reverse("wagtailsnippets_toolkit_provision:edit", args=[rule.pk])).content.decode()
    assert label in page


def test_a_translation_is_no_reason_to_keep_its_original_and_touches_nothing(rule: Provision) -> None:
    copy = in_urdu(rule, title="پکا")
    assert find_dependents(rule) == []
    assert changed(copy, text="ٹھیک") == []
    copy.delete()
    rule.delete()
    assert not Provision.objects.filter(key=rule.key).exists()


def test_a_changed_standing_asks_to_look_at_the_checklists_whose_questions_rest_on_its_treaty(
    as_, editor, rule: Provision
) -> None:
    other = factories.provision(key="medlar-1")
    factories.checklist([factories.section("S", [factories.item("Ripe?", [rule])])], title="Zebra")
    factories.checklist([factories.section("S", [factories.item("Soft?", [other])])], title="Apple")
    factories.tool([factories.citation(rule)], title="Tool")
    row = TreatyStanding.objects.create(
        instrument=rule.instrument, country="PK", standing="not_party", locale=rule.locale
    )
    page = as_(editor).get(reverse("wagtailsnippets_toolkit_treatystanding:edit", args=[row.pk])).content.decode()
    assert "Zebra" in page
    assert "Apple" not in page
    assert changed(row, standing="party") == ["Zebra"]


def test_a_module_that_rests_on_a_rule_or_links_to_it_is_touched(rule: Provision) -> None:
    cites = {"key": "i", "title": "I", "summary": "S", "text": "<p>x</p>", "provisions": [rule.pk], "references": []}
    links = {"key": "g", "title": "G", "text": f'<p><a linktype="provision" id="{rule.pk}">it</a></p>'}
    for slug, kind, value in (("cites", "issue", cites), ("links", "guidance", links)):
        module = Module(title=f"Module {slug}", slug=slug, locale=factories.locale())
        module.parts = [(kind, module.parts.stream_block.child_blocks[kind].to_python(value))]
        module.save()
    assert changed(rule, text="It must be sound.") == ["Module cites", "Module links"]


def test_a_change_that_was_given_a_day_asks_to_look_again_on_that_day(rule: Provision) -> None:
    """Wagtail's own command publishes it, by the task that beat sends."""
    factories.tool([factories.citation(rule)], title="Zebra")
    rule.save_revision().publish()
    rule, now = Provision.objects.get(pk=rule.pk), timezone.now()
    rule.state, rule.go_live_at = LegalState.REPEALED, now + timedelta(hours=1)
    rule.save_revision().publish()
    publish_scheduled()
    assert not LookAgain.objects.exists()
    assert "Repealed" not in Client().get(rule.get_absolute_url()).content.decode()
    with time_machine.travel(now + timedelta(hours=2)):
        publish_scheduled()
        assert "Repealed" in Client().get(rule.get_absolute_url()).content.decode()
    assert LookAgain.objects.get().title == "Zebra"


def test_an_entry_that_ends_on_a_day_is_taken_from_readers_on_that_day(rule: Provision) -> None:
    now = timezone.now()
    rule.expire_at = now + timedelta(hours=1)
    rule.save_revision().publish()
    publish_scheduled()
    assert Client().get(rule.get_absolute_url()).status_code == 200
    with time_machine.travel(now + timedelta(hours=2)):
        publish_scheduled()
        assert Client().get(rule.get_absolute_url()).status_code == 410


def test_an_editor_compares_two_versions_of_a_rule_its_state_among_them(as_, editor, rule: Provision) -> None:
    before = rule.save_revision()
    before.publish()
    rule.text, rule.state = "It must be sound.", LegalState.SUPERSEDED
    after = rule.save_revision()
    address = reverse("wagtailsnippets_toolkit_provision:revisions_compare", args=[rule.pk, before.pk, after.pk])
    page = as_(editor).get(address).content.decode()
    for old, new in (("ripe", "sound"), ("In force", "Replaced by another text")):
        assert f'<span class="deletion">{old}' in page
        assert f'<span class="addition">{new}' in page


# --- A draft of a translation hides nothing -------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["draft", "withdrawn"])
def test_while_a_translation_is_not_public_its_readers_get_the_english_entry(rule: Provision, how: str) -> None:
    word = factories.term("Quince")
    for entry in (rule, rule.instrument, word):
        copy = in_urdu(entry, live=how == "withdrawn")
        if how == "withdrawn":
            copy.unpublish()
    for entry in (rule, rule.instrument, word):
        with override("ur"):
            address = entry.get_absolute_url()
        assert Client().get(address).status_code == 200, address
    assert "Ripe" in Client().get("/ur/law/").content.decode()
    assert "Quince" in Client().get("/ur/glossary/").content.decode()


# --- Taken from readers ---------------------------------------------------------------------------------------------

ENTRIES = {
    Instrument: lambda **fields: factories.instrument(title="ZQ7", short="ZQ7", **fields),
    Provision: lambda **fields: factories.provision(title="ZQ7", **fields),
    Term: lambda **fields: factories.term("ZQ7", **fields),
}


@pytest.mark.parametrize("model", ENTRIES)
def test_the_address_of_what_was_public_once_says_that_it_was_taken_from_readers(model: type[Any]) -> None:
    entry = ENTRIES[model]()
    address = entry.get_absolute_url()
    assert Client().get(address).status_code == 200
    entry.unpublish()
    answer = Client().get(address)
    page = answer.content.decode()
    assert answer.status_code == 410
    assert "We no longer publish this entry" in page
    assert "noindex" in page
    assert "ZQ7" not in page
    entry.save_revision().publish()
    assert Client().get(address).status_code == 200


@pytest.mark.parametrize("model", ENTRIES)
def test_what_was_never_public_has_no_address(model: type[Any]) -> None:
    entry = ENTRIES[model](live=False)
    entry.save_revision()
    assert Client().get(entry.get_absolute_url()).status_code == 404


def test_what_was_deleted_has_no_address(rule: Provision) -> None:
    address = rule.get_absolute_url()
    rule.delete()
    assert Client().get(address).status_code == 404


@pytest.mark.thorough
def test_a_rule_of_the_starter_content_that_is_taken_back_says_so(starter: None) -> None:
    rule = Provision.objects.select_related("instrument").get(key="tip-6-3")
    assert rule.published_words == rule.digest_public()
    rule.unpublish()
    assert Client().get(rule.get_absolute_url()).status_code == 410
