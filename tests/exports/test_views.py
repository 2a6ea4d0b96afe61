"""Asking, waiting and downloading, as a browser does it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from exports import pdf
from exports.actions import delete_exports, request_export
from exports.domain.printouts import Printout
from exports.models import Export
from exports.models.exports import State
from exports.tasks import prerender, render_export
from exports.tasks.rendering import claim_export
from tests.exports.paper import a_pdf, a_printout

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def address(subject: str = "Law", query: str = "") -> str:
    return reverse("exports:ask", args=["tests.checklist", subject]) + query


@pytest.fixture
def finished(renders) -> Export:
    row = request_export(a_printout(fillable=True))
    render_export(row.pk)
    return Export.objects.get(pk=row.pk)


def test_get_starts_nothing_and_shows_a_button(visitor: Client) -> None:
    for method in (visitor.get, visitor.head):
        response = method(address())
        assert response.status_code == 200
    assert not Export.objects.exists()
    page = visitor.get(address(query="?form=paper")).text
    assert f'<form method="post" action="{address()}?form=paper">' in page
    assert "csrfmiddlewaretoken" not in page
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert not response.cookies


def test_post_makes_it_and_leads_to_the_status_page(visitor: Client) -> None:
    browser = Client(enforce_csrf_checks=True)
    response = browser.post(address(query="?form=paper&size=letter&utm=x"))
    row = Export.objects.get()
    assert response.status_code == 302
    assert response["Location"] == reverse("exports:status", args=[row.key])
    assert row.options == {"form": "paper", "size": "letter"}
    assert browser.get(address(query="?form=paper&size=letter"))["Location"] == row.status_url


def test_a_finished_file_is_given_at_once(visitor: Client, renders) -> None:
    visitor.post(address())
    render_export(Export.objects.get().pk)
    row = Export.objects.get()
    for answer in (visitor.post(address()), visitor.get(address()), visitor.head(address())):
        assert answer["Location"] == row.file_url
        assert "no-store" in answer["Cache-Control"]
    assert len(renders) == 1


@pytest.mark.parametrize(
    ("subject", "query"),
    [("missing", ""), ("private", ""), ("Law", "?form=gold"), ("Law", "?size=%00"), ("\x00", "?size=a3")],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_cannot_be_printed_is_404(visitor: Client, subject: str, query: str, method: str) -> None:
    assert getattr(visitor, method)(address(subject, query)).status_code == 404
    assert not Export.objects.exists()


def test_an_unknown_kind_is_404(visitor: Client) -> None:
    assert visitor.post(reverse("exports:ask", args=["toolkit.secrets", "1"])).status_code == 404


def test_a_clients_bug_does_not_pass_for_not_found(visitor: Client) -> None:
    with pytest.raises(RuntimeError):
        visitor.get(address("buggy"))


def test_the_file_and_its_headers(visitor: Client, finished: Export) -> None:
    response = visitor.get(finished.file_url)
    assert response.getvalue() == a_pdf()
    assert finished.file_url.endswith("/law-checklist-en-v3.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="law-checklist-en-v3.pdf"'
    assert response["Cache-Control"] == "public, max-age=31536000, immutable, stale-if-error=86400"
    assert finished.key in response["ETag"]
    assert response["X-Accel-Expires"] == "86400", "the proxy asks again after a day: it may have been withdrawn"
    assert response["Last-Modified"]
    assert "Cookie" not in response.get("Vary", "")
    assert int(response["Content-Length"]) == finished.size
    head = visitor.head(finished.file_url)
    assert (head.status_code, head.content if not head.streaming else b"") == (200, b"")


def test_a_conditional_request_gets_304(visitor: Client, finished: Export) -> None:
    first = visitor.get(finished.file_url)
    assert first.getvalue()
    for header in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        again = visitor.get(finished.file_url, headers=header)
        assert again.status_code == 304
        assert again["Cache-Control"] == first["Cache-Control"]
        assert again["X-Accel-Expires"] == first["X-Accel-Expires"], "else the proxy would renew its copy for a year"
    changed = visitor.get(finished.file_url, headers={"If-None-Match": '"other"'})
    assert changed.status_code == 200
    assert changed.getvalue()


def test_a_public_file_costs_one_query(visitor: Client, finished: Export, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        visitor.get(finished.file_url).getvalue()


def test_an_old_address_still_says_what_it_said(visitor: Client, finished: Export) -> None:
    request_export(a_printout(html="<p>edited", filename="law-checklist-en-v4.pdf"))
    response = visitor.get(finished.file_url)
    assert response.getvalue() == a_pdf()


def test_wrong_names_unfinished_and_lost_files_are_404(visitor: Client, finished: Export) -> None:
    from exports.storage import files

    assert visitor.get(reverse("exports:download", args=[finished.key, "evil.pdf"])).status_code == 404
    waiting = request_export(a_printout("Waiting"))
    assert visitor.get(waiting.file_url).status_code == 404
    files.remove_file(finished.key)
    assert visitor.get(finished.file_url).status_code == 404


def test_a_private_file_is_its_owners_alone(as_, visitor, member, other_member, admin, renders) -> None:
    row = request_export(a_printout("Hers", private=True), by=member)
    render_export(row.pk)
    row.refresh_from_db()
    for browser in (visitor, as_(other_member), as_(admin)):
        assert browser.get(row.file_url).status_code == 404
        assert browser.get(row.status_url).status_code == 404
        assert browser.post(reverse("exports:retry", args=[row.key])).status_code == 404
    response = as_(member).get(row.file_url)
    assert response.getvalue() == a_pdf()
    assert response["Cache-Control"] == "private, no-store"
    assert "X-Accel-Expires" not in response
    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert as_(member).get(row.file_url).status_code == 404


def test_a_sessions_file_is_that_sessions_alone(renders) -> None:
    mine, theirs = Client(), Client()
    for browser in (mine, theirs):
        session = browser.session
        session["here"] = 1
        session.save()
    row = request_export(a_printout("Mine", private=True), session_key=mine.session.session_key)
    render_export(row.pk)
    row.refresh_from_db()
    assert theirs.get(row.file_url).status_code == 404
    assert mine.get(row.file_url).getvalue() == a_pdf()


def test_the_queue_is_counted(visitor: Client) -> None:
    rows = [request_export(a_printout(name)) for name in ("First", "Second", "Third")]
    claim_export(rows[0].pk)
    assert [row.position() for row in rows[1:]] == [1, 2]
    page = visitor.get(rows[2].status_url)
    assert "Your PDF is waiting its turn" in page.text
    assert "2 files are ahead of yours" in page.text
    assert "One file is ahead" in visitor.get(rows[1].status_url).text
    assert 'http-equiv="refresh" content="3;' in page.text
    assert "htmx" in page.text
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"stage": "", "page": 0}, "Reading the text"),
        ({"stage": "layout", "page": 4, "expected_pages": 6}, "Page 4 of about 6"),
        ({"stage": "layout", "page": 4, "expected_pages": 0}, "Page 4\n"),
        ({"stage": "layout", "page": 7, "expected_pages": 6}, "Page 7 of about 7"),
        ({"stage": "writing", "page": 6}, "Writing the file"),
        ({"stage": "finishing", "page": 6}, "Adding form fields"),
    ],
)
def test_progress_is_real(visitor: Client, changes: dict, words: str) -> None:
    row = request_export(a_printout())
    claim_export(row.pk)
    Export.objects.update(**changes)
    page = visitor.get(row.status_url).text
    assert "Your PDF is being made" in page
    assert words in page


def test_the_ready_page_names_what_you_get(visitor: Client, finished: Export) -> None:
    page = visitor.get(finished.status_url).text
    for words in ("Your PDF is ready", finished.file_url, "Law: checklist", "2 pages", "Version 3", "Any PDF reader"):
        assert words in page
    assert "hx-get" not in page
    assert "refresh" not in page
    assert f'content="1;url={finished.file_url}"' in visitor.get(finished.status_url + "?waiting=1").text


def test_a_private_page_says_so(as_, member) -> None:
    row = request_export(a_printout("Hers", private=True), by=member)
    assert "Only you can open this file" in as_(member).get(row.status_url).text


@pytest.mark.parametrize(("code", "words"), [("too-long", "longer"), ("killed", "machine"), ("refused", "belong")])
def test_a_failure_is_ours_and_can_be_tried_again(visitor: Client, code: str, words: str) -> None:
    row = request_export(a_printout())
    Export.objects.update(state="failed", error=code, attempts=3, finished_at=timezone.now())
    page = visitor.get(row.status_url).text
    for part in ("could not be made", "We tried 3 times", words, "Try again", row.reference, "print the web page"):
        assert part in page
    retry = reverse("exports:retry", args=[row.key])
    assert visitor.get(retry).status_code == 405
    assert visitor.post(retry)["Location"] == row.status_url
    assert Export.objects.get().state == State.QUEUED


def test_htmx_gets_only_what_changed(visitor: Client, renders) -> None:
    row = request_export(a_printout())
    part = visitor.get(row.status_url + "?seen=", headers=HTMX)
    assert "<html" not in part.text
    assert "waiting its turn" in part.text
    mark = "queued--0-0"
    assert f"?seen={mark}" in part.text
    assert visitor.get(f"{row.status_url}?seen={mark}", headers=HTMX).status_code == 204
    claim_export(row.pk)
    made = visitor.get(f"{row.status_url}?seen={mark}", headers=HTMX)
    assert 'hx-swap-oob="innerHTML"' in made.text, "the new state is announced once"
    Export.objects.update(page=2, stage="layout")
    assert "hx-swap-oob" not in visitor.get(f"{row.status_url}?seen=rendering--0-0", headers=HTMX).text


def test_htmx_shows_the_ready_card_and_then_fetches_the_file(visitor: Client, finished: Export) -> None:
    card = visitor.get(f"{finished.status_url}?seen=rendering--0-0", headers=HTMX)
    assert f'hx-get="{finished.status_url}?give=1"' in card.text
    assert "every 1s" not in card.text
    given = visitor.get(f"{finished.status_url}?give=1", headers=HTMX)
    assert given["HX-Redirect"] == finished.file_url
    assert "HX-Redirect" not in visitor.get(f"{finished.status_url}?give=1")


def test_a_poll_costs_two_queries_however_long_the_queue(visitor: Client, django_assert_num_queries) -> None:
    rows = [request_export(a_printout("One"))]
    for count in (1, 20):
        rows += [request_export(a_printout(f"More-{count}-{n}")) for n in range(count)]
        with django_assert_num_queries(2):
            visitor.get(rows[-1].status_url, headers=HTMX)


def test_other_languages_have_the_same_file(visitor: Client, finished: Export) -> None:
    arabic = finished.file_url.replace("/en/", "/ar/")
    assert arabic != finished.file_url
    response = visitor.get(arabic)
    assert response.getvalue() == a_pdf()


def test_the_error_of_the_renderer_reaches_the_reader(visitor: Client, fails) -> None:
    fails(pdf.RenderError("too-long", "secret detail"))
    visitor.post(address())
    row = Export.objects.get()
    for _time in range(2):  # its first try, and all of its time
        render_export(row.pk)
    page = visitor.get(row.status_url).text
    assert "longer than a file may take" in page
    assert "secret detail" not in page


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
