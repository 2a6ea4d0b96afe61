"""What is typed about events."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.events.domain import convert_to_utc, convert_to_zone, list_zone_choices, list_zone_names
from network.models import Country, Event, EventMode, Member
from network.models.events import MOST_SEATS, FeedbackRating
from network.presenters.sealed_texts import unseal_or_explain

WORDS = 4000


def day_field(label: Any, missing: Any) -> forms.DateField:
    errors = {"required": missing, "invalid": _("Write the day as year-month-day")}
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), error_messages=errors)


def clock_field(label: Any, missing: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    errors = {"required": missing, "invalid": _("Write the time as hours:minutes")}
    return forms.TimeField(label=label, widget=widget, error_messages=errors)


def text_area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


class ZoneField(forms.ChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=list_zone_choices, **kwargs)

    def valid_value(self, value: str) -> bool:
        return value in list_zone_names()


class EventForm(forms.Form):
    """Days and times are those of the chosen zone; `clean` turns them into moments."""

    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Write a title")},
    )
    description = forms.CharField(
        label=_("What is it about?"),
        widget=text_area(6),
        required=False,
        max_length=WORDS,
        help_text=_("Everybody it is meant for reads this. Do not write the place or a link here."),
    )
    mode = forms.ChoiceField(
        label=_("How do people meet?"),
        choices=EventMode,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how people meet")},
    )
    place = forms.CharField(
        label=_("Place or link"),
        widget=text_area(3),
        required=False,
        max_length=500,
        help_text=_("Only those with a seat see it, and only shortly before. You may add it later."),
    )
    place_hours = forms.ChoiceField(
        label=_("From when on do they see it?"),
        choices=[
            (2, _("2 hours before")),
            (6, _("6 hours before")),
            (24, _("1 day before")),
            (48, _("2 days before")),
            (168, _("7 days before")),
        ],
        initial=24,
    )
    zone = ZoneField(
        label=_("Time zone"),
        help_text=_("The times below are what clocks show there."),
        error_messages={"required": _("Choose a time zone"), "invalid_choice": _("Choose a time zone from the list")},
    )
    first_day = day_field(_("First day"), _("Choose the first day"))
    begins = clock_field(_("Begins at"), _("Choose when it begins"))
    last_day = day_field(_("Last day"), _("Choose the last day"))
    finishes = clock_field(_("Ends at"), _("Choose when it ends"))
    capacity = forms.IntegerField(
        label=_("How many seats?"),
        min_value=1,
        max_value=MOST_SEATS,
        help_text=_("Who comes later waits and gets a seat when somebody leaves."),
        error_messages={
            "required": _("Write how many seats there are"),
            "invalid": _("Write a number of seats"),
            "min_value": _("Offer at least one seat"),
            "max_value": _("Offer 300 seats or fewer"),
        },
    )
    countries = forms.ModelMultipleChoiceField(
        Country.objects.all(),
        label=_("For members in"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Choose none to invite all countries."),
    )
    for_newcomers = forms.BooleanField(label=_("New members in their first 30 days may come too"), required=False)

    def __init__(self, *args: Any, staff: Member, event: Event | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        if not staff.is_coordinator or (event and event.home_id):
            del self.fields["countries"]
        if event:
            self.initial = initial_of(event)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.errors:
            return values
        values["starts"] = self.moment("first_day", "begins")
        values["ends"] = self.moment("last_day", "finishes")
        if self.errors:
            return values
        if values["ends"] <= values["starts"]:
            self.add_error("finishes", _("Choose an end that comes after the beginning"))
        elif values["starts"] <= timezone.now() and not (self.event and self.event.starts == values["starts"]):
            self.add_error("first_day", _("Choose a beginning that is still to come"))
        return values

    def moment(self, day: str, clock: str) -> Any:
        values = self.cleaned_data
        try:
            return convert_to_utc(values[day], values[clock], values["zone"])
        except ValidationError as error:
            self.add_error(clock, error)
            return None

    def values(self) -> dict[str, Any]:
        """What an action takes."""
        names = "title description mode place zone capacity for_newcomers starts ends".split()
        values = {name: self.cleaned_data[name] for name in names}
        countries = self.cleaned_data.get("countries") or []
        return {**values, "place_hours": int(self.cleaned_data["place_hours"]), "countries": countries}


def initial_of(event: Event) -> dict[str, Any]:
    starts, ends = convert_to_zone(event.starts, event.zone), convert_to_zone(event.ends, event.zone)
    return {
        **{name: unseal_or_explain(getattr(event, name)) for name in ("title", "description", "place")},
        **{name: getattr(event, name) for name in ("mode", "place_hours", "zone", "capacity", "for_newcomers")},
        "first_day": starts.date(),
        "begins": starts.time(),
        "last_day": ends.date(),
        "finishes": ends.time(),
        "countries": list(event.countries.all()),
    }


class ZoneForm(forms.Form):
    zone = ZoneField(
        label=_("Your time zone"),
        required=False,
        help_text=_("Times of events are shown in it as well. It need not be where you are."),
        error_messages={"invalid_choice": _("Choose a time zone from the list")},
    )


class FeedbackForm(forms.Form):
    useful = forms.TypedChoiceField(
        label=_("How useful was it for you?"),
        choices=FeedbackRating,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how useful it was")},
    )
    safe = forms.TypedChoiceField(
        label=_("How safe did you feel?"),
        choices=FeedbackRating,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how safe you felt")},
    )
    words = forms.CharField(
        label=_("What should we keep, what should we change?"),
        widget=text_area(5),
        required=False,
        max_length=2000,
        help_text=_("Staff read it without your pseudonym. Leave out names and cases."),
    )
