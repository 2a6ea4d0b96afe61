"""The newest PDF of a page, at one address for all its editions."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from exports.actions import delete_exports, request_export
from exports.domain.printouts import Printout
from exports.models import Export
from exports.tasks import prerender, render_export
from tests.exports.paper import a_pdf, a_printout

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(renders) -> Export:
    """As a worker made it ahead."""
    prerender("tests.checklist", "Law", {"form": "fillable"})
    render_export(Export.objects.get().pk)
    return Export.objects.get()


def newest_of(row: Export) -> str:
    return reverse("exports:newest", args=[row.kind, row.subject])


def edited() -> Printout:
    options = {"form": "fillable", "size": "a4"}
    return a_printout(html="<p>edited", filename="law-checklist-en-v4.pdf", fillable=True, options=options)


def test_the_newest_file_stands_under_one_address_for_search_engines(
    visitor: Client, offered: Export, settings
) -> None:
    settings.BASE_URL = "https://portal.example"
    address = newest_of(offered)
    response = visitor.get(address)
    assert response.getvalue() == a_pdf()
    assert address.endswith(f"/files/newest/tests.checklist/{offered.subject}.pdf")
    assert response["Content-Disposition"] == 'inline; filename="law-checklist-en-v3.pdf"'
    assert response["Link"] == f'<https://portal.example{address}>; rel="canonical"'
    assert response["Cache-Control"] == "max-age=600", "a newer one may stand there soon, or none"
    assert "X-Robots-Tag" not in response
    assert "X-Accel-Expires" not in response
    assert visitor.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_of_two_editions_the_one_that_was_asked_for_last_is_the_newest(visitor: Client, offered: Export) -> None:
    later = request_export(edited())
    Export.objects.filter(pk=later.pk).update(asked_at=timezone.now() + timedelta(seconds=5))
    response = visitor.get(newest_of(offered))
    assert "v3" in response["Content-Disposition"], "until the new one is there"
    assert response.getvalue()
    render_export(later.pk)
    response = visitor.get(newest_of(offered))
    assert "v4" in response["Content-Disposition"]
    assert response.getvalue()


def test_words_that_came_back_are_the_newest_again(visitor: Client, offered: Export) -> None:
    later = request_export(edited())
    render_export(later.pk)
    prerender("tests.checklist", "Law", {"form": "fillable"})
    response = visitor.get(newest_of(offered))
    assert "v3" in response["Content-Disposition"]
    assert response.getvalue()


def test_nothing_is_made_for_whoever_asks_for_the_newest(visitor: Client) -> None:
    for kind in ("tests.checklist", "toolkit.secrets", "toolkit.box"):
        assert visitor.get(reverse("exports:newest", args=[kind, "Law"])).status_code == 404
    assert not Export.objects.exists()


def test_a_file_that_is_somebodys_own_is_never_the_newest(member, renders) -> None:
    row = request_export(a_printout(private=True, fillable=True), by=member)
    render_export(row.pk)
    browser = Client()
    browser.force_login(member)
    assert browser.get(newest_of(row)).status_code == 404


def test_a_withdrawn_file_is_no_longer_the_newest(visitor: Client, offered: Export) -> None:
    delete_exports(Export.objects.filter(pk=offered.pk))
    assert visitor.get(newest_of(offered)).status_code == 404


def test_crawlers_may_ask_for_the_newest_and_for_no_other_file(visitor: Client) -> None:
    lines = visitor.get("/robots.txt").text.splitlines()
    assert lines.index("Allow: /*/files/newest/") < lines.index("Disallow: /*/files/")
