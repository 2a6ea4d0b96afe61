"""The coherence rules that come with the starter content: each can speak, each can stay silent, and none judges."""

import itertools
import shutil
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from toolkit.actions.content import load_content
from toolkit.domain.answers import ANSWERS
from toolkit.models import ChecklistPage, CoherenceRule, LoadedContent

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
CONTENT = settings.BASE_DIR / "content"
SENTENCING = "en/checklists/sentencing.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the content that a test may change."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def change_rules(folder: Path, change) -> None:
    file = folder / SENTENCING
    data = yaml.safe_load(file.read_text())
    data["rules"] = change(data["rules"])
    file.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False))


def rules() -> list[CoherenceRule]:
    return list(CoherenceRule.objects.select_related("page", "provision").order_by("page", "sort_order"))


def rows() -> list[dict[str, object]]:
    return list(CoherenceRule.objects.order_by("pk").values())


def sentencing() -> ChecklistPage:
    return ChecklistPage.objects.get(slug="sentencing")


def test_every_checklist_has_two_rules_at_least(starter: None) -> None:
    assert CoherenceRule.objects.count() >= 20
    assert {page.slug for page in ChecklistPage.objects.live() if page.rules.count() < 2} == set()


def test_every_rule_asks_one_question_and_says_what_it_saw(starter: None) -> None:
    for rule in rules():
        assert rule.question.endswith("?"), rule
        assert rule.question.count("?") == 1, rule
        assert len(rule.question.split()) <= 45, rule
        assert not {"must", "wrong answer", "contradict", "fail"} & set(rule.question.lower().split()), rule


def test_every_rule_speaks_of_two_questions_or_more_that_its_checklist_asks(starter: None) -> None:
    for rule in rules():
        asked = {item.id for item in rule.page.items()}
        assert len(rule.items()) >= 2, rule
        assert set(rule.items()) <= asked, rule


def test_every_rule_can_speak_and_can_stay_silent(starter: None) -> None:
    for rule in rules():
        items = rule.items()
        spoken = [
            rule.applies_to(dict(zip(items, marks, strict=True)))
            for marks in itertools.product([*ANSWERS, ""], repeat=len(items))
        ]
        assert any(spoken), rule
        assert not all(spoken), rule
        assert not rule.applies_to(dict.fromkeys(items, "yes")), rule
        assert not rule.applies_to({}), rule


def test_no_rule_speaks_before_its_questions_are_answered(starter: None) -> None:
    """One answer alone is no contradiction."""
    for rule in rules():
        assert not any(rule.applies_to({item: mark}) for item in rule.items() for mark in ANSWERS), rule


def test_what_a_rule_rests_on_one_of_its_own_questions_rests_on(starter: None) -> None:
    for rule in rules():
        asked = {item.id: item for item in rule.page.items()}
        bases = {provision for item in rule.items() for provision in asked[item].value["provisions"]}
        assert rule.provision in bases, rule


def test_rules_belong_to_the_published_version(starter: None) -> None:
    page = sentencing()
    published = page.live_revision.as_object()
    assert [rule.question for rule in published.rules.all()] == [rule.question for rule in page.rules.all()]
    assert page.rules.count() == 3


def test_a_second_load_changes_no_rule(starter: None) -> None:
    before = rows()
    report = load_content(CONTENT)
    assert (report.created, report.updated, report.left_alone) == ([], [], [])
    assert rows() == before


def test_a_reworded_rule_stays_the_same_row_and_one_taken_out_goes(starter: None, folder: Path) -> None:
    first, second, _third = sentencing().rules.all()
    change_rules(folder, lambda rules: [rules[1], {**rules[0], "question": "Who else cares?"}])
    assert load_content(folder).updated == ["en/checklists/sentencing"]
    assert [(rule.pk, rule.translation_key) for rule in sentencing().rules.all()] == [
        (second.pk, second.translation_key),
        (first.pk, first.translation_key),
    ]
    assert sentencing().rules.get(pk=first.pk).question == "Who else cares?"
    assert load_content(folder).updated == []


def test_a_rule_that_an_editor_changed_is_left_alone(starter: None, folder: Path) -> None:
    page = sentencing()
    rule = page.rules.all()[0]
    rule.question = "The editor's own question?"
    page.rules.add(rule)
    page.save_revision().publish()
    change_rules(folder, lambda rules: rules[1:])
    assert load_content(folder).left_alone == ["en/checklists/sentencing: rules (changed by an editor)"]
    assert "The editor's own question?" in {rule.question for rule in sentencing().rules.all()}


def test_a_portal_that_was_installed_before_there_were_rules_gets_them(starter: None, folder: Path) -> None:
    before = folder.parent / "before"
    shutil.copytree(folder, before)
    change_rules(before, lambda rules: [])
    load_content(before)
    loaded = LoadedContent.objects.get(name="en/checklists/sentencing")
    assert not sentencing().rules.exists()
    assert load_content(folder).updated == ["en/checklists/sentencing"]
    assert sentencing().rules.count() == 3
    assert LoadedContent.objects.get(pk=loaded.pk).fields != loaded.fields


@pytest.mark.parametrize(
    ("broken", "error"),
    [
        ({"all": {"no-such-question": ["no"]}}, (LookupError, "no-such-question")),
        ({"all": {"child-plan": ["never"]}}, (ValueError, "never")),
        ({"all": {"child-plan": []}}, (ValueError, "no answers")),
        ({"provision": "tip-99"}, (LookupError, "tip-99")),
    ],
)
def test_a_rule_of_nothing_stops_the_load_and_changes_nothing(starter: None, folder: Path, broken, error) -> None:
    before = rows()
    change_rules(folder, lambda rules: [{**rules[0], **broken}, *rules[1:]])
    with pytest.raises(error[0], match=error[1]):
        load_content(folder)
    assert rows() == before


def test_a_bare_yes_and_a_quoted_one_are_the_same(starter: None, folder: Path) -> None:
    """YAML reads a bare yes as a truth value: an editor of the file need not know."""
    before = [rule.all_of for rule in sentencing().rules.all()]
    change_rules(folder, lambda rules: [{**rule, "question": f"And {rule['question']}"} for rule in rules])
    quoted = (folder / SENTENCING).read_text().replace("- true\n", '- "yes"\n').replace("- false\n", '- "no"\n')
    (folder / SENTENCING).write_text(quoted)
    assert load_content(folder).updated == ["en/checklists/sentencing"]
    assert [rule.all_of for rule in sentencing().rules.all()] == before
