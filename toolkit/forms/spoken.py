"""What an editor says of a sentence, and the voice that she puts beside it."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from toolkit.domain.sound import NotSound, Sound, read_sound
from toolkit.models import SentenceCheck, SentenceRecording

MOST_BYTES = 200_000


class DayForm(forms.Form):
    on = forms.DateField(
        label=_("On which day?"), initial=timezone.localdate, widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day is still to come. Write the day on which it was done."))
        return day


class CheckForm(DayForm):
    kind = forms.ChoiceField(label=_("What was done?"), choices=SentenceCheck.Kind, widget=forms.RadioSelect)
    tester = forms.ChoiceField(
        label=_("Who tested it aloud?"),
        choices=[("", _("Nobody yet")), *SentenceCheck.Tester.choices],
        required=False,
        help_text=_("A native speaker who does this work. Her profession, never her name."),
    )
    field_order = ["kind", "tester", "on"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == SentenceCheck.Kind.TESTED and not data.get("tester"):
            self.add_error("tester", _("Say which profession tested it: readers see it."))
        if data.get("kind") == SentenceCheck.Kind.SIGNED:
            data["tester"] = ""
        return data


class RecordingForm(DayForm):
    voice = forms.ChoiceField(label=_("Whose voice?"), choices=SentenceRecording.Voice, widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("Sound file"),
        help_text=_(
            "Opus (best: 16 kbit/s, one channel) or MP3, at most 200 kB. What the recorder wrote into it is taken out."
        ),
        widget=forms.FileInput(attrs={"accept": ".opus,.ogg,.mp3,audio/ogg,audio/mpeg"}),
    )
    field_order = ["voice", "file", "on"]

    def clean_file(self) -> Sound:
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise ValidationError(
                _("This file has more than 200 kB. A sentence needs 10: record it with fewer kbit/s.")
            )
        try:
            return read_sound(upload.read())
        except NotSound:
            raise ValidationError(
                _("This is no Opus or MP3 file of a sentence, or it is broken. Export it anew, and choose that.")
            ) from None
