"""What installed portals know of their content that releases before 0.2 loaded: one digest for a whole row.

Such a digest is understood once, at the first load by a later release, and then replaced by one for each field. The
columns are those which those releases had: a younger one is in no such digest. Nothing is ever added here.
"""

from typing import Any

from django.db import models
from wagtail.fields import StreamField

from toolkit.uploads import digest_data

PAGE = "title slug seo_title search_description summary machine_translated"
FACETS = "for_policy for_practitioner for_agency on_tip on_som in_design in_implement in_monitor in_evaluate"
COLUMNS = {
    "instrument": "key title short kind year reference country url summary order",
    "provision": "instrument key number title text status topics order",
    "term": "slug name forms short text confuse provisions related",
    "homepage": f"{PAGE} placeholder ways parts",
    "toolpage": f"{PAGE} {FACETS} body related number task reader",
    "checklistpage": f"{PAGE} {FACETS} tool minutes sections rules",
    "practicepage": f"{PAGE} {FACETS} body related kind",
    "articlepage": f"{PAGE} {FACETS} body related",
}


def list_legacy_fields(row: models.Model) -> set[str]:
    """The fields of `row` that those releases had."""
    return set(COLUMNS[str(row._meta.model_name)].split())


def compute_legacy_digest(row: models.Model) -> str:
    """To the letter as those releases made it."""
    state: dict[str, Any] = {}
    for column in row._meta.concrete_fields:
        if column.name not in list_legacy_fields(row) or column.name == "order":
            continue
        if column.name == "machine_translated" and not column.value_from_object(row):
            continue
        if column.name == "status":  # those releases knew two
            state[column.name] = "to_verify" if row.status == "to_verify" else "verified"  # type: ignore[attr-defined]
        elif isinstance(column, StreamField):
            state[column.name] = column.value_from_object(row).get_prep_value()
        else:
            state[column.name] = column.value_to_string(row)
    if row._meta.model_name == "term":
        state["provisions"] = sorted(row.provisions.values_list("key", flat=True))  # type: ignore[attr-defined]
        state["related"] = sorted(row.related.values_list("slug", flat=True))  # type: ignore[attr-defined]
    if row._meta.model_name == "checklistpage":
        told = ("question", "all_of", "any_of", "none_of", "provision__key")
        if rules := list(row.rules.order_by("sort_order", "pk").values_list(*told)):  # type: ignore[attr-defined]
            state["rules"] = rules
    return digest_data(state)
