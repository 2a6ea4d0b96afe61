"""Circles: who comes in, who reads what, and what is left of somebody who goes."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from network.circles.actions import circles, posts
from network.models import (
    Block,
    Circle,
    CircleSeat,
    Concern,
    Country,
    HiddenFrom,
    Member,
    NoticeKind,
    Pin,
    Post,
    Thread,
    Trail,
)
from network.models.circles import MOST_SEATS
from tests.network import factories

pytestmark = pytest.mark.django_db
Inside = Callable[[Member], Client]


def a_circle(*people: Member, moderator: Member | None = None, countries: str = "", **fields: Any) -> Circle:
    values = {"title": "ZQ7 Circle", "summary": "About it.", "topic": "leadership", "admission": "open", **fields}
    circle = Circle.objects.create(**values)
    circle.countries.set(Country.objects.filter(code__in=countries.split()))
    for member in people:
        CircleSeat.objects.create(circle=circle, member=member)
    if moderator:
        CircleSeat.objects.create(circle=circle, member=moderator, is_moderator=True)
    return circle


def said(by: Member, circle: Circle, words: str = "ZQ7-words", thread: Thread | None = None) -> Post:
    return posts.write_post(by=by, circle=circle, words=words, thread=thread)


def address(name: str, row: Any) -> str:
    return reverse(f"network:{name}", args=[row.pk])


def page(browser: Client, name: str, row: Any) -> str:
    answer = browser.get(address(name, row))
    assert answer.status_code == 200
    return answer.content.decode()


# Who may know of a circle


def test_a_newcomer_knows_of_no_circle(newcomer: Member, zahra: Member, inside: Inside) -> None:
    circle = a_circle(zahra)
    browser = inside(newcomer)
    assert browser.get(reverse("network:circles")).status_code == 404
    assert browser.get(address("circle", circle)).status_code == 404
    assert browser.post(address("circle_join", circle)).status_code == 404


def test_a_circle_for_one_country_does_not_exist_for_another(zahra: Member, nasrin: Member, inside: Inside) -> None:
    circle = a_circle(countries="AF")
    assert "ZQ7 Circle" in inside(zahra).get(reverse("network:circles")).content.decode()
    assert "ZQ7 Circle" not in inside(nasrin).get(reverse("network:circles")).content.decode()
    assert inside(nasrin).post(address("circle_join", circle)).status_code == 404


def test_who_sits_outside_reads_nothing_not_even_a_coordinator(
    zahra: Member, nasrin: Member, coordinator: Member, inside: Inside
) -> None:
    circle = a_circle(zahra)
    post = said(zahra, circle)
    for other in (nasrin, coordinator):
        browser = inside(other)
        assert "ZQ7-words" not in page(browser, "circle", circle)
        assert "Zahra" not in page(browser, "circle", circle)
        for name in ("post_take_back", "post_report", "post_hide"):
            assert browser.get(address(name, post)).status_code == 404
        assert browser.get(address("thread", post.thread)).status_code == 404
        assert browser.get(address("thread_new", circle)).status_code == 404


def test_a_coordinator_who_comes_in_is_seen_by_all(zahra: Member, coordinator: Member, inside: Inside) -> None:
    circle = a_circle(zahra, admission="ask")
    inside(coordinator).post(address("circle_join", circle))
    assert CircleSeat.objects.get(member=coordinator).is_moderator
    assert "Coordinator" in page(inside(zahra), "circle", circle)


# Coming in


def test_a_request_waits_until_a_moderator_lets_her_in(zahra: Member, nasrin: Member, inside: Inside) -> None:
    circle = a_circle(moderator=nasrin, admission="ask")
    browser = inside(zahra)
    browser.post(address("circle_join", circle))
    browser.post(address("circle_join", circle))  # twice is once
    assert "Your request waits" in page(browser, "circle", circle)
    assert browser.get(address("thread_new", circle)).status_code == 404
    assert list(nasrin.notices.values_list("kind", flat=True)) == [NoticeKind.REQUEST]
    assert "Zahra" in page(inside(nasrin), "circle_people", circle)
    inside(nasrin).post(address("seat_admit", CircleSeat.objects.get(member=zahra)))
    assert "Begin something new" in page(browser, "circle", circle)
    assert list(zahra.notices.values_list("kind", flat=True)) == [NoticeKind.SEAT]


def test_only_who_looks_after_a_circle_sees_its_people(
    zahra: Member, nasrin: Member, focal_point: Member, coordinator: Member, inside: Inside
) -> None:
    circle = a_circle(zahra, moderator=nasrin)
    seat = CircleSeat.objects.get(member=zahra)
    for other in (zahra, focal_point):
        assert inside(other).get(address("circle_people", circle)).status_code == 404
        assert inside(other).post(address("seat_remove", seat)).status_code == 404
        assert inside(other).get(address("pin_new", circle)).status_code == 404
    assert "Zahra" in page(inside(coordinator), "circle_people", circle)
    assert inside(nasrin).post(address("seat_appoint", seat)).status_code == 404
    inside(coordinator).post(address("seat_appoint", seat))
    assert "Nasrin" in page(inside(zahra), "circle_people", circle)


def test_the_thirty_first_finds_it_full_and_is_told_so(zahra: Member, inside: Inside) -> None:
    circle = a_circle(*[factories.member("BD") for _n in range(MOST_SEATS)])
    answer = inside(zahra).post(address("circle_join", circle), follow=True)
    assert "full" in answer.content.decode()
    assert not CircleSeat.objects.filter(member=zahra).exists()


def test_a_circle_that_filled_up_lets_nobody_in_who_waited(zahra: Member, coordinator: Member) -> None:
    circle = a_circle(*[factories.member("BD") for _n in range(MOST_SEATS)], admission="ask")
    circles.join_circle(by=zahra, circle=circle)
    with pytest.raises(ValidationError):
        circles.admit_to_circle(by=coordinator, seat=CircleSeat.objects.get(member=zahra))


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_of_five_who_ask_at_once_for_the_last_seat_one_gets_it() -> None:
    circle = a_circle(*[factories.member("BD") for _n in range(MOST_SEATS - 1)])
    people = [factories.member("AF") for _n in range(5)]
    start, results = threading.Barrier(len(people)), []

    def ask(member: Member) -> None:
        start.wait()
        try:
            results.append(circles.join_circle(by=member, circle=circle))
        except ValidationError:
            results.append(False)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask, args=[member]) for member in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False, False, False, False, True]
    assert CircleSeat.objects.taken().count() == MOST_SEATS


# Speaking


def test_words_are_sealed_between_countries_and_the_day_is_all_that_is_kept_of_the_time(zahra: Member) -> None:
    said(zahra, a_circle(zahra))
    post = Post.objects.get()
    assert post.words.scope == "*"
    assert str(post.words) == "•••"
    kinds = {field.get_internal_type() for field in Post._meta.fields}
    assert "DateTimeField" not in kinds


def test_a_conversation_is_read_by_all_who_sit_in_it(zahra: Member, nasrin: Member, inside: Inside) -> None:
    circle = a_circle(zahra, nasrin)
    browser = inside(zahra)
    browser.post(address("thread_new", circle), {"words": "ZQ7-question"})
    thread = Thread.objects.get()
    inside(nasrin).post(address("thread", thread), {"words": "ZQ7-answer"})
    shown = page(browser, "thread", thread)
    assert shown.index("ZQ7-question") < shown.index("ZQ7-answer")
    assert "Nasrin" in shown
    assert "1 answer" in page(browser, "circle", circle)


def test_others_are_told_that_there_is_a_post_and_not_what(zahra: Member, nasrin: Member) -> None:
    Member.objects.update(mail="notice")
    said(zahra, a_circle(zahra, nasrin))
    assert list(nasrin.notices.values_list("kind", flat=True)) == [NoticeKind.CIRCLE]
    assert not zahra.notices.exists()
    assert "ZQ7" not in str([(letter.subject, letter.body) for letter in mail.outbox])


def test_an_empty_post_is_asked_for_again_and_a_long_one_is_kept_in_the_form(zahra: Member, inside: Inside) -> None:
    circle = a_circle(zahra)
    browser = inside(zahra)
    assert "Write something first" in browser.post(address("thread_new", circle), {"words": " "}).content.decode()
    long = browser.post(address("thread_new", circle), {"words": "ZQ7 " * 1001}).content.decode()
    assert "at most 4,000" in long
    assert "ZQ7 ZQ7" in long
    assert not Post.objects.exists()


def test_markup_in_a_post_is_shown_as_text(zahra: Member, inside: Inside) -> None:
    post = said(zahra, a_circle(zahra), "<script>alert(1)</script>")
    assert "<script>alert" not in page(inside(zahra), "thread", post.thread)


def test_a_closed_circle_can_be_read_and_takes_nothing_new(zahra: Member, nasrin: Member, inside: Inside) -> None:
    circle = a_circle(zahra)
    post = said(zahra, circle)
    Circle.objects.update(is_closed=True)
    browser = inside(zahra)
    assert "ZQ7-words" in page(browser, "thread", post.thread)
    answer = browser.post(address("thread", post.thread), {"words": "ZQ7-more"}).content.decode()
    assert "closed" in answer
    assert "ZQ7-more" in answer
    assert Post.objects.count() == 1
    assert inside(nasrin).post(address("circle_join", circle)).status_code == 404


def test_the_fifty_first_post_of_a_day_waits_for_tomorrow(zahra: Member) -> None:
    circle = a_circle(zahra)
    thread = said(zahra, circle).thread
    rows = [Post(thread=thread, author=zahra, turn=n, words="x") for n in range(100, 149)]
    Post.objects.bulk_create(rows)
    with pytest.raises(ValidationError):
        said(zahra, circle)


# Keeping away


@pytest.mark.parametrize("how", ["she blocked", "was blocked", "hides from the person", "hides from the country"])
def test_who_keeps_away_from_somebody_neither_reads_her_nor_is_read(
    zahra: Member, nasrin: Member, inside: Inside, how: str
) -> None:
    circle = a_circle(zahra, nasrin)
    if how == "she blocked":
        Block.objects.create(blocker=zahra, blocked=nasrin)
    elif how == "was blocked":
        Block.objects.create(blocker=nasrin, blocked=zahra)
    elif how == "hides from the person":
        HiddenFrom.objects.create(member=zahra, person=nasrin)
    else:
        HiddenFrom.objects.create(member=zahra, country=nasrin.country)
    hers, other = said(zahra, circle, "ZQ7-zahra"), said(nasrin, circle, "ZQ7-nasrin")
    answer = said(nasrin, circle, "ZQ7-answer", hers.thread)
    assert not zahra.notices.exists()
    shown = page(inside(zahra), "circle", circle) + page(inside(zahra), "thread", hers.thread)
    assert "ZQ7-zahra" in shown
    assert "ZQ7-nasrin" not in shown
    assert "ZQ7-answer" not in shown
    assert "1 answer" not in shown
    assert inside(zahra).get(address("thread", other.thread)).status_code == 404
    assert inside(zahra).get(address("post_report", answer)).status_code == 404
    assert "ZQ7-zahra" not in page(inside(nasrin), "circle", circle)


def test_whoever_looks_after_a_circle_reads_all_of_it(zahra: Member, nasrin: Member, inside: Inside) -> None:
    circle = a_circle(zahra, moderator=nasrin)
    Block.objects.create(blocker=zahra, blocked=nasrin)
    post = said(zahra, circle)
    assert "ZQ7-words" in page(inside(nasrin), "thread", post.thread)
    outside = a_circle(moderator=nasrin)
    assert "see everything written" in page(inside(zahra), "circle", outside)


# Going


def test_who_leaves_takes_her_words_along_and_leaves_those_of_others(
    zahra: Member, nasrin: Member, inside: Inside
) -> None:
    circle = a_circle(zahra, nasrin)
    post = said(zahra, circle, "ZQ7-zahra")
    said(nasrin, circle, "ZQ7-nasrin", post.thread)
    alone = said(zahra, circle, "ZQ7-alone")
    inside(zahra).post(address("circle_leave", circle))
    assert not CircleSeat.objects.filter(member=zahra).exists()
    shown = page(inside(nasrin), "thread", post.thread)
    assert "ZQ7-nasrin" in shown
    assert "Zahra" not in shown
    assert inside(nasrin).get(address("thread", alone.thread)).status_code == 404


def test_an_erased_account_leaves_no_word(zahra: Member, nasrin: Member, inside: Inside) -> None:
    circle = a_circle(zahra, nasrin)
    post = said(zahra, circle)
    said(nasrin, circle, "ZQ7-answer", post.thread)
    zahra.user.delete()
    assert [row.words.open() for row in Post.objects.all()] == ["ZQ7-answer"]
    assert page(inside(nasrin), "circle", circle)


def test_she_takes_her_own_words_back_and_nobody_elses(zahra: Member, nasrin: Member, inside: Inside) -> None:
    circle = a_circle(zahra, nasrin)
    hers, other = said(zahra, circle), said(nasrin, circle)
    assert inside(zahra).post(address("post_take_back", other)).status_code == 404
    inside(zahra).post(address("post_take_back", hers))
    assert list(Post.objects.all()) == [other]
    assert list(Thread.objects.all()) == [other.thread]


def test_who_is_removed_loses_seat_and_words(zahra: Member, nasrin: Member, inside: Inside) -> None:
    circle = a_circle(zahra, moderator=nasrin)
    post = said(zahra, circle)
    inside(nasrin).post(address("seat_remove", CircleSeat.objects.get(member=zahra)))
    assert not Post.objects.exists()
    assert inside(zahra).get(address("thread", post.thread)).status_code == 404


def test_posts_vanish_after_a_year_and_empty_threads_with_them(zahra: Member) -> None:
    circle = a_circle(zahra)
    old, new = said(zahra, circle, "ZQ7-old"), said(zahra, circle, "ZQ7-new")
    today = timezone.localdate()
    Post.objects.filter(pk=old.pk).update(posted_on=today - timedelta(days=365))
    Post.objects.filter(pk=new.pk).update(posted_on=today - timedelta(days=364))
    assert list(Post.objects.expired(today)) == [old]
    Post.objects.expired(today).delete()
    assert list(Thread.objects.expired(today)) == [old.thread]


# Looking after


def test_a_hidden_post_shows_its_reason_and_its_words_only_to_author_and_moderator(
    zahra: Member, nasrin: Member, coordinator: Member, inside: Inside
) -> None:
    circle = a_circle(zahra, nasrin, moderator=coordinator)
    post = said(zahra, circle)
    assert inside(nasrin).post(address("post_hide", post), {"reason": "case"}).status_code == 404
    assert "Choose what is wrong" in inside(coordinator).post(address("post_hide", post)).content.decode()
    inside(coordinator).post(address("post_hide", post), {"reason": "case"})
    for member, reads in ((zahra, True), (coordinator, True), (nasrin, False)):
        shown = page(inside(member), "thread", post.thread)
        assert ("ZQ7-words" in shown) == reads
        assert str(Concern.CASE.label) in shown
        assert "ZQ7-words" not in page(inside(member), "circle", circle)
    inside(coordinator).post(address("post_show", post))
    assert "ZQ7-words" in page(inside(nasrin), "thread", post.thread)


def test_a_moderator_pins_a_page_of_the_toolkit_only(zahra: Member, nasrin: Member, inside: Inside) -> None:
    circle = a_circle(zahra, moderator=nasrin)
    browser = inside(nasrin)
    browser.post(address("pin_new", circle), {"label": "ZQ7-pin", "path": "https://example.org/x/"})
    assert not Pin.objects.exists()
    browser.post(address("pin_new", circle), {"label": "ZQ7-pin", "path": "/en/law/"})
    assert "ZQ7-pin" in page(inside(zahra), "circle", circle)
    assert inside(zahra).post(address("pin_remove", Pin.objects.get())).status_code == 404
    browser.post(address("pin_remove", Pin.objects.get()))
    assert not Pin.objects.exists()


def test_a_coordinator_makes_a_circle_and_changes_it(coordinator: Member, inside: Inside) -> None:
    factories.country("AF")
    browser = inside(coordinator)
    facts = {"title": "T", "summary": "S", "topic": "gender", "admission": "ask", "countries": ["AF"]}
    browser.post(reverse("network:circle_new"), facts)
    circle = Circle.objects.get()
    assert CircleSeat.objects.get().is_moderator
    assert 'value="AF"' in page(browser, "circle_edit", circle)
    browser.post(address("circle_edit", circle), {**facts, "title": "ZQ7-new", "countries": []})
    circle.refresh_from_db()
    assert circle.title.open() == "ZQ7-new"
    assert not circle.countries.exists()


@pytest.mark.parametrize("person", ["zahra", "focal_point"])
def test_only_coordinators_make_circles(person: str, request: pytest.FixtureRequest, inside: Inside) -> None:
    browser = inside(request.getfixturevalue(person))
    assert browser.get(reverse("network:circle_new")).status_code == 404
    assert browser.get(address("circle_edit", a_circle())).status_code == 404


def test_each_step_leaves_a_line_without_words(zahra: Member, nasrin: Member) -> None:
    circle = a_circle(moderator=nasrin)
    circles.join_circle(by=zahra, circle=circle)
    post = said(zahra, circle)
    posts.hide_post(by=nasrin, post=post, reason=Concern.CASE)
    posts.withdraw_post(by=zahra, post=post)
    circles.leave_circle(by=zahra, circle=circle)
    lines = list(Trail.objects.order_by("pk").values_list("action", "actor"))
    assert lines == [
        ("circle.join", zahra.pk),
        ("post.write", zahra.pk),
        ("post.hide", nasrin.pk),
        ("post.take_back", zahra.pk),
        ("circle.leave", zahra.pk),
    ]
    assert "ZQ7" not in str(list(Trail.objects.values()))


# Questions to the database


def test_lists_ask_the_database_as_often_for_many_as_for_one(zahra: Member, inside: Inside) -> None:
    circle = a_circle(moderator=zahra)
    first = said(zahra, circle).thread
    browser = inside(zahra)
    pages = [reverse("network:circles")]
    pages += [address("circle", circle), address("thread", first), address("circle_people", circle)]

    def counts() -> list[int]:
        numbers = []
        for path in pages:
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(path).status_code == 200
            numbers.append(len(queries))
        return numbers

    def add(count: int) -> None:
        for _n in range(count):
            member = factories.member("AF")
            circles.join_circle(by=member, circle=circle)
            a_circle(zahra, member)
            a_circle(member)
            said(member, circle)
            said(member, circle, thread=first)
            Pin.objects.create(circle=circle, label="P", path="/en/law/")

    add(1)
    counts()
    one = counts()
    for more in (2, 6):
        add(more)
        assert counts() == one
    assert max(one) <= 15


def test_what_is_sent_again_because_nobody_answered_is_one_post(zahra: Member, nasrin: Member) -> None:
    circle = a_circle(zahra, moderator=nasrin)
    first = said(zahra, circle, "ZQ7-hello")
    assert said(zahra, circle, "ZQ7-hello") == first, "a thread that was begun is not begun twice"
    thread = first.thread
    answer = said(zahra, circle, "ZQ7-hello", thread) if said(nasrin, circle, "ZQ7-hello", thread) else None
    assert said(zahra, circle, "ZQ7-hello", thread) == answer
    assert said(zahra, circle, "ZQ7-hello") not in {first, answer}, "a new thread with the words of an answer"
    posts.hide_post(by=nasrin, post=answer, reason="pressure")
    assert said(zahra, circle, "ZQ7-hello", thread) != answer


def test_a_seat_in_another_circle_lets_nobody_write_in_this_one(zahra: Member, nasrin: Member) -> None:
    circle = a_circle(zahra)
    a_circle(nasrin)
    with pytest.raises(ValidationError, match="You sit in this circle no longer"):
        said(nasrin, circle)
    assert said(zahra, circle)
