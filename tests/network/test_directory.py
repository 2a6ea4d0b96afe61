"""Finding each other, keeping away from each other, and what copying the list would meet."""

import base64
import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.utils import timezone

from network.directory.actions import directory as actions
from network.directory.actions import viewing
from network.limits import CARDS, MONTHS_CARDS, PROFILES, REAL_NAMES
from network.models import (
    Block,
    CardViewCount,
    HiddenFrom,
    Member,
    Notice,
    NoticeKind,
    Photo,
    Trail,
    ViewRecord,
    VisibilityGrant,
    are_blocked,
    are_kept_apart,
    find_members_apart_from,
)
from network.profiles.actions.profiles import write_profile
from tests.network import factories

pytestmark = pytest.mark.django_db
PEOPLE = "/en/space/people/"


def listed(code: str = "AF", **fields: Any) -> Member:
    """A member in the directory who shows her sector to all."""
    row = factories.member(code, is_listed=True, **fields)
    VisibilityGrant.objects.create(member=row, fact="sector")
    return row


def page(browser: Any, address: str = PEOPLE) -> str:
    return browser.get(address).content.decode()


def test_only_those_who_chose_it_are_found(nasrin: Member, inside: Any) -> None:
    listed(pseudonym="Laila")
    factories.member(pseudonym="Silent")
    listed(pseudonym="Brandnew", newcomer=True)
    locked = listed(pseudonym="Locked")
    type(locked.user).objects.filter(pk=locked.user_id).update(is_active=False)
    text = page(inside(nasrin))
    assert "Laila" in text
    assert not {"Silent", "Brandnew", "Locked"} & set(text.split("<bdi>")[1].split("<"))
    assert all(name not in text for name in ("Silent", "Brandnew", "Locked"))


def test_an_empty_directory_says_what_to_do(nasrin: Member, inside: Any) -> None:
    assert "Nobody wishes to be found yet" in page(inside(nasrin))


def test_a_newcomer_has_no_directory(newcomer: Member, inside: Any) -> None:
    other = listed()
    browser = inside(newcomer)
    for address in (PEOPLE, f"{PEOPLE}{other.pk}/", f"{PEOPLE}{other.pk}/write/", "/en/space/messages/"):
        assert browser.get(address).status_code == 404


def test_hiding_from_a_country_or_a_person_works_one_way(zahra: Member, nasrin: Member) -> None:
    Member.objects.update(is_listed=True)
    actions.hide_from_countries(by=zahra, codes=["BD"])
    assert zahra not in Member.objects.visible_to(nasrin)
    assert nasrin in Member.objects.visible_to(zahra)
    actions.hide_from_countries(by=zahra, codes=[])
    assert zahra in Member.objects.visible_to(nasrin)
    actions.hide_from_person(by=zahra, person=nasrin)
    assert zahra not in Member.objects.visible_to(nasrin)
    assert nasrin in Member.objects.visible_to(zahra)
    actions.stop_hiding_from_person(by=zahra, person=nasrin)
    assert zahra in Member.objects.visible_to(nasrin)


def test_a_block_hides_both_from_each_other(zahra: Member, nasrin: Member, coordinator: Member) -> None:
    Member.objects.update(is_listed=True)
    actions.block_member(by=zahra, person=nasrin)
    actions.block_member(by=zahra, person=nasrin)
    assert Block.objects.count() == 1
    assert zahra not in Member.objects.visible_to(nasrin)
    assert nasrin not in Member.objects.visible_to(zahra)
    assert are_blocked(zahra, nasrin)
    assert are_blocked(nasrin, zahra)
    assert not are_blocked(zahra, coordinator)
    actions.unblock_member(by=zahra, person=nasrin)
    assert zahra in Member.objects.visible_to(nasrin)


def test_those_who_keep_apart_are_found_from_both_sides(zahra: Member, nasrin: Member, coordinator: Member) -> None:
    assert not are_kept_apart(zahra, nasrin)
    for make in (
        lambda: HiddenFrom.objects.create(member=zahra, country_id="BD"),
        lambda: HiddenFrom.objects.create(member=zahra, person=nasrin),
        lambda: Block.objects.create(blocker=zahra, blocked=nasrin),
    ):
        row = make()
        assert are_kept_apart(zahra, nasrin)
        assert are_kept_apart(nasrin, zahra)
        assert set(find_members_apart_from(zahra)) == {nasrin}
        assert set(find_members_apart_from(nasrin)) == {zahra}
        assert coordinator not in find_members_apart_from(zahra)
        row.delete()


def test_unknown_hidden_and_blocked_look_the_same(zahra: Member, nasrin: Member, inside: Any) -> None:
    unknown = "4b3c1a5e-0000-4000-8000-000000000000"
    hidden, blocker, blocked, silent = (listed() for _n in range(4))
    factories.member()
    HiddenFrom.objects.create(member=hidden, person=nasrin)
    Block.objects.create(blocker=blocker, blocked=nasrin)
    Block.objects.create(blocker=nasrin, blocked=blocked)
    Member.objects.filter(pk=silent.pk).update(is_listed=False)
    browser = inside(nasrin)
    for rest in ("", "photo/", "write/", "report/", "away/"):
        first = browser.get(f"{PEOPLE}{unknown}/{rest}")
        assert first.status_code == 404
        for person in (hidden, blocker, blocked, silent, nasrin):
            answer = browser.get(f"{PEOPLE}{person.pk}/{rest}")
            assert answer.status_code == 404
            assert same(answer.content, person.pk) == same(first.content, unknown)
    assert not ViewRecord.objects.exists()


def same(body: bytes, pk: object) -> str:
    """Without the address that was asked for, which the language list names, and without tokens."""
    return re.sub(r'value="\w{64}"', "", body.decode().replace(str(pk), "ID"))


def test_a_profile_shows_what_she_chose_to_show(zahra: Member, nasrin: Member, inside: Any) -> None:
    Member.objects.filter(pk=zahra.pk).update(is_listed=True)
    write_profile(by=zahra, texts={"name": "ZQ7-real-name", "city": "ZQ7-city", "about": "ZQ7-about <b>"})
    VisibilityGrant.objects.create(member=zahra, fact="about")
    VisibilityGrant.objects.create(member=zahra, fact="city", country=nasrin.country)
    VisibilityGrant.objects.create(member=zahra, fact="name", country=zahra.country)
    text = page(inside(nasrin), f"{PEOPLE}{zahra.pk}/")
    assert "ZQ7-about &lt;b&gt;" in text
    assert "ZQ7-city" in text
    assert "ZQ7-real-name" not in text
    assert "Afghanistan" not in text
    assert "ZQ7-address" not in text
    assert "ZQ7-reach" not in text
    assert "ZQ7-" not in page(inside(nasrin))


def test_opening_a_profile_needs_a_fresh_proof(zahra: Member, nasrin: Member, inside: Any) -> None:
    Member.objects.filter(pk=zahra.pk).update(is_listed=True)
    browser = inside(nasrin)
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": timezone.now().timestamp() - 301}]
    session.save()
    answer = browser.get(f"{PEOPLE}{zahra.pk}/")
    assert answer.status_code == 302
    assert "/account/" in answer["Location"]
    assert not ViewRecord.objects.exists()


def test_twelve_profiles_at_once_twenty_in_a_day_and_not_one_more(
    nasrin: Member, inside: Any, time_machine: Any
) -> None:
    people = [listed() for _n in range(25)]
    browser = inside(nasrin)
    time_machine.move_to(timezone.now().replace(hour=0, minute=30), tick=False)
    opened, refused = 0, ""
    for hour in range(24):
        browser = inside(nasrin)
        for person in people[opened:]:
            answer = browser.get(f"{PEOPLE}{person.pk}/")
            if answer.status_code != 200:
                refused = answer.content.decode()
                assert answer.status_code == 429
                assert person.pseudonym not in refused
                break
            opened += 1
        if hour == 0:
            assert opened == 12
            assert "Come back in 3 hours" in refused
            assert browser.get(f"{PEOPLE}{people[0].pk}/").status_code == 200  # opened before today
        time_machine.shift(timedelta(minutes=59))
    assert 19 <= opened <= 20


def test_midnight_gives_no_profile_back(nasrin: Member, time_machine: Any) -> None:
    people = [listed() for _n in range(14)]
    time_machine.move_to(timezone.now().replace(hour=23, minute=50), tick=False)
    for person in people[:12]:
        viewing.open_profile(by=nasrin, person=person)
    time_machine.shift(timedelta(minutes=20))
    with pytest.raises(ValidationError):
        viewing.open_profile(by=nasrin, person=people[12])


def test_the_trail_does_not_say_whose_profile_was_opened(zahra: Member, nasrin: Member) -> None:
    viewing.open_profile(by=nasrin, person=zahra)
    line = Trail.objects.get(action="profile.open")
    assert line.actor == nasrin.pk
    assert line.about is None


def test_whom_she_saw_is_forgotten_the_next_day_and_never_written_down(zahra: Member, nasrin: Member) -> None:
    Member.objects.update(is_listed=True)
    viewing.open_profile(by=nasrin, person=zahra)
    today = timezone.localdate()
    assert ViewRecord.objects.count() == 2  # her card and her profile
    rows = str(list(ViewRecord.objects.values()))
    for member in (zahra, nasrin):
        assert str(member.pk) not in rows
        assert member.pk.hex not in rows
    assert not ViewRecord.objects.expired(today).exists()
    assert ViewRecord.objects.expired(today + timedelta(days=1)).count() == 2


def test_whom_she_saw_costs_nothing_today_and_something_tomorrow(nasrin: Member, time_machine: Any) -> None:
    people = [listed() for _n in range(5)]
    time_machine.move_to(timezone.now().replace(hour=12), tick=False)
    for _time in range(3):
        assert viewing.view_cards(by=nasrin, people=people) == people
        viewing.open_profile(by=nasrin, person=people[0])
    assert (CARDS.count_remaining(nasrin), PROFILES.count_remaining(nasrin)) == (25, 11)
    time_machine.shift(timedelta(days=1))
    before = CARDS.count_remaining(nasrin)
    viewing.view_cards(by=nasrin, people=people)
    assert CARDS.count_remaining(nasrin) == before - 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_five_browsers_at_once_do_not_open_more_than_the_budget() -> None:
    viewer = factories.member("BD")
    people = [listed() for _n in range(5)]
    assert PROFILES.consume(viewer, 11)
    gate = threading.Barrier(5)
    done: list[bool] = []

    def run(person: Member) -> None:
        gate.wait()
        try:
            viewing.open_profile(by=viewer, person=person)
            done.append(True)
        except ValidationError:
            done.append(False)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[row]) for row in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False] * 4 + [True]


def test_a_photo_is_served_only_to_whom_it_is_shown_and_who_opened_the_profile(
    zahra: Member, nasrin: Member, inside: Any
) -> None:
    Member.objects.filter(pk=zahra.pk).update(is_listed=True)
    Photo.objects.create(member=zahra, body=base64.b64encode(b"\xff\xd8 a picture").decode())
    browser, address = inside(nasrin), f"{PEOPLE}{zahra.pk}/photo/"
    assert browser.get(address).status_code == 404
    assert "photo/" not in page(browser, f"{PEOPLE}{zahra.pk}/").split("<main")[1]
    assert browser.get(address).status_code == 404
    VisibilityGrant.objects.create(member=zahra, fact="photo", country=nasrin.country)
    answer = browser.get(address)
    assert answer.status_code == 200
    assert answer.content.startswith(b"\xff\xd8")
    assert "no-store" in answer["Cache-Control"]
    assert "photo/" in page(browser, f"{PEOPLE}{zahra.pk}/").split("<main")[1]
    ViewRecord.objects.all().delete()
    assert browser.get(address).status_code == 404


def test_three_pages_of_ten_show_thirty_of_all_in_an_order_of_the_day(
    nasrin: Member, inside: Any, time_machine: Any
) -> None:
    names = {listed(pseudonym=f"Person {n:02}").pseudonym for n in range(45)}
    time_machine.move_to(timezone.now().replace(hour=12), tick=False)
    orders = []
    for day in range(2):
        time_machine.shift(timedelta(days=day))
        CardViewCount.objects.all().delete()  # else sixty of forty-five are a copy
        browser = inside(nasrin)
        texts = [page(browser, f"{PEOPLE}?page={n}") for n in (1, 2, 3)]
        assert [len(names_on(text)) for text in texts] == [10, 10, 10]
        found = [name for text in texts for name in names_on(text)]
        assert len(set(found)) == 30
        assert set(found) < names
        assert 'rel="next"' not in texts[2]
        orders.append(found)
    assert set(orders[0]) != set(orders[1])


def test_by_name_brings_nobody_whom_the_order_of_the_day_does_not_show(nasrin: Member, inside: Any) -> None:
    for n in range(45):
        listed(pseudonym=f"Person {n:02}")
    browser = inside(nasrin)
    todays = [name for n in (1, 2, 3) for name in names_on(page(browser, f"{PEOPLE}?page={n}"))]
    for model in (ViewRecord, CardViewCount):
        model.objects.all().delete()
    CARDS.give_back(nasrin, 30)
    by_name = [name for n in (1, 2, 3) for name in names_on(page(browser, f"{PEOPLE}?order=name&page={n}"))]
    assert by_name == sorted(todays)


def test_whose_cards_are_used_up_sees_whom_she_saw_and_not_whether_there_are_more(nasrin: Member, inside: Any) -> None:
    people = [listed(sector="police" if n < 20 else "justice") for n in range(40)]
    viewing.view_cards(by=nasrin, people=people[:30])
    browser = inside(nasrin)
    text = page(browser)
    assert "as many people as one can for now" in text
    assert "Come back in" in text
    for query in ("sector=police", "sector=justice"):
        assert set(names_on(page(browser, f"{PEOPLE}?{query}"))) <= {row.pseudonym for row in people[:30]}
    ViewRecord.objects.all().delete()
    answers = [browser.get(f"{PEOPLE}?sector={sector}") for sector in ("justice", "health")]
    assert [answer.status_code for answer in answers] == [429, 429]
    main = [answer.content.decode().split("<main")[1].split("</main>")[0] for answer in answers]
    assert main[0] == main[1]
    assert browser.get(f"{PEOPLE}{people[35].pk}/").status_code == 429  # a known address is no way around


def test_a_month_has_a_hundred_cards_or_a_quarter_of_the_directory(nasrin: Member) -> None:
    limit = MONTHS_CARDS.limits[0].number
    assert limit // viewing.compute_card_price(5) == limit // viewing.compute_card_price(400) == 100
    assert 390 <= limit // viewing.compute_card_price(1600) <= 400
    assert MONTHS_CARDS.consume(nasrin, 5950)
    people = [listed() for _n in range(3)]
    assert viewing.view_cards(by=nasrin, people=people) == []
    assert CARDS.count_remaining(nasrin) == 30, "what the month refused, the day gets back"
    assert viewing.compute_card_wait(nasrin) > 0


def test_three_real_names_at_once_and_then_none_whether_she_shows_one_or_not(
    nasrin: Member, inside: Any, time_machine: Any
) -> None:
    people = [listed(pseudonym=f"P{n}") for n in range(5)]
    for row in people[:4]:
        write_profile(by=row, texts={"name": f"ZQ7-name-{row.pseudonym}", "city": "", "about": ""})
        VisibilityGrant.objects.create(member=row, fact="name")
    browser = inside(nasrin)
    for row in people[:3]:
        text = page(browser, f"{PEOPLE}{row.pk}/")
        assert f"ZQ7-name-{row.pseudonym}" in text
        assert "as many real names" not in text
    withheld, without = (page(browser, f"{PEOPLE}{row.pk}/").split("<main")[1] for row in people[3:])
    assert "ZQ7-name" not in withheld
    for text in (withheld, without):
        assert "as many real names as one can for now" in text
        assert "Come back in" in text
    plain = [
        re.sub(r"P\d|[0-9a-f-]{36}|open\s+\d+\s+more|csrf[^>]*|data-left=\S+|nonce-?[^ >]*", "·", text)
        for text in (withheld, without)
    ]
    assert plain[0] == plain[1]
    assert "ZQ7-name-P0" in page(browser, f"{PEOPLE}{people[0].pk}/")  # read today before
    time_machine.move_to(timezone.now() + timedelta(hours=13))
    assert REAL_NAMES.count_remaining(nasrin) == 1


def names_on(text: str) -> list[str]:
    return [part.split("<bdi>")[1].split("</bdi>")[0] for part in text.split('class="person"')[1:]]


@pytest.mark.parametrize(
    "query", ["page=x", "page=0", "page=-1", "page=99999999999", "page=%00", "sector=x&order=%00", "page=٣"]
)
def test_a_broken_address_shows_the_first_page(query: str, nasrin: Member, inside: Any) -> None:
    listed(pseudonym="Laila")
    answer = inside(nasrin).get(f"{PEOPLE}?{query}")
    assert answer.status_code == 200
    assert "Laila" in answer.content.decode()


def test_the_number_of_queries_does_not_grow_with_the_members(
    nasrin: Member, inside: Any, django_assert_max_num_queries: Any
) -> None:
    counts = []
    listed()
    page(inside(nasrin))  # the first one of the day begins its tally
    for _round in range(3):
        listed()
        browser = inside(nasrin)
        with django_assert_max_num_queries(20) as caught:
            page(browser)
        counts.append(len(caught))
        for _n in range(2):
            listed()
    for _n in range(30):
        listed()
    browser = inside(nasrin)
    with django_assert_max_num_queries(20) as caught:
        page(browser)
    assert {*counts, len(caught)} == {counts[0]}


def test_she_keeps_somebody_away_from_her_profile(zahra: Member, nasrin: Member, inside: Any) -> None:
    Member.objects.update(is_listed=True)
    browser, address = inside(nasrin), f"{PEOPLE}{zahra.pk}/away/"
    page(browser, f"{PEOPLE}{zahra.pk}/")
    assert "Keep" in page(browser, address)
    assert browser.post(address, {"how": "hide"}).status_code == 302
    assert HiddenFrom.objects.filter(member=nasrin, person=zahra).exists()
    assert browser.post(address, {"how": "block"}).status_code == 302
    assert Block.objects.filter(blocker=nasrin, blocked=zahra).exists()
    text = page(browser, "/en/space/away/")
    assert text.count("<bdi>Zahra</bdi>") == 2
    for how in ("hide", "block"):
        assert browser.post(f"{PEOPLE}{zahra.pk}/near/", {"how": how}).status_code == 302
        assert browser.post(f"{PEOPLE}{zahra.pk}/near/", {"how": how}).status_code == 404
    assert not HiddenFrom.objects.exists()
    assert not Block.objects.exists()


def test_she_hides_from_countries(zahra: Member, nasrin: Member, inside: Any) -> None:
    browser = inside(zahra)
    assert browser.post("/en/space/away/", {"countries": ["BD"]}).status_code == 302
    assert "checked" in page(browser, "/en/space/away/")
    assert browser.post("/en/space/away/", {"countries": ["XX"]}).status_code == 200
    assert [row.country_id for row in HiddenFrom.objects.all()] == ["BD"]
    assert browser.post("/en/space/away/", {}).status_code == 302
    assert not HiddenFrom.objects.exists()


# --- Canaries -----------------------------------------------------------------------------------------------

CANARY = {
    "pseudonym": "Quiet one",
    "country": "PK",
    "sector": "justice",
    "level": "middle",
    "languages": ["ur"],
    "skills": ["tip"],
}


@pytest.fixture
def canary(coordinator: Member) -> Member:
    return actions.make_canary(by=coordinator, **{**CANARY, "pseudonym": "Canary"})  # type: ignore[arg-type]


def test_a_canary_looks_like_anybody_and_its_opening_is_told_to_the_coordinators(
    canary: Member, zahra: Member, nasrin: Member, coordinator: Member, other_coordinator: Member, inside: Any
) -> None:
    twin = factories.member("PK", pseudonym="Sister", is_listed=True, languages=["ur"], skills=["tip"])
    VisibilityGrant.objects.bulk_create(
        VisibilityGrant(member=twin, fact=fact) for fact in ("country", "sector", "level", "languages", "expertise")
    )
    browser = inside(nasrin)
    assert set(names_on(page(browser))) == {canary.pseudonym, "Sister"}
    assert re.fullmatch(r"Canary \d\d", canary.pseudonym), "numbered as everybody is"
    pages = [page(browser, f"{PEOPLE}{row.pk}/") for row in (canary, twin)]
    main = [text.split("<main")[1].split("</main>")[0] for text in pages]
    pair = zip(main, (canary, twin), (11, 10), strict=True)
    plain = [
        text.replace(row.pseudonym, "NAME").replace(str(row.pk), "ID").replace(f"open {left} more", "open N more")
        for text, row, left in pair
    ]
    assert "".join(plain[0].split()) == "".join(plain[1].split())
    told = Notice.objects.filter(kind=NoticeKind.ALARM).values_list("member", flat=True)
    assert set(told) == {coordinator.pk, other_coordinator.pk}
    line = Trail.objects.get(action="canary.open")
    assert (line.actor, line.about) == (nasrin.pk, canary.pk)


def test_a_coordinator_who_opens_a_canary_is_not_told_herself(
    canary: Member, coordinator: Member, other_coordinator: Member
) -> None:
    viewing.open_profile(by=coordinator, person=canary)
    assert [row.member_id for row in Notice.objects.filter(kind=NoticeKind.ALARM)] == [other_coordinator.pk]


def test_nobody_can_sign_in_to_a_canary(canary: Member) -> None:
    assert not canary.user.has_usable_password()
    assert canary.user.is_guarded
    assert not canary.address
    assert canary not in Member.objects.real()


def test_coordinators_see_canaries_and_who_opened_one_and_nobody_else_does(
    canary: Member, coordinator: Member, focal_point: Member, nasrin: Member, inside: Any
) -> None:
    browser, address = inside(coordinator), "/en/space/staff/canaries/"
    inside(nasrin).get(f"{PEOPLE}{canary.pk}/")
    text = page(browser, address)
    assert "Nasrin" in text
    assert canary.pseudonym in text
    for other in (focal_point, nasrin):
        assert inside(other).get(address).status_code == 404
        assert inside(other).post(f"{address}{canary.pk}/remove/").status_code == 404
    assert browser.post(f"{address}{nasrin.pk}/remove/").status_code == 404
    actions.remove_canary(by=coordinator, canary=canary)
    assert "One that was removed" in page(browser, address)


def test_home_shows_notices_with_their_pages_and_no_other_member(zahra: Member, nasrin: Member, inside: Any) -> None:
    Member.objects.update(is_listed=True)
    for kind in NoticeKind.values:
        Notice.objects.create(member=nasrin, kind=kind)
    text = page(inside(nasrin), "/en/space/home/")
    assert "/en/space/messages/" in text
    assert "/en/space/profile/" in text
    assert "Zahra" not in text
    assert "Nasrin" not in text
    assert "Nothing new" in page(inside(zahra), "/en/space/home/")


@pytest.mark.parametrize("place", ["write", "report", "away"])
def test_an_id_becomes_a_name_only_for_whom_she_saw_today(nasrin: Member, inside: Any, place: str) -> None:
    """129 ids from the history of a seized telephone were 129 pseudonyms in three seconds, past every budget."""
    person = listed()
    browser, address = inside(nasrin), f"{PEOPLE}{person.pk}/{place}/"
    for answer in (browser.get(address), browser.post(address, {})):
        assert answer.status_code == 302
        assert answer["Location"] == f"{PEOPLE}{person.pk}/"
        assert person.pseudonym not in answer.content.decode()
    page(browser, f"{PEOPLE}{person.pk}/")  # from the budget
    assert person.pseudonym in page(browser, address)
