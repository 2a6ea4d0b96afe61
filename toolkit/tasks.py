"""Slow work around guidance."""

from datetime import timedelta

from celery import shared_task
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from exports.actions import delete_exports, request_export
from exports.models import Export
from exports.models.exports import Lane, State
from exports.tasks import prerender
from exports.tasks.queueing import QUEUES, send_task
from toolkit.caching.content_version import get_content_version
from toolkit.caching.saved import list_outdated_copies, note_copy, was_made_lately
from toolkit.models import ToolPage
from toolkit.packages.saved import BUNDLE, LIST, build_bundles, build_list, render_edition
from toolkit.printouts import HANDBOOK
from toolkit.selectors import searching

BETWEEN_LANGUAGES = 30  # seconds: other large files have their turn, and no limit of a minute is reached
OLD_COPIES_FOR = timedelta(days=1)  # for who is saving one now, or has its list


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def publish_scheduled() -> None:
    """Publishes and unpublishes what editors gave a date. Doing it twice changes nothing."""
    call_command("publish_scheduled")


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def render_handbooks() -> None:
    """Has the handbook of each language made ahead in which a person has read a tool (decisions 187, 206). Its key is
    its content: unchanged, nothing is rendered."""
    read = ToolPage.objects.live().filter(machine_translated=False)
    for code in sorted(set(read.values_list("locale__language_code", flat=True))):
        prerender(HANDBOOK.kind, code, {})


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def take_statistics() -> None:
    """Keeps searches quick as content grows. A load of content does it too."""
    searching.take_statistics()


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def renew_saved_copies() -> None:
    """Has the copy for phones made of each language that was changed since, one language after the other. At most once
    an hour while editors are at work, but at once where a page was withdrawn: its copy went with it."""
    outdated = list_outdated_copies(get_content_version(fresh=True))
    there = set(Export.objects.filter(kind=LIST.kind).values_list("subject", flat=True))
    due = [code for code in outdated if code not in there or not was_made_lately(code)]
    for place, code in enumerate(due):
        send_task(make_saved_copy, code, queue=QUEUES[Lane.SLOW], countdown=place * BETWEEN_LANGUAGES)


# Half a minute of a processor, and several on a busy machine: longer than a broker waits before it hands a message out
# again, so it is taken at once. Beat asks anew for what was lost.
@shared_task(acks_late=False, soft_time_limit=500, time_limit=540)
def make_saved_copy(language: str) -> None:
    """Renders what may be saved of a language and asks for its files, once for a version of the content. Their address
    is their content: what did not change is not made again. Raises NotForPhonesError where none may be made."""
    version = get_content_version(fresh=True)  # what changes from here on is made the next time
    if language not in list_outdated_copies(version):
        return
    edition = render_edition(language)
    Export.objects.filter(kind__in=[BUNDLE.kind, LIST.kind], subject=language, state=State.FAILED).delete()
    files = {name: (request_export(bundle), len(bundle.payload)) for name, bundle in build_bundles(edition).items()}
    told = {name: {"address": row.file_url, "size": size} for name, (row, size) in files.items()}
    make_newest(request_export(build_list(edition, told)), [row.key for row, _size in files.values()])
    note_copy(language, version)


def make_newest(current: Export, bundles: list[str]) -> None:
    """The list that was asked for last is the one that is given out. One that was there before, and is again, takes the
    place of those between; what no list names any more goes after a day."""
    rows = Export.objects.filter(kind__in=[BUNDLE.kind, LIST.kind], subject=current.subject)
    delete_exports(rows.filter(kind=LIST.kind, pk__gt=current.pk))
    old = rows.filter(created_at__lt=timezone.now() - OLD_COPIES_FOR)
    delete_exports(old.exclude(key__in=[current.key, *bundles]))
