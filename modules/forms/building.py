"""What a lecturer tells the class builder: first her wishes, then what to do with the lines of a plan."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from modules.domain.outlines import Outline
from modules.domain.planning import (
    LONGEST,
    MOST_LINES,
    MOST_STUDENTS,
    SHORTEST,
    ClassBuilderPlan,
    ClassWishes,
    PlannablePart,
    find_alternatives,
)

NUMERIC = {"inputmode": "numeric"}


class ClassWishesForm(forms.Form):
    minutes = forms.IntegerField(
        label=_("How many minutes does the class have?"),
        min_value=SHORTEST,
        max_value=LONGEST,
        initial=90,
        widget=forms.NumberInput(attrs=NUMERIC),
        error_messages={
            "required": _("Write how many minutes the class has"),
            "invalid": _("Write a number of minutes"),
            "min_value": _("Plan 20 minutes or more"),
            "max_value": _("Plan 360 minutes or fewer: make two classes of a longer day"),
        },
    )
    students = forms.IntegerField(
        label=_("How many students come?"),
        min_value=1,
        max_value=MOST_STUDENTS,
        required=False,
        widget=forms.NumberInput(attrs=NUMERIC),
        help_text=_("Some exercises need a group of a certain size. Leave it empty if you do not know."),
        error_messages={
            "invalid": _("Write a number of students"),
            "min_value": _("Write 1 or more"),
            "max_value": _("Write 500 or fewer"),
        },
    )
    outcomes = forms.MultipleChoiceField(
        label=_("What should students be able to do afterwards?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose what matters most. Choose none to let the time decide."),
    )
    language = forms.ChoiceField(
        label=_("Language of the class"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the language of the class")},
    )

    def __init__(self, *args: Any, outline: Outline, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcomes"].choices = [(one.id, one.text) for one in outline.outcomes]  # type: ignore[attr-defined]
        if not outline.outcomes:
            del self.fields["outcomes"]
        self.fields["language"].choices = [(code, named(code)) for code in languages]  # type: ignore[attr-defined]
        self.fields["language"].initial = outline.language

    def wishes(self) -> ClassWishes:
        values = self.cleaned_data
        outcomes = tuple(values.get("outcomes") or ())
        return ClassWishes(values["minutes"], values["students"] or 0, outcomes, values["language"])


def named(code: str) -> str:
    """A language in the reader's language."""
    return str(_now(dict(settings.LANGUAGES)[code]))


class PlanLinesForm(forms.Form):
    """Minutes of each line, and the one thing to do: `do` names it with the line's number, as in "up-2"."""

    do = forms.CharField(required=False, max_length=12)
    add = forms.ChoiceField(label=_("Add a part"), required=False)

    def __init__(self, *args: Any, outline: Outline, plan: ClassBuilderPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.pieces = {piece.part: piece for piece in find_alternatives(outline, plan)}
        choices = [("", "—"), *((piece.part, self.name_of(piece)) for piece in self.pieces.values())]
        self.fields["add"].choices = choices  # type: ignore[attr-defined]
        for number, line in enumerate(plan.lines):
            self.fields[f"minutes-{number}"] = minutes_field(line.minutes)
            if line.part:
                named_by = forms.Select(attrs={"aria-label": _("Swap it for")})
                swap = forms.ChoiceField(label=_("Swap it for"), required=False, choices=choices, widget=named_by)
                self.fields[f"swap-{number}"] = swap

    def name_of(self, piece: PlannablePart) -> str:
        return _now("%(title)s (%(kind)s, %(minutes)s min)") % {
            "title": piece.title,
            "kind": piece.kind.label,
            "minutes": "–".join(str(n) for n in sorted({piece.lengths[0], piece.lengths[-1]})),
        }

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("do") == "add" and len(self.plan.lines) >= MOST_LINES:
            self.add_error("add", _("A plan has at most 40 lines. Take one out first."))
        return values

    def changed(self) -> ClassBuilderPlan:
        """The plan after what was asked. An order that no button of ours gives changes nothing but the minutes."""
        values = self.cleaned_data
        plan = self.plan.timed(values[f"minutes-{number}"] for number in range(len(self.plan.lines)))
        verb, _dash, digits = values["do"].partition("-")
        place = int(digits) if digits.isdecimal() else -1
        piece = self.pieces.get(values["add"] if verb == "add" else values.get(f"swap-{place}", ""))
        if verb in ("up", "down"):
            return plan.moved(place, -1 if verb == "up" else 1)
        if verb == "drop":
            return plan.without(place)
        if verb == "swap" and piece:
            return plan.swapped(place, piece)
        return plan.added(piece) if verb == "add" and piece else plan


def minutes_field(minutes: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Minutes"),
        min_value=1,
        max_value=LONGEST,
        initial=minutes,
        widget=forms.NumberInput(attrs=NUMERIC),
        error_messages={
            "required": _("Write how many minutes this takes"),
            "invalid": _("Write a number of minutes"),
            "min_value": _("Write 1 or more, or take the line out"),
            "max_value": _("Write 360 or fewer"),
        },
    )


class ClassPackForm(forms.Form):
    """`file`: which one she takes."""

    begins = forms.TimeField(
        label=_("When does the class begin?"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
        help_text=_("Left empty, the plan counts minutes from 0."),
        error_messages={"invalid": _("Write a time, as in 09:00")},
    )
    file = forms.ChoiceField(choices=[("paper", ""), ("slides", "")], required=False)


class SavePlanForm(forms.Form):
    title = forms.CharField(
        label=_("A name for this class"),
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Write a name, so that you find it again")},
    )
