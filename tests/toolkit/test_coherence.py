"""Rules that ask a reader about answers that do not go together."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from tests import factories
from toolkit.domain.answers import ANSWERS
from toolkit.models import ChecklistPage, CoherenceRule

ITEMS = ["a", "b", "c", "d"]
marks = st.dictionaries(st.sampled_from(ITEMS), st.sampled_from(list(ANSWERS)))
conditions = st.lists(
    st.fixed_dictionaries(
        {"item": st.sampled_from(ITEMS), "answers": st.lists(st.sampled_from(list(ANSWERS)), min_size=1)}
    ),
    max_size=3,
)


@given(marks, conditions, conditions, conditions)
def test_a_rule_speaks_when_all_some_and_none_hold(given_marks, all_of, any_of, none_of) -> None:
    rule = CoherenceRule(all_of=all_of, any_of=any_of, none_of=none_of)
    held = {
        name: [row["item"] in given_marks and given_marks[row["item"]] in row["answers"] for row in rows]
        for name, rows in (("all", all_of), ("any", any_of), ("none", none_of))
    }
    expected = bool(all_of or any_of) and False not in held["all"] and True not in held["none"]
    if any_of:
        expected = expected and True in held["any"]
    assert rule.applies_to(given_marks) is expected


def test_an_empty_checklist_is_asked_nothing() -> None:
    assert not CoherenceRule(none_of=[{"item": "a", "answers": ["yes"]}]).applies_to({})


def form(page: ChecklistPage, rules: list[dict[str, str]]) -> dict[str, str]:
    """What the editor's screen sends for this checklist, ids of blocks included."""
    block = page.sections[0]
    items = {"count": str(page.question_count())}
    for n, item in enumerate(page.items()):
        words = {f"{n}-value-{name}": item.value[name] for name in ("question", "why", "evidence", "action")}
        items |= {f"{n}-deleted": "", f"{n}-order": str(n), f"{n}-id": item.id, f"{n}-value-provisions-count": "0"}
        items |= words
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "summary": page.summary,
            "minutes": "30",
            "sections-count": "1",
            "sections-0": {"deleted": "", "order": "0", "type": "section", "id": block.id},
            "sections-0-value": {"title": "First", "items": items},
            "rules": inline_formset(rules),
            "comments": inline_formset([]),
        }
    )


@pytest.mark.django_db
class TestInTheEditor:
    @pytest.fixture
    def checklist(self) -> ChecklistPage:
        return factories.checklist()

    def save(self, client, checklist, **rule: str):
        row = {"question": "Why?", "all_of": "", "any_of": "", "none_of": "", "provision": "", **rule}
        data = form(checklist, [row])
        return client.post(reverse("wagtailadmin_pages:edit", args=[checklist.pk]), data)

    def test_conditions_are_kept_by_the_questions_ids(self, checklist, as_, editor) -> None:
        response = self.save(as_(editor), checklist, all_of="A1 = no, yes\n\n a2=NA ")
        assert response.status_code == 302, response.context["form"].errors
        draft = ChecklistPage.objects.get(pk=checklist.pk).get_latest_revision_as_object()
        first, second = [item.id for item in checklist.items()]
        assert draft.rules.get().all_of == [
            {"item": first, "answers": ["yes", "no"]},
            {"item": second, "answers": ["na"]},
        ]

    @pytest.mark.parametrize(
        ("typed", "advice"),
        [
            ("B7 = yes", "There is no question B7"),
            ("A1 = maybe", "The answers are: yes, partly, no, na"),
            ("when A1 is no", "Write one on a line, like this: B5 = no, partly"),
            ("", "a rule without a condition never speaks"),
        ],
    )
    def test_a_mistake_is_named_and_nothing_typed_is_lost(self, checklist, as_, editor, typed, advice) -> None:
        response = self.save(as_(editor), checklist, all_of=typed)
        assert response.status_code == 200
        errors = response.context["form"].formsets["rules"].errors
        assert advice in str(errors)
        assert typed in response.content.decode()

    def test_the_editor_sees_codes_as_they_are_numbered_now(self, checklist, as_, editor) -> None:
        second = [item.id for item in checklist.items()][1]
        checklist.rules.add(
            CoherenceRule(question="Why?", all_of=[{"item": second, "answers": ["no"]}], locale=checklist.locale)
        )
        checklist.save_revision().publish()
        text = as_(editor).get(reverse("wagtailadmin_pages:edit", args=[checklist.pk])).content.decode()
        assert "A2 = no" in text

    def test_a_rule_belongs_to_the_version_it_was_published_with(self, checklist) -> None:
        first = next(item.id for item in checklist.items())
        checklist.rules.add(
            CoherenceRule(question="Why?", any_of=[{"item": first, "answers": ["no"]}], locale=checklist.locale)
        )
        checklist.save_revision()
        assert not ChecklistPage.objects.get(pk=checklist.pk).rules.exists()
        checklist.get_latest_revision().publish()
        assert ChecklistPage.objects.get(pk=checklist.pk).rules.get().applies_to({first: "no"})
