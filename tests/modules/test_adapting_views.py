"""Adapting a module in the admin, and what readers see of it."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from accounts.models import User
from modules.actions import adapting
from modules.models import Module
from modules.permissions import LECTURERS
from tests.modules.classroom import adaptation, change, change_part, drop_part, listed, module, part, parts, stable
from tests.modules.test_adapting import found, publish
from tests.modules.test_teaching import queries_of

pytestmark = pytest.mark.django_db


def address(name: str, row: Module, key: str = "", *more: str) -> str:
    return reverse(f"adaptations:{name}", args=[row.pk, *([stable(key)] if key else []), *more])


def issue(**value: str) -> dict[str, object]:
    """What the desk sends for a key issue."""
    usual = {"key": "issue-law", "title": "Our law", "summary": "Two crimes", "text": rich_text("<p>Our laws.</p>")}
    lists = {"references-count": "0", "provisions-count": "0"}
    return nested_form_data({"ours": streamfield([("issue", {**usual, **lists, **value})])})


@pytest.fixture
def desk(as_, editor: User) -> Client:
    return as_(editor)


@pytest.fixture
def row(editor: User) -> Module:
    return adaptation(module(), editor)


def test_an_editor_begins_for_a_country_or_an_institution(desk: Client) -> None:
    parent = module()
    begin = address("begin", parent)
    assert parent.title in desk.get(reverse("adaptations:adaptations")).content.decode()
    nobody = desk.post(begin, {"title": "Ours", "country": "", "institution": ""})
    assert nobody.status_code == 422
    assert "Choose a country, or name an institution" in nobody.content.decode()
    response = desk.post(begin, {"title": "Ours", "country": "PK", "institution": ""})
    row = Module.objects.get(parent=parent)
    assert response.url == address("parts", row)
    assert "Follows the original" in desk.get(response.url).content.decode()


def test_a_part_is_changed_with_a_reason(desk: Client, row: Module) -> None:
    decide = address("decide", row, "issue-law", "edit")
    shown = desk.get(decide)
    assert "The law" in shown.content.decode()
    seen = shown.context["form"].initial["seen"]
    silent = desk.post(decide, {**issue(), "seen": seen, "why": ""})
    assert silent.status_code == 422
    assert "Say why" in silent.content.decode()
    assert "Our law" in silent.content.decode()
    assert desk.post(decide, {**issue(), "seen": seen, "why": "Act of 2018"}).status_code == 302
    change = found(row, "issue-law").change
    assert change is not None
    assert (change.ours["title"], change.why, change.kind) == ("Our law", "Act of 2018", "issue")
    listed = desk.get(address("parts", row)).content.decode()
    assert "Act of 2018" in listed


def test_who_was_slower_keeps_what_she_typed(desk: Client, row: Module, publisher: User) -> None:
    decide = address("decide", row, "issue-law", "edit")
    seen = desk.get(decide).context["form"].initial["seen"]
    change(row, publisher, "issue-law", title="Hers")
    late = desk.post(decide, {**issue(title="ZQ7 mine"), "seen": seen, "why": "ZQ7 why"})
    html = late.content.decode()
    assert late.status_code == 422
    assert "Somebody changed this part meanwhile" in html
    assert "ZQ7 mine" in html
    assert "ZQ7 why" in html
    assert found(row, "issue-law").value["title"] == "Hers"
    again = late.context["form"].data["seen"]
    assert desk.post(decide, {**issue(title="ZQ7 mine"), "seen": again, "why": "Why"}).status_code == 302
    assert found(row, "issue-law").value["title"] == "ZQ7 mine"


def test_a_part_is_left_out_replaced_and_followed_again(desk: Client, row: Module) -> None:
    drop = address("decide", row, "issue-law", "drop")
    seen = desk.get(drop).context["form"].initial["seen"]
    desk.post(drop, {"seen": seen, "why": "Known to all"})
    assert found(row, "issue-law").value is None
    replace = address("decide", row, "issue-law", "replace")
    empty = desk.get(replace)
    assert "The law" not in str(empty.context["form"].initial["ours"].raw_data[0])
    seen = empty.context["form"].initial["seen"]
    desk.post(replace, {**issue(title="New", key="other"), "seen": seen, "why": "Better"})
    assert found(row, "issue-law").value["title"] == "New"
    seen = adapting.compute_part_stamp(found(row, "issue-law"))
    assert desk.post(address("follow", row, "issue-law"), {"seen": "old"}).status_code == 302
    assert found(row, "issue-law").change is not None
    desk.post(address("follow", row, "issue-law"), {"seen": seen})
    assert found(row, "issue-law").change is None


def test_the_merge_shows_three_columns_and_asks_for_conflicts(desk: Client, row: Module, editor: User) -> None:
    change(row, editor, "exercise-cards", purpose="To see our courts")
    change_part(row.parent, "exercise-cards", purpose="To see both courts", minutes=35)
    parts = desk.get(address("parts", row)).content.decode()
    assert "The original has changed it since." in parts
    merge = address("merge", row, "exercise-cards")
    shown = desk.get(merge)
    html = shown.content.decode()
    assert "<del> exercise-cards</del>" in html
    assert "<ins> both courts</ins>" in html
    assert "<ins> our courts</ins>" in html
    stamp = shown.context["line"].stamp
    silent = desk.post(merge, {"seen": stamp, "choice-minutes": "theirs"})
    assert silent.status_code == 422
    assert "Choose for each field that both changed." in silent.content.decode()
    done = desk.post(merge, {"seen": stamp, "choice-minutes": "theirs", "choice-purpose": "ours"})
    assert done.status_code == 302
    value = found(row, "exercise-cards").value
    assert (value["minutes"], value["purpose"]) == (35, "To see our courts")
    assert desk.get(merge).status_code == 302


def test_a_merge_of_what_changed_meanwhile_saves_nothing_and_keeps_the_choices(
    desk: Client, row: Module, editor: User, publisher: User
) -> None:
    change(row, editor, "exercise-cards", purpose="Ours")
    change_part(row.parent, "exercise-cards", purpose="Theirs")
    merge = address("merge", row, "exercise-cards")
    stamp = desk.get(merge).context["line"].stamp
    change_part(row.parent, "exercise-cards", minutes=50)
    late = desk.post(merge, {"seen": stamp, "choice-purpose": "theirs", "choice-minutes": "theirs"})
    html = late.content.decode()
    assert late.status_code == 422
    assert "Somebody changed this part meanwhile" in html
    assert 'name="choice-purpose" value="theirs" checked' in " ".join(html.split())
    assert found(row, "exercise-cards").is_stale


def test_what_the_parent_dropped_becomes_our_own(desk: Client, row: Module, editor: User) -> None:
    change(row, editor, "issue-law", title="Our law")
    drop_part(row.parent, "issue-law")
    assert "The original no longer has this part." in desk.get(address("parts", row)).content.decode()
    desk.post(address("adopt", row, "issue-law"), {"seen": adapting.compute_part_stamp(found(row, "issue-law"))})
    assert "Our law" in str(adapting.get_latest_draft(Module.objects.get(pk=row.pk)).parts.raw_data[0])


@pytest.fixture
def in_the_admin(django_user_model: type[User]) -> User:
    """Enters Wagtail's admin and may do nothing with modules."""
    person = django_user_model.objects.create_user("desk@example.org", "a-long-password-1")
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return person


def test_nobody_else_reads_or_writes_an_adaptation(
    as_, desk: Client, member: User, other_member: User, in_the_admin: User, row: Module, editor: User
) -> None:
    """302: to the sign-in page, or back to the admin's first one. What each address does for an editor stands above."""
    change(row, editor, "exercise-court", purpose="Ours")
    change_part(row.parent, "exercise-court", purpose="Theirs")
    other_member.groups.add(Group.objects.get(name=LECTURERS))
    law, court = (adapting.compute_part_stamp(found(row, key)) for key in ("issue-law", "exercise-court"))
    posts = [
        (address("begin", row.parent), {"title": "Ours", "country": "BD", "institution": ""}),
        (address("decide", row, "issue-law", "edit"), {**issue(), "seen": law, "why": "ZQ7"}),
        (address("decide", row, "issue-law", "drop"), {"seen": law, "why": "ZQ7"}),
        (address("merge", row, "exercise-court"), {"seen": court, "choice-purpose": "theirs"}),
        (address("follow", row, "exercise-court"), {"seen": court}),
        (address("adopt", row, "exercise-court"), {"seen": court}),
    ]
    before = Revision.objects.count(), Module.objects.count()
    for browser in (Client(), as_(member), as_(other_member), as_(in_the_admin)):
        for place, sent in posts:
            assert browser.post(place, sent).status_code == 302, place
        for place in (address("begin", row.parent), address("parts", row), reverse("adaptations:adaptations")):
            assert browser.get(place).status_code == 302, place
    assert (Revision.objects.count(), Module.objects.count()) == before
    assert [as_(person).post(address("parts", row)).status_code for person in (member, in_the_admin, editor)] == [
        302,
        405,
        405,
    ]
    for place, sent in (posts[0], posts[2], posts[3]):  # the same words from somebody who may
        assert desk.post(place, sent).status_code == 302
    assert Revision.objects.count() == before[0] + 3


def test_what_is_no_adaptation_or_no_part_or_no_decision_is_not_there(desk: Client, row: Module) -> None:
    for wrong in (
        address("parts", row.parent),
        address("decide", row, "nothing", "edit"),
        address("decide", row, "issue-law", "burn"),
    ):
        assert desk.get(wrong, follow=True).status_code == 404


def test_lists_cost_the_same_queries_whatever_their_number(desk: Client, row: Module, editor: User) -> None:
    change(row, editor, "issue-law", title="Our law")
    parts, whole = address("parts", row), reverse("adaptations:adaptations")
    desk.get(parts)
    counted = queries_of(desk, parts), queries_of(desk, whole)
    adaptation(row.parent, editor, country="BD")
    change(adaptation(row.parent, editor, country="IQ"), editor, "issue-law", title="Ours")
    assert (queries_of(desk, parts), queries_of(desk, whole)) == counted
    change(row, editor, "issue-gender", title="Ours")
    change(row, editor, "exercise-court", title="Ours")
    assert (queries_of(desk, parts), queries_of(desk, whole)) == counted


def exercise_sent(**value: str) -> dict[str, object]:
    """What the desk sends for an exercise."""
    usual = {"key": "exercise-cards", "title": "Cards", "minutes": "20", "purpose": "See.", "adapt": ""}
    lists = {name: streamfield([]) for name in ("material", "steps", "debrief", "outcomes")}
    return nested_form_data({"ours": streamfield([("exercise", {**usual, "smallest": "4", "largest": "9", **lists, **value})])})  # fmt: skip


def test_our_version_of_a_part_is_checked_against_all_parts_of_the_adaptation(desk: Client, row: Module) -> None:
    decide = address("decide", row, "exercise-cards", "edit")
    seen = {"seen": desk.get(decide).context["form"].initial["seen"], "why": "ZQ7 why"}
    nowhere = {"outcomes": streamfield([("item", "outcome-nowhere")])}
    for wrong, told in (
        ({"smallest": "40"}, "The largest group is smaller than the smallest."),
        (nowhere, "There is no such part with the key"),
    ):
        refused = desk.post(decide, {**exercise_sent(title="ZQ7 cards", **wrong), **seen})  # type: ignore[arg-type]
        html = refused.content.decode()
        assert refused.status_code == 422
        assert told in html
        assert "ZQ7 cards" in html
        assert "ZQ7 why" in html
    right = {"outcomes": streamfield([("item", "outcome-judge")])}
    assert desk.post(decide, {**exercise_sent(**right), **seen}).status_code == 302  # type: ignore[arg-type]


def test_a_class_plan_with_minutes_for_a_part_that_is_left_out_is_told(desk: Client, editor: User) -> None:
    rows = [{"minutes": 25, "title": "Cards", "text": "", "part": "exercise-cards"}]
    plan = part("plan", "plan-a", title="An hour", minutes=25, rows=listed(*rows))
    row = adaptation(module("with-plan", [*parts(), plan]), editor)
    assert "An hour” still has" not in desk.get(address("parts", row)).content.decode()
    change(row, editor, "exercise-cards", adapting.Decision.DROP)
    told = "“An hour” still has 25 minutes for “Exercise exercise-cards”, which is left out here."
    assert told in desk.get(address("parts", row)).content.decode()


def test_readers_see_what_was_adapted_and_why(visitor: Client, row: Module, editor: User) -> None:
    change(row, editor, "issue-law", title="Our law", why="The Act of 2018 counts here")
    change(row, editor, "exercise-court", adapting.Decision.DROP, why="No court nearby")
    html = visitor.get(publish(row).get_absolute_url()).content.decode()
    for words in ("Our law", "The Act of 2018 counts here", "No court nearby", row.parent.title):
        assert words in html
