"""What a team types around the answers: a new assessment, people, rounds, comments."""

import re
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from assessments.domain.answers import LONGEST_TEXT
from assessments.models import Phase, Role, Round
from toolkit.domain.countries import list_countries, name_countries

LONGEST_NAME = 60
MOST_CHECKLISTS = 20
NAME_HINT = _("The others of the team see this name, never your email address. A first name or a role is enough.")


def name_field(**more: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Your name in this team"),
        max_length=LONGEST_NAME,
        help_text=NAME_HINT,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
        error_messages={"required": _("Type the name by which the team will know you.")},
        **more,
    )


class TitledForm(forms.Form):
    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        help_text=_("The service, office or project that you look at. No names of persons."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
        error_messages={"required": _("Give it a title, so that your team knows it again.")},
    )
    country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("None in particular")), *list_countries()]  # type: ignore[attr-defined]


class DatedForm(forms.Form):
    """A phase, and from when until when the work goes on."""

    phase = forms.ChoiceField(label=_("Phase"), choices=Phase.choices, initial=Phase.DESIGN)
    starts = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    ends = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        starts, ends = data.get("starts"), data.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", ValidationError(_("This day is before the first one. Check both.")))
        return data


class BeginAssessmentForm(DatedForm, TitledForm):
    versions = forms.MultipleChoiceField(
        label=_("Checklists"),
        help_text=_("Each stays as it is published today, whatever editors change later. You can choose several."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose one checklist at least.")},
    )
    name = name_field()
    ticket = forms.UUIDField(required=False, initial=uuid4, widget=forms.HiddenInput)
    field_order = ["title", "country", "phase", "starts", "ends", "versions", "name"]

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["versions"].choices = choices  # type: ignore[attr-defined]

    def clean_versions(self) -> list[str]:
        chosen = self.cleaned_data["versions"]
        if len(chosen) > MOST_CHECKLISTS:
            raise ValidationError(_("Choose 20 checklists at most. More make a second assessment."))
        return chosen


class DescribeForm(TitledForm):
    two_sign = forms.BooleanField(
        label=_("Two people sign off"),
        required=False,
        help_text=_(
            "A round is signed off once an owner or a reviewer has signed, and another one, too. Where the team has"
            " only one of them, she signs alone."
        ),
    )


class AssessmentFilterForm(forms.Form):
    """Whatever stands in the address: what is no choice of ours is passed over."""

    q = forms.CharField(label=_("Title"), required=False, max_length=120, widget=forms.SearchInput)
    country = forms.ChoiceField(label=_("Country"), required=False)
    phase = forms.ChoiceField(label=_("Phase"), required=False, choices=[("", _("Any")), *Phase.choices])
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *Round.State.choices])

    def __init__(self, *args: Any, used: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("Any")), *name_countries(used)]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


WEB_ADDRESS = re.compile(r"://|www\.", re.IGNORECASE)


def without_addresses(text: str) -> None:
    """A validator: nobody's letter leads elsewhere."""
    if WEB_ADDRESS.search(text):
        raise ValidationError(_("Leave web addresses out: they make a letter look like fraud."))


def find_languages() -> list[tuple[str, str]]:
    return [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]


class InviteForm(forms.Form):
    """Without a mail server there is no address: the link is passed on by hand."""

    address = forms.EmailField(
        label=_("Email address"),
        help_text=_("The letter names you and the portal, not the assessment. The account must have this address."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"}),
        error_messages={"required": _("Type the address of the person you invite.")},
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.EDITOR)
    language = forms.ChoiceField(label=_("Language"), choices=find_languages, initial=get_language, required=False)
    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=80,
        required=False,
        validators=[without_addresses],
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    words = forms.CharField(
        label=_("A few words from you"),
        help_text=_("Who you are and why you ask. No web addresses, nothing about a case."),
        max_length=300,
        required=False,
        validators=[without_addresses],
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.MAIL_SERVER:
            del self.fields["address"]

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or get_language() or settings.LANGUAGE_CODE


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)


class NameForm(forms.Form):
    name = name_field()


class RoundForm(DatedForm):
    answers = forms.ChoiceField(
        label=_("Begin with"),
        choices=[
            ("copied", _("The answers of the last round, to change what has changed")),
            ("empty", _("No answers, to look at everything anew")),
        ],
        initial="copied",
        widget=forms.RadioSelect,
    )


def text_field(label: Any, required: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "autocomplete": "off"}),
        error_messages={"required": required},
    )


class CommentForm(forms.Form):
    text = text_field(_("Your comment"), _("Type what you want to say about this answer."))


class ReturnForm(forms.Form):
    asked = text_field(_("What should change"), _("Say what should change, so that the team knows what to do."))


class ReopenForm(forms.Form):
    reason = text_field(
        _("Why it is opened again"), _("Say why, so that everybody understands the history of this round.")
    )
