"""What editors upload, in a folder."""

import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from exports.storage.stores import PARTIAL

SCRATCH = ".unfinished"  # beside the folders of uploads, on the same disk
KEPT_FOR = 86_400  # seconds; longer than any upload takes


class MovableFile(File):
    """A file that lies beside its place and is moved there. Django's storage does so with large uploads."""

    def temporary_file_path(self) -> str:
        return str(self.name)


class UploadsFolderStorage(FileSystemStorage):
    """Files under names of their own that are complete or not there: Django's leaves half a file on a full disk."""

    def _save(self, name: str, content: Any) -> str:
        scratch = Path(self.location, SCRATCH)
        scratch.mkdir(parents=True, exist_ok=True)
        remove_abandoned(scratch)  # here, because nobody else looks into it
        handle, beside = tempfile.mkstemp(suffix=PARTIAL, dir=scratch)
        try:
            with os.fdopen(handle, "wb") as file:
                for block in content.chunks():
                    file.write(block)
            return super()._save(name, MovableFile(None, name=beside))  # type: ignore[misc]  # not in the stubs
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise


def remove_abandoned(scratch: Path) -> None:
    """Removes what a killed worker left half written."""
    border = time.time() - KEPT_FOR
    for path in scratch.iterdir():
        with suppress(FileNotFoundError):  # somebody else was faster, or has finished
            if path.stat().st_mtime < border:
                path.unlink()
