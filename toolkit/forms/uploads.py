"""Uploads: a picture needs words and a credit, a document is what it says. Both leave their metadata at the door."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from toolkit.domain.file_types import check_file_type
from toolkit.uploads.documents import replace_content, strip_names


def strip_metadata(upload: UploadedFile) -> UploadedFile:
    """The same picture, upright, re-encoded from its pixels: no place, no camera, no name of who took it."""
    replace_content(upload, redrawn(upload))
    return upload


def redrawn(upload: UploadedFile) -> BytesIO:
    upload.seek(0)
    with Image.open(upload) as opened:  # it reads and seeks
        kind = opened.format or "PNG"
        upright = ImageOps.exif_transpose(opened)
        mode = "RGB" if kind == "JPEG" or upright.mode == "CMYK" else ("RGBA" if "A" in upright.mode else "RGB")
        clean = Image.new(mode, upright.size)
        clean.paste(upright.convert(mode))
    buffer = BytesIO()
    clean.save(buffer, kind, **({"quality": 88} if kind in {"JPEG", "WEBP"} else {}))
    return buffer


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
        return strip_metadata(upload)


class DocumentForm(BaseDocumentForm):
    """A document is what its name says it is, and leaves the names in its properties at the door."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"].help_text = _(
                "Names in the document’s properties are taken out. "
                "Look for those in comments and tracked changes yourself."
            )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if "file" in self.changed_data and isinstance(upload, UploadedFile):
            check_file_type(upload, upload.name or "")
            strip_names(upload, upload.name or "")
        return upload
