"""What an applicant types."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from network.domain.codes import is_code
from network.models import Country, ExperienceLevel, MailPreference, Sector
from network.profiles.forms import clean_base_name

TEXT = 2000


class ApplicationForm(forms.Form):
    """The least: a name for here, coded facts, how to reach the applicant, why. Nothing is kept until all is right."""

    pseudonym = forms.CharField(
        label=_("A name for here"),
        max_length=35,
        help_text=_(
            "Not your own. Choose one that nobody would connect with you, and do not use it elsewhere. "
            "A number of our choice stands behind it later."
        ),
        error_messages={"required": _("Choose a name for here")},
    )
    country = forms.ModelChoiceField(
        Country.objects.none(),
        label=_("Country where you work"),
        empty_label=_("Choose one"),
        error_messages={"required": _("Choose the country where you work")},
    )
    sector = forms.ChoiceField(
        label=_("Sector"),
        choices=Sector.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a sector")},
    )
    level = forms.ChoiceField(
        label=_("Where you stand in your work"),
        choices=ExperienceLevel.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where you stand in your work")},
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages you speak"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one language")},
    )
    mail = forms.ChoiceField(
        label=_("May we send you mail?"),
        help_text=_(
            "A mail comes in the minute in which something happens here. Who sees your mail and writes to you here can "
            "tell that it is you."
        ),
        choices=[
            (
                MailPreference.NOTICE,
                _("Yes: a code now, and at times one sentence that something waits. It names nobody."),
            ),
            (MailPreference.NEVER, _("No, never. Choose this if somebody else may see your mail.")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose whether we may send you mail"),
            "invalid_choice": _("No mail can be sent from here. Choose “never”, and write how it is safe to reach you"),
        },
    )
    address = forms.EmailField(
        label=_("Email address"),
        required=False,
        max_length=254,
        help_text=_(
            "Needed if you said yes: then you sign in with it. Use one that only you read, not one from work. "
            "Without mail leave it empty: you sign in with a number, and we keep no address."
        ),
        error_messages={"invalid": _("Write an email address like name@example.org")},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "class": "ltr"}),
    )
    reach = forms.CharField(
        label=_("How is it safe to reach you?"),
        required=False,
        max_length=TEXT,
        help_text=_("For example a number and the hours when only you answer. Needed if you choose no mail."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    why = forms.CharField(
        label=_("Why would you like to join?"),
        max_length=TEXT,
        help_text=_("A few sentences, in any language above. No names, and no details of cases."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write a few sentences about why you would like to join")},
    )
    invitation = forms.CharField(
        label=_("Invitation code"),
        required=False,
        max_length=60,
        help_text=_("If somebody gave you one. It is not needed."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "ltr"}),
    )
    assess = forms.BooleanField(
        label=_("Two people whom I do not know may read this, to decide whether I can join."),
        error_messages={"required": _("Without this nobody could read your application")},
    )
    profile = forms.BooleanField(
        label=_("If I am accepted, what I wrote above is kept as my profile, hidden, until I leave."),
        error_messages={"required": _("Without this you could not have a place here")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].queryset = Country.objects.filter(is_open=True, is_shredded=False)  # type: ignore[attr-defined]
        if not settings.MAIL_SERVER:
            mail = self.fields["mail"]
            mail.choices = [choice for choice in mail.choices if choice[0] == MailPreference.NEVER]  # type: ignore[attr-defined]
            mail.help_text = _("Mail is not possible here: there is no mail server. You get a code to keep on paper.")
        self.fields["languages"].choices = [(code, _(name)) for code, name in settings.LANGUAGES]  # type: ignore[attr-defined]

    def clean_pseudonym(self) -> str:
        return clean_base_name(self.cleaned_data["pseudonym"])

    def clean_invitation(self) -> str:
        """Whether it can be a code at all. Whether it is good is not said: see create_application."""
        typed: str = self.cleaned_data["invitation"]
        if typed and not is_code(typed):
            raise forms.ValidationError(
                _("A code has four groups of five letters and numbers. Look at each, or leave it empty.")
            )
        return typed

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("mail") == MailPreference.NEVER:
            # Whatever stands there is thrown away, right or wrong: we keep no address that we may not write to.
            self.errors.pop("address", None)
            data["address"] = ""
            if not data.get("reach") and "reach" not in self.errors:
                self.add_error("reach", _("Write how it is safe to reach you: without mail there is no other way"))
        elif data.get("mail") == MailPreference.NOTICE and not data.get("address") and "address" not in self.errors:
            self.add_error("address", _("Write an email address, or choose no mail"))
        return data

    def facts(self) -> dict[str, Any]:
        """What an application holds."""
        names = ["pseudonym", "country", "sector", "level", "languages", "address", "mail", "reach", "why"]
        return {name: self.cleaned_data[name] for name in names}


class DigitsForm(forms.Form):
    """The six digits of a mail or a call."""

    digits = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("Six digits."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "ltr"}),
        error_messages={"required": _("Write the six digits")},
    )


class ReturnCodeForm(forms.Form):
    """The long code on the applicant's paper."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=60,
        help_text=_("Four groups of five letters and numbers. Strokes and spaces do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "ltr"}),
        error_messages={"required": _("Write your code")},
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Your answer"),
        max_length=TEXT,
        help_text=_("Only those who decide about your application read it. No names, and no details of cases."),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write an answer")},
    )


class PasswordForm(forms.Form):
    """Typed twice: nobody can send the owner of the account another one to a mailbox that she may not have."""

    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        help_text=_("At least 12 characters. Four or five words that do not belong together are easy to keep."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Choose a password")},
    )
    again = forms.CharField(
        label=_("The same password again"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Type the password a second time")},
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("The two passwords differ. Type them again"))
        return data
