"""The class builder on the page: without an account, and kept in one."""

import pytest
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from exports.models import Export
from modules.actions.planning import PLACE
from modules.domain.planning import ClassBuilderPlan, LineKind
from modules.models import Module, PlannedClass
from modules.models.teaching import MOST_PLANS
from modules.permissions import LECTURERS
from tests.modules.classroom import drop_part, exercise, module, parts, stable
from tests.modules.test_teaching import queries_of

pytestmark = pytest.mark.django_db
WISHES = {"minutes": "90", "students": "20", "outcomes": [stable("outcome-judge")], "language": "en"}


def kept(browser: Client, row: Module) -> ClassBuilderPlan:
    return ClassBuilderPlan.from_data(browser.session[PLACE][str(row.translation_key)])


def minutes(plan: ClassBuilderPlan) -> dict[str, str]:
    return {f"minutes-{place}": str(line.minutes) for place, line in enumerate(plan.lines)}


@pytest.fixture(autouse=True)
def nobody_has_printed_yet() -> None:
    caches["default"].clear()


@pytest.fixture
def row(db: None) -> Module:
    return module(stored=[*parts(), exercise("exercise-walk", 15)])


@pytest.fixture
def planned(visitor: Client, row: Module) -> ClassBuilderPlan:
    """A visitor's plan of ninety minutes."""
    visitor.post(reverse("modules:build", args=[row.slug]), WISHES)
    return kept(visitor, row)


def test_a_visitor_gets_a_proposal_that_fits(visitor: Client, row: Module, planned: ClassBuilderPlan) -> None:
    assert planned.left == 0
    assert stable("exercise-court") in planned.parts
    html = visitor.get(reverse("modules:plan", args=[row.slug])).content.decode()
    assert "The plan fills 90 minutes exactly." in html
    assert "Exercise exercise-court" in html
    assert "It serves what you want students to be able to do" in html
    assert "Save in my account" not in html
    assert "no-cache" in visitor.get(reverse("modules:build", args=[row.slug]))["Cache-Control"]


def test_lines_are_moved_taken_out_swapped_and_added_by_buttons(
    visitor: Client, row: Module, planned: ClassBuilderPlan
) -> None:
    address = reverse("modules:plan", args=[row.slug])
    visitor.post(address, {**minutes(planned), "do": "down-1"})
    assert kept(visitor, row).lines[2] == planned.lines[1]
    visitor.post(address, {**minutes(kept(visitor, row)), "do": "up-2"})
    assert kept(visitor, row) == planned
    place = next(n for n, line in enumerate(planned.lines) if line.kind == LineKind.EXERCISE)
    visitor.post(address, {**minutes(planned), "do": f"drop-{place}"})
    shorter = kept(visitor, row)
    assert shorter.left == planned.lines[place].minutes
    assert "left over" in visitor.get(address).content.decode()
    visitor.post(address, {**minutes(shorter), "do": "add", "add": planned.lines[place].part})
    again = kept(visitor, row)
    assert again.parts == planned.parts
    spare = {stable(key) for key in ("exercise-cards", "exercise-walk", "case-farm")} - again.parts
    if spare:
        new = spare.pop()
        visitor.post(address, {**minutes(again), "do": f"swap-{place}", f"swap-{place}": new})
        assert new in kept(visitor, row).parts


def test_minutes_are_changed_and_bad_ones_named(visitor: Client, row: Module, planned: ClassBuilderPlan) -> None:
    address = reverse("modules:plan", args=[row.slug])
    longer = {**minutes(planned), "minutes-0": str(planned.lines[0].minutes + 7), "do": "time"}
    visitor.post(address, longer)
    assert "The plan is 7 minutes too long." in visitor.get(address).content.decode()
    response = visitor.post(address, {**longer, "minutes-1": "soon", "minutes-0": "11"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "Write a number of minutes" in html
    assert 'value="soon"' in html
    assert 'value="11"' in html


def test_wishes_that_cannot_be_are_named(visitor: Client, row: Module) -> None:
    response = visitor.post(
        reverse("modules:build", args=[row.slug]), {"minutes": "5", "students": "x", "language": "ur"}
    )
    html = response.content.decode()
    assert response.status_code == 422
    for sentence in ("Plan 20 minutes or more", "Write a number of students"):
        assert sentence in html
    assert visitor.get(reverse("modules:plan", args=[row.slug])).status_code == 302


def test_a_class_in_farsi_keeps_its_parts_in_farsi_in_whatever_frame(visitor: Client, row: Module) -> None:
    persian = [{**raw, "value": {**raw["value"], "title": f"تمرین {n}"}} for n, raw in enumerate(row.parts.raw_data)]
    module(row.slug, persian, language="fa", translation_key=row.translation_key, title="حقوق")
    visitor.post(reverse("modules:build", args=[row.slug]), {**WISHES, "language": "fa"})
    html = visitor.get(reverse("modules:plan", args=[row.slug])).content.decode()
    assert "تمرین" in html
    assert 'lang="fa" dir="rtl"' in html
    with override("fa"):
        own = visitor.get(reverse("modules:plan", args=[row.slug])).content.decode()
    assert "تمرین" in own
    assert "Exercise exercise-court" not in own


def test_a_part_that_the_module_lost_is_said_so(visitor: Client, row: Module, planned: ClassBuilderPlan) -> None:
    drop_part(row, "exercise-court")
    html = visitor.get(reverse("modules:plan", args=[row.slug])).content.decode()
    assert "This part is no longer in the module." in html
    assert "No exercise in the plan serves:" in html


def test_a_plan_is_kept_opened_changed_and_deleted_by_its_owner_only(
    as_, row: Module, member: User, other_member: User
) -> None:
    browser = as_(member)
    browser.post(reverse("modules:build", args=[row.slug]), WISHES)
    save = reverse("modules:save_class", args=[row.slug])
    assert browser.post(save, {"title": ""}).status_code == 422
    assert browser.post(save, {"title": "ZQ7 Monday"}).status_code == 302
    mine = PlannedClass.objects.get()
    plan = kept(browser, row)
    browser.post(reverse("modules:plan", args=[row.slug]), {**minutes(plan), "do": "drop-1"})
    browser.post(save, {"title": "ZQ7 Monday"})
    mine.refresh_from_db()
    assert len(mine.as_plan.lines) == len(plan.lines) - 1
    browser.post(save, {"title": "Tuesday"})
    assert PlannedClass.objects.count() == 2
    for name in ("open_class", "delete_class"):
        assert as_(other_member).post(reverse(f"modules:{name}", args=[mine.pk])).status_code == 404
    assert "ZQ7" not in as_(other_member).get(reverse("modules:classes")).content.decode()
    fresh = as_(member)
    assert fresh.post(reverse("modules:open_class", args=[mine.pk])).status_code == 302
    assert kept(fresh, row) == mine.as_plan
    fresh.post(reverse("modules:delete_class", args=[mine.pk]))
    assert not PlannedClass.objects.filter(pk=mine.pk).exists()


def test_nobody_keeps_more_plans_than_anybody_needs(as_, row: Module, member: User) -> None:
    browser = as_(member)
    browser.post(reverse("modules:build", args=[row.slug]), WISHES)
    one = {"owner": member, "module": row, "minutes": 90, "plan": {}}
    PlannedClass.objects.bulk_create(PlannedClass(**one, title=str(n)) for n in range(MOST_PLANS))
    response = browser.post(reverse("modules:save_class", args=[row.slug]), {"title": "One more"})
    assert "Delete one first" in response.content.decode()


def test_the_list_of_plans_costs_the_same_queries_whatever_their_number(as_, row: Module, member: User) -> None:
    browser, address = as_(member), reverse("modules:classes")
    one = {"owner": member, "module": row, "minutes": 90, "plan": {}}
    PlannedClass.objects.create(**one, title="1")
    browser.get(address)
    counted = queries_of(browser, address)
    PlannedClass.objects.create(**one, title="2")
    PlannedClass.objects.create(**one, title="3")
    assert queries_of(browser, address) == counted


def test_many_packs_are_too_many(visitor: Client, row: Module, planned: ClassBuilderPlan, settings) -> None:
    settings.CLIENT_ROOM = 1 / 120
    caches["default"].clear()
    pack = reverse("modules:print_class", args=[row.slug])
    assert "/files/" in visitor.post(pack).url
    assert visitor.post(pack).status_code == 429
    assert Export.objects.filter(kind="modules.class").count() == 1


def test_the_pack_is_one_file_for_everybody_who_planned_the_same(
    visitor: Client, row: Module, planned: ClassBuilderPlan
) -> None:
    address = reverse("modules:print_class", args=[row.slug])
    assert visitor.post(address).status_code == 302
    other = Client()
    other.post(reverse("modules:build", args=[row.slug]), WISHES)
    other.post(address)
    export = Export.objects.get(kind__startswith="modules.")
    assert (export.private, export.language) == (False, "en")
    assert Client().post(address).url.endswith("/class/")


def test_a_draft_for_review_is_tried_by_everybody_and_printed_by_lecturers_only(
    as_, visitor: Client, member: User, publisher: User
) -> None:
    review = module("for-review", for_review=True)
    build, plan, pack = (reverse(f"modules:{name}", args=[review.slug]) for name in ("build", "plan", "print_class"))
    for browser in (visitor, as_(member), as_(publisher)):
        browser.post(build, WISHES)
        html = browser.get(plan).content.decode()
        assert "Exercise exercise-court" in html
        assert pack not in html
        assert "verified lecturers only" in html
        assert browser.post(pack).status_code == 404
    assert not Export.objects.exists()
    member.groups.add(Group.objects.get(name=LECTURERS))
    hers = as_(member)
    hers.post(build, WISHES)
    assert pack in hers.get(plan).content.decode()
    assert hers.post(pack).status_code == 302
    made = Export.objects.get()
    assert (made.private, made.owner) == (True, member)
    assert "-draft" in made.filename


def test_a_draft_in_the_language_of_the_class_is_not_printed_either(visitor: Client, row: Module) -> None:
    module(row.slug, language="fa", translation_key=row.translation_key, for_review=True)
    visitor.post(reverse("modules:build", args=[row.slug]), {**WISHES, "language": "fa"})
    assert visitor.post(reverse("modules:print_class", args=[row.slug])).status_code == 404


def test_slides_are_taken_by_their_own_button_and_a_wrong_time_is_named(
    visitor: Client, row: Module, planned: ClassBuilderPlan
) -> None:
    address = reverse("modules:print_class", args=[row.slug])
    assert "/files/" in visitor.post(address, {"begins": "09:00", "file": "slides"}).url
    assert Export.objects.get().filename.endswith(".pptx")
    wrong = visitor.post(address, {"begins": "nine"})
    assert (wrong.status_code, "Write a time, as in 09:00" in wrong.content.decode()) == (422, True)
