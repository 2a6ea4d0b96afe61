"""What learners and those who write for them type."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from network.forms.paths import ToolkitPathField
from network.learning.uploads import MOST_BYTES, clean_pdf
from network.models import SeriesKind


class ProgressForm(forms.Form):
    """Both may be empty: the member may only look."""

    note = forms.CharField(
        label=_("Notes to yourself"),
        max_length=5000,
        required=False,
        help_text=_("Only you can read them. Write no names, and no details of a case."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    is_done = forms.BooleanField(label=_("I have done this session"), required=False)


class CertificateForm(forms.Form):
    """The one place where a real name may be typed. It goes into the file and nowhere else."""

    name = forms.CharField(
        label=_("Name for this one file"),
        max_length=80,
        required=False,
        help_text=_("Leave it empty and the file names your pseudonym. What you type here is not kept anywhere."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


class SeriesForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120, error_messages={"required": _("Write a title")})
    summary = forms.CharField(
        label=_("What it is about"),
        max_length=500,
        help_text=_("One or two sentences."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what it is about")},
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=SeriesKind.choices)
    language = forms.ChoiceField(label=_("Language it is written in"), choices=settings.LANGUAGES)
    order = forms.IntegerField(
        label=_("Place in the list"), min_value=1, max_value=999, initial=100, help_text=_("Lower numbers come first.")
    )


class LessonForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120, error_messages={"required": _("Write a title")})
    summary = forms.CharField(
        label=_("What somebody can do afterwards"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what somebody can do afterwards")},
    )
    order = forms.IntegerField(label=_("Place in the series"), min_value=1, max_value=999)
    minutes = forms.IntegerField(label=_("Minutes it takes"), min_value=1, max_value=600)
    body = forms.CharField(
        label=_("Text"),
        max_length=40_000,
        help_text=_(
            "Leave an empty line between paragraphs. ## begins a heading, - a point of a list, "
            "**two stars** make words bold. Links to other sites are taken out."
        ),
        widget=forms.Textarea(attrs={"rows": 20}),
        error_messages={"required": _("Write the text of the session")},
    )


class MaterialForm(forms.Form):
    """A page of the toolkit or a PDF, one of the two."""

    label = forms.CharField(
        label=_("What it is called"), max_length=120, error_messages={"required": _("Say what it is called")}
    )
    path = ToolkitPathField(label=_("A page of the toolkit"), required=False)
    file = forms.FileField(
        label=_("Or a PDF"),
        required=False,
        help_text=_("At most 5 MB. Author, program, scripts and attachments are taken out of it."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def clean_file(self) -> bytes:
        upload: UploadedFile | None = self.cleaned_data["file"]
        if upload is None:
            return b""
        if upload.size is None or upload.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is too large. Choose a PDF of at most 5 MB."))
        try:
            return clean_pdf(upload.read())
        except ValueError:
            raise forms.ValidationError(
                _("This file could not be read. Choose a PDF that opens without a password and has at most 500 pages.")
            ) from None

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if not self.errors and bool(facts.get("path")) == bool(facts.get("file")):
            self.add_error("path", _("Give the address of a page or choose a PDF: one of the two"))
        return facts
