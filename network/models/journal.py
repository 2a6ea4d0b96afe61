"""Who was erased: random ids and days, in a file that no database backup holds.

A restored backup brings back people who had left. `manage.py replay_erasures` reads this file and erases them again.
"""

import json
import os
import secrets
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from network.models.retention import JOURNAL

# No backup is older, so nobody can come back from one.
KEPT_FOR = timedelta(days=JOURNAL)


def write_down(member: UUID, today: date) -> None:
    """Adds a line and waits until the disk has it. Raises OSError: then nothing may be erased either."""
    append([json.dumps({"member": str(member), "erased": today.isoformat()})])


def erased() -> dict[UUID, date]:
    """Everybody in the file. A half-written last line (power cut) is passed over: its erasure did not happen."""
    people = {}
    for line in lines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        people[UUID(entry["member"])] = date.fromisoformat(entry["erased"])
    return people


def forget(today: date) -> int:
    """Takes out whom no backup can bring back. The number of lines that went."""
    people = erased()
    kept = {member: day for member, day in people.items() if day > today - KEPT_FOR}
    if len(kept) == len(people):
        return 0
    file = Path(settings.ERASURE_JOURNAL)
    fresh = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    rows = [json.dumps({"member": str(member), "erased": day.isoformat()}) for member, day in kept.items()]
    append(rows, fresh)
    os.replace(fresh, file)
    return len(people) - len(kept)


def lines() -> list[str]:
    try:
        return Path(settings.ERASURE_JOURNAL).read_text().splitlines()
    except FileNotFoundError:
        return []


def append(rows: list[str], file: Path | None = None) -> None:
    file = file or Path(settings.ERASURE_JOURNAL)
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a") as stream:
        stream.write("".join(f"{row}\n" for row in rows))
        stream.flush()
        os.fsync(stream.fileno())
