"""What people send from the translators' desk."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from accounts.models import User
from toolkit.domain.segment_words import digest_words
from toolkit.models import LanguageRole, Profession

MOST_LETTERS = 20_000  # of one passage; the longest has 1,500
MOST_IN_COMMENT = 1000


class PassagesForm(forms.Form):
    """Fields of every passage on the screen: words, what they were, whether they still fit, a comment."""

    def __init__(self, data: Any, segments: Iterable[int]) -> None:
        super().__init__(data)
        self.segments = list(segments)
        for pk in self.segments:
            self.fields[f"words_{pk}"] = forms.CharField(required=False, strip=False, max_length=MOST_LETTERS)
            self.fields[f"was_{pk}"] = forms.CharField(required=False, max_length=16)
            self.fields[f"same_{pk}"] = forms.BooleanField(required=False)
            self.fields[f"comment_{pk}"] = forms.CharField(required=False, max_length=MOST_IN_COMMENT)

    def words(self) -> dict[int, str]:
        """What was typed, without what stands there as the screen showed it."""
        typed = {pk: self.cleaned_data.get(f"words_{pk}", "") for pk in self.segments}
        was = self.were()
        return {pk: text for pk, text in typed.items() if text and was.get(pk) != digest_words(text)}

    def were(self) -> dict[int, str]:
        """Digests of the words that the screen showed."""
        found = {pk: self.cleaned_data.get(f"was_{pk}", "") for pk in self.segments}
        return {pk: digest for pk, digest in found.items() if digest}

    def looked_at(self) -> set[int]:
        return {pk for pk in self.segments if self.cleaned_data.get(f"same_{pk}")}

    def comments(self) -> dict[int, str]:
        found = {pk: self.cleaned_data.get(f"comment_{pk}", "") for pk in self.segments}
        return {pk: text for pk, text in found.items() if text}


class LanguageRoleForm(forms.Form):
    """Somebody with an open account gets a role in a language."""

    email = forms.EmailField(label=_("Email address"), help_text=_("Of an account that is there already."))
    locale = forms.ModelChoiceField(Locale.objects.none(), label=_("Language"))
    role = forms.ChoiceField(label=_("Role"), choices=LanguageRole.Role)
    profession = forms.ChoiceField(
        label=_("Reads as"),
        choices=[("", _("No reviewer")), *Profession.choices],
        required=False,
        help_text=_("Of a reviewer. Readers are told the profession, never a name."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = Locale.objects.exclude(language_code=settings.LANGUAGE_CODE)
        self.fields["locale"].queryset = languages  # type: ignore[attr-defined]

    def clean_email(self) -> User:
        """Of a guarded person nobody here learns whether she has an account."""
        found = User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        if found is None or found.is_guarded:
            raise ValidationError(_("There is no account with this address. Please make one first, under Users."))
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("role") == LanguageRole.Role.REVIEWER and not data.get("profession"):
            self.add_error("profession", _("Say as which profession: readers see it."))
        if data.get("role") != LanguageRole.Role.REVIEWER:
            data["profession"] = ""
        return data
