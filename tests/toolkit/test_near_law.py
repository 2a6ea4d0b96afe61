"""What says the same as a provision, as the content has it: loaded past what editors changed; and the law of each country
with the places that nobody has read."""

import re
import shutil
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.test import Client

from toolkit.actions.content import load_content
from toolkit.models import Instrument, Provision, TreatyStanding

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
CONTENT = settings.BASE_DIR / "content"
NEAR = yaml.safe_load((CONTENT / "en/law-near.yaml").read_text())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the content that a test may change."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def say_near(folder: Path, **near: list[str]) -> None:
    told = {**NEAR, **{key.replace("_", "-"): keys for key, keys in near.items()}}
    (folder / "en/law-near.yaml").write_text(yaml.safe_dump(told))


def near_of(key: str) -> set[str]:
    return set(Provision.objects.get(key=key).near.values_list("key", flat=True))


def test_each_card_names_what_the_content_says_is_near_it(starter: None) -> None:
    assert {key: near_of(key) for key in NEAR} == {key: set(keys) for key, keys in NEAR.items()}
    assert not [key for key, keys in NEAR.items() if key in keys]
    assert not Provision.objects.filter(near__isnull=False).exclude(key__in=NEAR).exists()


def test_nothing_near_has_ended_and_no_place_that_nobody_read_is_near(starter: None) -> None:
    for row in Provision.objects.filter(near_to__isnull=False).distinct():
        assert not row.has_ended, row
        assert row.instrument.force not in ("not_read", "history"), row


def test_what_an_editor_chose_as_near_stays_and_is_named(starter: None, folder: Path) -> None:
    rule = Provision.objects.get(key="refugee-33")
    rule.near = [Provision.objects.get(key="iccpr-7")]
    rule.save()
    say_near(folder, refugee_33=["cat-3"])
    assert load_content(folder).left_alone == ["en/law/refugee/refugee-33: near (changed by an editor)"]
    assert near_of("refugee-33") == {"iccpr-7"}


def test_newer_content_brings_newer_near_provisions_and_takes_old_ones_away(starter: None, folder: Path) -> None:
    say_near(folder, refugee_33=["cat-3"], iccpr_16=["iccpr-26"])
    assert set(load_content(folder).updated) == {"en/law/refugee/refugee-33", "en/law/iccpr/iccpr-16"}
    assert near_of("refugee-33") == {"cat-3"}
    assert near_of("iccpr-16") == {"iccpr-26"}


def test_a_near_provision_that_an_editor_deleted_keeps_nothing_else_from_being_loaded(
    starter: None, folder: Path
) -> None:
    gone = Provision.objects.get(key="opsc-9")
    for named_by in ("tip-9-1", "tip-9-2"):
        Provision.objects.get(key=named_by).near.remove(gone)
    gone.delete()
    report = load_content(folder)
    assert "en/law/opsc/opsc-9 (deleted by an editor)" in report.left_alone
    assert "opsc-9" not in near_of("tip-9-1")
    assert not Provision.objects.filter(key="opsc-9").exists()


def test_two_new_provisions_can_name_each_other(starter: None, folder: Path) -> None:
    for name, key in (("310-refugee", "refugee-99"), ("340-unclos", "unclos-99")):
        file = folder / f"en/law/{name}.yaml"
        data = yaml.safe_load(file.read_text())
        data["provisions"].append({"key": key, "number": "art. 99", "title": "Ripe", "text": "It is ripe."})
        file.write_text(yaml.safe_dump(data, allow_unicode=True))
    say_near(folder, refugee_99=["unclos-99"], unclos_99=["refugee-99"])
    report = load_content(folder)
    assert set(report.created) == {"en/law/refugee/refugee-99", "en/law/unclos/unclos-99"}
    assert near_of("refugee-99") == {"unclos-99"}
    assert near_of("unclos-99") == {"refugee-99"}
    assert Provision.objects.get(key="unclos-99").text == "It is ripe."


def test_a_key_of_no_provision_stops_the_load(starter: None, folder: Path) -> None:
    say_near(folder, refugee_33=["quince-1"])
    with pytest.raises(LookupError, match="quince-1"):
        load_content(folder)


@pytest.mark.parametrize(
    ("country", "told"),
    [
        ("AF", ["Which law a court applies today"]),
        ("BD", ["Which text is in force", "বাংলাদেশ শ্রম আইন, ২০০৬"]),
        ("IR", ["unlawful crossing", "after article 3", "Labour Law, 1369"]),
        ("IQ", ["Articles 4 to 11", "none is known to us", "قانون العقوبات"]),
        ("PK", ["amending Acts of 2025", "Bonded Labour System", "Zainab Alert"]),
    ],
)
def test_the_law_of_a_country_names_what_nobody_has_read(
    starter: None, visitor: Client, country: str, told: list[str]
) -> None:
    page = visitor.get("/en/law/", {"country": country}).content.decode()
    table = page.partition('id="countries"')[2].partition("</table>")[0]
    for words in told:
        assert words in table
    empty = Instrument.objects.filter(force="not_read", country=country)
    assert empty.count() == table.count("Not read:") == table.count(">Empty</span>") > 0
    for row in empty:
        assert not row.provisions.exists()
        assert visitor.get(row.get_absolute_url()).status_code == 200


def test_an_act_of_which_only_the_title_was_seen_says_so(starter: None, visitor: Client) -> None:
    page = visitor.get("/en/law/", {"country": "PK"}).content.decode()
    row = page.partition("Juvenile Justice System Act, 2018")[2].partition("</tr>")[0]
    assert "Title only" in row
    row = page.partition("Constitution of the Islamic Republic of Pakistan")[2].partition("</tr>")[0]
    assert "Title only" not in row


def test_no_card_of_national_law_tells_a_penalty(starter: None) -> None:
    rows = Provision.objects.filter(instrument__kind="national")
    assert not [row.key for row in rows if re.search(r"\byears? (of|in) prison|\bfine of\b", row.text)]


@pytest.mark.parametrize(
    ("treaty", "country", "standing", "since"),
    [
        ("opcat", "BD", "party", "2025-07-17"),
        ("cped", "BD", "party", "2024-08-30"),
        ("refugee-1967", "AF", "party", "2005-08-30"),
        ("refugee-1967", "IR", "party", "1976-07-28"),
        ("op-ac", "IR", "signed", "2010-09-21"),
        ("traffic-1949", "IR", "signed", "1953-07-16"),
        ("iccpr-op1", "PK", "not_party", ""),
        ("stateless-1961", "IQ", "not_party", ""),
    ],
)
def test_treaties_that_no_question_cites_stand_in_the_table_with_their_source(
    starter: None, visitor: Client, treaty: str, country: str, standing: str, since: str
) -> None:
    row = TreatyStanding.objects.get(instrument__key=treaty, country=country)
    assert (row.standing, row.since) == (standing, since)
    assert row.source
    assert row.instrument.short in visitor.get("/en/law/who-is-bound/").content.decode()
