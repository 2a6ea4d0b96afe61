"""Where letters lie on a portal without a mail server: a folder that only its owner reads, for a day.

They are for whoever tries the portal on a machine of her own and needs a code. Nothing about guarded people ever lies
there (accounts.actions.post_letter).
"""

import os
import secrets
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

KEPT = timedelta(hours=24)
OWNER_ONLY, OWNER_ENTERS = 0o600, 0o700


class Folder(BaseEmailBackend):
    """Django's own would print to the log, or name files by the minute and let everybody read them."""

    def open(self) -> bool:
        folder = Path(settings.LETTERS_DIR)
        folder.mkdir(mode=OWNER_ENTERS, parents=True, exist_ok=True)
        folder.chmod(OWNER_ENTERS)  # it may have been there
        return True

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.open()
        for message in email_messages:
            write(Path(settings.LETTERS_DIR, f"{secrets.token_hex(16)}.eml"), message.message().as_bytes())
        return len(email_messages)


def write(file: Path, content: bytes) -> None:
    """Whole or not at all: half a letter on a full disk would lie there and be written again beside it."""
    number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    try:
        with os.fdopen(number, "wb") as target:
            target.write(content)
    except OSError:
        file.unlink(missing_ok=True)
        raise


def delete_old_letters(now: float | None = None) -> None:
    """Letters of yesterday go; so do those of a clock that went wrong and say tomorrow."""
    now = time.time() if now is None else now
    for file in Path(settings.LETTERS_DIR).glob("*.eml"):
        try:
            if abs(now - file.stat().st_mtime) >= KEPT.total_seconds():
                file.unlink()
        except FileNotFoundError:  # another worker was quicker
            continue
