"""A document leaves at the door who wrote it, and does not come in with photos that tell where they were taken: who
made a template for us may be looked for. What stands in its text, comments and tracked changes is the editor's to see.
"""

from io import BytesIO

from django.core.files.uploadedfile import UploadedFile

from toolkit.uploads.archives import OFFICE, clean_archive
from toolkit.uploads.pdfs import clean_pdf
from toolkit.uploads.photos import ReadingLimits


def strip_names(upload: UploadedFile, name: str) -> None:
    """Takes out of the very object that was sent what its properties say of people; where they say nothing, it stays
    as it is. Raises ValidationError, with a sentence for the editor, for what cannot be read, and for a photo in it
    that says where it was taken."""
    ending = name.rpartition(".")[2].lower()
    upload.seek(0)
    clean, reading = None, ReadingLimits()
    if ending == "pdf":
        clean = clean_pdf(upload, reading)  # type: ignore[arg-type]  # it reads and seeks
    elif ending in {*OFFICE, "epub", "zip"}:
        clean = clean_archive(upload, reading, is_office=ending in OFFICE)  # type: ignore[arg-type]
    if clean is not None:
        replace_content(upload, clean)
    upload.seek(0)


def replace_content(upload: UploadedFile, content: BytesIO) -> None:
    """Wagtail keeps the object that was sent until the words are there that go with it; so it is that one that
    changes."""
    upload.seek(0)
    upload.truncate()
    upload.write(content.getvalue())
    upload.size = upload.tell()
    upload.seek(0)
