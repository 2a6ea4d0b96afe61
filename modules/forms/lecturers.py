"""What a lecturer types: her request, her classes, her feedback."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from modules.domain.outlines import Outline, Part, Question
from modules.models.teaching import MOST_IN_A_CLASS

NO_NAMES = _("Write no names, and nothing about real cases.")


def text_line(label: Any, most: int, missing: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        help_text=help_text,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": missing},
    )


def text_area(label: Any, most: int, help_text: Any, rows: int = 4, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, max_length=most, help_text=help_text, widget=widget, **kwargs)


class CountryField(forms.ChoiceField):
    """Every country, in the reader's language."""

    def __init__(self, **kwargs: Any) -> None:
        errors = {"required": _("Choose a country"), "invalid_choice": _("Choose a country from the list")}
        super().__init__(choices=lambda: [("", _("Choose one")), *countries], error_messages=errors, **kwargs)


class LecturerRequestForm(forms.Form):
    """The least that shows that somebody teaches. No files."""

    institution = text_line(_("Where do you teach?"), 160, _("Write where you teach"))
    role = text_line(
        _("What do you do there?"), 80, _("Write what you do there"), _("For example: lecturer in criminal law.")
    )
    country = CountryField(label=_("Country"))
    proof = text_area(
        _("How can we check it?"),
        800,
        _(
            "For example the address of a page that names you, or how to reach your institution. "
            "It is erased once we decided."
        ),
        error_messages={"required": _("Write how we can check it")},
    )


class RequestAnswerForm(forms.Form):
    answer = text_area(
        _("What do you want to say?"),
        400,
        _("The lecturer reads it in the account. One or two friendly sentences."),
        rows=3,
        error_messages={"required": _("Write a sentence: nobody should be declined without a word")},
    )


def number(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=MOST_IN_A_CLASS,
        initial=0,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": _("Write a number of students"),
            "min_value": _("Write 0 or more"),
            "max_value": _("Write 2000 or fewer"),
        },
    )


NUMBERS = ("women", "men", "others", "unknown")


class TaughtClassForm(forms.Form):
    taught_on = forms.DateField(
        label=_("On which day?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose the day"), "invalid": _("Write the day as year-month-day")},
    )
    institution = text_line(_("Where?"), 160, _("Write at which institution"))
    country = CountryField(label=_("Country"))
    women = number(_("Women"))
    men = number(_("Men"))
    others = number(_("Students of another gender"))
    unknown = number(_("Students who did not say"))
    worked = text_area(_("What worked well?"), 1000, NO_NAMES, required=False)
    changed = text_area(_("What did you change?"), 1000, NO_NAMES, required=False)

    @property
    def groups(self) -> list[list[forms.BoundField]]:
        """When and where, how many, in the lecturer's words."""
        when, said = ("taught_on", "institution", "country"), ("worked", "changed")
        return [[self[name] for name in names] for names in (when, NUMBERS, said)]

    def clean_taught_on(self) -> Any:
        day = self.cleaned_data["taught_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come. Tell us when you have taught it."))
        if day.year < 2000:
            raise forms.ValidationError(_("Check the year."))
        return day

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for name in NUMBERS:
            values[name] = values.get(name) or 0
        if not self.errors and not any(values[name] for name in NUMBERS):
            self.add_error("women", _("Say how many students there were, in any of the four numbers"))
        return values


class FeedbackForm(forms.Form):
    """To the editors, about a part or the whole module."""

    part = forms.ChoiceField(label=_("About which part?"), required=False)
    words = text_area(
        _("What should the editors know?"),
        1500,
        NO_NAMES,
        rows=6,
        error_messages={"required": _("Write something, or go back")},
    )

    def __init__(self, *args: Any, outline: Outline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"].choices = [("", _("The whole module")), *list_part_names(outline)]  # type: ignore[attr-defined]


def list_part_names(outline: Outline) -> list[tuple[str, str]]:
    """Every part that has a name, in reading order: (id, name)."""
    named: tuple[Part | Question, ...] = (
        *outline.issues,
        *outline.exercises,
        *outline.plans,
        *outline.cases,
        *outline.films,
        *outline.slides,
        *outline.guidance,
        *outline.questions,
        *outline.practice,
    )
    return [(one.id, getattr(one, "title", "") or getattr(one, "text", "")[:80]) for one in named]
