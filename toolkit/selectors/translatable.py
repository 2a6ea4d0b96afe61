"""What is translated at the desk, and the English it is translated from."""

from typing import Any

from django.conf import settings
from django.db import models
from wagtail.blocks import CharBlock, StructValue, TextBlock
from wagtail.blocks.list_block import ListValue
from wagtail.blocks.stream_block import StreamValue
from wagtail.fields import StreamField
from wagtail.models import Page

from toolkit.models import Instrument, PortalPage, Provision, Term, TreatyStanding

ENTRIES: tuple[type[models.Model], ...] = (Instrument, Provision, TreatyStanding, Term)


def list_desk_models() -> list[type[models.Model]]:
    """Law, words and every kind of page of ours."""
    from django.apps import apps

    pages = [model for model in apps.get_app_config("toolkit").get_models() if issubclass(model, PortalPage)]
    return [*pages, *ENTRIES]


def is_on_desk(thing: Any) -> bool:
    return isinstance(thing, (PortalPage, *ENTRIES)) and not getattr(thing, "alias_of_id", None)


def is_english(thing: Any) -> bool:
    return bool(thing.locale.language_code == settings.LANGUAGE_CODE)


def find_english(thing: Any) -> Any | None:
    """What `thing` was translated from, as readers see it now."""
    model = type(thing)
    english = model._default_manager.filter(
        translation_key=thing.translation_key, locale__language_code=settings.LANGUAGE_CODE
    ).first()
    return english and fill_blanks(english)


def fill_blanks(thing: Any) -> Any:
    """The same object. A page that was saved before a block got another field of words holds None there, at which
    wagtail-localize would raise TypeError."""
    for field in thing._meta.get_fields():
        if isinstance(field, StreamField):
            fill_block(field.value_from_object(thing))
    return thing


def fill_block(value: Any) -> None:
    if isinstance(value, StructValue):
        for name, block in value.block.child_blocks.items():
            if value.get(name) is None and isinstance(block, CharBlock | TextBlock):
                value[name] = ""
            fill_block(value.get(name))
    elif isinstance(value, ListValue):
        for bound in value.bound_blocks:
            fill_block(bound.value)
    elif isinstance(value, StreamValue):
        for child in value:
            fill_block(child.value)


def find_translation(kind: type[models.Model], key: Any, locale_id: int) -> Any | None:
    """The page or entry in this language; no alias, which shows English."""
    rows = kind._default_manager.filter(translation_key=key, locale_id=locale_id)
    if issubclass(kind, Page):
        rows = rows.filter(alias_of=None)
    return rows.select_related("locale").first()
