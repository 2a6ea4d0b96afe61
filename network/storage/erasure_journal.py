"""Who was erased: random ids and days, in a file that no database backup holds.

A restored backup brings back people who had left. `manage.py replay_erasures` reads this file and erases them again.
The first line says since when the file knows of everybody; files of older portals have none.
"""

import json
import os
import secrets
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from network.domain.retention import JOURNAL

# No backup is older, so nobody can come back from one.
KEPT_FOR = timedelta(days=JOURNAL)


def ensure_file() -> None:
    """Makes the file where there is none. Empty and missing are not the same: nobody left, or nobody knows who did.

    A new machine's portal makes one too; its first line tells it from the one that should have been copied.
    """
    if not file_exists():
        append([json.dumps({"begun": timezone.now().isoformat(timespec="seconds")})])


def file_exists() -> bool:
    return Path(settings.ERASURE_JOURNAL).exists()


def read_beginning() -> datetime | None:
    """Since when it knows of everybody. None where it does not say."""
    times = [datetime.fromisoformat(entry["begun"]) for entry in entries() if "begun" in entry]
    return min(times, default=None)  # two processes may have begun it at once


def record_erasure(member: UUID, today: date) -> None:
    """Adds a line and waits until the disk has it. Raises OSError: then nothing may be erased either."""
    ensure_file()
    append([json.dumps({"member": str(member), "erased": today.isoformat()})])


def read_erased() -> dict[UUID, date]:
    """Everybody in the file."""
    people = [entry for entry in entries() if "member" in entry]
    return {UUID(entry["member"]): date.fromisoformat(entry["erased"]) for entry in people}


def forget_expired(today: date) -> int:
    """Takes out whom no backup can bring back. The number of lines that went. Where nobody ever left, begins it."""
    ensure_file()
    people = read_erased()
    kept = {member: day for member, day in people.items() if day > today - KEPT_FOR}
    if len(kept) == len(people):
        return 0
    file = Path(settings.ERASURE_JOURNAL)
    fresh = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    since = read_beginning()
    rows = [json.dumps({"begun": since.isoformat()})] if since else []
    rows += [json.dumps({"member": str(member), "erased": day.isoformat()}) for member, day in kept.items()]
    append(rows, fresh)
    os.replace(fresh, file)
    return len(people) - len(kept)


def entries() -> Iterator[dict[str, str]]:
    """Line by line. A half-written last one (power cut) is passed over: its erasure did not happen."""
    for line in lines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        yield entry


def lines() -> list[str]:
    try:
        return Path(settings.ERASURE_JOURNAL).read_text().splitlines()
    except FileNotFoundError:
        return []


def append(rows: list[str], file: Path | None = None) -> None:
    file = file or Path(settings.ERASURE_JOURNAL)
    file.parent.mkdir(parents=True, exist_ok=True)
    start = "\n" if is_half_written(file) else ""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a") as stream:
        stream.write(start + "".join(f"{row}\n" for row in rows))
        stream.flush()
        os.fsync(stream.fileno())


def is_half_written(file: Path) -> bool:
    """Whether the next line would become a part of what a power cut left, and be passed over with it."""
    return file.exists() and file.read_bytes()[-1:] not in (b"", b"\n")
