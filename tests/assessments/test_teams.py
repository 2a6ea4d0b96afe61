"""Who is in a team: invited by a letter, given roles, gone; and the list of one's assessments."""

import re
import threading
import uuid
from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Letter, User, sealed_address
from assessments.actions import teams
from assessments.actions.beginning import begin_assessment
from assessments.actions.history import find_first_broken
from assessments.forms.teams import BeginAssessmentForm
from assessments.models import Assessment, AuditAction, Invitation, Participation, Role, Round
from assessments.tasks import forget_abandoned
from tests import factories
from tests.assessments.factories import Team, checklist, team, user
from toolkit.domain.alphabets import compute_sort_key
from toolkit.models import Portal

pytestmark = pytest.mark.django_db


@pytest.fixture
def crew() -> Team:
    return team()


@pytest.fixture
def newcomer() -> User:
    return user("nadia")


def invited(crew: Team, address: str, role: str = Role.REVIEWER) -> str:
    """The path of the link in the letter."""
    teams.send_invitation(crew.assessment, by=crew.owner, address=address, role=role, language="en")
    body = Letter.objects.latest("created").body.open()
    return "/" + body.split("://")[1].split("/", 1)[1].split()[0]


def test_the_letter_says_who_invites_and_where_to_and_never_what_is_worked_on(crew: Team, as_) -> None:
    path = reverse("assessments:team", args=[crew.assessment.pk])
    typed = {"organisation": "ZQ7-office", "words": "We met\nin spring.", "language": "fr"}
    as_(crew.owner.user).post(path, {"address": "ZQ7-new@example.org", "role": "editor", **typed})
    letter = Letter.objects.get()
    assert (letter.address.open(), letter.language) == ("ZQ7-new@example.org", "fr")
    body = letter.body.open()
    assert "/fr/work/team/join/" in body
    for words in ("Olga", "> ZQ7-office", "> We met in spring.", Portal.load().name):
        assert words in body
    assert not any(word in body for word in ("ZQ7-title", "Afghanistan", "editor"))
    invitation = Invitation.objects.get()
    assert invitation.token not in body
    with connection.cursor() as cursor:
        cursor.execute("select address, organisation, words from assessments_invitation")
        [row] = cursor.fetchall()
    assert "ZQ7" not in str(row)
    assert "spring" not in str(row)


@pytest.mark.parametrize("words", ["Look at https://example.org", "see WWW.example.org"])
def test_no_letter_of_ours_leads_elsewhere(crew: Team, as_, words: str) -> None:
    path = reverse("assessments:team", args=[crew.assessment.pk])
    for field in ("words", "organisation"):
        typed = {"address": "ZQ7-new@example.org", "role": "editor", field: words}
        assert as_(crew.owner.user).post(path, typed).status_code == 400
    assert not Letter.objects.exists()


def test_the_link_opens_once_for_the_invited_address(crew: Team, newcomer: User, as_) -> None:
    link, browser = invited(crew, newcomer.email.upper()), as_(newcomer)
    page = browser.get(link).content.decode()
    assert "ZQ7-title of the team" in page
    assert "Olga" in page
    assert browser.post(link, {"name": "Nadia"}).status_code == 302
    part = Participation.objects.get(user=newcomer)
    assert (part.role, part.called) == (Role.REVIEWER, "Nadia")
    assert browser.get(link).status_code == 404
    assert find_first_broken(crew.assessment) is None


def test_every_link_that_does_not_open_shows_the_same_page(crew: Team, newcomer: User, as_) -> None:
    anothers = invited(crew, "ZQ7-somebody@example.org")
    own = invited(crew, newcomer.email)
    withdrawn = invited(crew, newcomer.email)
    teams.withdraw_invitation(Invitation.objects.latest("sent"), by=crew.owner)
    browser = as_(newcomer)
    pages = [browser.get(path) for path in (anothers, withdrawn, own[:-5] + "xxxx/")]
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        pages.append(as_(newcomer).get(own))
    assert {page.status_code for page in pages} == {404}
    texts = {page.content.decode().split("<main", 1)[1].split("</main>")[0] for page in pages}
    assert len(texts) == 1
    assert "ZQ7" not in texts.pop()
    assert not Participation.objects.filter(user=newcomer).exists()


def test_an_address_that_was_not_proven_does_not_open_it(crew: Team, newcomer: User, as_) -> None:
    link = invited(crew, newcomer.email)
    EmailAddress.objects.create(user=newcomer, email=newcomer.email, verified=False, primary=True)
    assert as_(newcomer).post(link, {"name": "Nadia"}).status_code == 404


def test_a_guarded_persons_address_gets_the_letter_of_a_strangers(crew: Team, as_) -> None:
    """A mailbox without it would tell whoever reads there that it belongs to somebody in hiding. Her guarded account
    takes part in nothing."""
    guarded = User.objects.create(email=sealed_address("ZQ7-amina@example.org"), password="!", language="fa")
    for address in ("ZQ7-amina@example.org", "ZQ7-other@example.org"):
        teams.send_invitation(crew.assessment, by=crew.owner, address=address, role="editor", language="en")
    hers, strangers = Letter.objects.order_by("created")
    assert hers.address.open() == "ZQ7-amina@example.org"
    assert (hers.language, len(hers.body.open())) == (strangers.language, len(strangers.body.open()))
    link = invited(crew, "ZQ7-amina@example.org")
    assert as_(guarded).post(link, {"name": "Nadia"}).status_code != 200
    assert not Participation.objects.filter(user=guarded).exists()


def test_a_visitor_reads_what_it_is_before_she_is_asked_for_anything(crew: Team, visitor) -> None:
    link = invited(crew, "new@example.org")
    response = visitor.get(link)
    page = response.content.decode()
    for words in ("Olga", "What is kept, and who sees it", "This is not for me", "the address that the letter came to"):
        assert words in page
    assert "ZQ7-title" not in page  # for whoever shows that the address is hers
    assert response["Cache-Control"] == "no-store"
    onward = visitor.post(link)
    assert onward.url == f"{reverse('account_signup')}?next={quote(link, safe='')}"
    assert visitor.get(onward.url).status_code == 200  # where nobody else registers
    assert Client().get(onward.url).status_code == 404


def test_whoever_holds_the_link_says_that_it_is_not_for_her(crew: Team, visitor) -> None:
    link = invited(crew, "new@example.org")
    assert "has ended" in visitor.post(link, {"decline": "1"}).content.decode()
    assert not Invitation.objects.exists()
    assert visitor.get(link).status_code == 404
    assert crew.assessment.steps.latest("number").action == AuditAction.DECLINE
    assert find_first_broken(crew.assessment) is None
    assert as_page(crew.owner.user, reverse("assessments:history", args=[crew.assessment.pk])).status_code == 200


def test_a_link_of_a_letter_opens_for_no_other_account(crew: Team, newcomer: User, as_) -> None:
    link = invited(crew, "somebody@example.org")
    for typed in ({"name": "Nadia"}, {"decline": "1"}):
        assert as_(newcomer).post(link, typed).status_code == 404
    assert Invitation.objects.count() == 1


def test_without_a_mail_server_the_inviter_passes_the_link_on_and_sees_it_once(
    crew: Team, newcomer: User, as_, settings
) -> None:
    settings.MAIL_SERVER = False
    browser, path = as_(crew.owner.user), reverse("assessments:team", args=[crew.assessment.pk])
    assert 'name="address"' not in browser.get(path).content.decode()
    browser.post(path, {"role": "reviewer", "language": "prs"})
    found = re.search(r"/prs/work/team/join/[\w-]+/", browser.get(path).content.decode())
    assert found
    page = browser.get(path).content.decode()
    assert "/join/" not in page
    assert "by a link that was passed on" in page
    assert not Letter.objects.exists()
    # Her address is proved nowhere: the link is what lets her in.
    EmailAddress.objects.create(user=newcomer, email=newcomer.email, verified=False, primary=True)
    assert as_(newcomer).post(found[0], {"name": "Nadia"}).status_code == 302
    assert Participation.objects.get(user=newcomer).role == Role.REVIEWER
    assert as_(crew.stranger).post(found[0], {"name": "Nora"}).status_code == 404


def test_an_invitation_that_is_too_old_goes_with_its_address(crew: Team) -> None:
    invited(crew, "old@example.org")
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        invited(crew, "new@example.org")
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        forget_abandoned()
    assert [row.address.open() for row in Invitation.objects.all()] == ["new@example.org"]


def as_page(account: User, path: str):
    browser = Client()
    browser.force_login(account)
    return browser.get(path)


def test_nobody_is_invited_twice_at_once_or_without_end(crew: Team, as_) -> None:
    browser, path = as_(crew.owner.user), reverse("assessments:team", args=[crew.assessment.pk])
    for _try in range(2):
        response = browser.post(path, {"address": "new@example.org", "role": "editor"})
    assert response.status_code == 400
    assert "open invitation" in response.content.decode()
    assert "new@example.org" in response.content.decode()
    for number in range(20):
        response = browser.post(path, {"address": f"p{number}@example.org", "role": "editor"})
    assert response.status_code == 400
    assert Letter.objects.count() == 20


def test_the_last_owner_stays(crew: Team, as_) -> None:
    browser = as_(crew.owner.user)
    browser.post(reverse("assessments:leave", args=[crew.assessment.pk]))
    browser.post(reverse("assessments:role", args=[crew.assessment.pk, crew.owner.mark]), {"role": "viewer"})
    crew.owner.refresh_from_db()
    assert (crew.owner.left, crew.owner.role) == (None, Role.OWNER)
    browser.post(reverse("assessments:role", args=[crew.assessment.pk, crew.editor.mark]), {"role": "owner"})
    assert browser.post(reverse("assessments:leave", args=[crew.assessment.pk])).url == reverse("assessments:mine")
    assert not Assessment.objects.visible_to(crew.owner.user).exists()


def test_who_left_sees_nothing_and_her_name_stays(crew: Team, as_) -> None:
    browser, mark = as_(crew.owner.user), crew.editor.mark
    browser.post(reverse("assessments:remove", args=[crew.assessment.pk, mark]))
    assert as_(crew.editor.user).get(reverse("assessments:sheet", args=[crew.sheet.pk])).status_code == 404
    crew.editor.refresh_from_db()
    assert crew.editor.called == "Edith (left)"
    assert (
        browser.post(reverse("assessments:role", args=[crew.assessment.pk, mark]), {"role": "owner"}).status_code == 404
    )


def test_who_left_comes_back_by_a_new_invitation(crew: Team, as_) -> None:
    teams.leave_team(crew.editor, by=crew.editor)
    link = invited(crew, crew.editor.user.email, Role.VIEWER)
    as_(crew.editor.user).post(link, {"name": "Edith again"})
    again = Participation.objects.get(pk=crew.editor.pk)
    assert (again.left, again.role, again.mark) == (None, Role.VIEWER, crew.editor.mark)


def test_nobody_sees_an_address_of_another(crew: Team, as_) -> None:
    for path in ("team", "assessment", "history"):
        page = as_(crew.viewer.user).get(reverse(f"assessments:{path}", args=[crew.assessment.pk])).content.decode()
        assert "@example.org" not in page
    assert "Edith" in page or "Olga" in page


def test_a_name_is_ones_own_choice(crew: Team, as_) -> None:
    as_(crew.editor.user).post(reverse("assessments:me", args=[crew.assessment.pk]), {"name": "E."})
    assert (
        "<bdi>E.</bdi>"
        in as_(crew.owner.user).get(reverse("assessments:team", args=[crew.assessment.pk])).content.decode()
    )


# --- The list, and a new one ------------------------------------------------------------------------------------


def test_an_assessment_begins_on_the_versions_of_today(newcomer: User, as_) -> None:
    page, version = checklist()
    browser = as_(newcomer)
    facts = {"title": "Clinic", "country": "AF", "phase": "monitor", "versions": [version.pk], "name": "Nadia"}
    response = browser.post(reverse("assessments:new"), {**facts, "starts": "2026-01-01", "ends": "2026-02-01"})
    assessment = Assessment.objects.visible_to(newcomer).get()
    assert response.url == reverse("assessments:assessment", args=[assessment.pk])
    page.title = "Changed since"
    page.save_revision().publish()
    sheet = assessment.rounds.get().sheets.get()
    assert sheet.version == version
    assert sheet.page().title != "Changed since"
    assert sheet.entries.count() == 3


def test_a_button_pressed_twice_begins_one_assessment(newcomer: User, crew: Team, as_) -> None:
    _page, version = checklist()
    browser = as_(newcomer)
    form = browser.get(reverse("assessments:new")).content.decode()
    ticket = re.search(r'name="ticket" value="([^"]+)"', form)[1]
    facts = {"title": "Clinic", "phase": "monitor", "versions": [version.pk], "name": "Nadia", "ticket": ticket}
    first, second = (browser.post(reverse("assessments:new"), facts).url for _press in range(2))
    assert first == second == reverse("assessments:assessment", args=[ticket])
    assert Assessment.objects.get(pk=ticket).rounds.get().sheets.count() == 1
    # Another title, from the page that she went back to; and a ticket that somebody made up.
    made_up = {"title": crew.assessment.title, "ticket": crew.assessment.pk}
    for other in ({"title": "Court"}, made_up):
        assert browser.post(reverse("assessments:new"), {**facts, **other}).status_code == 302
    assert Assessment.objects.visible_to(newcomer).count() == 3
    assert not Assessment.objects.visible_to(newcomer).filter(pk=crew.assessment.pk).exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_begin_one(newcomer: User) -> None:
    _page, version = checklist()
    ticket, both, begun = uuid.uuid4(), threading.Barrier(2), []
    facts = {"title": "Clinic", "country": "", "phase": "design", "starts": None, "ends": None, "versions": [version]}

    def press() -> None:
        try:
            both.wait()
            begun.append(begin_assessment(by=newcomer, name="Nadia", ticket=ticket, **facts).pk)
        finally:
            connection.close()

    presses = [threading.Thread(target=press) for _n in range(2)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert begun == [ticket, ticket]
    assert Assessment.objects.get().participations.count() == 1


def test_what_is_wrong_with_a_new_one_is_told_and_nothing_typed_is_lost(newcomer: User, as_) -> None:
    page = as_(newcomer).post(
        reverse("assessments:new"), {"title": "ZQ7-typed", "starts": "2026-02-01", "ends": "2026-01-01"}
    )
    text = page.content.decode()
    assert page.status_code == 400
    assert "ZQ7-typed" in text
    assert "before the first one" in text
    assert "Choose one checklist" in text
    assert not Assessment.objects.exists()


def test_a_checklist_without_a_version_or_in_another_language_cannot_be_chosen(newcomer: User, as_) -> None:
    factories.checklist(title="ZQ7-draft", live=False)
    factories.checklist(title="ZQ7-french", language="fr")
    checklist(title="ZQ7-english")
    text = as_(newcomer).get(reverse("assessments:new")).content.decode()
    assert "ZQ7-english" in text
    assert "ZQ7-draft" not in text
    assert "ZQ7-french" not in text


def test_the_list_is_found_by_title_country_phase_and_state(crew: Team, as_) -> None:
    browser, path = as_(crew.owner.user), reverse("assessments:mine")
    for query, found in [
        ("q=of the TEAM", True),
        ("q=other", False),
        ("country=AF&phase=design&state=open", True),
        ("state=frozen", False),
        ("phase=monitor", False),
        ("state=rubbish&page=999", True),
    ]:
        page = browser.get(f"{path}?{query}").content.decode()
        assert ("ZQ7-title of the team" in page) is found, query


def test_a_country_is_chosen_from_a_list_that_begins_with_those_of_the_portal() -> None:
    choices = BeginAssessmentForm(choices=[]).fields["country"].choices
    names = [str(name) for _code, name in choices][1:]
    assert names[:5] == ["Afghanistan", "Bangladesh", "Iran", "Iraq", "Pakistan"]
    assert len(names) == len(set(names)) > 240


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_countries_have_names_in_each_language_in_the_order_of_its_alphabet(language: str) -> None:
    with translation.override(language):
        names = [str(name) for _code, name in BeginAssessmentForm(choices=[]).fields["country"].choices[1:]]
    assert names[5:] == sorted(names[5:], key=lambda name: compute_sort_key(name, language))
    latin = [name for name in names if re.search("[A-Za-z]", name)]
    assert latin == (names if language in {"en", "fr"} else [])


def test_an_empty_list_says_what_to_do(newcomer: User, as_) -> None:
    assert "Begin one" in as_(newcomer).get(reverse("assessments:mine")).content.decode()


def many(owner: User, number: int) -> None:
    rows = Assessment.objects.bulk_create(Assessment(title=f"Number {n}") for n in range(number))
    Participation.objects.bulk_create(Participation(assessment=row, user=owner, role="owner") for row in rows)
    Round.objects.bulk_create(Round(assessment=row, number=1, phase="design") for row in rows)


def test_the_list_costs_the_same_with_one_and_with_a_thousand(newcomer: User, as_) -> None:
    browser, path, costs = as_(newcomer), reverse("assessments:mine") + "?q=number&state=open", []
    for number in (1, 999):
        many(newcomer, number)
        with CaptureQueriesContext(connection) as queries:
            page = browser.get(path)
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert page.content.decode().count('class="hit"') == 25
    assert "of 40" in page.content.decode()


# --- When accounts go -------------------------------------------------------------------------------------------


def test_an_editor_takes_the_place_of_an_owner_whose_account_is_gone(crew: Team, as_) -> None:
    path = reverse("assessments:take_over", args=[crew.assessment.pk])
    assert as_(crew.editor.user).post(path).status_code == 403
    crew.owner.user.delete()
    page = as_(crew.viewer.user).get(reverse("assessments:team", args=[crew.assessment.pk])).content.decode()
    assert "owner is gone" in page
    assert as_(crew.viewer.user).post(path).status_code == 403
    assert as_(crew.editor.user).post(path).status_code == 302
    crew.editor.refresh_from_db()
    assert crew.editor.role == Role.OWNER


def test_without_editors_a_reviewer_takes_her_place_and_then_a_viewer(crew: Team, as_) -> None:
    path, page = (reverse(f"assessments:{name}", args=[crew.assessment.pk]) for name in ("take_over", "team"))
    crew.owner.user.delete()
    assert as_(crew.reviewer.user).post(path).status_code == 403  # the editor comes first
    assert "Become the owner" not in as_(crew.reviewer.user).get(page).content.decode()
    crew.editor.user.delete()
    assert as_(crew.viewer.user).post(path).status_code == 403
    teams.leave_team(crew.reviewer, by=crew.reviewer)
    assert "Become the owner" in as_(crew.viewer.user).get(page).content.decode()
    assert as_(crew.viewer.user).post(path).status_code == 302
    crew.viewer.refresh_from_db()
    assert crew.viewer.role == Role.OWNER
    assert crew.assessment.steps.last().read_content() == {"before": "viewer", "after": "owner"}


def test_what_nobody_can_see_any_more_goes(crew: Team) -> None:
    kept = team()
    teams.leave_team(crew.viewer, by=crew.viewer)
    for part in (crew.owner, crew.editor, crew.reviewer):
        part.user.delete()
    assert forget_abandoned() == 1
    assert list(Assessment.objects.all()) == [kept.assessment]
