"""What editors upload, in a folder."""

import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from config.storage.folders import PARTIAL


class Written(File):
    """A file that lies beside its place and is moved there. Django's storage does so with large uploads."""

    def temporary_file_path(self) -> str:
        return str(self.name)


class Uploads(FileSystemStorage):
    """Files under names of their own that are complete or not there: Django's leaves half a file on a full disk."""

    def _save(self, name: str, content: Any) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(suffix=PARTIAL, dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                for block in content.chunks():
                    file.write(block)
            return super()._save(name, Written(None, name=beside))  # type: ignore[misc]  # not in the stubs
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
