"""The action plan: which actions to show, and what one of them says."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from assessments.domain.answers import LONGEST_TEXT, clean_text
from assessments.models import Action, Participation

LATE = "late"
Team = list[tuple[Participation, str]]


class PlanFilterForm(forms.Form):
    """Filters of the plan. What nobody offers is as good as no wish."""

    who = forms.ChoiceField(label=_("Who"), required=False)
    state = forms.ChoiceField(label=_("How far"), required=False)

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(part.mark), name) for part, name in team]
        states = [("", _("Any")), (LATE, _("Overdue")), *Action.State.choices]
        self.fields["who"].choices = [("", _("Anybody")), *people, ("none", _("Nobody yet"))]  # type: ignore[attr-defined]
        self.fields["state"].choices = states  # type: ignore[attr-defined]

    def get_choice(self, name: str) -> str:
        return self.cleaned_data.get(name, "") if self.is_valid() or name in getattr(self, "cleaned_data", {}) else ""


class ActionStateForm(forms.Form):
    """How far an action is: all that the participant who is to do it may change, unless she plans as well."""

    state = forms.ChoiceField(label=_("How far"), choices=Action.State.choices)


class ActionForm(ActionStateForm):
    what = forms.CharField(
        label=_("What will be done"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        error_messages={"required": _("Say what will be done.")},
    )
    who = forms.ChoiceField(label=_("Who"), required=False, help_text=_("Somebody of this team."))
    until = forms.DateField(
        label=_("By when"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write a day, for example 2027-03-31.")},
    )
    field_order = ["what", "who", "until", "state"]

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(part.mark): part for part, _name in team}
        choices = [("", _("Nobody yet")), *((str(part.mark), name) for part, name in team)]
        self.fields["who"].choices = choices  # type: ignore[attr-defined]

    def clean_what(self) -> str:
        text = clean_text(self.cleaned_data["what"]).strip()
        if not text:
            raise ValidationError(_("Say what will be done."))
        return text

    def clean_who(self) -> Participation | None:
        return self.people.get(self.cleaned_data["who"])
