"""Who may do what in an assessment: every address, seven people, reading and sending.

V visitor, S signed in without a part, G guarded account, O owner, E editor, R reviewer, W viewer.
`in`: is asked to sign in. `-`: there is no such page. One cell where all seven get the same, two where V differs.
"""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User, sealed_address
from assessments.actions import reviewing, teams
from assessments.models import Comment, Invitation
from assessments.urls import extras
from assessments.urls import teams as core
from tests.assessments.factories import Team, team

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

PEOPLE = "VSGOERW"
# A round that is open; 302 leads on, 400 says what is missing in an empty form.
TABLE = """
#              GET   V   S   G   O   E   R   W     POST  V   S   G   O   E   R   W
mine               200 200 200 200 200 200 200 |  405
new                200 200 200 200 200 200 200 |   in 400 403 400 400 400 400
join                 -   - 403   -   -   -   - |    -   - 403   -   -   -   -
assessment          in   - 403 200 200 200 200 |  405
round               in   - 403 200 200 200 200 |  405
describe            in   - 403 200 403 403 403 |   in   - 403 400 403 403 403
team                in   - 403 200 200 200 200 |   in   - 403 400 403 403 403
me                 405                         |   in   - 403 302 302 302 302
leave               in   - 403 200 200 200 200 |   in   - 403 302 302 302 302
role               405                         |   in   - 403 302 403 403 403
remove              in   - 403 200 403 403 403 |   in   - 403 302 403 403 403
take_over          405                         |   in   - 403 403 403 403 403
withdraw           405                         |   in   - 403 302 403 403 403
send               405                         |   in   - 403 302 302 403 403
send_back          405                         |   in   - 403 400 403 400 403
sign                in   - 403 302 403 302 403 |   in   - 403 302 403 302 403
reopen              in   - 403 200 403 403 403 |   in   - 403 400 403 403 403
next_round          in   - 403 200 403 403 403 |   in   - 403 400 403 403 403
history             in   - 403 200 200 200 200 |  405
take_history        in   - 403 200 200 200 200 |  405
sheet               in   - 403 200 200 200 200 |   in   - 403 302 302 403 403
item                in   - 403 200 200 200 200 |  405
save               405                         |   in   - 403 200 200 403 403
comment            405                         |   in   - 403 400 400 400 403
resolve            405                         |   in   - 403 302 302 302 403
"""


def rows() -> dict[str, tuple[list[str], list[str]]]:
    found = {}
    for line in TABLE.strip().splitlines()[1:]:
        get, post = line.split("|")
        name, *cells = get.split()
        found[name] = (spread(cells), spread(post.split()))
    return found


def spread(cells: list[str]) -> list[str]:
    return cells * len(PEOPLE) if len(cells) == 1 else cells


def addresses(crew: Team) -> dict[str, str]:
    """Every address of a team's work, for this team's rows."""
    entry = crew.entries[0]
    comment = reviewing.add_comment(entry, by=crew.reviewer, text="Which office?")
    invitation = teams.send_invitation(
        crew.assessment, by=crew.owner, address="new@example.org", role="viewer", language="en"
    )
    pk, sheet, item = crew.assessment.pk, crew.sheet.pk, entry.item
    arguments = {
        "mine": [],
        "new": [],
        "join": ["0" * 43],
        "round": [pk, 1],
        "role": [pk, crew.viewer.mark],
        "remove": [pk, crew.viewer.mark],
        "withdraw": [pk, invitation.pk],
        "take_history": [pk, "json"],
        "sheet": [sheet],
        "item": [sheet, item],
        "save": [sheet, item],
        "comment": [sheet, item],
        "resolve": [comment.pk],
    }
    return {name: reverse(f"assessments:{name}", args=arguments.get(name, [pk])) for name in rows()}


def browsers(crew: Team) -> list[Client]:
    guarded = User(email=sealed_address("amina@example.org"), password="!")
    guarded.save()
    accounts = [crew.stranger, guarded, *(part.user for part in (crew.owner, crew.editor, crew.reviewer, crew.viewer))]
    found = [Client()]
    for account in accounts:
        found.append(Client())
        found[-1].force_login(account)
        if account is guarded:
            session = found[-1].session
            session["second_factor_is_there"] = True
            session.save()
    return found


def status(response) -> str:
    if response.status_code == 302 and reverse("account_login") in response.url:
        return "in"
    return "-" if response.status_code == 404 else str(response.status_code)


@pytest.fixture
def crew() -> Team:
    return team()


def test_the_table_names_every_address_of_the_core() -> None:
    assert set(rows()) == {pattern.name for pattern in core.urlpatterns}


@pytest.mark.parametrize("verb", ["get", "post"])
def test_each_person_gets_what_the_table_says(crew: Team, verb: str) -> None:
    """Those with least rights first, so that what the owner changes last takes nothing from the others."""
    paths, people, wrong = addresses(crew), browsers(crew), []
    order = sorted(rows(), key=["withdraw", "send", "leave", "role", "remove"].count)
    order.sort(key=lambda name: name == "remove")
    for name in order:
        expected = rows()[name][0 if verb == "get" else 1]
        for index in (0, 1, 2, 6, 5, 4, 3):
            if verb == "post" and name == "leave" and expected[index] == "302" and PEOPLE[index] != "O":
                continue  # she would be gone for the rest; tests/assessments/test_teams.py lets people leave
            got = status(getattr(people[index], verb)(paths[name]))
            crew.assessment.rounds.update(state="open")
            if got != expected[index]:
                wrong.append(f"{verb} {name} for {PEOPLE[index]}: {got} instead of {expected[index]}")
    assert wrong == []


def every_address(crew: Team) -> list[str]:
    """Of core and extras alike, made from whatever their routes ask for."""
    entry = crew.entries[0]
    comment = reviewing.add_comment(entry, by=crew.reviewer, text="Which office?")
    invitation = teams.send_invitation(
        crew.assessment, by=crew.owner, address="new@example.org", role="viewer", language="en"
    )
    known = {
        "sheet_id": crew.sheet.pk,
        "item": entry.item,
        "mark": crew.viewer.mark,
        "invitation": invitation.pk,
        "number": 1,
        "what": "json",
        "token": "0" * 43,
    }
    found = []
    for pattern in [*core.urlpatterns, *extras.urlpatterns]:
        names = list(pattern.pattern.converters)
        row = comment.pk if pattern.name == "resolve" else crew.assessment.pk
        if names:
            found.append(reverse(f"assessments:{pattern.name}", kwargs={name: known.get(name, row) for name in names}))
    return found


def test_for_a_stranger_no_address_exists_by_any_verb_and_nothing_changes(crew: Team) -> None:
    stranger = Client()
    stranger.force_login(crew.stranger)
    paths = every_address(crew)
    length = crew.assessment.steps.count()
    got = {
        path: {verb: getattr(stranger, verb)(path).status_code for verb in ("get", "post", "delete")} for path in paths
    }
    wrong = {
        path: codes for path, codes in got.items() if set(codes.values()) - {404, 405} or 404 not in codes.values()
    }
    assert wrong == {}
    assert crew.assessment.steps.count() == length
    assert Comment.objects.count() == Invitation.objects.count() == 1


def test_a_row_of_another_team_does_not_exist_below_ones_own(crew: Team) -> None:
    other = team()
    invitation = teams.send_invitation(
        other.assessment, by=other.owner, address="new@example.org", role="viewer", language="en"
    )
    browser, pk = Client(), crew.assessment.pk
    browser.force_login(crew.owner.user)
    for name, arguments in [
        ("role", [pk, other.viewer.mark]),
        ("remove", [pk, other.viewer.mark]),
        ("withdraw", [pk, invitation.pk]),
        ("save", [crew.sheet.pk, other.entries[0].item]),
        ("save", [other.sheet.pk, other.entries[0].item]),
        ("comment", [crew.sheet.pk, uuid.uuid4()]),
    ]:
        assert browser.post(reverse(f"assessments:{name}", args=arguments), {"role": "owner"}).status_code == 404


def test_an_administrator_of_the_site_sees_no_more_than_anybody(crew: Team, admin: User) -> None:
    browser = Client()
    browser.force_login(admin)
    assert browser.get(reverse("assessments:sheet", args=[crew.sheet.pk])).status_code == 404


def test_pages_of_teams_are_never_stored_or_indexed(crew: Team) -> None:
    browser = Client()
    browser.force_login(crew.owner.user)
    response = browser.get(reverse("assessments:sheet", args=[crew.sheet.pk]))
    assert response["Cache-Control"] == "no-store"
    assert "noindex" in response["X-Robots-Tag"]
