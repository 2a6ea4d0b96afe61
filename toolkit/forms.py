"""Uploads: a picture needs words and a credit, and leaves its metadata at the door."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps
from wagtail.images.forms import BaseImageForm


def without_metadata(upload: UploadedFile) -> UploadedFile:
    """The same picture, upright, re-encoded from its pixels: no place, no camera, no name of who took it."""
    upload.seek(0)
    with Image.open(upload) as opened:
        kind = opened.format or "PNG"
        upright = ImageOps.exif_transpose(opened)
        mode = "RGB" if kind == "JPEG" or upright.mode == "CMYK" else ("RGBA" if "A" in upright.mode else "RGB")
        clean = Image.new(mode, upright.size)
        clean.paste(upright.convert(mode))
    buffer = BytesIO()
    clean.save(buffer, kind, **({"quality": 88} if kind in {"JPEG", "WEBP"} else {}))
    size = buffer.tell()
    buffer.seek(0)
    return InMemoryUploadedFile(buffer, "file", upload.name, upload.content_type, size, None)


class PictureForm(BaseImageForm):
    """The form for one picture. The form for many (Wagtail's multiple upload) asks for the words afterwards."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "description" in self.fields:
            self.fields["description"].required = True
            self.fields["description"].label = _("What the picture shows")
            self.fields["description"].help_text = _(
                "For those who cannot see it. Never a person who can be recognised."
            )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if "file" not in self.changed_data or not isinstance(upload, UploadedFile):
            return upload
        clean = without_metadata(upload)
        clean.image = getattr(upload, "image", None)  # type: ignore[attr-defined]  # what Wagtail reads the size from
        return clean
