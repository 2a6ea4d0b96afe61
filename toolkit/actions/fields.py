"""What an editor can change in a row, field by field: to tell, to compare, to put back.

Nothing here knows a field by its name, so that a column which a release adds is compared like all others.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from modelcluster.models import ClusterableModel, get_all_child_m2m_relations, get_all_child_relations
from wagtail.fields import StreamField
from wagtail.models import Page

from toolkit.models.spelling import tidy
from toolkit.uploads import digest

OF_A_PAGE = {"title", "slug", "seo_title", "search_description"}  # what an editor writes in Wagtail's own columns


def content_of(row: models.Model) -> dict[str, Any]:
    """Every field of `row` that an editor can change, as plain data in one spelling; unsaved changes count."""
    told = {column.name: plain(column, row) for column in columns(row)}
    told |= {name: rows_of(getattr(row, name).all(), parent) for name, parent in children(row)}
    told |= {name: sorted(other.pk for other in getattr(row, name).all()) for name in connections(row)}
    return {name: tidy(value) for name, value in told.items()}


def digests(content: dict[str, Any]) -> dict[str, str]:
    return {name: digest(value) for name, value in content.items()}


def reset(row: models.Model, names: Iterable[str]) -> None:
    """Empties these fields of `row`, unsaved: what is there afterwards, somebody has put there."""
    for name, column in fields(row, names):
        if column is None:
            getattr(row, name).set([])
        else:
            setattr(row, name, column.get_default())


def put_back(row: models.Model, names: Iterable[str], before: models.Model) -> None:
    """Gives these fields of `row`, unsaved, the values that they have in `before`."""
    for name, column in fields(row, names):
        if column is None:
            getattr(row, name).set(list(getattr(before, name).all()))
        else:
            setattr(row, name, getattr(before, name))


def fields(row: models.Model, names: Iterable[str]) -> Iterator[tuple[str, models.Field | None]]:
    """Each name with its column; None for rows below and connections."""
    known = {column.name: column for column in columns(row)}
    return ((name, known.get(name)) for name in names)


def columns(row: models.Model) -> list[models.Field]:
    """Those an editor can fill, but what Wagtail keeps for itself."""
    kinds = [kind for kind in type(row).__mro__ if kind.__module__.startswith("wagtail.") and hasattr(kind, "_meta")]
    wagtails = {column.name for kind in kinds for column in kind._meta.get_fields()}  # type: ignore[attr-defined]
    wagtails -= OF_A_PAGE if isinstance(row, Page) else set()
    return [
        column
        for column in row._meta.concrete_fields
        if column.editable and not column.primary_key and column.name not in wagtails
    ]


def children(row: models.Model) -> list[tuple[str, str]]:
    """Rows of ours that are edited together with `row`: how it calls them, and how they call it."""
    if not isinstance(row, ClusterableModel):
        return []
    relations = get_all_child_relations(type(row))
    own = [one for one in relations if one.related_model._meta.app_label == row._meta.app_label]
    return [(one.get_accessor_name(), one.field.name) for one in own]


def connections(row: models.Model) -> list[str]:
    if not isinstance(row, ClusterableModel):
        return []
    return [field.name for field in get_all_child_m2m_relations(type(row))]


def rows_of(rows: Iterable[models.Model], parent: str) -> list[dict[str, Any]]:
    """Rows below another one: where an editor put them in order in that order, otherwise in one of ours. A column that
    holds its default is left out, so that a young one changes nothing."""
    found = list(rows)
    ordered = all(hasattr(row, "sort_order") for row in found)
    if ordered:
        found.sort(key=lambda row: getattr(row, "sort_order", None) or 0)
    told = [
        {
            column.name: plain(column, row)
            for column in columns(row)
            if column.name != parent and column.value_from_object(row) != column.get_default()
        }
        for row in found
    ]
    return told if ordered else sorted(told, key=lambda row: json.dumps(row, sort_keys=True, default=str))


def plain(column: models.Field, row: models.Model) -> Any:
    """As the database would have it, also where a file gave it as text or number."""
    if isinstance(column, StreamField):
        return column.value_from_object(row).get_prep_value()
    value = column.value_from_object(row)
    if isinstance(column, models.JSONField):
        return value
    value = column.get_prep_value(column.to_python(value))
    return value if value is None or isinstance(value, bool | int | str) else str(value)
