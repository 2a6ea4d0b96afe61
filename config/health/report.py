"""Whether all is well, in words, and what to do where it is not. Pure: metrics in, findings out."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.metrics.collecting import Metrics
from config.models import INSTALLED

MINUTE, HOUR = 60, 3600
SWEEP_OVERDUE = 5 * MINUTE  # it comes every minute
PURGE_OVERDUE = 13 * HOUR  # every six hours
BACKUP_OVERDUE = 26 * HOUR  # every day
WAITS_TOO_LONG = 5 * MINUTE
LETTER_WAITS_TOO_LONG = 15 * MINUTE
LEAST_FREE = 0.1
MOST_FAILED = 0.05


@dataclass(frozen=True)
class HealthFinding:
    """One sentence about one part. `advice` is empty where it is well."""

    part: str
    words: str
    advice: str = ""

    @property
    def is_well(self) -> bool:
        return not self.advice


def assess_health(now: Metrics) -> list[HealthFinding]:
    """Every part, in the order in which one would look."""
    return [*parts(now), *files(now), *mails(now), *by_the_clock(now), disk(now)]


def parts(now: Metrics) -> Iterator[HealthFinding]:
    names = [
        (now.database, _("Database"), _("Is PostgreSQL running, and is its disk full?")),
        (now.broker, _("Queue"), _("Is its Redis running? Files that are asked for meanwhile wait and are not lost.")),
        (now.cache, _("Cache"), _("Is its Redis running? Pages are slower without it.")),
    ]
    for answers, part, advice in names:
        if answers:
            yield HealthFinding(part, _("It answers."))
        else:
            yield HealthFinding(part, _("It does not answer."), advice)


def files(now: Metrics) -> Iterator[HealthFinding]:
    part = _("Files being made")
    if now.oldest > WAITS_TOO_LONG:
        words = _("The oldest has waited for %(minutes)d minutes; %(number)d wait.")
        advice = _("Do the workers run? Look at the logs of worker and large; add a worker where they are busy.")
        yield HealthFinding(part, words % {"minutes": now.oldest // MINUTE, "number": now.waiting}, advice)
    else:
        words = ngettext("%(number)d waits.", "%(number)d wait.", now.waiting)
        yield HealthFinding(part, words % {"number": now.waiting})
    done, failed = sum(render.done for render in now.renders), now.failed
    words = _("In the last day %(done)d were made and %(failed)d failed.") % {"done": done, "failed": failed}
    too_many = failed > max(1, MOST_FAILED * (done + failed))
    yield HealthFinding(
        _("Files made"), words, _("The ledger says why, by kind: see docs/operations.md.") if too_many else ""
    )


def mails(now: Metrics) -> Iterator[HealthFinding]:
    if not settings.MAIL_SERVER:
        yield without_server()
        return
    words = ngettext("%(number)d letter waits.", "%(number)d letters wait.", now.letters) % {"number": now.letters}
    late = now.oldest_letter > LETTER_WAITS_TOO_LONG
    yield HealthFinding(
        _("Mail"), words, _("Does the mail server of EMAIL_URL take letters? See the worker's log.") if late else ""
    )


def without_server() -> HealthFinding:
    """A choice on a machine of one's own, a fault of a real portal."""
    if settings.EMBEDDED:
        words = _(
            "No mail server is set (EMAIL_URL). Letters lie in %(folder)s for a day; about members of the network "
            "none is written."
        )
        return HealthFinding(_("Mail"), words % {"folder": settings.LETTERS_DIR})
    words = _("No mail server is set: letters are thrown away, and about members of the network none is written.")
    return HealthFinding(_("Mail"), words, _("Set EMAIL_URL, so that codes arrive."))


def by_the_clock(now: Metrics) -> Iterator[HealthFinding]:
    """What beat starts, and the backup, which something else starts."""
    rows = [
        ("exports.tasks.sweep", SWEEP_OVERDUE, _("The clock"), _("Do beat and a worker run?")),
        (
            "network.tasks.purge",
            PURGE_OVERDUE,
            _("What is kept too long"),
            _("Run `manage.py purge` and see its words."),
        ),
    ]
    if not settings.EMBEDDED:
        rows.append(("backup", BACKUP_OVERDUE, _("Backup"), _("Run `manage.py backup` and see its words.")))
    for name, border, part, advice in rows:
        since = now.job_ages.get(name)
        if since is None:
            is_due = now.job_ages.get(INSTALLED, border + 1) > border
            yield HealthFinding(part, _("It has not happened yet."), advice if is_due else "")
        else:
            yield HealthFinding(
                part, _("The last time was %(ago)s ago.") % {"ago": ago(since)}, advice if since > border else ""
            )


def ago(since: float) -> str:
    """So many seconds in words."""
    if since < 2 * HOUR:
        minutes = int(since // MINUTE)
        return ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}
    hours = int(since // HOUR)
    return ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}


def disk(now: Metrics) -> HealthFinding:
    if not now.disk_size:
        return HealthFinding(_("Disk"), _("It cannot be read."), _("See VAR_DIR and who may read it."))
    free = now.disk_free / now.disk_size
    words = _("%(percent)d %% are free.") % {"percent": free * 100}
    return HealthFinding(
        _("Disk"), words, _("Make room, or a larger disk, before files and letters stop.") if free < LEAST_FREE else ""
    )
