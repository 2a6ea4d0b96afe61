"""Nothing personal lies about in the clear. D21 and D23 of the acceptance suite.

Every personal field of the seed begins with ZQ7. Pages are read like a curious member would, then everything at rest is
searched.
"""

import inspect
import logging
import os
import re
from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.apps import apps
from django.conf import settings as portal_settings
from django.core import mail
from django.core.cache import caches
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import models
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

import accounts.emails
import network.emails
from accounts.models import LetterSubject, SealedField
from network.models import Member, NoticeKind
from network.notices.actions import notify_member
from network.seeding.actions import seed_canary
from tests.cached import entries
from tests.network import at_rest

pytestmark = pytest.mark.django_db
CODES = [code for code, _name in portal_settings.LANGUAGES]
# The pseudonym is what others are meant to read; everything else of the seed is sealed.
SEALED = re.compile(r"zq7-(?!pseudonym)[a-z-]+-\d+|zq7photo\d+", re.IGNORECASE)


def found(text: str) -> set[str]:
    return set(SEALED.findall(text))


# --- The seed itself ---


def test_every_sealed_field_of_a_person_is_filled() -> None:
    """A new field that the seed leaves empty would never be searched for."""
    seed_canary(members=4, staff=1)
    nobodys = {
        "Deed",
        "Announcement",
        "KeyDate",
        "Event",
        "Circle",
        "Pin",
        "Series",
        "Lesson",
        "Material",
        "MaterialFile",
    }
    empty = []
    for model in apps.get_app_config("network").get_models():
        names = [field.name for field in model._meta.concrete_fields if isinstance(field, SealedField)]
        for name in names if model.__name__ not in nobodys else ():
            texts = [value.open() for value in model._base_manager.values_list(name, flat=True) if value]
            if not any(text.lower().startswith("zq7") for text in texts):
                empty.append(f"{model.__name__}.{name}")
    assert empty == [], "fill it in network/seeding/actions.py"


def test_free_text_of_people_is_sealed_or_a_closed_list() -> None:
    """A plain text column of the network is a code, a hash or a name of a thing; people's words are never plain."""
    plain = {
        "Member.pseudonym": "what others are meant to read",
        "Application.pseudonym": "the same",
        "Application.address_index": "a keyed hash",
        "Application.return_hash": "a hash",
        "Application.digits_hash": "a keyed hash",
        "Invitation.code_hash": "a hash",
        "Country.code": "ISO code",
        "Deed.code_hash": "a hash",
        "DeedConfirmation.code_hash": "a hash",
        "Trail.action": "a code",
        "Trail.result": "a code",
        "ViewRecord.key": "a keyed hash",
        "CardViewCount.key": "a keyed hash",
        "Figure.row": "a code",
        "Figure.column": "a code",
        "Series.key": "names starter content",
        "Lesson.key": "names starter content",
        "Event.zone": "a time zone",
        "EventPreference.zone": "a time zone",
        "Material.path": "a public page",
        "Pin.path": "a public page",
    }
    wrong = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("network").get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, SealedField)
        and not field.choices
        and f"{model.__name__}.{field.name}" not in plain
    ]
    assert wrong == []


def test_it_is_not_for_a_portal_in_use(settings, zahra: Member) -> None:
    with pytest.raises(CommandError, match="members already"):
        call_command("seed_canary", members=3, staff=1)
    settings.EMBEDDED = False
    with pytest.raises(CommandError, match="embedded only"):
        call_command("seed_canary", members=3, staff=1)


# --- After a tour ---


def patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, list[str]]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one, one.namespace or namespace)
        elif isinstance(one, URLPattern) and namespace == "network":
            yield f"network:{one.name}", list(one.pattern.converters)


# One row of each is tried at every address that takes an id, until one fits.
THINGS = (
    "Member Application Conversation Pairing Suggestion Event Series Lesson Circle Thread Post Report PlanStep".split()
)


def tour(browser: Client, ids: list[object]) -> Iterator[HttpResponse]:
    """What a member sees who opens every address of the space."""
    for name, arguments in sorted({(name, tuple(arguments)) for name, arguments in patterns(get_resolver())}):
        if name in {"network:lock", "network:leave"}:
            continue
        if not arguments:
            yield browser.get(reverse(name))
        for pk in ids if len(arguments) == 1 else ():
            with suppress(NoReverseMatch):  # another kind of id
                answer = browser.get(reverse(name, args=[pk]))
                yield answer
                if answer.status_code != 404:
                    break


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_after_a_tour_nothing_sealed_lies_in_the_clear(inside, caplog, settings) -> None:
    people = seed_canary(members=8, staff=4)
    caplog.set_level(logging.INFO)
    statuses: set[int] = set()
    seen = ""
    rows = [apps.get_model("network", name)._base_manager.order_by("pk").first() for name in THINGS]
    for member, ids in ((people[2], [row.pk for row in rows if row]), (people[7], [people[6].pk])):
        for answer in tour(inside(member), ids):
            statuses.add(answer.status_code)
            seen += answer.content.decode(errors="replace")
    for member in people:
        notify_member(member, NoticeKind.MESSAGE)
    assert not {status for status in statuses if status >= 500}
    assert found(seen), "the tour has read sealed things"
    assert found(at_rest.database()) == set()
    assert found(at_rest.files()) == set()
    assert found(caplog.text) == set()
    assert found(str([entries(), vars(caches["near"])])) == set()
    if url := os.environ.get("REDIS_URL"):
        assert found(at_rest.redis(f"{url}/0")) == set()
    for letter in mail.outbox:
        assert "zq7" not in (letter.subject + letter.body).lower()


def test_what_is_typed_into_an_address_is_not_logged(zahra: Member, inside, caplog) -> None:
    caplog.set_level(logging.INFO)
    inside(zahra).get(reverse("network:home") + "unknown/?q=ZQ7-address-1")
    assert "ZQ7-address-1" not in caplog.text


# --- Mails ---


def bodies(code: str) -> dict[str, str]:
    """Every text that can leave by mail, in one language."""
    arguments = {"digits": "123456", "language": code}
    found_bodies = {
        name: function(**{key: arguments[key] for key in inspect.signature(function).parameters})
        for name, function in vars(network.emails).items()
        if name.startswith("render_") and inspect.isfunction(function)
    }
    for file in (portal_settings.BASE_DIR / "templates/emails").glob("*.txt"):
        found_bodies[file.name] = accounts.emails.render_mail_text(file.stem, code, code="123456")
    return found_bodies


@pytest.mark.parametrize("code", CODES)
def test_every_mail_says_nothing_in_each_language(code: str) -> None:
    bodies_here = bodies(code)
    assert len(bodies_here) >= 5
    for subject in LetterSubject:
        for body in bodies_here.values():
            accounts.emails.send_plain_mail("a@example.org", lambda subject=subject: subject.label, body, code)
    from django.utils.translation import override

    with override(code):
        neutral = {str(subject.label) for subject in LetterSubject}
    assert len(mail.outbox) == len(bodies_here) * len(LetterSubject)
    for letter in mail.outbox:
        source = letter.message()
        assert letter.subject in neutral
        assert source.get_content_type() == "text/plain"
        assert not letter.attachments
        assert not re.search(r"://|www\.|<[a-z/]", letter.body), "no link, no markup"
        words = f"{letter.subject} {letter.body} {letter.from_email}".lower()
        for word in ("network", "women", "toolkit", "gender", "rights", "member", portal_settings.SPACE_PATH):
            assert word not in words
        assert set(source.keys()) <= {
            "Content-Type",
            "MIME-Version",
            "Content-Transfer-Encoding",
            "Subject",
            "From",
            "To",
            "Date",
            "Message-ID",
            "Auto-Submitted",
        }


@pytest.mark.parametrize("subject", list(LetterSubject))
def test_subjects_are_translated_into_every_language(subject: LetterSubject) -> None:
    from django.utils.translation import override

    for code in CODES:
        with override(code):
            assert str(subject.label)


def test_a_mail_to_a_member_names_nobody(zahra: Member) -> None:
    from accounts.tasks import deliver

    zahra.mail = "notice"
    zahra.save()
    notify_member(zahra, NoticeKind.MESSAGE)
    from accounts.models import Letter

    for letter in Letter.objects.all():
        deliver(str(letter.pk))
    (sent,) = mail.outbox
    assert "ahra" not in sent.message().as_string()
    assert sent.to == [zahra.address.open()]


def test_visitors_get_the_door_and_nothing_else(db: None) -> None:
    browser = Client()
    assert browser.get(reverse("network:door")).status_code == 200
    assert browser.get(reverse("network:data")).status_code == 302
