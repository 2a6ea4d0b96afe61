"""Whoever runs the portal sees how it is, and nobody else does."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Letter, User
from config.celery import record_success
from config.health.report import assess_health
from config.metrics.collecting import Metrics, RenderMetrics, collect_metrics
from config.models import INSTALLED, JobHeartbeat
from exports.models import Export
from exports.models.exports import State
from exports.tasks import render_export, sweep

TOKEN = "a token of some length"
LEAK = "ZQ7-leak"


def exports(count: int, **fields: object) -> None:
    now = timezone.now()
    for number in range(count):
        columns = {
            "key": f"{Export.objects.count():064d}",
            "kind": "toolkit.checklist",
            "subject": f"{LEAK}-{number}",
            "title": LEAK,
            "language": "en",
            "filename": "a.pdf",
            "source": b"x",
            "queued_at": now,
        }
        Export.objects.create(**{**columns, **fields})


def done(count: int, seconds: float = 2) -> None:
    now = timezone.now()
    began = now - timedelta(seconds=seconds)
    exports(count, state=State.DONE, source=None, size=1, pages=1, started_at=began, finished_at=now)


def failed(count: int) -> None:
    exports(count, state=State.FAILED, error="broken", finished_at=timezone.now())


def well(**changes: object) -> Metrics:
    job_ages = {"exports.tasks.sweep": 20.0, "network.tasks.purge": 3600.0, "backup": 7200.0}
    known = {"database": True, "broker": True, "cache": True, "job_ages": job_ages, "disk_free": 60, "disk_size": 100}
    return Metrics(**{**known, **changes})  # type: ignore[arg-type]


# --- /metrics ---


@pytest.mark.django_db
@pytest.mark.parametrize("sent", [None, "Bearer ", "Bearer another", TOKEN[:-1], f"Basic {TOKEN}"])
def test_metrics_do_not_exist_without_the_token(client: Client, settings, sent: str | None) -> None:
    settings.METRICS_TOKEN = TOKEN
    headers = {"Authorization": sent} if sent is not None else {}
    assert client.get("/metrics", headers=headers, follow=True).status_code == 404


@pytest.mark.django_db
def test_metrics_do_not_exist_where_no_token_is_set(client: Client, settings) -> None:
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}, follow=True).status_code == 404


@pytest.mark.django_db
def test_metrics_tell_queue_failures_and_times_and_nobodys_name(client: Client, settings) -> None:
    settings.METRICS_TOKEN = TOKEN
    exports(1, queued_at=timezone.now() - timedelta(seconds=300))
    done(3, seconds=4)
    failed(2)
    Letter.objects.create(address=f"{LEAK}@example.org", body=LEAK, language="en")
    JobHeartbeat.objects.record("backup")
    response = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    text = response.content.decode()
    assert response.headers["Cache-Control"].startswith("max-age=0")
    values = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert values['portal_exports_unfinished{state="queued"}'] == "1"
    assert 299 < float(values["portal_exports_oldest_seconds"]) < 360
    assert values['portal_exports_done_day{kind="toolkit.checklist"}'] == "3"
    assert values['portal_exports_failed_day{kind="toolkit.checklist"}'] == "2"
    assert values['portal_render_seconds_mean_day{kind="toolkit.checklist"}'] == "4"
    assert values["portal_letters_waiting"] == "1"
    assert values['portal_up{part="database"}'] == "1"
    assert 'portal_since_seconds{what="backup"}' in values
    assert LEAK not in text


@pytest.mark.django_db
def test_a_kind_of_which_no_file_could_be_made_took_no_time() -> None:
    failed(2)
    assert collect_metrics().renders == [RenderMetrics("toolkit.checklist", 0, 2, 0.0, 0.0)]


@pytest.mark.django_db
def test_metrics_cost_the_same_however_much_there_is(django_assert_num_queries) -> None:
    done(1)
    with django_assert_num_queries(4):
        collect_metrics()
    done(3)
    failed(3)
    with django_assert_num_queries(4):
        collect_metrics()


@pytest.mark.django_db
def test_one_part_away_hides_no_other(monkeypatch, settings) -> None:
    def away(*args: object) -> None:
        raise DatabaseError(LEAK)

    monkeypatch.setattr("config.metrics.collecting.count_unfinished", away)
    monkeypatch.setattr(cache, "set", lambda *args: 1 / 0)
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    now = collect_metrics()
    assert (now.database, now.cache, now.broker) == (False, False, False)
    assert now.disk_size > 0


@pytest.mark.django_db
def test_what_must_happen_every_minute_leaves_a_note_and_nothing_else_does(monkeypatch) -> None:
    """The note that cannot be written is not the task's problem."""
    record_success(sender=sweep)
    record_success(sender=render_export)
    record_success(sender=sweep)
    assert sorted(JobHeartbeat.objects.all_known()) == ["exports.tasks.sweep", INSTALLED]

    def away(*args: object) -> None:
        raise DatabaseError(LEAK)

    monkeypatch.setattr("config.models.JobHeartbeatQuerySet.record", away)
    record_success(sender=sweep)


# --- In words ---


def test_all_is_well() -> None:
    assert [finding.words for finding in assess_health(well()) if not finding.is_well] == []


@pytest.mark.parametrize(
    ("part", "changes"),
    [
        ("Database", {"database": False}),
        ("Queue", {"broker": False}),
        ("Cache", {"cache": False}),
        ("Files being made", {"oldest": 600.0, "waiting": 12}),
        ("Files made", {"renders": [RenderMetrics("toolkit.tool", 10, 5, 1, 2)]}),
        ("Mail", {"letters": 3, "oldest_letter": 1800.0}),
        ("The clock", {"job_ages": {"exports.tasks.sweep": 900.0, "network.tasks.purge": 1.0, "backup": 1.0}}),
        ("What is kept too long", {"job_ages": {"exports.tasks.sweep": 1.0, "backup": 1.0}}),
        ("Backup", {"job_ages": {"exports.tasks.sweep": 1.0, "network.tasks.purge": 1.0, "backup": 200_000.0}}),
        ("Disk", {"disk_free": 5}),
        ("Disk", {"disk_size": 0}),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(settings, part: str, changes: dict) -> None:
    settings.EMBEDDED = False
    wrong = [finding for finding in assess_health(well(**changes)) if not finding.is_well]
    assert [finding.part for finding in wrong] == [part]
    assert wrong[0].advice.endswith((".", "?"))


def test_a_new_portal_is_calm_until_something_is_due(settings) -> None:
    settings.EMBEDDED = False

    def due(age: float) -> list[str]:
        now = well(job_ages={INSTALLED: age})
        return [finding.part for finding in assess_health(now) if not finding.is_well]

    assert due(60.0) == []
    assert due(6 * 60.0) == ["The clock"]
    assert due(14 * 3600.0) == ["The clock", "What is kept too long"]
    assert due(27 * 3600.0) == ["The clock", "What is kept too long", "Backup"]


@pytest.mark.django_db
def test_a_portal_knows_when_it_was_installed() -> None:
    assert INSTALLED in JobHeartbeat.objects.all_known()


@pytest.mark.django_db
def test_beside_processes_of_the_release_before_the_times_of_jobs_stand_in_the_same_table() -> None:
    """While an upgrade replaces them they go on noting, and /metrics of either tells both."""
    JobHeartbeat.objects.record("backup")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM portal_pulse WHERE name = 'backup'")
        assert cursor.fetchone() == (1,)


def test_one_failed_file_is_no_alarm() -> None:
    assert all(finding.is_well for finding in assess_health(well(renders=[RenderMetrics("toolkit.tool", 3, 1, 1, 2)])))


@pytest.mark.django_db
def test_a_superuser_reads_it_in_the_admin(as_, admin: User) -> None:
    exports(1)
    page = as_(admin).get(reverse("portal_state")).content.decode()
    assert "State of the portal" in page
    assert "Database" in page
    assert LEAK not in page


@pytest.mark.django_db
def test_without_a_mail_server_she_reads_where_letters_lie_and_about_whom_there_are_none(
    as_, admin: User, settings
) -> None:
    settings.MAIL_SERVER = False
    page = as_(admin).get(reverse("portal_state")).content.decode()
    assert f"Letters lie in {settings.LETTERS_DIR} for a day" in page
    assert "about members of the network none is written" in page


def test_a_real_portal_without_a_mail_server_is_told_to_set_one(settings) -> None:
    settings.MAIL_SERVER, settings.EMBEDDED = False, True
    assert all(finding.is_well for finding in assess_health(well()))
    settings.EMBEDDED = False
    [mail] = [finding for finding in assess_health(well()) if not finding.is_well]
    assert "EMAIL_URL" in mail.advice


@pytest.mark.django_db
def test_an_editor_is_not_shown_the_state(as_, publisher: User) -> None:
    browser = as_(publisher)
    assert browser.get(reverse("portal_state")).status_code == 302
    assert reverse("portal_state") not in browser.get(reverse("wagtailadmin_home")).content.decode()


# --- Whom to tell, what a browser is told ---


@pytest.mark.django_db
def test_security_txt_names_the_contact_and_an_end(client: Client, settings) -> None:
    settings.SECURITY_CONTACT = "security@example.org"
    text = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:security@example.org" in text
    assert "Expires: 20" in text
    settings.SECURITY_CONTACT = "https://example.org/security"
    assert "Contact: https://example.org/security" in client.get("/.well-known/security.txt").content.decode()
    settings.SECURITY_CONTACT = ""
    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.django_db
def test_every_page_says_what_other_sites_may_not_do(client: Client, settings) -> None:
    headers = client.get("/en/").headers
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.postgresql
@pytest.mark.django_db
def test_no_statement_and_no_lock_is_waited_for_without_end() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute(f"SHOW {name}")
            assert cursor.fetchone() != ("0",), name
