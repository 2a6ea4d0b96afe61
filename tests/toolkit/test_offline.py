"""The page that says which copy of the toolkit fits whom, and how large each is."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from exports.models import Export
from tests.markup import flat
from toolkit.packages.book import BOOK
from toolkit.packages.box import BOX
from toolkit.packages.companion import COMPANION_FILE
from toolkit.packages.saved import BUNDLE
from toolkit.views.offline import list_sizes

pytestmark = pytest.mark.django_db


def made(kind: str, subject: str, size: int, *, days_ago: int = 0, **row: object) -> Export:
    options = {"languages": row.pop("languages")} if "languages" in row else {}
    finished = timezone.now() - timedelta(days=days_ago)
    key = f"{kind} {subject} {options} {days_ago}".encode().hex()[-64:].rjust(64, "0")
    return Export.objects.create(
        **{"state": "done", "media_type": "application/zip"}
        | {"key": key, "kind": kind, "subject": subject, "size": size, "options": options}
        | {"seconds": 1, "finished_at": finished, "language": "en"}
        | row
    )


def sizes_of(code: str) -> list[int | None]:
    return dict(list_sizes())[code]


def test_each_language_has_the_size_of_the_newest_of_each_copy() -> None:
    made(BUNDLE.kind, "prs", 900, days_ago=2)
    made(BUNDLE.kind, "prs", 700)
    made(COMPANION_FILE.kind, "prs", 80)
    made(BOOK.kind, "prs", 300)
    made(BOOK.kind, "ur", 1)
    assert sizes_of("prs") == [700, 80, None, 300]


def test_of_boxes_the_smallest_that_holds_the_language_counts() -> None:
    made(BOX.kind, "all", 5000, languages="en prs")
    made(BOX.kind, "all", 2000, languages="prs")
    assert [sizes_of(code)[2] for code in ("prs", "en", "ps")] == [2000, 5000, None]


def test_what_is_somebodys_or_not_ready_has_no_size() -> None:
    owner = User.objects.create_user("staff@example.org", "a long enough password")
    made(BOOK.kind, "prs", 300, state="rendering", source=b"x", lease_until=timezone.now())
    made(BOX.kind, "all", 2000, languages="prs", private=True, owner=owner, expires_at=timezone.now())
    assert sizes_of("prs") == [None] * 4


def test_it_asks_twice_however_much_there_is() -> None:
    for number in range(3):
        made(BOOK.kind, "prs", 300, days_ago=number)
        made(BOX.kind, "all", 300, days_ago=number, languages="prs")
    with CaptureQueriesContext(connection) as asked:
        list_sizes()
    assert len(asked) == 2


def test_the_page_leads_to_every_copy_and_says_what_is_not_made() -> None:
    made(BOOK.kind, "prs", 1_300_000)
    html = flat(Client().get("/en/offline/").content.decode())
    for address in ("/en/saved/", "/en/saved/#pass-on", "/en/box/", "/en/tools/", "/en/checklists/"):
        assert f'href="{address}"' in html
    assert "1.2 MB" in html.replace("\xa0", " ")
    assert "not made yet" in html
    assert 'href="/en/offline/"' in flat(Client().get("/en/tools/").content.decode())
