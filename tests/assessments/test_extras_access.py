"""Who may do what with evidence, plan, files and copies: the same seven people as in test_team_access.py.

`in`: is asked to sign in. `-`: there is no such page. One cell where all seven get the same.
"""

import pytest
from django.urls import reverse

from assessments.actions.planning import plan_answer
from assessments.models import Assessment
from assessments.urls import extras
from tests.assessments.factories import Team, team
from tests.assessments.test_plan import answer
from tests.assessments.test_team_access import PEOPLE, browsers, spread, status
from tests.assessments.test_team_evidence import kept

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

# 302 leads on, 400 says what is missing in an empty form.
TABLE = """
#                 GET   V   S   G   O   E   R   W     POST  V   S   G   O   E   R   W
evidence               in   - 403 200 200 200 200 |   in   - 403 400 400 403 403
evidence_file          in   - 403 200 200 200 200 |  405
evidence_remove        in   - 403 200 200 403 403 |   in   - 403 302   - 403 403
plan                   in   - 403 200 200 200 200 |  405
plan_fill             405                         |   in   - 403 302 302 403 403
plan_add              405                         |   in   - 403 302 302 403 403
plan_take              in   - 403 200 200 200 200 |   in   - 403 200 200 200 200
reminders             405                         |   in   - 403 302 302 302 302
action                 in   - 403 200 200 200 200 |   in   - 403 400 400 403 403
compare                in   - 403 200 200 200 200 |  405
picture                in   - 403 200 200 200 200 |  405
side_by_side           in 200 403 200 200 200 200 |  405
upgrade                in   - 403 200 200 200 200 |   in   - 403 302 302 403 403
sheet_files            in   - 403 200 200 200 200 |  405
sheet_take            405                         |   in   - 403 200 200 200 200
sheet_bring            in   - 403 200 200 403 403 |   in   - 403 400 400 403 403
sheet_quick            in   - 403 200 200 403 403 |   in   - 403 400 400 403 403
sheet_accept          405                         |   in   - 403 302 302 403 403
copy                   in   - 403 200 200 200 200 |  405
copy_make             405                         |   in   - 403 302 302 403 403
erase                  in   - 403 200 403 403 403 |   in   - 403 400 403 403 403
"""
CHANGING_LAST = ["evidence_remove"]


def rows() -> dict[str, tuple[list[str], list[str]]]:
    lines = [line.split("|") for line in TABLE.strip().splitlines()[1:]]
    return {get.split()[0]: (spread(get.split()[1:]), spread(post.split())) for get, post in lines}


def addresses(crew: Team) -> dict[str, str]:
    file = kept(crew)
    action = plan_answer(by=crew.owner, entry=crew.entries[1])
    pk, sheet, item = crew.assessment.pk, crew.sheet.pk, crew.entries[0].item
    arguments = {
        "evidence": [sheet, item],
        "evidence_file": [file.pk],
        "evidence_remove": [file.pk],
        "plan_add": [sheet, item],
        "plan_take": [pk, "xlsx"],
        "action": [action.pk],
        "upgrade": [sheet],
        "sheet_files": [sheet],
        "sheet_take": [sheet, "json"],
        "sheet_bring": [sheet],
        "sheet_quick": [sheet],
        "sheet_accept": [sheet],
        "side_by_side": [],
    }
    return {name: reverse(f"assessments:{name}", args=arguments.get(name, [pk])) for name in rows()}


@pytest.fixture
def crew() -> Team:
    found = team()
    answer(found, "yes", "no", "partly")
    return found


def test_the_table_names_every_address() -> None:
    assert set(rows()) == {pattern.name for pattern in extras.urlpatterns}


@pytest.mark.parametrize("verb", ["get", "post"])
def test_each_person_gets_what_the_table_says(crew: Team, verb: str) -> None:
    paths, people, wrong = addresses(crew), browsers(crew), []
    for name in sorted(rows(), key=CHANGING_LAST.__contains__):
        expected = rows()[name][0 if verb == "get" else 1]
        for index in (0, 1, 2, 6, 5, 3, 4):
            got = status(getattr(people[index], verb)(paths[name]))
            if got != expected[index]:
                wrong.append(f"{verb} {name} for {PEOPLE[index]}: {got} instead of {expected[index]}")
    assert wrong == []
    assert Assessment.objects.filter(pk=crew.assessment.pk).exists()
