"""Series to learn from: who sees them, what is kept of a learner, and a certificate that leaves nothing behind."""

import json
from base64 import b64decode
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import outloud
import pdfua
import pikepdf
import pytest
from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exports.models import Export
from network.learning.actions import courses
from network.learning.actions.learning import enrol_member, save_progress
from network.learning.printouts import format_lesson_text
from network.models import Enrolment, Lesson, Material, MaterialFile, Member, NoticeKind, Progress, Series, Trail
from tests.exports.paper import a_pdf

pytestmark = pytest.mark.django_db
Inside = Callable[[Member], Client]
GUESSES = {"TBL-010", "TXT-004"}  # of outloud: asked for by no standard, see tests/exports/pdf


def a_series(lessons: int = 2, **fields: Any) -> Series:
    values = {"title": "Leading", "summary": "About leading.", "is_published": True, **fields}
    series = Series.objects.create(**values)
    for n in range(1, lessons + 1):
        a_lesson(series, n)
    return series


def a_lesson(series: Series, n: int, **fields: Any) -> Lesson:
    values = {"title": f"Session {n}", "summary": "What for.", "body": f"## Part {n}\n\nWords {n}", **fields}
    return Lesson.objects.create(**{"series": series, "order": n, "minutes": 30, "is_published": True, **values})


def address(name: str, row: Any) -> str:
    return reverse(f"network:{name}", args=[row.pk])


def finish(member: Member, series: Series) -> Enrolment:
    enrolment = enrol_member(by=member, series=series)
    for lesson in series.lessons.all():
        save_progress(by=member, enrolment=enrolment, lesson=lesson, note="", is_done=True)
    return enrolment


# Reading


def test_a_newcomer_may_learn_from_the_first_day(newcomer: Member, inside: Inside) -> None:
    series = a_series()
    assert "Leading" in inside(newcomer).get(reverse("network:learning")).content.decode()
    assert inside(newcomer).get(address("lesson", series.lessons.first())).status_code == 200


def test_a_draft_is_for_coordinators_only(zahra: Member, coordinator: Member, inside: Inside) -> None:
    series = a_series(is_published=False)
    published = a_series()
    draft = a_lesson(published, 9, title="Half written", is_published=False)
    assert inside(zahra).get(address("series", series)).status_code == 404
    assert inside(zahra).get(address("lesson", series.lessons.first())).status_code == 404
    assert inside(zahra).get(address("lesson", draft)).status_code == 404
    assert "Half written" not in inside(zahra).get(address("series", published)).content.decode()
    assert inside(coordinator).get(address("lesson", draft)).status_code == 200


def test_reading_without_following_leaves_no_trace(zahra: Member, inside: Inside) -> None:
    lesson = a_series().lessons.first()
    browser = inside(zahra)
    browser.get(address("lesson", lesson))
    browser.post(address("lesson", lesson), {"note": "ZQ7-note", "is_done": "on"})
    assert not Enrolment.objects.exists()
    assert not Progress.objects.exists()
    assert not Trail.objects.exists()


def test_lists_ask_the_database_as_often_for_many_as_for_one(
    zahra: Member, coordinator: Member, inside: Inside
) -> None:
    series = a_series(lessons=1)
    lesson = series.lessons.get()
    finish(zahra, series)
    learner = [reverse("network:learning"), address("series", series), address("lesson", lesson)]
    writer = [reverse("network:courses"), address("course", series), address("lesson_write", lesson)]
    pages = [
        (browser, path)
        for browser, paths in ((inside(zahra), learner), (inside(coordinator), writer))
        for path in paths
    ]

    def counts() -> list[int]:
        numbers = []
        for browser, path in pages:
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(path).status_code == 200
            numbers.append(len(queries))
        return numbers

    def add(count: int) -> None:
        for n in range(count):
            finish(zahra, a_series(lessons=3))
            a_lesson(series, n + 10)
            Material.objects.create(lesson=lesson, label="More", path="/en/law/")

    add(1)
    counts()
    one = counts()
    for more in (2, 6):
        add(more)
        assert counts() == one
    assert max(one) <= 12


def test_the_text_of_a_session_holds_no_script_and_no_way_to_another_site() -> None:
    html = format_lesson_text(
        "# Big\n\n## Small\n\n<script>alert(1)</script> **bold** [out](https://example.org/x) "
        "[in](/en/law/) [bad](javascript:alert(1)) [worse](//example.org/x)"
    )
    assert "<script" not in html
    assert "example.org" not in html.replace("[", "")
    assert "javascript" not in html or 'href="javascript' not in html
    assert '<a href="/en/law/">in</a>' in html
    assert "<h2>Big</h2>" in html
    assert "<strong>bold</strong>" in html


# Following


def test_a_note_is_sealed_under_her_country_and_nobody_else_reads_it(
    zahra: Member, nasrin: Member, coordinator: Member, inside: Inside
) -> None:
    series = a_series()
    lesson = series.lessons.first()
    browser = inside(zahra)
    browser.post(address("series_follow", series))
    browser.post(address("lesson", lesson), {"note": "ZQ7-note", "is_done": "on"})
    row = Progress.objects.get()
    assert row.note.scope == "AF"
    assert row.note.open() == "ZQ7-note"
    assert "ZQ7-note" in browser.get(address("lesson", lesson)).content.decode()
    for other in (nasrin, coordinator):
        enrol_member(by=other, series=series)
        assert "ZQ7-note" not in inside(other).get(address("lesson", lesson)).content.decode()


def test_a_note_that_is_too_long_is_shown_again_with_a_sentence(zahra: Member, inside: Inside) -> None:
    series = a_series()
    enrol_member(by=zahra, series=series)
    answer = inside(zahra).post(address("lesson", series.lessons.first()), {"note": "ZQ7 " * 1300}).content.decode()
    assert "ZQ7 ZQ7" in answer
    assert 'role="alert"' in answer


def test_following_twice_is_following_once(zahra: Member) -> None:
    series = a_series()
    assert enrol_member(by=zahra, series=series) == enrol_member(by=zahra, series=series)
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(member=zahra, series=series)


def test_who_follows_no_longer_has_left_nothing(zahra: Member, inside: Inside) -> None:
    series = a_series()
    finish(zahra, series)
    inside(zahra).post(address("series_leave", series))
    assert not Enrolment.objects.exists()
    assert not Progress.objects.exists()


def test_the_month_of_completion_is_kept_and_no_day(zahra: Member) -> None:
    enrolment = finish(zahra, a_series())
    enrolment.refresh_from_db()
    assert enrolment.finished_month.day == 1


# A certificate


def make(browser: Client, series: Series, name: str = "") -> Any:
    return browser.post(address("certificate", series), {"name": name})


def test_there_is_no_certificate_before_the_end_nor_for_another(zahra: Member, nasrin: Member, inside: Inside) -> None:
    series = a_series()
    enrolment = enrol_member(by=zahra, series=series)
    save_progress(by=zahra, enrolment=enrolment, lesson=series.lessons.first(), note="", is_done=True)
    finish(nasrin, series)
    assert inside(zahra).get(address("certificate", series)).status_code == 404


@pytest.mark.thorough
@pytest.mark.parametrize(("language", "name"), [("en", ""), ("prs", "زهرا ZQ7"), ("bn", "জাহরা")])
def test_a_certificate_is_an_accessible_file_with_a_neutral_name(
    zahra: Member, inside: Inside, tmp_path: Path, language: str, name: str
) -> None:
    series = a_series(language=language)
    finish(zahra, series)
    answer = make(inside(zahra), series, name)
    assert answer["Content-Disposition"] == 'attachment; filename="certificate.pdf"'
    assert "no-store" in answer["Cache-Control"]
    file = tmp_path / "certificate.pdf"
    file.write_bytes(answer.content)
    result = outloud.check(str(file))
    assert result.error is None
    assert [(f.rule, f.message) for f in result.findings if f.rule not in GUESSES] == []
    assert [(f.rule_id, f.message) for f in pdfua.validate(str(file)).findings] == []


def test_a_certificate_names_the_pseudonym_and_no_network(zahra: Member, inside: Inside) -> None:
    series = a_series()
    finish(zahra, series)
    text = words_of(make(inside(zahra), series).content)
    assert "Zahra" in text
    assert "Leading" in text
    for forbidden in ("network", "women", "toolkit", "http"):
        assert forbidden not in text.lower()


def words_of(content: bytes) -> str:
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(content))
    return " ".join([page.extract_text() for page in reader.pages] + [str(reader.metadata)])


def test_the_name_on_a_certificate_is_kept_nowhere(
    zahra: Member, inside: Inside, caplog: pytest.LogCaptureFixture
) -> None:
    series = a_series()
    finish(zahra, series)
    with CaptureQueriesContext(connection) as queries, caplog.at_level("DEBUG"):
        answer = make(inside(zahra), series, "ZQ7 Realname")
    assert "ZQ7 Realname" in words_of(answer.content)
    assert "Realname" not in json.dumps([query["sql"] for query in queries])
    assert "ZQ7" not in caplog.text
    assert not Export.objects.exists()
    assert not mail.outbox
    for folder in (Path(settings.VAR_DIR), Path(settings.STORAGES["exports"]["OPTIONS"]["location"])):
        for file in folder.rglob("*"):
            assert not file.is_file() or b"Realname" not in file.read_bytes()


def test_a_name_of_markup_stays_text(zahra: Member, inside: Inside) -> None:
    series = a_series()
    finish(zahra, series)
    answer = make(inside(zahra), series, "<img src=file:///etc/passwd> <b>x</b>")
    assert "<img" in words_of(answer.content)


def test_the_sixth_file_of_an_hour_has_to_wait(zahra: Member, inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    series = a_series()
    finish(zahra, series)
    monkeypatch.setattr("exports.pdf.render_document", lambda source, seconds: b"%PDF-")
    browser = inside(zahra)
    assert [make(browser, series)["Content-Type"] for _n in range(5)] == ["application/pdf"] * 5
    refused = make(browser, series, "ZQ7 Realname").content.decode()
    assert "Please try again in an hour" in refused
    assert "ZQ7 Realname" in refused  # nothing typed is lost


def test_a_file_that_cannot_be_made_says_so(zahra: Member, inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    from exports.pdf import RenderError

    def broken(source: object, seconds: int) -> bytes:
        raise RenderError("broken", "no")

    series = a_series()
    finish(zahra, series)
    monkeypatch.setattr("exports.pdf.render_document", broken)
    answer = make(inside(zahra), series)
    assert answer.status_code == 200
    assert "could not be made" in answer.content.decode()


# Writing


def test_a_coordinator_writes_a_series_and_publishes_it(coordinator: Member, zahra: Member, inside: Inside) -> None:
    browser = inside(coordinator)
    facts = {"title": "ZQ7 Series", "summary": "S", "kind": "training", "language": "fr", "order": 5}
    browser.post(reverse("network:course_new"), facts)
    series = Series.objects.get()
    lesson = {"title": "One", "summary": "S", "order": 1, "minutes": 20, "body": "Words"}
    browser.post(address("lesson_new", series), lesson)
    assert inside(zahra).get(address("series", series)).status_code == 404
    browser.post(address("course_publish", series))
    browser.post(address("lesson_publish", series.lessons.get()))
    page = inside(zahra).get(address("series", series)).content.decode()
    assert "ZQ7 Series" in page
    assert "One" in page
    assert 'lang="fr"' in page
    for name in ("courses", "course_new"):
        assert browser.get(reverse(f"network:{name}")).status_code == 200
    for name in ("course", "course_edit", "course_remove", "lesson_new"):
        assert browser.get(address(name, series)).status_code == 200
    for name in ("lesson_write", "lesson_remove", "material_new"):
        assert browser.get(address(name, series.lessons.get())).status_code == 200


def test_series_and_sessions_stand_in_their_order(zahra: Member, coordinator: Member, inside: Inside) -> None:
    a_series(title="ZQ7-second", order=2)
    series = a_series(title="ZQ7-first", order=1, lessons=0)
    for n in (3, 1, 2):
        a_lesson(series, n)
    for browser, path in (
        (inside(zahra), reverse("network:learning")),
        (inside(coordinator), reverse("network:courses")),
    ):
        page = browser.get(path).content.decode()
        assert page.index("ZQ7-first") < page.index("ZQ7-second")
    for browser, name in ((inside(zahra), "series"), (inside(coordinator), "course")):
        page = browser.get(address(name, series)).content.decode()
        assert page.index("Session 1") < page.index("Session 2") < page.index("Session 3")


def test_an_empty_form_does_not_complain(coordinator: Member, inside: Inside) -> None:
    lesson = a_series().lessons.first()
    for path in (address("material_new", lesson), reverse("network:course_new"), address("lesson_write", lesson)):
        assert 'role="alert" aria-labelledby' not in inside(coordinator).get(path).content.decode()


def test_titles_and_texts_are_sealed_in_the_database(coordinator: Member) -> None:
    series = courses.write_series(by=coordinator, facts={"title": "ZQ7-title", "summary": "ZQ7-summary"})
    courses.write_lesson(
        by=coordinator,
        series=series,
        facts={"title": "ZQ7-lesson", "summary": "ZQ7-sum", "body": "ZQ7-body", "minutes": 5, "order": 1},
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT title, summary FROM network_series UNION SELECT title, body FROM network_lesson")
        assert "ZQ7-" not in str(cursor.fetchall())


@pytest.mark.parametrize("person", ["zahra", "focal_point", "newcomer"])
def test_only_coordinators_write(person: str, request: pytest.FixtureRequest, inside: Inside) -> None:
    browser = inside(request.getfixturevalue(person))
    series = a_series()
    assert browser.get(reverse("network:courses")).status_code == 404
    assert browser.post(address("course_publish", series), {"withdraw": "1"}).status_code == 404
    assert browser.post(address("course_remove", series)).status_code == 404
    assert Series.objects.get().is_published


def test_who_follows_a_series_is_told_of_a_new_session_and_nobody_else(
    coordinator: Member, zahra: Member, nasrin: Member
) -> None:
    series = a_series()
    enrol_member(by=zahra, series=series)
    lesson = a_lesson(series, 3, is_published=False)
    courses.publish_lesson(by=coordinator, lesson=lesson, is_published=True)
    assert list(zahra.notices.values_list("kind", flat=True)) == [NoticeKind.LEARNING]
    assert not nasrin.notices.exists()


def test_a_material_is_a_page_of_the_toolkit_or_a_file_one_of_the_two(coordinator: Member, inside: Inside) -> None:
    lesson = a_series().lessons.first()
    browser = inside(coordinator)

    def add(**facts: Any) -> str:
        return browser.post(address("material_new", lesson), {"label": "ZQ7", **facts}).content.decode()

    assert "one of the two" in add()
    assert "one of the two" in add(path="/en/law/", file=upload(a_pdf()))
    for path in ("https://example.org/en/law/", "/en/space/home/", "/admin/", "//example.org/en/law/", "en/law"):
        assert "Give the address of a page of this toolkit" in add(path=path), path
    assert not Material.objects.exists()
    add(path=f"{settings.BASE_URL}/en/law/")
    assert Material.objects.get().path == "/en/law/"
    browser.post(address("material_remove", Material.objects.get()))
    assert not Material.objects.exists()


def upload(content: bytes, name: str = "ZQ7-author-name.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def test_a_pdf_loses_its_author_and_what_runs_in_it(coordinator: Member, zahra: Member, inside: Inside) -> None:
    lesson = a_series().lessons.first()
    inside(coordinator).post(address("material_new", lesson), {"label": "L", "file": upload(a_loaded_pdf())})
    row = Material.objects.get()
    stored = MaterialFile.objects.get().base64
    assert b"ZQ7" not in b64decode(stored.open())
    answer = inside(zahra).get(address("material", row))
    assert answer["Content-Disposition"] == 'attachment; filename="reading.pdf"'
    assert "no-store" in answer["Cache-Control"]
    with pikepdf.open(BytesIO(answer.content)) as pdf:
        assert "/OpenAction" not in pdf.Root
        assert "/Info" not in pdf.trailer
        assert not pdf.attachments
        assert len(pdf.pages) == 2


def a_loaded_pdf() -> bytes:
    with pikepdf.open(BytesIO(a_pdf())) as pdf:
        pdf.docinfo["/Author"] = "ZQ7 Author"
        with pdf.open_metadata() as meta:
            meta["dc:creator"] = ["ZQ7 Author"]
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('ZQ7')")
        pdf.attachments["ZQ7.txt"] = b"ZQ7"
        note = pikepdf.Dictionary(Subtype=pikepdf.Name.Text, T="ZQ7 reviewer", Contents="ZQ7")
        pdf.pages[0].obj.Annots = pikepdf.Array([note])
        out = BytesIO()
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize("content", [b"MZ program", b"%PDF-1.7 broken", b"%PDF-" + b"x" * 5_300_000])
def test_a_file_that_is_no_fit_pdf_is_refused_with_a_sentence(
    coordinator: Member, inside: Inside, content: bytes
) -> None:
    lesson = a_series().lessons.first()
    answer = inside(coordinator).post(address("material_new", lesson), {"label": "ZQ7-label", "file": upload(content)})
    assert "Choose a PDF" in answer.content.decode()
    assert "ZQ7-label" in answer.content.decode()
    assert not Material.objects.exists()


def test_a_file_of_a_draft_is_not_handed_out(zahra: Member, coordinator: Member, inside: Inside) -> None:
    lesson = a_series(is_published=False).lessons.first()
    row = courses.add_material(by=coordinator, lesson=lesson, label="L", content=a_pdf())
    assert inside(zahra).get(address("material", row)).status_code == 404


# What comes with the portal


def test_the_starter_series_loads_and_loads_again_without_a_change(coordinator: Member) -> None:
    call_command("load_series")
    series = Series.objects.get(key="en/leadership")
    before = list(Lesson.objects.values_list("pk", "body"))
    assert series.is_published
    assert series.lessons.count() == 7
    assert "What am I good at" in series.lessons.get(key="development-plan").body.open()
    call_command("load_series")
    assert list(Lesson.objects.values_list("pk", "body")) == before


def test_a_changed_file_changes_the_series_but_not_one_that_a_coordinator_changed(
    coordinator: Member, tmp_path: Path
) -> None:
    file = tmp_path / "en/learning/short.yaml"
    file.parent.mkdir(parents=True)

    def load(title: str) -> str:
        session = "{key: a, title: A, summary: S, minutes: 5, body: Words}"
        file.write_text(f"key: short\nkind: training\norder: 1\ntitle: {title}\nsummary: S\nsessions: [{session}]\n")
        call_command("load_series", folder=tmp_path)
        return Series.objects.get().title.open()

    assert load("First") == "First"
    assert load("Second") == "Second"
    courses.write_series(by=coordinator, series=Series.objects.get(), facts={"title": "Hers"})
    assert load("Third") == "Hers"


def test_what_came_with_the_portal_can_be_taken_back_but_not_removed(coordinator: Member, inside: Inside) -> None:
    series = a_series(key="en/leadership")
    inside(coordinator).post(address("course_remove", series))
    assert Series.objects.exists()
    other = a_series()
    inside(coordinator).post(address("course_remove", other))
    assert not Series.objects.filter(pk=other.pk).exists()


def test_every_link_of_the_starter_series_leads_to_a_page(starter: None, visitor: Client) -> None:
    call_command("load_series")
    paths = set(Material.objects.exclude(path="").values_list("path", flat=True))
    assert paths
    assert {path: visitor.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)


def test_her_progress_goes_with_her_account(zahra: Member) -> None:
    finish(zahra, a_series())
    zahra.user.delete()
    assert not Enrolment.objects.exists()
    assert not Progress.objects.exists()
