"""Film files, as editors upload them."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from wagtailmedia.forms import BaseMediaForm

from toolkit.domain.file_types import check_file_type


class FilmForm(BaseMediaForm):
    """What is shown as a film is one, whatever its name says. Named by settings.WAGTAILMEDIA."""

    def clean_file(self) -> Any:
        return self.checked("file")

    def clean_small_file(self) -> Any:
        return self.checked("small_file")

    def checked(self, name: str) -> Any:
        upload = self.cleaned_data[name]
        if name in self.changed_data and isinstance(upload, UploadedFile):
            check_file_type(upload, upload.name or "")
        return upload
