"""A SCORM package as a learning system reads its manifest. tests/journeys/test_scorm.py runs it."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from modules.domain.outlines import Outline
from modules.models import Module
from modules.presenters.outline_writer import build_outline
from tests.modules.boxes import CODES, Page, unpacked
from tests.modules.sample import ADAPTATION, DARI, ENGLISH, MARKING, for_lecturers, part_id

CP = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
ADL = "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"
MD = "{http://www.imsglobal.org/xsd/imsmd_rootv1p2p1}"


@pytest.mark.parametrize("outline", [ENGLISH, DARI, for_lecturers(ENGLISH)], ids=["en", "prs", "lecturers"])
def test_the_manifest_leads_to_one_unit_and_lists_its_files(outline: Outline) -> None:
    files = unpacked("scorm", outline)
    root = ET.fromstring(files["imsmanifest.xml"])
    assert root.findtext(f"{CP}metadata/{CP}schema") == "ADL SCORM"
    assert root.findtext(f"{CP}metadata/{CP}schemaversion") == "1.2"
    organizations = root.find(f"{CP}organizations")
    assert organizations is not None
    (organization,) = organizations
    assert organizations.attrib["default"] == organization.attrib["identifier"]
    (item,) = organization.findall(f"{CP}item")
    assert item.findtext(f"{CP}title") == outline.title
    (resource,) = root.iter(f"{CP}resource")
    assert item.attrib["identifierref"] == resource.attrib["identifier"]
    assert resource.attrib[f"{ADL}scormtype"] == "sco"
    assert resource.attrib["href"] == "index.html"
    assert {node.attrib["href"] for node in resource} == set(files) - {"imsmanifest.xml"}


@pytest.mark.parametrize("code", [code for code in CODES if code not in {"moodle", "document", "epub"}])
def test_what_a_manifest_is_checked_against_is_in_the_package_or_on_the_web(code: str) -> None:
    files = unpacked(code, ENGLISH)
    for name, data in files.items():
        for said in re.findall(rb'schemaLocation="([^"]*)"', data):
            places = said.decode().split()[1::2]
            assert places, name
            assert [one for one in places if one not in files and not one.startswith("http")] == [], name


def test_its_metadata_say_licence_source_version_and_parent() -> None:
    lom = ET.fromstring(unpacked("scorm", ADAPTATION)["imsmanifest.xml"]).find(f"{CP}metadata/{MD}lom")
    assert lom is not None
    text = " ".join(lom.itertext())
    for said in ("CC BY 4.0", ADAPTATION.url, ADAPTATION.parent_url, "IsBasedOn"):
        assert said in text
    assert lom.findtext(f"{MD}lifecycle/{MD}version/{MD}langstring") == "3"


def test_a_lecturers_package_marks_every_choice_of_both_levels_against_a_score_that_passes() -> None:
    hers = for_lecturers(ENGLISH)
    second = replace(hers.questions[0], id=part_id(64), level="apply")
    files = unpacked("scorm", replace(hers, questions=(*hers.questions, second)))
    page = files["index.html"].decode()
    assert page[page.index('id="test"') :].count("<fieldset") == 3  # and not the essay
    (item,) = ET.fromstring(files["imsmanifest.xml"]).iter(f"{CP}item")
    assert [(node.tag, node.text) for node in item] == [(f"{CP}title", ENGLISH.title), (f"{ADL}masteryscore", "60")]
    assert b"masteryscore" not in unpacked("scorm", ENGLISH)["imsmanifest.xml"]


@pytest.mark.django_db
def test_every_question_of_the_starter_module_that_has_a_right_answer_is_marked(starter: None) -> None:
    row = Module.objects.published().get(slug="rights-and-gender", locale__language_code="en")
    page = unpacked("scorm", build_outline(row, for_lecturers=True))["index.html"].decode()
    assert page[page.index('id="test"') :].count("<fieldset") == 8
    assert page[page.index('id="practice"') : page.index('id="test"')].count("<fieldset") == 5


def test_only_a_lecturers_package_knows_right_answers_and_neither_has_marking_notes() -> None:
    public, hers = (unpacked("scorm", outline)["index.html"].decode() for outline in (ENGLISH, for_lecturers(ENGLISH)))
    practice = sum(option.right for question in ENGLISH.practice for option in question.options)
    assert public.count("data-right") == practice
    assert 'id="test"' not in public
    assert hers.count("data-right") == practice + 3
    assert f"{MARKING} feedback" in hers
    assert f"{MARKING} gives" not in hers
    assert Page(hers).inline == []
