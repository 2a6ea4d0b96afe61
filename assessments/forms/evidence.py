"""A file that somebody adds."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from assessments.uploads.evidence import KINDS, MOST_BYTES, AcceptedFile, examine_file

ENDINGS = ",".join(f".{ending}" for ending in [*KINDS.values(), "jpeg", "webp"])


class EvidenceForm(forms.Form):
    file = forms.FileField(
        label=_("A file"),
        help_text=_("PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, JPEG, PNG or WebP; at most 10 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ENDINGS}),
        error_messages={"required": _("Choose a file first.")},
    )

    def clean_file(self) -> AcceptedFile:
        file: Any = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("This file is larger than 10 MB. Choose a smaller one, or split it."))
        return examine_file(file.read(), file.name)
