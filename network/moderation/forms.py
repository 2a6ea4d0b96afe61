"""What a coordinator decides."""

from django import forms
from django.utils.translation import gettext_lazy as _

from network.models import ReportOutcome

DEEDS = {
    ReportOutcome.DISMISSED: _("Nothing: it may stand"),
    ReportOutcome.HIDDEN: _("Hide the text"),
    ReportOutcome.WARNED: _("Hide the text if it is in a circle, and warn the author"),
    ReportOutcome.LOCKED: _("Lock the author’s account until two people have looked at it"),
}


class DecisionForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What do you do?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what to do")},
    )

    def __init__(self, *args: object, outcomes: list[ReportOutcome], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["outcome"].choices = [(outcome.value, DEEDS[outcome]) for outcome in outcomes]  # type: ignore[attr-defined]
