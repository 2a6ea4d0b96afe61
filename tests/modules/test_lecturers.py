"""Who becomes a lecturer, who decides, and what nobody else ever sees."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import Letter, User, sealed_address
from modules.actions import lecturers as actions
from modules.domain import retention
from modules.models import LecturerRequest, Standing
from modules.permissions import may_see_marking
from modules.tasks import purge
from tests.conftest import person
from tests.modules.classroom import RIGHT, SECRET, adaptation, module, request_of, taught

pytestmark = pytest.mark.django_db
FORM = {"institution": "ZQ7 University", "role": "Lecturer", "country": "PK", "proof": "ZQ7-proof"}


@pytest.fixture
def lecturer(member: User, publisher: User) -> User:
    """A member whom a publisher has verified."""
    actions.verify_lecturer(by=publisher, request=request_of(member))
    return User.objects.get(pk=member.pk)


@pytest.fixture
def guarded(db: None) -> User:
    """Somebody of the Women's Network, with her second step."""
    user = person(sealed_address("zahra@example.org"))
    totp.TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    return user


def test_a_visitor_reads_how_to_become_a_lecturer_and_posts_nothing(visitor: Client) -> None:
    response = visitor.get(reverse("modules:lecturer"))
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert "Ask whoever showed it to you" in response.content.decode()
    assert visitor.post(reverse("modules:lecturer"), FORM).status_code == 302
    assert not LecturerRequest.objects.exists()


def test_a_member_asks_and_changes_her_mind(as_, member: User) -> None:
    browser = as_(member)
    assert browser.post(reverse("modules:lecturer"), FORM).status_code == 302
    browser.post(reverse("modules:lecturer"), {**FORM, "role": "Professor"})
    row = LecturerRequest.objects.get()
    assert (row.standing, row.role, row.proof.open()) == (Standing.WAITING, "Professor", "ZQ7-proof")
    assert 'value="Professor"' in browser.get(reverse("modules:lecturer")).content.decode()
    browser.post(reverse("modules:lecturer_withdraw"))
    row.refresh_from_db()
    assert (row.standing, row.proof.text) == (Standing.WITHDRAWN, "")


def test_what_is_missing_is_named_at_its_field_and_nothing_is_lost(as_, member: User) -> None:
    response = as_(member).post(reverse("modules:lecturer"), {**FORM, "proof": "", "country": "XX"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "Write how we can check it" in html
    assert "Choose a country from the list" in html
    assert 'value="ZQ7 University"' in html


def test_a_guarded_account_is_refused_kindly_and_leaves_no_trace(as_, guarded: User, publisher: User) -> None:
    browser = as_(guarded)
    session = browser.session
    session["second_factor_is_there"] = True  # and was shown
    session.save()
    shown = browser.get(reverse("modules:lecturer"))
    assert "To keep you safe" in shown.content.decode()
    assert browser.post(reverse("modules:lecturer"), FORM).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.request_verification(by=guarded, **FORM)
    assert not LecturerRequest.objects.exists()
    assert not may_see_marking(guarded)


def test_a_coordinator_verifies_and_the_proof_is_gone(member: User, publisher: User) -> None:
    row = request_of(member)
    actions.verify_lecturer(by=publisher, request=row)
    row.refresh_from_db()
    assert (row.standing, row.proof.text) == (Standing.VERIFIED, "")
    assert may_see_marking(User.objects.get(pk=member.pk))
    letter = Letter.objects.get()
    assert letter.body.open().strip() == "Something waits for you in your account. You need not answer this mail."
    entry = ModelLogEntry.objects.get(action="modules.lecturer.verify")
    assert "ZQ7" not in f"{entry.label} {entry.data}"
    assert member.email not in f"{entry.label} {entry.data}"
    assert not mail.outbox


def test_a_declined_request_says_why_in_the_account_and_may_be_made_again(as_, member: User, publisher: User) -> None:
    row = request_of(member)
    actions.decline_request(by=publisher, request=row, answer="The page does not name you.")
    assert "The page does not name you." in as_(member).get(reverse("modules:lecturer")).content.decode()
    as_(member).post(reverse("modules:lecturer"), FORM)
    row.refresh_from_db()
    assert (row.standing, row.answer) == (Standing.WAITING, "")


def test_only_those_who_may_decide_and_nobody_about_herself(member: User, editor: User, publisher: User) -> None:
    with pytest.raises(PermissionDenied):
        actions.verify_lecturer(by=editor, request=request_of(member))
    with pytest.raises(PermissionDenied):
        actions.verify_lecturer(by=publisher, request=request_of(publisher))


def test_two_who_decide_at_once_decide_once(member: User, publisher: User, admin: User) -> None:
    row = request_of(member)
    actions.verify_lecturer(by=publisher, request=row)
    with pytest.raises(ValidationError, match="Somebody else has decided"):
        actions.decline_request(by=admin, request=row, answer="No.")
    assert may_see_marking(User.objects.get(pk=member.pk))


def test_a_verification_ends_by_either_side(lecturer: User, publisher: User) -> None:
    actions.end_verification(by=publisher, request=lecturer.lecturer_request, answer="You left.")
    assert not may_see_marking(User.objects.get(pk=lecturer.pk))
    actions.request_verification(by=lecturer, **FORM)
    actions.verify_lecturer(by=publisher, request=LecturerRequest.objects.get())
    again = User.objects.get(pk=lecturer.pk)
    assert may_see_marking(again)
    with pytest.raises(ValidationError, match="already"):
        actions.request_verification(by=again, **FORM)
    actions.withdraw_own_request(by=again)
    assert not may_see_marking(User.objects.get(pk=lecturer.pk))


def test_marking_notes_are_for_lecturers_and_kept_by_no_cache(as_, lecturer: User) -> None:
    address = reverse("modules:marking", args=[module().slug])
    response = as_(lecturer).get(address)
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert SECRET in response.content.decode()
    assert RIGHT in response.content.decode()
    assert "rights-test/marking/" in as_(lecturer).get(reverse("modules:lecturer")).content.decode()


def test_nobody_else_gets_them(as_, visitor: Client, other_member: User, editor: User, publisher: User) -> None:
    address = reverse("modules:marking", args=[module().slug])
    for browser in (visitor, as_(other_member), as_(editor), as_(publisher)):
        assert browser.get(address).status_code == 404
    listed = as_(other_member).get(reverse("modules:lecturer")).content.decode()
    assert "/marking/" not in listed


def test_the_list_of_requests_asks_the_same_whatever_their_number(
    as_, publisher: User, member: User, other_member: User, editor: User
) -> None:
    browser, address = as_(publisher), reverse("adaptations:lecturers")
    request_of(member)
    request_of(editor, standing=Standing.VERIFIED)
    browser.get(address)
    counted = queries_of(browser, address)
    request_of(other_member)
    request_of(publisher, standing=Standing.VERIFIED)
    assert queries_of(browser, address) == counted


def queries_of(browser: Client, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


def test_staff_decide_in_the_admin(as_, member: User, publisher: User, editor: User) -> None:
    row = request_of(member)
    address = reverse("adaptations:lecturer", args=[row.pk])
    browser = as_(publisher)
    assert "ZQ7-proof" in browser.get(address).content.decode()
    assert browser.post(address, {"do": "decline", "answer": ""}).status_code == 422
    assert as_(editor).get(address).status_code == 302
    assert browser.post(address, {"do": "verify"}).status_code == 302
    assert "ZQ7-proof" not in browser.get(address).content.decode()
    row.refresh_from_db()
    assert row.standing == Standing.VERIFIED
    assert browser.post(address, {"do": "end", "answer": "You left."}).status_code == 302
    row.refresh_from_db()
    assert (row.standing, row.answer) == (Standing.WITHDRAWN, "You left.")


def test_what_is_over_goes_on_its_day_and_a_verified_lecturer_stays(
    member: User, other_member: User, editor: User, publisher: User
) -> None:
    today = timezone.localdate()
    rows = {
        standing: request_of(user, standing=standing, since=today - timedelta(days=days))
        for user, standing, days in (
            (member, Standing.DECLINED, retention.REQUEST_CLOSED),
            (other_member, Standing.WITHDRAWN, retention.REQUEST_CLOSED - 1),
            (editor, Standing.WAITING, retention.REQUEST_UNDECIDED),
            (publisher, Standing.VERIFIED, 3650),
        )
    }
    purge()
    left = set(LecturerRequest.objects.values_list("standing", flat=True))
    assert left == {Standing.WITHDRAWN, Standing.VERIFIED}
    assert len(rows) == 4


def test_the_document_says_how_long(settings) -> None:
    assert retention.format_retention_table() in (settings.BASE_DIR / "docs/retention.md").read_text()
    assert "modules.tasks.purge" in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}


def test_what_was_taught_goes_with_the_account(lecturer: User, editor: User) -> None:
    row = taught(lecturer, adaptation(module(), editor))
    lecturer.delete()
    assert not type(row).objects.exists()
