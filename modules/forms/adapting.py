"""What an editor types to adapt a module."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamBlock, StreamBlockValidationError
from wagtail.blocks.base import BlockField

from modules.forms.checking import check_part
from modules.forms.lecturers import CountryField
from modules.models import Decision, Module


class BeginAdaptationForm(forms.Form):
    title = forms.CharField(
        label=_("Title of the adaptation"),
        max_length=200,
        error_messages={"required": _("Write a title")},
    )
    country = CountryField(label=_("For which country?"), required=False)
    institution = forms.CharField(label=_("For which institution?"), max_length=200, required=False)
    adapted_by = forms.CharField(
        label=_("Who adapts it?"), max_length=200, required=False, help_text=_("Readers see this. It may stay empty.")
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not values.get("country") and not values.get("institution"):
            self.add_error("country", _("Choose a country, or name an institution"))
        return values


def why_field() -> forms.CharField:
    return forms.CharField(
        label=_("Why?"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Readers see this beside the part."),
        error_messages={"required": _("Say why: readers and the next editor want to know")},
    )


class DecisionForm(forms.Form):
    """`seen` is what the part was when the form was shown; a part that is left out has no version of ours.

    `known` are the kinds of all parts of the adaptation by their keys: what our version may point to.
    """

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, kind: str, decision: Decision, known: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.known = kind, known
        if decision != Decision.DROP:
            self.fields["ours"] = BlockField(block=make_part_stream(kind), label=_("Our version"))
        self.fields["why"] = why_field()

    def clean_ours(self) -> Any:
        """Minutes add up, answers have a key, keys name something: said at the field, as in a module of its own."""
        value = self.cleaned_data["ours"]
        if error := check_part(value[0], self.known, set()):
            raise StreamBlockValidationError(block_errors={0: error})
        return value

    def ours(self) -> dict[str, Any]:
        """Our version as it is stored."""
        if "ours" not in self.fields:
            return {}
        stored: dict[str, Any] = make_part_stream(self.kind).get_prep_value(self.cleaned_data["ours"])[0]["value"]
        return stored


def make_part_stream(kind: str) -> StreamBlock:
    """A stream of exactly one such part: the editor's scripts want a stream at the top."""
    return StreamBlock([(kind, get_part_block(kind))], min_num=1, max_num=1)


def get_part_block(kind: str) -> Any:
    """The kind of block that a part is made of."""
    return Module._meta.get_field("parts").stream_block.child_blocks[kind]
