"""Who leaves is gone: from every table, file, queue and log. D22 of the acceptance suite."""

import hashlib
import logging
import os
import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse

from accounts.actions import post_letter
from accounts.models import Letter, User
from exports.models import Export
from exports.storage import files
from network.data.actions.erasure import erase_member
from network.models import Application, Member, Pairing, Trail
from network.seeding.actions import seed_canary
from tests.network import at_rest, factories

pytestmark = pytest.mark.django_db
Inside = Callable[[Member], Client]

# Rows that stay when a member goes, because they are not hers. Emptied of her, and why that is enough.
KEPT = {
    "network.Alarm.member": "what happened and in which hour; who it was is no longer in it",
    "network.Report.reporter": "the report is about another; who made it is no longer in it",
    "network.Report.decided_by": "the report is about others",
    "network.Application.inviter": "another woman's application",
    "network.Invitation.taken_by": "the inviter's, free again when an applicant's draft goes",
    "network.Lock.locked_by": "another's lock",
    "network.Question.asked_by": "another woman's vetting",
    "network.Pairing.mentor": "the mentee's own log and reflection stay hers; shared goals are emptied (forget)",
    "network.Pairing.mentee": "the same for the mentor",
    "wagtailcore.ModelLogEntry.user": "no foreign key in the database; deleted by remove_log_entries",
    "wagtailcore.PageLogEntry.user": "the same",
}


@pytest.fixture(autouse=True)
def own_journal(settings, tmp_path) -> None:
    settings.ERASURE_JOURNAL = str(tmp_path / "erasures.jsonl")


def references(*targets: type[models.Model]) -> Iterator[tuple[str, models.ForeignKey]]:
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model in targets:
                yield f"{model._meta.label}.{field.name}", field


# --- The walk ---


def test_every_reference_to_a_member_goes_with_her_or_is_listed() -> None:
    wrong = [
        name
        for name, field in references(Member, Application)
        if field.remote_field.on_delete is not models.CASCADE and name not in KEPT
    ]
    assert wrong == []


def test_nothing_prevents_that_an_account_goes() -> None:
    """Wagtail's tables know members only if an administrator makes one an editor: they are emptied then."""
    emptied = {models.CASCADE, models.SET_NULL}
    wrong = [
        name for name, field in references(User) if field.remote_field.on_delete not in emptied and name not in KEPT
    ]
    assert wrong == []


def test_the_list_names_only_what_is_there() -> None:
    assert set(KEPT) <= {name for name, _field in references(Member, Application, User)}


def test_every_model_with_sealed_text_hangs_on_a_member_or_is_nobodys() -> None:
    """A sealed text that no member leads to would stay for ever."""
    from network.keys.actions import find_sealed_models

    nobodys = {
        "accounts.Letter": "looked for by address",
        "network.Announcement": "written for all by coordinators",
        "network.KeyDate": "the same",
        "network.Event": "the same",
        "network.Circle": "the same",
        "network.Pin": "the same",
        "network.Series": "the same",
        "network.Lesson": "the same",
        "network.Material": "the same",
        "network.MaterialFile": "the same",
    }
    wrong = [
        model._meta.label
        for model, _names in find_sealed_models()
        if model._meta.app_label in {"network", "accounts"}
        and model._meta.label not in nobodys
        and not reaches_member(model, set())
    ]
    assert wrong == []


def reaches_member(model: type[models.Model], seen: set) -> bool:
    """Whether a chain of references leads to a member: each step either cascades or is listed in KEPT."""
    if model is Member:
        return True
    seen.add(model)
    return any(
        reaches_member(field.related_model, seen)
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.related_model not in seen
        and (field.remote_field.on_delete is models.CASCADE or f"{model._meta.label}.{field.name}" in KEPT)
    )


# --- One person, all of her ---


def numbers_in(text: str) -> set[int]:
    return {int(number) for number in re.findall(r"zq7-[a-z-]+-(\d+)", text.lower())}


def opened() -> str:
    """What a dump would hold if nothing were sealed: every value of every row, opened."""
    from network.keys.actions import find_sealed_models

    texts = [str(row) for row in Member.objects.values_list("pk", "pseudonym")]
    for model, names in find_sealed_models():
        for row in model._base_manager.values_list(*names):
            texts += [value.open() for value in row]
    return "\n".join(texts)


def checksum(people: list[Member]) -> str:
    """Of every row of the network that does not lead to one person alone."""
    facts = []
    for model in apps.get_app_config("network").get_models():
        for row in model._base_manager.filter(pk__isnull=False).order_by("pk").values():
            if any(str(one.pk) in str(row.values()) for one in people):
                facts.append(
                    f"{model.__name__} {sorted((name, repr(getattr(v, 'text', v))) for name, v in row.items())}"
                )
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_nothing_of_her_is_left_and_nothing_of_others_is_touched(settings, caplog) -> None:
    caplog.set_level(logging.INFO)
    people = seed_canary(members=12, staff=3)
    she, far = people[5], [people[number] for number in (0, 1, 2, 8, 9, 10)]  # far: shares nothing with her
    assert 6 in numbers_in(opened())
    before = checksum(far)
    letter_to_her = post_letter(to=she.address.open(), body="ZQ7-letter-6", language="en")
    letter_to_other = post_letter(to=people[0].address.open(), body="ZQ7-letter-1", language="en")
    names = [she.user.email, she.user.username]

    erase_member(by=None, member=she)

    assert 6 not in numbers_in(opened())
    assert checksum(far) == before
    assert list(Letter.objects.values_list("pk", flat=True)) == [letter_to_other.pk] != [letter_to_her.pk]
    at_disk = at_rest.database() + at_rest.files() + caplog.text
    if url := os.environ.get("REDIS_URL"):
        at_disk += at_rest.redis(f"{url}/0")
    assert 6 not in numbers_in(at_disk)
    assert not [name for name in names if name in at_disk]
    # Her random id is in the trail and in the journal only: nothing leads from it to her.
    ids = {str(she.pk), she.pk.hex}  # as PostgreSQL and as SQLite write it
    lines = [line for line in at_rest.database().splitlines() if any(one in line for one in ids)]
    assert lines
    assert all("network_trail" in line for line in lines)
    assert User.objects.count() == len(people) - 1


def test_shared_goals_of_a_pairing_are_emptied_and_the_others_words_stay(zahra: Member, nasrin: Member) -> None:
    pairing = Pairing.objects.create(mentor=nasrin, mentee=zahra, until=date(2099, 1, 1), goals="ZQ7-goals-1")
    pairing.meetings.create(by=nasrin, met_on=date(2026, 1, 1), minutes=30, words="mine")
    erase_member(by=zahra, member=zahra)
    pairing.refresh_from_db()
    assert not pairing.goals
    assert pairing.meetings.get().words.open() == "mine"


def test_private_files_go_with_her(zahra: Member) -> None:
    from exports.domain.printouts import Printout

    key = "ab" * 32
    content = {"title": "x", "language": "en", "filename": "x.pdf", "html": "<p>x</p>", "manifest": b""}
    printout = Printout(kind="test", subject="x", private=True, **content)
    Export.objects.get_or_create_export(printout, key=key, owner=zahra.user)
    files.store_file(key, b"ZQ7-file-1")
    erase_member(by=zahra, member=zahra)
    assert not files.file_exists(key)
    assert not Export.objects.filter(key=key).exists()


def test_no_log_of_the_editors_names_a_member(zahra: Member) -> None:
    from wagtail.models import ModelLogEntry

    assert not ModelLogEntry.objects.exclude(content_type__app_label="modules").exists()  # the starter content's
    address, name = zahra.user.email, zahra.user.username
    erase_member(by=zahra, member=zahra)
    labels = list(ModelLogEntry.objects.values_list("label", flat=True))
    assert not [label for label in labels if address in label or name in label]


def test_an_entry_that_an_administrator_made_goes_too(zahra: Member, admin: User) -> None:
    from wagtail.log_actions import log
    from wagtail.models import ModelLogEntry

    entry = log(zahra.user, "wagtail.edit", user=admin)
    erase_member(by=zahra, member=zahra)
    assert not ModelLogEntry.objects.filter(pk=entry.pk).exists()


def test_her_sessions_end_and_their_rows_go(zahra: Member, nasrin: Member, inside: Inside) -> None:
    from django.contrib.sessions.models import Session

    hers, other = inside(zahra), inside(nasrin)
    erase_member(by=zahra, member=zahra)
    assert hers.get(reverse("network:home")).status_code == 302
    assert other.get(reverse("network:home")).status_code == 200
    assert Session.objects.count() == 1


# --- Leaving ---


def test_she_leaves_by_typing_her_pseudonym(zahra: Member, inside: Inside) -> None:
    browser = inside(zahra)
    answer = browser.post(reverse("network:leave"), {"pseudonym": " zahra "})
    assert answer.url == reverse("network:left")
    assert '"cookies"' in answer["Clear-Site-Data"]
    assert not Member.objects.filter(pk=zahra.pk).exists()
    assert browser.get(reverse("network:left")).status_code == 200


def test_another_word_erases_nothing_and_says_what_to_do(zahra: Member, inside: Inside) -> None:
    html = inside(zahra).post(reverse("network:leave"), {"pseudonym": "Zara"}).content.decode()
    assert "type it again" in html
    assert 'value="Zara"' in html
    assert Member.objects.filter(pk=zahra.pk).exists()


def test_leaving_asks_for_a_fresh_proof(zahra: Member, inside: Inside) -> None:
    browser = inside(zahra)
    session = browser.session
    session["account_authentication_methods"] = [{**one, "at": 0} for one in session["account_authentication_methods"]]
    session.save()
    answer = browser.post(reverse("network:leave"), {"pseudonym": "Zahra"})
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert Member.objects.filter(pk=zahra.pk).exists()


def test_the_trail_says_that_somebody_left_and_not_who(zahra: Member, nasrin: Member) -> None:
    erase_member(by=zahra, member=zahra)
    line = Trail.objects.get(action="member.erase")
    assert (line.actor, line.about) == (None, zahra.pk)


def test_the_last_coordinator_is_told_so(coordinator: Member, inside: Inside) -> None:
    assert "only coordinator" in inside(coordinator).get(reverse("network:leave")).content.decode()


def test_whoever_leaves_vouches_for_nobody_any_more(zahra: Member, nasrin: Member) -> None:
    """Who could be asked about it is gone with her; the request waits on like those of others."""
    row, other = (
        factories.application("AF", inviter=inviter, vouched=True, is_proven=False) for inviter in (zahra, nasrin)
    )
    erase_member(by=zahra, member=zahra)
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.is_open, row.inviter, row.vouched, row.is_in_front) == (True, None, False, False)
    assert other.vouched
