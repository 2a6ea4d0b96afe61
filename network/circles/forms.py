"""What is typed in circles."""

from django import forms
from django.utils.translation import gettext_lazy as _

from network.announcements.forms import build_countries_field
from network.forms.paths import ToolkitPathField
from network.models import CircleAdmission, Concern, Expertise


class PostForm(forms.Form):
    words = forms.CharField(
        label=_("Your words"),
        max_length=4000,
        help_text=_("Under your pseudonym. No names, no places of work, no details of a case."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": _("Write something first"),
            "max_length": _("Make it shorter: at most 4,000 characters"),
        },
    )


class ConcernForm(forms.Form):
    """Why something is reported or hidden: a code, so that no report becomes a place for names."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=Concern.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong with it")},
    )


class CircleForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=100, error_messages={"required": _("Write a title")})
    summary = forms.CharField(
        label=_("What it is about"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what it is about")},
    )
    topic = forms.ChoiceField(label=_("Topic"), choices=Expertise.choices)
    admission = forms.ChoiceField(
        label=_("Who may come in?"),
        choices=CircleAdmission.choices,
        widget=forms.RadioSelect,
        initial=CircleAdmission.ASK,
    )
    countries = build_countries_field()
    is_closed = forms.BooleanField(
        label=_("Closed: it can be read, and takes no new words and no new people"), required=False
    )


class PinForm(forms.Form):
    label = forms.CharField(
        label=_("What it is called"), max_length=120, error_messages={"required": _("Say what it is called")}
    )
    path = ToolkitPathField(
        label=_("A page of the toolkit"), error_messages={"required": _("Give the address of a page of this toolkit")}
    )
