"""What an editor can change in a row, field by field: to tell, to compare, to put back.

Nothing here knows a field by its name, so that a column which a release adds is compared like all others.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from modelcluster.models import ClusterableModel, get_all_child_m2m_relations, get_all_child_relations
from wagtail.fields import StreamField
from wagtail.models import Page

from accounts.models import SealedField
from accounts.sealing import Sealed
from toolkit.domain.spelling import normalize_value
from toolkit.uploads import digest_data

OF_A_PAGE = {"title", "slug", "seo_title", "search_description"}  # what an editor writes in Wagtail's own columns


def read_editable_fields(row: models.Model) -> dict[str, Any]:
    """Every field of `row` that an editor can change, as plain data in one spelling; unsaved changes count."""
    told = {column.name: plain(column, row) for column in columns(row)}
    told |= {name: sorted(other.pk for other in getattr(row, name).all()) for name in connections(row)}
    for below in children(row):
        told |= below.content_of(getattr(row, below.name).all())
    return {name: normalize_value(value) for name, value in told.items()}


def digest_fields(content: dict[str, Any]) -> dict[str, str]:
    return {name: digest_data(value) for name, value in content.items()}


def reset_fields(row: models.Model, names: Iterable[str]) -> None:
    """Empties these fields of `row`, unsaved: what is there afterwards, somebody has put there."""
    known = {column.name: column for column in columns(row)}
    for name in names:
        if name in known:
            setattr(row, name, known[name].get_default())
        else:
            put_rows(row, name, [])


def restore_fields(row: models.Model, names: Iterable[str], before: models.Model) -> None:
    """Gives these fields of `row`, unsaved, the values that they have in `before`."""
    known = {column.name for column in columns(row)}
    for name in names:
        if name in known:
            setattr(row, name, getattr(before, name))
        else:
            put_rows(row, name, list(getattr(before, name.partition(".")[0]).all()))


def put_rows(row: models.Model, name: str, rows: list[models.Model]) -> None:
    """Rows below or connections: all of them, or ("texts.fr") the one that is called so."""
    relation, _, called = name.partition(".")
    manager = getattr(row, relation)
    if called:
        below = next(one for one in children(row) if one.name == relation)
        others = [one for one in manager.all() if below.called(one) != called]
        rows = [*others, *(one for one in rows if below.called(one) == called)]
    manager.set(rows)


def columns(row: models.Model) -> list[models.Field]:
    """Those an editor can fill, but what Wagtail keeps for itself."""
    kinds = [kind for kind in type(row).__mro__ if kind.__module__.startswith("wagtail.") and hasattr(kind, "_meta")]
    wagtails = {column.name for kind in kinds for column in kind._meta.get_fields()}
    wagtails -= OF_A_PAGE if isinstance(row, Page) else set()
    return [
        column
        for column in row._meta.concrete_fields
        if column.editable and not column.primary_key and column.name not in wagtails
    ]


@dataclass(frozen=True)
class ChildRows:
    """Rows of ours that are edited together with another one. `parent` is their way up, `key` what tells them apart."""

    name: str
    parent: str
    key: str

    @classmethod
    def of(cls, relation: Any) -> "ChildRows":
        parent, constraints = relation.field.name, relation.related_model._meta.constraints
        pairs = [one.fields for one in constraints if isinstance(one, models.UniqueConstraint) and len(one.fields) == 2]
        keys = [name for pair in pairs if parent in pair for name in pair if name != parent]
        return cls(relation.get_accessor_name(), parent, keys[0] if keys else "")

    def called(self, row: models.Model) -> str:
        return str(getattr(row, self.key))

    def content_of(self, rows: Iterable[models.Model]) -> dict[str, Any]:
        """Each row under its name where it has one; otherwise all together, in the order that an editor gave them."""
        if self.key:
            return {f"{self.name}.{self.called(row)}": self.told(row) for row in rows}
        return {
            self.name: [self.told(row) for row in sorted(rows, key=lambda row: getattr(row, "sort_order", None) or 0)]
        }

    def told(self, row: models.Model) -> dict[str, Any]:
        """Without a column that holds its default, so that a young one changes nothing."""
        known = [column for column in columns(row) if column.name != self.parent]
        filled = [column for column in known if column.value_from_object(row) != column.get_default()]
        return {column.name: plain(column, row) for column in filled}


def children(row: models.Model) -> list[ChildRows]:
    if not isinstance(row, ClusterableModel):
        return []
    relations = get_all_child_relations(type(row))
    return [ChildRows.of(one) for one in relations if one.related_model._meta.app_label == row._meta.app_label]


def is_child_row_name(row: models.Model, name: str) -> bool:
    """Whether a row below may be called so ("texts.fr"), also one that is not there."""
    relation, _, called = name.partition(".")
    return bool(called) and any(one.name == relation and one.key for one in children(row))


def connections(row: models.Model) -> list[str]:
    if not isinstance(row, ClusterableModel):
        return []
    return [field.name for field in get_all_child_m2m_relations(type(row))]


def plain(column: models.Field, row: models.Model) -> Any:
    """As the database would have it, also where a file gave it as text or number. A sealed text is opened: sealed
    twice, the same words are two texts."""
    if isinstance(column, StreamField):
        return column.value_from_object(row).get_prep_value()
    value = column.value_from_object(row)
    if isinstance(column, SealedField):
        return value.open() if isinstance(value, Sealed) else value
    if isinstance(column, models.JSONField):
        return value
    value = column.get_prep_value(column.to_python(value))
    return value if value is None or isinstance(value, bool | int | str) else str(value)
