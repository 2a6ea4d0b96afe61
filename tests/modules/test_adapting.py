"""An adaptation follows its parent, part by part, except where somebody decided otherwise."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.models import Revision

from accounts.models import User
from modules.actions import adapting
from modules.domain.adapting import resolve_parts
from modules.models import Decision, Module, PartChange
from modules.models.adapting import list_drafted_changes, refuse_cycle
from modules.presenters.outline_writer import build_outline
from tests.modules import classroom
from tests.modules.classroom import adaptation, change, change_part, drop_part, listed, module, part, stable

pytestmark = pytest.mark.django_db


def titles(row: Module) -> dict[str, str]:
    return {raw["value"]["key"]: raw["value"].get("title", "") for raw in row.resolved_parts()}


def found(row: Module, key: str):
    one = adapting.find_adapted_part(adapting.get_latest_draft(Module.objects.get(pk=row.pk)), uuid.UUID(stable(key)))
    assert one is not None
    return one


def settle(row: Module, by: User, key: str, **choices: str) -> PartChange | None:
    one = found(row, key)
    return adapting.merge_parent_changes(
        by=by, module=row, part=uuid.UUID(one.part), choices=choices, seen=adapting.compute_part_stamp(one)
    )


def publish(row: Module) -> Module:
    revision = Module.objects.get(pk=row.pk).get_latest_revision()
    assert isinstance(revision, Revision)
    revision.publish()
    return Module.objects.get(pk=row.pk)


def test_parts_without_a_decision_follow_and_the_others_do_not() -> None:
    parent = [part("issue", key, title=key) for key in ("one", "two", "three")]
    changes = [
        PartChange(
            part=uuid.UUID(stable("one")), kind="issue", decision=Decision.EDIT, ours={"key": "one", "title": "Ours"}
        ),
        PartChange(part=uuid.UUID(stable("three")), kind="issue", decision=Decision.DROP),
        PartChange(part=uuid.UUID(stable("gone")), kind="issue", decision=Decision.REPLACE, ours={"title": "Kept"}),
    ]
    own = [part("issue", "own", title="Own")]
    assert [raw["value"]["title"] for raw in resolve_parts(parent, changes, own)] == ["Ours", "two", "Kept", "Own"]


def test_a_new_adaptation_is_a_draft_in_which_everything_follows(editor: User) -> None:
    parent = module()
    row = adaptation(parent, editor)
    assert not row.live
    assert (row.slug, row.parent_version, row.locale_id) == ("rights-test-pk", 1, parent.locale_id)
    assert titles(row) == titles(parent)
    assert adaptation(parent, editor).slug == "rights-test-pk-2"


def test_only_who_may_change_modules_adapts(member: User, editor: User) -> None:
    parent = module()
    with pytest.raises(PermissionDenied):
        adaptation(parent, member)
    row = adaptation(parent, editor)
    with pytest.raises(PermissionDenied):
        change(row, member, "issue-law", title="Mine")


def test_a_decision_is_a_draft_until_somebody_publishes_it(editor: User) -> None:
    row = publish(adaptation(module(), editor))
    change(row, editor, "issue-law", title="Our law")
    change(row, editor, "exercise-court", Decision.DROP)
    assert titles(Module.objects.get(pk=row.pk))["issue-law"] == "The law"
    live = publish(row)
    assert titles(live)["issue-law"] == "Our law"
    assert "exercise-court" not in titles(live)
    assert sorted(live.changes.values_list("decision", flat=True)) == ["drop", "edit"]
    assert publish(live).changes.count() == 2
    told = {one.title: (one.decision, one.why) for one in build_outline(live).adapted}
    assert told["The law"] == ("edit", "Locally true")


def test_other_parts_still_follow_and_a_changed_part_is_stale(editor: User) -> None:
    parent = module()
    row = adaptation(parent, editor)
    change(row, editor, "issue-law", title="Our law")
    change_part(parent, "issue-gender", title="Gender, again")
    assert titles(Module.objects.get(pk=row.pk))["issue-gender"] == "Gender, again"
    assert not found(row, "issue-law").is_stale
    change_part(parent, "issue-law", summary="Three crimes")
    assert found(row, "issue-law").is_stale
    (drafted,) = list_drafted_changes(Module.objects.select_related("latest_revision").get(pk=row.pk))
    assert drafted.is_stale(found(row, "issue-law").now)
    assert drafted.part == uuid.UUID(stable("issue-law"))


def test_what_the_editor_writes_by_itself_makes_nothing_stale(editor: User) -> None:
    parent = module()
    row = adaptation(parent, editor)
    change(row, editor, "issue-law", title="Our law")
    change_part(parent, "issue-law", text='<p data-block-key="ab12">Two laws.</p>')
    assert not found(row, "issue-law").is_stale


def test_a_merge_takes_both_and_decides_conflicts(editor: User) -> None:
    parent = module()
    row = adaptation(parent, editor)
    change(row, editor, "exercise-cards", title="Our cards", purpose="Ours", steps=listed("Read", "Talk", "Vote"))
    change_part(parent, "exercise-cards", purpose="Theirs", minutes=40, steps=listed("Read aloud", "Talk"))
    merged = settle(row, editor, "exercise-cards", purpose="theirs")
    assert merged is not None
    ours = found(row, "exercise-cards")
    assert not ours.is_stale
    value = ours.value
    assert (value["title"], value["purpose"], value["minutes"]) == ("Our cards", "Theirs", 40)
    assert {item["value"] for item in value["steps"]} == {"Read aloud", "Talk", "Vote"}
    assert merged.why == "Locally true"
    assert adapting.get_latest_draft(Module.objects.get(pk=row.pk)).parent_version == 2


def test_a_part_that_is_again_as_the_parents_follows_again(editor: User) -> None:
    parent = module()
    row = adaptation(parent, editor)
    change(row, editor, "issue-law", title="Law")
    change_part(parent, "issue-law", title="Law", summary="New")
    assert settle(row, editor, "issue-law") is None
    assert found(row, "issue-law").change is None


def test_a_part_left_out_stays_left_out_after_its_merge(editor: User) -> None:
    parent = module()
    row = adaptation(parent, editor)
    change(row, editor, "issue-law", Decision.DROP)
    change_part(parent, "issue-law", title="Law")
    assert found(row, "issue-law").is_stale
    settle(row, editor, "issue-law")
    assert not found(row, "issue-law").is_stale
    assert found(row, "issue-law").value is None


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(editor: User, publisher: User) -> None:
    parent = module()
    row = adaptation(parent, editor)
    change(row, editor, "issue-law", title="First")
    change_part(parent, "issue-law", summary="New")
    before = found(row, "issue-law")
    settle(row, publisher, "issue-law")
    with pytest.raises(ValidationError, match="meanwhile"):
        adapting.merge_parent_changes(
            by=editor,
            module=row,
            part=uuid.UUID(before.part),
            choices={"title": "theirs"},
            seen=adapting.compute_part_stamp(before),
        )
    assert found(row, "issue-law").value["title"] == "First"


def test_another_part_may_be_changed_meanwhile(editor: User, publisher: User) -> None:
    row = adaptation(module(), editor)
    shown = found(row, "issue-law")
    change(row, publisher, "issue-gender", title="Hers")
    adapting.decide_part(
        by=editor,
        module=row,
        part=uuid.UUID(shown.part),
        decision=Decision.EDIT,
        ours={**shown.now, "title": "His"},
        why="Why",
        seen=adapting.compute_part_stamp(shown),
    )
    assert {found(row, key).value["title"] for key in ("issue-law", "issue-gender")} == {"Hers", "His"}


def test_a_locked_adaptation_is_not_changed(editor: User, publisher: User) -> None:
    row = adaptation(module(), editor)
    Module.objects.filter(pk=row.pk).update(locked=True, locked_by=publisher)
    with pytest.raises(ValidationError, match="locked"):
        change(row, editor, "issue-law", title="Mine")


def test_what_the_parent_took_out_stays_until_somebody_decides(editor: User) -> None:
    parent = module()
    row = adaptation(parent, editor)
    change(row, editor, "issue-law", title="Our law")
    change(row, editor, "issue-gender", Decision.DROP)
    drop_part(parent, "issue-law")
    drop_part(parent, "issue-gender")
    assert found(row, "issue-law").is_stale
    for key in ("issue-law", "issue-gender"):
        one = found(row, key)
        adapting.adopt_part(by=editor, module=row, part=uuid.UUID(one.part), seen=adapting.compute_part_stamp(one))
    live = publish(row)
    assert titles(live)["issue-law"] == "Our law"
    assert "issue-gender" not in titles(live)
    assert [raw["id"] for raw in live.parts.raw_data] == [stable("issue-law")]
    assert live.changes.count() == 0


def test_a_decision_can_be_taken_back(editor: User) -> None:
    row = adaptation(module(), editor)
    change(row, editor, "issue-law", title="Our law")
    one = found(row, "issue-law")
    adapting.follow_parent_part(by=editor, module=row, part=uuid.UUID(one.part), seen=adapting.compute_part_stamp(one))
    assert found(row, "issue-law").value["title"] == "The law"


def test_the_key_that_others_point_to_stays(editor: User) -> None:
    row = adaptation(module(), editor)
    change(row, editor, "exercise-cards", title="Ours")
    one = found(row, "exercise-cards")
    values = {"decision": Decision.REPLACE, "ours": {**one.now, "key": "another"}, "why": "Why"}
    adapting.decide_part(
        by=editor, module=row, part=uuid.UUID(one.part), seen=adapting.compute_part_stamp(one), **values
    )
    assert found(row, "exercise-cards").value["key"] == "exercise-cards"


def test_nothing_descends_from_itself(editor: User) -> None:
    grandparent = module()
    parent = publish(adaptation(grandparent, editor))
    child = adaptation(parent, editor, country="", institution="A law school")
    assert child.slug == "rights-test-pk-a-law-school"
    grandparent.parent = child
    with pytest.raises(ValidationError, match="adapted from itself"):
        refuse_cycle(grandparent)
    grandparent.parent = grandparent
    with pytest.raises(ValidationError):
        grandparent.full_clean()


def test_the_adaptation_of_an_adaptation_gets_the_decisions_of_both(editor: User) -> None:
    grandparent = module()
    parent = adaptation(grandparent, editor)
    change(parent, editor, "issue-law", title="For Pakistan")
    parent = publish(parent)
    child = adaptation(parent, editor, country="", institution="A law school")
    change(child, editor, "issue-gender", title="For the school")
    assert titles(publish(child)) == {
        **titles(grandparent),
        "issue-law": "For Pakistan",
        "issue-gender": "For the school",
    }


def test_marking_notes_of_adapted_questions_stay_with_lecturers(editor: User) -> None:
    row = adaptation(module(), editor)
    change(row, editor, "question-one", text="Is it a crime here?", marking=f"{classroom.SECRET} here")
    live = publish(row)
    assert classroom.SECRET not in repr(build_outline(live))
    assert f"{classroom.SECRET} here" in repr(build_outline(live, for_lecturers=True))
