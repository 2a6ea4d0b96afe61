"""Slow work around guidance."""

import logging
from datetime import datetime, timedelta

from celery import shared_task
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import OperationalError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext, override
from wagtail.models import Page

from accounts.models import Letter
from exports.domain.kinds import files_rendered_ahead
from exports.domain.packages import Package
from exports.domain.turns import PRESS, make_client_mark
from exports.models import Export
from exports.models.exports import Lane, State
from exports.models.querysets import ASKED_GRAIN
from exports.tasks import compute_export_key, enqueue_export, prerender
from exports.tasks.queueing import QUEUES, send_task
from toolkit.caching.ahead import note_looked_at, read_looked_at
from toolkit.caching.box import claim_box, release_box
from toolkit.caching.content_version import get_content_version
from toolkit.caching.saved import (
    claim_making,
    find_resting,
    forget_copy,
    forget_try,
    note_copy,
    note_try,
    read_copies,
    release_making,
)
from toolkit.domain.saved import SavedEdition
from toolkit.models import ChecklistPage, Instrument, Portal, Provision, ReaderMessage, Term, ToolPage
from toolkit.packages.book import BOOK, build_book
from toolkit.packages.box import build_box, build_box_package
from toolkit.packages.companion import COMPANION_FILE, build_companion_file
from toolkit.packages.saved import BUNDLE, LIST, NotForPhonesError, build_bundles, build_list, render_edition
from toolkit.printouts import HANDBOOK, PRINTOUTS
from toolkit.sealing import NoBoxKeyError
from toolkit.selectors import searching

logger = logging.getLogger(__name__)

MADE = [BUNDLE.kind, LIST.kind, COMPANION_FILE.kind, BOOK.kind]
MANY = 40  # changes after which any file may print one: a load of content; following one costs 3 to 16 statements
TRIES = 3  # a box whose pages changed while it was made is begun anew
OLD_COPIES_FOR = timedelta(days=1)  # for who is saving one now, or has its list


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def publish_scheduled() -> None:
    """Publishes and unpublishes what editors gave a date. Doing it twice changes nothing."""
    call_command("publish_scheduled")


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def forget_messages() -> None:
    """What readers wrote is thrown away once it was kept long enough. Doing it twice changes nothing."""
    ReaderMessage.objects.all().expired(timezone.localdate()).delete()


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
@transaction.atomic
def tell_of_messages() -> None:
    """One mail a day to whoever is named in Settings > Portal, where readers wrote on the day before and nobody has
    dealt with it: it says that something waits, and nothing of what."""
    address, today = Portal.load().contact, timezone.localdate()
    waits = ReaderMessage.objects.open().filter(written_on=today - timedelta(days=1)).exists()
    if address and waits and caches["default"].add(f"told-of-messages-{today}", True, timeout=24 * 3600):
        with override(settings.LANGUAGE_CODE):
            body = gettext("Readers have written to the editors. It waits in the admin. You need not answer this mail.")
        Letter.objects.create(address=address, body=body, language=settings.LANGUAGE_CODE)


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def render_handbooks() -> None:
    """Has the handbook of each language made ahead in which a person has read a tool (decisions 187, 206). Its key is
    its content: unchanged, nothing is rendered."""
    read = ToolPage.objects.live().filter(machine_translated=False)
    for code in sorted(set(read.values_list("locale__language_code", flat=True))):
        prerender(HANDBOOK.kind, code, {})


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def render_changed_files() -> None:
    """Has the files made anew that print what was changed elsewhere: a law card, a text, a term, a page's title. The
    publication itself does not ask for them: one card stands in every checklist, and editors publish it several times
    in a row."""
    since, now = read_looked_at(), timezone.now()
    for kind, subject, form in sorted(find_changed_files(since)):
        send_task(prerender, kind, subject, {"form": form})
    note_looked_at(now)


def find_changed_files(since: datetime) -> set[tuple[str, str, str]]:
    """Kind, subject and form of the files kept ready that may print what changed since, in languages that a person has
    read (decision 187). Those that print the same as before are not made again."""
    changed: list[Model] = list(Page.objects.filter(last_published_at__gte=since))
    for model in (Term, Provision, Instrument):
        changed += model.objects.filter(updated_at__gte=since)
    if not changed:
        return set()
    read = [
        page for model in (ToolPage, ChecklistPage) for page in model.objects.live().filter(machine_translated=False)
    ]
    if len(changed) > MANY:
        found = {file for page in read for file in files_rendered_ahead(page)}
    else:
        ready = [kind for kind in PRINTOUTS if kind.rendered_ahead]
        found = {file for row in changed for kind in ready for file in kind.in_each_form(kind.subjects_showing(row))}
    subjects = {str(page.pk) for page in read}
    return {file for file in found if file[1] in subjects}


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def take_statistics() -> None:
    """Keeps searches quick as content grows. A load of content does it too."""
    searching.take_statistics()


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def renew_saved_copies() -> None:
    """Has the copy for phones made of a language that needs it, and the book of the same pages; each asks for the next
    when it is done."""
    send_next_copy()


def send_next_copy() -> None:
    for language in find_due_copies()[:1]:
        send_task(make_saved_copy, language, queue=QUEUES[Lane.SLOW])


def find_due_copies() -> list[str]:
    """The languages whose copy is of other content, was withdrawn, or lacks a file. One that was tried within the hour
    rests, unless a page of its copy was withdrawn: then readers have none until there is another."""
    version, copies, resting = get_content_version(fresh=True), read_copies(), find_resting()
    rows = Export.objects.filter(kind__in=MADE).exclude(state=State.FAILED)
    there = set(rows.values_list("key", flat=True))
    offered = set(rows.filter(kind=LIST.kind).values_list("subject", flat=True))
    offered &= set(rows.filter(kind=BOOK.kind).values_list("subject", flat=True))
    due = []
    for code, _name in settings.LANGUAGES:
        made_for, keys = copies.get(code, ("", frozenset()))
        was_withdrawn = bool(keys) and code not in offered
        if was_withdrawn or ((made_for != version or not keys <= there) and code not in resting):
            due.append(code)
    return due


# Half a minute of a processor, and several on a busy machine: longer than a broker waits before it hands a message out
# again, so it is taken at once. Beat asks anew for what was lost.
@shared_task(acks_late=False, soft_time_limit=500, time_limit=540)
def make_saved_copy(language: str) -> None:
    """Renders what may be saved of a language and asks for its files, where it is due and nobody else makes one."""
    if language not in find_due_copies() or not claim_making():
        return
    note_try(language)
    forget_copy(language)  # what cannot be made, or takes too long, is not tried again before the hour is over
    try:
        goes_on = write_saved_copy(language)
    except NotForPhonesError as broken:
        logger.warning("The copy of %s for phones was not made: %s is not a page for everybody", language, broken)
        goes_on = True
    finally:
        release_making()
    if goes_on:
        send_next_copy()


def write_saved_copy(language: str) -> bool:
    """Once for a version of the content. False where that changed meanwhile: a page may have been withdrawn that was
    rendered before. Raises NotForPhonesError where none may be made."""
    version = get_content_version(fresh=True)
    edition = render_edition(language)
    rows: list[Export] = []
    if get_content_version(fresh=True) == version:
        rows = request_files(edition)
    if get_content_version(fresh=True) != version:
        Export.objects.filter(pk__in=[row.pk for row in rows]).delete()
        forget_try(language)
        return False
    note_copy(language, version, [row.key for row in rows])
    forget_superseded(language)
    return True


def request_files(edition: SavedEdition) -> list[Export]:
    """A file for each set and the list of them, last. Their address is their content: what did not change is there."""
    Export.objects.filter(kind__in=MADE, subject=edition.language, state=State.FAILED).delete()
    bundles = build_bundles(edition)
    rows = {name: request_file(bundle) for name, bundle in bundles.items()}
    told = {name: {"address": row.file_url, "size": len(bundles[name].payload)} for name, row in rows.items()}
    listed = request_file(build_list(edition, told))
    newest = [request_file(build_book(edition)), listed]
    # The newest, also where they were there before.
    Export.objects.filter(pk__in=[row.pk for row in newest]).update(asked_at=timezone.now())
    return [*rows.values(), *request_companion(edition.language), *newest]


def request_companion(language: str) -> list[Export]:
    """The one file to pass on, ready before the first reader asks; none where no path is published."""
    try:
        return [request_file(build_companion_file(language))]
    except LookupError:
        return []


def request_file(package: Package) -> Export:
    key, client = compute_export_key(package), make_client_mark(PRESS)
    export, is_new = Export.objects.get_or_create_export(package, key=key, client=client)
    if is_new:
        enqueue_export(export.pk)
    return export


def forget_superseded(language: str) -> None:
    """What no list names that was given out within the last day: who saves a copy may still have the list before. The
    sweeper finds the files."""
    rows = Export.objects.filter(kind__in=MADE, subject=language)
    older = rows.filter(kind=LIST.kind, asked_at__lt=timezone.now() - OLD_COPIES_FOR)
    last = older.order_by("-asked_at").values_list("asked_at", flat=True).first()
    if last:
        rows.filter(asked_at__lt=last - 2 * ASKED_GRAIN).delete()


# A minute of a processor for a language: taken at once, as a copy is.
@shared_task(acks_late=False, soft_time_limit=3500, time_limit=3560)
def make_box(languages: list[str]) -> None:
    """The toolkit in a box, into the ledger. One at a time."""
    if not claim_box():
        return
    try:
        for _number in range(TRIES):
            version = get_content_version(fresh=True)
            package = build_box_package(languages, build_box(languages, tell=logger.info))
            if get_content_version(fresh=True) == version:  # else a page may have been withdrawn that is in it
                request_file(package)
                return
        logger.warning("The box was not made: the content changed each time")
    except (NotForPhonesError, NoBoxKeyError) as broken:
        logger.warning("The box was not made: %s", type(broken).__name__)
    finally:
        release_box()
