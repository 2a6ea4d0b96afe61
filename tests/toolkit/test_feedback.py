"""A reader writes to the editors without an account, and they read it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import Letter, User
from tests.conftest import person
from toolkit import tasks
from toolkit.actions.feedback import answer_message
from toolkit.domain import retention
from toolkit.models import Portal, ReaderMessage
from toolkit.permissions import REVIEWERS
from toolkit.selectors.places import find_known_place

pytestmark = pytest.mark.django_db
FORM, SENT = "/prs/feedback/", "/prs/feedback/sent/"
WORDS = {"about": "word", "text": "«قاچاق» is wrong here", "reply": "reader@example.org"}
FROM_HERE = {"Origin": "http://testserver"}


def test_what_was_sent_is_sealed_with_the_day_alone(visitor: Client, starter: None) -> None:
    answer = visitor.post("/prs/feedback/on/law/tip/tip-6-3/", WORDS, headers=FROM_HERE)
    assert (answer.status_code, answer["Location"]) == (302, SENT)
    assert not answer.cookies
    row = ReaderMessage.objects.get()
    assert (row.text.open(), row.reply.open()) == (WORDS["text"], WORDS["reply"])
    assert (row.about, row.place, row.language) == ("word", "law/tip/tip-6-3/", "prs")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {ReaderMessage._meta.db_table}")
        stored = [str(value) for value in cursor.fetchone()]
    assert not any("wrong" in value or "reader@" in value or "127.0.0.1" in value or ":" in value for value in stored)


def test_the_form_asks_for_no_cookie_and_caches_may_keep_it(visitor: Client) -> None:
    page = visitor.get(FORM)
    assert not page.cookies
    assert "Cache-Control" not in page.headers or "no-store" not in page["Cache-Control"]
    assert "csrfmiddlewaretoken" not in page.text
    assert 'content="noindex, follow"' in page.text


@pytest.mark.parametrize("missing", ["about", "text"])
def test_nothing_typed_is_lost_where_something_is_missing(visitor: Client, missing: str) -> None:
    page = visitor.post(FORM, {**WORDS, missing: ""}, headers=FROM_HERE)
    assert page.status_code == 422
    assert page["Cache-Control"] == "no-store"
    assert all(value in page.text for name, value in WORDS.items() if name != missing)
    assert f'href="#id_{missing}"' in page.text
    assert not ReaderMessage.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_a_form_from_elsewhere_is_not_taken_and_its_words_stay(visitor: Client, headers: dict[str, str]) -> None:
    page = visitor.post("/en/feedback/", WORDS, headers=headers)
    assert page.status_code == 422
    assert WORDS["text"] in page.text
    assert "did not say that this form comes from our own page" in page.text
    assert not ReaderMessage.objects.exists()


def test_too_many_letters_are_refused(visitor: Client) -> None:
    assert visitor.post(FORM, {**WORDS, "text": "a" * 2001}, headers=FROM_HERE).status_code == 422
    assert visitor.post(FORM, {**WORDS, "text": "a" * 2000}, headers=FROM_HERE).status_code == 302


def test_one_place_cannot_fill_the_list(visitor: Client, settings: Any) -> None:
    settings.CLIENT_ROOM = 0.05  # 3 an hour
    answers = [visitor.post(FORM, WORDS, headers=FROM_HERE).status_code for _ in range(5)]
    assert answers == [302, 302, 302, 429, 429]


@pytest.mark.parametrize(
    ("place", "known"),
    [
        ("tools/legislation", "tools/legislation/"),
        ("law/tip/tip-6-3/", "law/tip/tip-6-3/"),
        ("glossary/gender", "glossary/gender/"),
        ("modules/rights-and-gender/issue-two-crimes", "modules/rights-and-gender/"),
        ("contact", "contact/"),
        ("tools/no-such-tool", ""),
        ("account/home", ""),
        ("work/6ae5ab9c-1ba5-4c05-a9cb-ab43fbd36b71", ""),
        ("search/?q=a-name", ""),
        ("tools/legislation?q=a-name", ""),
        ("//elsewhere.example/", ""),
        ("", ""),
    ],
)
def test_only_a_public_page_of_ours_is_carried(starter: None, place: str, known: str) -> None:
    assert find_known_place(place, "prs") == known


def test_an_unknown_page_leads_to_the_form_alone(visitor: Client, starter: None) -> None:
    assert visitor.get("/en/feedback/on/work/somebody/")["Location"] == "/en/feedback/"
    module = visitor.get("/en/feedback/on/modules/rights-and-gender/issue-two-crimes/")
    assert module["Location"] == "/en/feedback/on/modules/rights-and-gender/"
    visitor.post("/en/feedback/on/work/somebody/", WORDS, headers=FROM_HERE)
    assert ReaderMessage.objects.get().place == ""


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("/en/", "/en/feedback/"),
        ("/prs/tools/legislation/", "/prs/feedback/on/tools/legislation/"),
        ("/en/law/tip/tip-6-3/", "/en/feedback/on/law/tip/tip-6-3/"),
        ("/en/search/?q=somebody", "/en/feedback/"),
        ("/en/feedback/", "/en/feedback/"),
        ("/en/no%0Asuch/", "/en/feedback/"),
    ],
)
def test_the_foot_leads_there_with_the_page_and_no_question(
    visitor: Client, starter: None, page: str, link: str
) -> None:
    assert f'<a href="{link}">' in visitor.get(page).text


def test_who_reads_it_stands_on_the_page_after_sending(visitor: Client, settings: Any) -> None:
    settings.CONTACT_ROLE, settings.CONTACT_DAYS = "The editors on duty", 7
    page = visitor.get("/en/feedback/sent/").text
    assert "The editors on duty" in page
    assert "<dd>7</dd>" in page


def test_contact_leads_to_the_form(visitor: Client) -> None:
    assert 'href="/en/feedback/"' in visitor.get("/en/contact/").text


def written(**values: Any) -> ReaderMessage:
    return ReaderMessage.objects.create(about="idea", text="A <b>word</b>", language="en", **values)


def test_editors_read_it_and_mark_it_as_answered(editor: User, as_: Callable[[User], Client]) -> None:
    row, hers = written(reply="reader@example.org"), as_(editor)
    page = hers.get(reverse("reader_messages")).text
    assert "A &lt;b&gt;word&lt;/b&gt;" in page
    assert "reader@example.org" in page
    hers.post(reverse("reader_message_answered", args=[row.pk]))
    assert ReaderMessage.objects.get().answered_on == timezone.localdate()
    assert "reader@example.org" not in hers.get(reverse("reader_messages")).text
    assert not ModelLogEntry.objects.filter(label__contains="word").exists()


def test_who_neither_writes_nor_publishes_reads_nothing(member: User, as_: Callable[[User], Client]) -> None:
    row = written()
    reviewer = person("reviewer@example.org", REVIEWERS)
    for user in (member, reviewer):
        assert as_(user).get(reverse("reader_messages")).status_code == 302
        with pytest.raises(PermissionDenied):
            answer_message(by=user, message=row)
    assert ReaderMessage.objects.get().answered_on is None


def test_the_list_asks_the_same_however_many_there_are(editor: User, as_: Callable[[User], Client]) -> None:
    hers, counts = as_(editor), []
    written()
    hers.get(reverse("reader_messages"))
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            hers.get(reverse("reader_messages"))
        counts.append(len(asked))
        written()
        written()
    assert counts[0] == counts[1]


def test_it_is_kept_as_long_as_the_table_says(settings: Any) -> None:
    today = timezone.localdate()
    written(answered_on=today - timedelta(days=retention.MESSAGE_ANSWERED))
    written(written_on=today - timedelta(days=retention.MESSAGE))
    left = written(
        answered_on=today - timedelta(days=retention.MESSAGE_ANSWERED - 1),
        written_on=today - timedelta(days=retention.MESSAGE - 1),
    )
    tasks.forget_messages()
    assert list(ReaderMessage.objects.all()) == [left]
    assert retention.format_retention_table() in (settings.BASE_DIR / "docs/retention.md").read_text()


def test_one_mail_a_day_says_that_something_waits_and_nothing_of_it() -> None:
    caches["default"].clear()
    yesterday = timezone.localdate() - timedelta(days=1)
    portal = Portal.load()
    portal.contact = "editors@example.org"
    portal.save()
    written(written_on=yesterday, answered_on=yesterday)
    tasks.tell_of_messages()
    assert not Letter.objects.exists()
    written(written_on=yesterday)
    tasks.tell_of_messages()
    tasks.tell_of_messages()
    letter = Letter.objects.get()
    assert letter.address.open() == "editors@example.org"
    assert "have written" in letter.body.open()
    assert "word" not in letter.body.open()


def test_where_nobody_is_named_no_mail_is_written() -> None:
    caches["default"].clear()
    written(written_on=timezone.localdate() - timedelta(days=1))
    tasks.tell_of_messages()
    assert not Letter.objects.exists()
