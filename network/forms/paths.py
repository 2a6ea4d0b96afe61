"""A page of the public toolkit, as somebody copies it from the address bar."""

import re
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

LONGEST = 300


class ToolkitPathField(forms.CharField):
    """Gives "/en/tools/legislation/" for that path or for its full address on this host; nothing else passes.

    A link to another site would tell that site when and from where members come.
    """

    default_error_messages = {
        "foreign": _("Give the address of a page of this toolkit, for example /en/tools/legislation/"),
    }

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"max_length": LONGEST, **kwargs})  # type: ignore[arg-type]

    def clean(self, value: object) -> str:
        typed = super().clean(value)
        return self.path_of(typed) if typed else ""

    def path_of(self, typed: str) -> str:
        parts = urlsplit(typed)
        if parts.netloc and parts.netloc != urlsplit(settings.BASE_URL).netloc:
            raise self.foreign()
        language = re.match(r"/([a-z]{2,3})/", parts.path)
        if not language or language[1] not in dict(settings.LANGUAGES) or "//" in parts.path:
            raise self.foreign()
        try:
            with override(language[1]):
                found = resolve(parts.path)
        except Resolver404:
            raise self.foreign() from None
        if found.url_name != "wagtail_serve" and not found.func.__module__.startswith("toolkit."):
            raise self.foreign()
        return parts.path

    def foreign(self) -> ValidationError:
        return ValidationError(self.error_messages["foreign"], code="foreign")
