"""The starter modules' files keep their format and their promises: sums, citations, and nothing that we may not say."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from modules.actions.parts import LISTS
from modules.blocks import READING_KINDS
from modules.forms.checking import POINTS_TO
from modules.models.facets import Crime, Discipline, Level, Topic
from tests.modules.starter import (
    ADAPTATIONS,
    CONTENT,
    MODULES,
    STARTER,
    all_texts,
    complete,
    content,
    is_markdown,
    law,
    places,
)
from toolkit.uploads import MARKDOWN

KEY = re.compile(r"[a-z0-9][a-z0-9-]*")
MINUTES = re.compile(r"\((\d+) minutes?\)")
# What no part may say: content/README.md names the reasons.
FORBIDDEN = {
    "a word that hurts": r"\b(prostitutes?|modern[- ]slave|illegal (im)?migrants?|sex slaves?)\b",
    "a figure that nobody checked": r"\d\s?(%|per cent|percent|million|billion)",
    "a university": r"\bUniversity of (?!Chicago Legal Forum)|\b19 universities\b",
    "an endorsement": r"\b(endorsed|approved|recommended|commissioned) by (the )?(UN|United Nations|UNODC|IOM|EU)\b",
    "the toolkit's second part": r"\bPart 2\b|\bPart Two\b",
}


def test_each_file_is_named_as_its_module() -> None:
    files = {file.stem for file in (CONTENT / "en" / "modules").glob("*.yaml")} - {"videos"}
    assert files == set(MODULES)
    assert all(content("en", slug)["slug"] == slug for slug in MODULES)
    assert all(len(content("en", slug)["description"]) <= 155 for slug in MODULES)


def test_the_starter_module_has_every_part_that_teachers_know() -> None:
    numbers = Counter(kind for kind, _row in complete(STARTER).values())
    least = {"outcome": 5, "issue": 5, "exercise": 9, "plan": 2, "reading": 10, "question": 12, "case": 3, "film": 2}
    assert all(numbers[kind] >= least for kind, least in least.items()), numbers
    assert 18 <= len(content("en", STARTER)["slides"][0]["slides"]) <= 24
    assert all(450 <= len(row["text"].split()) <= 900 for row in content("en", STARTER)["issues"])


@pytest.mark.parametrize("slug", MODULES)
def test_a_module_is_found_by_words_of_the_closed_lists(slug: str) -> None:
    data = content("en", slug)
    assert data["disciplines"]
    assert data["topics"]
    assert data["level"] in Level.values
    assert data["crime"] in Crime.values
    assert set(data["disciplines"]) <= set(Discipline.values)
    assert set(data["topics"]) <= set(Topic.values)


@pytest.mark.parametrize("slug", MODULES)
def test_each_key_is_there_once(slug: str) -> None:
    data = content("en", slug)
    rows = [row for name in LISTS for row in data.get("added", data).get(name) or []]
    keys = [row if isinstance(row, str) else row["key"] for row in rows]
    assert [key for key, number in Counter(keys).items() if number > 1] == []
    assert all(KEY.fullmatch(key) for key in keys)
    if "parent" in data:
        assert not set(keys) & set(complete(data["parent"]))


@pytest.mark.parametrize("slug", MODULES)
def test_what_a_part_points_to_is_in_the_module(slug: str) -> None:
    found = complete(slug)
    kinds = {key: kind for key, (kind, _row) in found.items()}
    for key, (kind, row) in found.items():
        if kind == "film":
            continue
        pointed = {name: row.get(name) or [] for name in ("references", "outcomes")}
        pointed["part"] = [one["part"] for one in row.get("rows") or [] if one.get("part")]
        for name, keys in pointed.items():
            assert [other for other in keys if kinds.get(other) not in POINTS_TO[name]] == [], (key, name)


@pytest.mark.parametrize("slug", MODULES)
def test_minutes_add_up(slug: str) -> None:
    for key, (kind, row) in complete(slug).items():
        if kind == "plan":
            assert sum(one["minutes"] for one in row["rows"]) == row["minutes"], key
        if kind == "exercise":
            assert sum(int(found) for step in row["steps"] for found in MINUTES.findall(step)) == row["minutes"], key
            assert row["group"][0] <= row["group"][1], key
            assert all(row[name] for name in ("purpose", "material", "steps", "debrief", "adapt", "outcomes")), key


@pytest.mark.parametrize("slug", MODULES)
def test_a_plan_gives_an_exercise_the_time_that_it_takes(slug: str) -> None:
    found = complete(slug)
    rows = [one for kind, row in found.values() if kind == "plan" for one in row["rows"] if one.get("part")]
    exercises = [(one, found[one["part"]][1]) for one in rows if found[one["part"]][0] == "exercise"]
    assert exercises
    assert [one["title"] for one, exercise in exercises if one["minutes"] != exercise["minutes"]] == []


def test_each_outcome_is_served_by_an_exercise() -> None:
    found = complete(STARTER)
    served = {outcome for kind, row in found.values() if kind == "exercise" for outcome in row["outcomes"]}
    assert served == {key for key, (kind, _row) in found.items() if kind == "outcome"}


def test_provisions_are_in_the_legal_library() -> None:
    cited = [key for slug in MODULES for kind, row in complete(slug).values() for key in cites(kind, row)]
    linked = [key for kind, key in links() if kind == "provision"]
    assert len(set(cited)) > 20
    assert {*cited, *linked} - set(law()) == set()


def cites(kind: str, row: Any) -> list[str]:
    return row.get("provisions") or [] if kind == "issue" else []


def links() -> Iterator[tuple[str, str]]:
    for _name, path, text in all_texts():
        if is_markdown(path):
            yield from re.findall(r"\]\((\w+):([^)]+)\)", text)


def test_each_link_leads_somewhere_inside() -> None:
    found = list(links())
    assert {kind for kind, _key in found} >= {"term", "provision"}
    assert [(kind, key) for kind, key in found if key not in places().get(kind, set())] == []


def test_a_provision_that_a_key_issue_links_is_among_those_it_rests_on() -> None:
    for slug in MODULES:
        for key, (kind, row) in complete(slug).items():
            if kind == "issue":
                linked = set(re.findall(r"\]\(provision:([^)]+)\)", row["text"]))
                assert linked - set(row["provisions"]) == set(), key


def test_national_law_is_named_only_where_it_was_checked() -> None:
    """Pakistan: three titles. Bangladesh: the one that was law before 2026."""
    named = {
        slug: set(re.findall(r"\b(?:Act|Ordinance|Rules|Code)(?: of)? \d{4}", whole(slug))) for slug in ADAPTATIONS
    }
    assert named == {ADAPTATIONS[0]: {"Act of 2012"}, ADAPTATIONS[1]: {"Act 2018", "Act of 2018", "Rules of 2020"}}
    assert not re.search(r"\b(?:pk|iq)-", whole(ADAPTATIONS[0]) + whole(STARTER))


@cache
def whole(slug: str) -> str:
    return "\n".join(text for name, _path, text in all_texts() if name == slug)


@pytest.mark.parametrize("what", FORBIDDEN)
def test_nothing_is_said_that_we_may_not_say(what: str) -> None:
    said = [(name, path, text) for name, path, text in all_texts() if path[-1] not in ("URL", "DOI")]
    assert [one for one in said if re.search(FORBIDDEN[what], one[2], re.IGNORECASE)] == []


def test_plain_text_has_no_marks_of_formatted_text() -> None:
    plain = [(name, path, text) for name, path, text in all_texts() if not is_markdown(path)]
    assert len(plain) > 500
    assert [(name, path) for name, path, text in plain if re.search(r"\*|\]\(|^#", text)] == []


def test_formatted_text_keeps_to_what_editors_can_write() -> None:
    """Bold, lists, sub-headings and links: nothing that the editor would take away at the first save."""
    used = Counter(
        token.tag
        for _name, path, text in all_texts()
        if is_markdown(path)
        for block in MARKDOWN.parse(text)
        for token in [block, *(block.children or [])]
        if token.nesting == 1
    )
    assert set(used) <= {"p", "strong", "ul", "ol", "li", "h3", "a"}
    assert used["h3"] > 20


def test_questions_can_be_marked() -> None:
    rows = [row for kind, row in complete(STARTER).values() if kind == "question"]
    assert {row["level"] for row in rows} == {"understand", "apply"}
    for row in rows:
        right = sum(option["right"] for option in row.get("options") or [])
        assert right == 0 if row["form"] == "essay" else right == 1 if row["form"] == "one" else right >= 2, row["key"]
        assert all(option["feedback"] for option in row.get("options") or []), row["key"]
        assert row["marking"].strip(), row["key"]
        assert row["minutes"] > 0, row["key"]


def test_the_right_answer_does_not_always_stand_in_one_place() -> None:
    rows = [row["options"] for kind, row in complete(STARTER).values() if kind == "question" and row["form"] == "one"]
    assert len({[option["right"] for option in options].index(True) for options in rows}) >= 3


def test_readings_say_what_a_reader_needs_to_find_them() -> None:
    rows = {key: row for slug in MODULES for key, (kind, row) in complete(slug).items() if kind == "reading"}
    assert {row["level"] for row in rows.values()} == {"core", "advanced"}
    for key, row in rows.items():
        csl = row["csl"]
        assert row["checked"] is True, key
        assert row["note"], key
        assert csl["type"] in dict(READING_KINDS), key
        assert csl["title"], key
        assert csl["author"], key
        assert csl["issued"]["date-parts"][0][0] >= 1945, key
        assert csl.get("URL", "https://").startswith("https://"), key


def test_each_checked_reading_says_where_somebody_has_seen_it() -> None:
    for slug in [STARTER, ADAPTATIONS[1]]:
        lines = (CONTENT / "en" / "modules" / f"{slug}.yaml").read_text(encoding="utf-8").splitlines()
        checked = [line for line in lines if line.strip().startswith("checked:")]
        assert checked
        assert [line for line in checked if "#" not in line] == []


def test_cases_are_marked_as_fictional_and_slides_stay_short() -> None:
    for key, (kind, row) in complete(STARTER).items():
        if kind == "case":
            assert row["text"].startswith("**This case is fictional.**"), key
            assert row["questions"], key
        if kind == "slides":
            long = [point for slide in row["slides"] for point in slide["points"] if len(point) > 75]
            assert long == []
            assert all(slide["notes"] for slide in row["slides"])


def test_the_plans_speak_of_slides_that_are_there() -> None:
    number = len(content("en", STARTER)["slides"][0]["slides"])
    rows = [
        row["text"]
        for slug in MODULES
        for kind, plan in complete(slug).values()
        if kind == "plan"
        for row in plan["rows"]
    ]
    named = [int(n) for text in rows for pair in re.findall(r"Slides (\d+) to (\d+)", text) for n in pair]
    assert named
    assert max(named) <= number


def test_adaptations_are_drafts_and_say_why() -> None:
    decisions = Counter()
    for slug in ADAPTATIONS:
        data = content("en", slug)
        assert (data["draft"], data["parent"], data["introduction"][:19]) == (True, STARTER, "**This is a draft.*")
        for change in data["changes"]:
            decisions[change["decision"]] += 1
            assert change["part"] in complete(STARTER)
            assert change["why"]
            assert ("ours" in change) == (change["decision"] != "drop")
        assert any(row["key"] == "guidance-reviewer" for row in data["added"]["guidance"])
    assert set(decisions) == {"edit", "replace", "drop"}
