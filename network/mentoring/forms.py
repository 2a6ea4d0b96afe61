"""What is typed about mentoring."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import (
    Expertise,
    MentoringAim,
    MentoringChannel,
    MentoringDescription,
    MentoringHours,
    MentoringSide,
    StepState,
)
from network.presenters.sealed_texts import unseal_or_explain

WORDS = 2000
LONGEST_PERIOD = timedelta(days=2 * 365)
DATE = {"type": "date"}


def text_area(rows: int = 5) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


class DescriptionForm(forms.Form):
    """One side's offer or wish. Coded, so that nothing in it can name the member."""

    skills = forms.MultipleChoiceField(choices=Expertise, widget=forms.CheckboxSelectMultiple, required=False)
    aims = forms.MultipleChoiceField(choices=MentoringAim, widget=forms.CheckboxSelectMultiple, required=False)
    languages = forms.MultipleChoiceField(
        label=_("In which languages?"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one language")},
    )
    hours = forms.ChoiceField(
        label=_("How much time do you have a month?"),
        choices=MentoringHours,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how much time you have")},
    )
    way = forms.ChoiceField(
        label=_("How would you like to talk?"),
        choices=MentoringChannel,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you would like to talk")},
    )
    words = forms.CharField(
        label=_("In your own words"),
        widget=text_area(),
        required=False,
        max_length=WORDS,
        help_text=_("For yourself. Nobody else reads it; you may use it once you know your mentor or mentee."),
    )
    is_open = forms.BooleanField(label=_("Look for suggestions for me"), required=False, initial=True)

    def __init__(self, *args: Any, side: MentoringSide, row: MentoringDescription | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mentor = side == MentoringSide.MENTOR
        self.fields["skills"].label = _("What do you know well?") if mentor else _("What do you want to learn?")
        self.fields["aims"].label = _("What can you help with?") if mentor else _("What do you want help with?")
        for name in ("skills", "aims"):
            self.fields[name].one_of_two = True  # type: ignore[attr-defined]
        self.fields["skills"].help_text = _("Choose at least one, here or in the next list.")
        if row:
            names = ("skills", "aims", "languages", "hours", "way", "is_open")
            self.initial = {**{name: getattr(row, name) for name in names}, "words": unseal_or_explain(row.words)}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not (values["skills"] or values["aims"]):
            self.add_error("skills", _("Choose at least one, here or in the next list"))
        return values


class AgreementForm(forms.Form):
    goals = forms.CharField(
        label=_("What do you want to reach together?"),
        widget=text_area(),
        required=False,
        max_length=WORDS,
        help_text=_("Both of you read and may change it. Leave out names and cases."),
    )
    until = forms.DateField(
        label=_("Until when?"),
        widget=forms.DateInput(attrs=DATE),
        error_messages={"required": _("Choose a date"), "invalid": _("Write the date as year-month-day")},
    )

    def clean_until(self) -> date:
        until, today = self.cleaned_data["until"], timezone.localdate()
        if until <= today:
            raise forms.ValidationError(_("Choose a date that is still to come"))
        if until > today + LONGEST_PERIOD:
            raise forms.ValidationError(_("Choose a date within the next two years"))
        return until


class MeetingForm(forms.Form):
    met_on = forms.DateField(
        label=_("When did you meet?"),
        widget=forms.DateInput(attrs=DATE),
        error_messages={"required": _("Choose the day"), "invalid": _("Write the date as year-month-day")},
    )
    minutes = forms.IntegerField(
        label=_("How many minutes?"),
        min_value=5,
        max_value=600,
        error_messages={
            "required": _("Write how many minutes it took"),
            "invalid": _("Write a number of minutes"),
            "min_value": _("Write 5 minutes or more"),
            "max_value": _("Write 600 minutes or fewer"),
        },
    )
    words = forms.CharField(
        label=_("What was it about?"),
        widget=text_area(),
        required=False,
        max_length=WORDS,
        help_text=_("Your mentor or mentee reads it too while you work together. Leave out names and cases."),
    )

    def __init__(self, *args: Any, began_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.began_on = began_on

    def clean_met_on(self) -> date:
        day = self.cleaned_data["met_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Choose today or a day in the past"))
        if day < self.began_on:
            raise forms.ValidationError(_("Choose a day after your pairing began"))
        return day


class ReflectionForm(forms.Form):
    words = forms.CharField(
        label=_("What do you take with you?"),
        widget=text_area(8),
        max_length=WORDS,
        help_text=_("What went well, what you would do differently, what comes next."),
        error_messages={"required": _("Write a few words")},
    )
    is_shared = forms.BooleanField(label=_("Let the other one read it while you work together"), required=False)


class CommentForm(forms.Form):
    words = forms.CharField(
        label=_("Your comment"),
        widget=text_area(3),
        max_length=WORDS,
        error_messages={"required": _("Write a few words")},
    )


class PlanForm(forms.Form):
    where = forms.CharField(
        label=_("Where I am"),
        widget=text_area(),
        required=False,
        max_length=WORDS,
        help_text=_("What you are good at, what you enjoy, what holds you back."),
    )
    goals = forms.CharField(
        label=_("My goals"),
        widget=text_area(),
        required=False,
        max_length=WORDS,
        help_text=_("Two or three are enough. How would you notice that you are there?"),
    )
    support = forms.CharField(
        label=_("Support I need"),
        widget=text_area(),
        required=False,
        max_length=WORDS,
        help_text=_("From your mentor, at work, at home."),
    )


class StepForm(forms.Form):
    words = forms.CharField(
        label=_("What will I do?"),
        widget=text_area(2),
        max_length=500,
        error_messages={"required": _("Write what you will do")},
    )
    due = forms.DateField(
        label=_("By when?"),
        widget=forms.DateInput(attrs=DATE),
        required=False,
        error_messages={"invalid": _("Write the date as year-month-day")},
    )
    state = forms.ChoiceField(label=_("How far is it?"), choices=StepState, widget=forms.RadioSelect, initial="todo")
