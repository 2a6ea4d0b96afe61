"""Staff see people by pseudonym. Contact data opens for a purpose, with the second factor, a few times a day."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.directory.actions.directory import ALARM, make_canary
from network.domain.contacts import OPENED, ContactOccasion
from network.limits import CONTACTS
from network.models import Alarm, AlarmCause, Member, NoticeKind, Trail
from network.staff.actions import open_contact
from tests.network import factories

pytestmark = pytest.mark.django_db
Inside = Callable[[Member], Client]


def page(member: Member) -> str:
    return reverse("network:staff_contact", args=[member.pk])


def age_proofs(browser: Client, seconds: int, *, only: str = "") -> None:
    session = browser.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [
        {**one, "at": time.time() - seconds} if only in one["method"] else one for one in records
    ]
    session.save()


def test_a_focal_point_sees_her_country_and_a_coordinator_all(
    zahra: Member, nasrin: Member, focal_point: Member, coordinator: Member, inside: Inside
) -> None:
    html = inside(focal_point).get(reverse("network:staff_people")).content.decode()
    assert "Zahra" in html
    assert "Nasrin" not in html
    html = inside(coordinator).get(reverse("network:staff_people")).content.decode()
    assert "Zahra" in html
    assert "Nasrin" in html


def test_a_focal_point_finds_no_other_staff_among_her_people(focal_point: Member, inside: Inside) -> None:
    chief = factories.member("AF", pseudonym="Chief", role="coordinator")
    colleague = factories.member("AF", pseudonym="Colleague", role="focal_point")
    browser = inside(focal_point)
    html = browser.get(reverse("network:staff_people")).content.decode()
    assert "Chief" not in html
    assert "Colleague" not in html
    for name in ("network:staff_person", "network:staff_contact", "network:lock_member"):
        for person in (chief, colleague):
            assert browser.get(reverse(name, args=[person.pk])).status_code == 404


def test_the_list_does_not_tell_canaries_from_people_and_their_contact_raises_the_alarm(
    focal_point: Member, coordinator: Member, inside: Inside
) -> None:
    facts = {"sector": "justice", "level": "middle", "languages": ["en"], "skills": []}
    canary = make_canary(by=coordinator, pseudonym="Lina", country="AF", **facts)
    browser = inside(focal_point)
    assert "Lina" in browser.get(reverse("network:staff_people")).content.decode()
    assert browser.post(page(canary), {"occasion": "danger"}).status_code == 200
    assert Trail.objects.filter(action=ALARM, actor=focal_point.pk).exists()
    assert coordinator.notices.filter(kind=NoticeKind.ALARM).exists()


def test_the_list_holds_pseudonyms_and_nothing_sealed(zahra: Member, focal_point: Member, inside: Inside) -> None:
    browser = inside(focal_point)
    for address in (reverse("network:staff_people"), reverse("network:staff_person", args=[zahra.pk]), page(zahra)):
        answer = browser.get(address)
        assert answer.status_code == 200
        assert "ZQ7-" not in answer.content.decode()


def test_the_purpose_opens_it_once(zahra: Member, focal_point: Member, inside: Inside) -> None:
    browser = inside(focal_point)
    answer = browser.post(page(zahra), {"occasion": "danger"})
    html = answer.content.decode()
    assert zahra.address.open() in html
    assert zahra.reach.open() in html
    assert answer["Cache-Control"] == "no-store"
    assert "ZQ7-" not in browser.get(page(zahra)).content.decode()


def test_without_a_purpose_nothing_opens(zahra: Member, focal_point: Member, inside: Inside) -> None:
    for data in ({}, {"occasion": "curiosity"}):
        html = inside(focal_point).post(page(zahra), data).content.decode()
        assert "ZQ7-" not in html
    assert not Trail.objects.filter(action=OPENED).exists()


@pytest.mark.parametrize(("seconds", "only"), [(301, ""), (301, "mfa")])
def test_the_second_factor_is_asked_for_again(
    seconds: int, only: str, zahra: Member, focal_point: Member, inside: Inside
) -> None:
    browser = inside(focal_point)
    age_proofs(browser, seconds, only=only)
    for answer in (browser.get(page(zahra)), browser.post(page(zahra), {"occasion": "danger"})):
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("mfa_reauthenticate"))
    assert "occasion" not in str(dict(browser.session)), "nothing that was posted waits in the session"


def test_every_opening_is_a_line_in_the_trail_without_the_data(
    zahra: Member, focal_point: Member, inside: Inside
) -> None:
    inside(focal_point).post(page(zahra), {"occasion": "asked"})
    line = Trail.objects.get(action=OPENED)
    assert (line.actor, line.about, line.result) == (focal_point.pk, zahra.pk, "asked")
    assert "ZQ7-" not in str(vars(line))


def test_she_can_read_that_and_why_it_was_opened_but_not_by_whom(
    zahra: Member, focal_point: Member, inside: Inside
) -> None:
    open_contact(by=focal_point, member=zahra, occasion=ContactOccasion.EVENT)
    html = inside(zahra).get(reverse("network:data")).content.decode()
    assert "Your contact data were opened" in html
    assert str(ContactOccasion.EVENT.label) in html
    assert "Focal point</bdi>" not in html


def test_five_contacts_at_once_and_the_coordinators_hear_of_the_last(
    focal_point: Member, coordinator: Member, inside: Inside, time_machine
) -> None:
    people = [factories.member("AF") for _ in range(6)]
    for member in people[:4]:
        open_contact(by=focal_point, member=member, occasion=ContactOccasion.ACCESS)
    assert not Alarm.objects.exists()
    open_contact(by=focal_point, member=people[4], occasion=ContactOccasion.ACCESS)
    assert [(row.member, row.cause) for row in Alarm.objects.all()] == [(focal_point, AlarmCause.CONTACTS)]
    assert coordinator.notices.filter(kind=NoticeKind.ALARM).exists()
    html = inside(focal_point).post(page(people[5]), {"occasion": "danger"}).content.decode()
    assert "as often as is safe" in html
    assert "Come back in 5 hours" in html
    assert people[5].address.open() not in html
    assert not Trail.objects.filter(action=OPENED, about=people[5].pk).exists()
    time_machine.move_to(timezone.now() + timedelta(hours=25))
    assert CONTACTS.count_remaining(focal_point) == 5


def test_a_coordinator_who_stays_one_below_the_budget_is_told_of(coordinator: Member, time_machine) -> None:
    """Four at once, then each one as it comes back: eight in a day, and the budget is never empty."""
    time_machine.move_to(timezone.now().replace(hour=0, minute=1), tick=False)
    people = [factories.member("AF") for _ in range(8)]
    for member in people[:4]:
        open_contact(by=coordinator, member=member, occasion=ContactOccasion.ACCESS)
    assert not Alarm.objects.exists()
    for member in people[4:]:
        time_machine.shift(timedelta(hours=4, minutes=50))
        open_contact(by=coordinator, member=member, occasion=ContactOccasion.ACCESS)
    assert [(row.member, row.cause) for row in Alarm.objects.all()] == [(coordinator, AlarmCause.CONTACTS)]


def test_one_contact_a_day_for_three_weeks_is_no_alarm(focal_point: Member, time_machine) -> None:
    for _day in range(21):
        open_contact(by=focal_point, member=factories.member("AF"), occasion=ContactOccasion.ASKED)
        time_machine.move_to(timezone.now() + timedelta(days=1))
    assert not Alarm.objects.exists()


def test_other_countries_members_and_unknown_ids_are_the_same_404(
    nasrin: Member, zahra: Member, focal_point: Member, inside: Inside
) -> None:
    browser = inside(focal_point)
    foreign = browser.get(page(nasrin))
    unknown = browser.get(page(nasrin).replace(str(nasrin.pk), "00000000-0000-4000-8000-000000000000"))
    assert foreign.status_code == unknown.status_code == 404
    assert inside(zahra).get(page(nasrin)).status_code == 404


def test_never_by_mail_is_said_before_the_address(focal_point: Member, inside: Inside) -> None:
    careful = factories.member("AF", mail="never")
    html = inside(focal_point).post(page(careful), {"occasion": "danger"}).content.decode()
    assert html.index("never by mail") < html.index(careful.address.open())


def test_there_is_no_file_of_people() -> None:
    from network.staff import urls as staff

    routes = [str(pattern.pattern) for pattern in staff.urlpatterns if "people" in str(pattern.pattern)]
    assert not [route for route in routes if any(word in route for word in ("csv", "xlsx", "export", "json"))]


@pytest.mark.parametrize("many", [1, 3, 60])
def test_the_list_asks_the_same_number_of_questions(
    many: int, focal_point: Member, inside: Inside, django_assert_max_num_queries
) -> None:
    for _ in range(many):
        factories.member("AF")
    browser = inside(focal_point)
    browser.get(reverse("network:staff_people"))
    with django_assert_max_num_queries(7):
        browser.get(reverse("network:staff_people"))
