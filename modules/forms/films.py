"""Film files and narrations, as editors upload them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _
from wagtailmedia.forms import BaseMediaForm

from modules.domain.films import get_media_type
from toolkit.domain.file_types import check_file_type
from toolkit.domain.sound import NotSound, read_sound

LONGEST_NARRATION = 1800.0  # seconds
MOST_BYTES = 15_000_000


class FilmForm(BaseMediaForm):
    """What is shown as a film is one, whatever its name says; a narration is kept without what the recorder wrote into
    it. Named by settings.WAGTAILMEDIA."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.type == "audio":
            for name in ("small_file", "is_silent"):
                self.fields.pop(name, None)

    def clean_file(self) -> Any:
        return self.cleaned_sound() if self.instance.type == "audio" else self.checked("file")

    def clean_small_file(self) -> Any:
        return self.checked("small_file")

    def checked(self, name: str) -> Any:
        upload = self.cleaned_data[name]
        if name in self.changed_data and isinstance(upload, UploadedFile):
            check_file_type(upload, upload.name or "")
        return upload

    def cleaned_sound(self) -> Any:
        """Raises ValidationError where it is none, or too long."""
        upload = self.cleaned_data["file"]
        if "file" not in self.changed_data or not isinstance(upload, UploadedFile):
            return upload
        try:
            if (upload.size or 0) > MOST_BYTES:
                raise NotSound
            sound = read_sound(upload.read(), LONGEST_NARRATION)
        except NotSound:
            raise ValidationError(
                _("This is no Opus or MP3 file, it is broken, or it takes more than half an hour. Export it anew.")
            ) from None
        name = f"{(upload.name or '').rpartition('.')[0] or 'narration'}.{sound.kind}"
        return SimpleUploadedFile(name, sound.content, get_media_type(name))
