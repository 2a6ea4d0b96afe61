"""What the open data is made of: rows that everybody may read, and what each of them names."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Locale

from toolkit.models import ChecklistPage, Provision, Version
from toolkit.selectors.reading import filter_readable_pages

NEWEST = Version.objects.filter(page_id=OuterRef("pk")).order_by("-number").values("number")[:1]


def find_open_checklists(request: HttpRequest) -> QuerySet[ChecklistPage]:
    """Those that everybody may read, in the reader's language or else in English, in the order of their places. Each
    has its `version`. An alias is none: it shares the rules of its source, wherever that stands."""
    locale = Locale(language_code=get_language() or settings.LANGUAGE_CODE)
    rows = filter_readable_pages(ChecklistPage.objects.filter(alias_of=None).order_by("path"), locale, request)
    return rows.annotate(version=Subquery(NEWEST))


def list_named(rows: Sequence[models.Model], name: str) -> dict[Any, list[Any]]:
    """By primary key, what of the library each of `rows`, of one kind, names in its many-to-many field `name`, if
    readers may see it: one query however many there are."""
    if not rows:
        return {}
    field: Any = type(rows[0])._meta.get_field(name)
    own, other = field.m2m_field_name(), field.m2m_reverse_field_name()
    also = ["locale", *(["instrument"] if field.related_model is Provision else [])]
    links = field.remote_field.through._default_manager.filter(
        **{f"{own}__in": [row.pk for row in rows], f"{other}__live": True}
    )
    named: dict[Any, list[Any]] = {}
    for link in links.select_related(*(f"{other}__{column}" for column in also)).order_by("pk"):
        named.setdefault(getattr(link, f"{own}_id"), []).append(getattr(link, other))
    return named
