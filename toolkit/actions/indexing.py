"""Wagtail's own indexes, brought up to date once after many rows were written, not with each of them.

They are the admin's search and the list of what names what; readers search rows of ours (search_rows.py).
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.signals import post_save
from modelcluster.fields import ParentalKey
from modelsearch.backends import get_search_backends
from modelsearch.index import class_is_indexed, get_indexed_instance, get_indexed_models
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

type Written = dict[type[models.Model], dict[Any, None]]  # primary keys by model, each once, in order


@contextmanager
def postpone_indexing() -> Iterator[None]:
    """What is saved inside is indexed at its end.

    For a command, which has its process to itself: other threads' rows would not be indexed meanwhile.
    """
    written: Written = defaultdict(dict)

    def note(instance: models.Model, raw: bool = False, **kwargs: Any) -> None:
        if not raw and (class_is_indexed(type(instance)) or type(instance) in ReferenceIndex.tracked_models):
            written[type(instance)][instance.pk] = None

    searched = [model for model in get_indexed_models() if post_save.disconnect(post_save_signal_handler, sender=model)]
    post_save.connect(note)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        post_save.disconnect(note)
        for model in searched:
            post_save.connect(post_save_signal_handler, sender=model)
    index_written(written)


def index_written(written: Written) -> None:
    """Rows that are gone again by now are passed over."""
    named: dict[type[models.Model], dict[Any, models.Model]] = defaultdict(dict)
    for model, keys in written.items():
        rows = list(model._base_manager.filter(pk__in=list(keys)))
        if class_is_indexed(model):
            found = list_indexed(rows)
            for backend in get_search_backends(with_auto_update=True):
                backend.add_bulk(model, found)
        for row in rows:
            if (whole := find_parent(row)) is not None and ReferenceIndex.is_indexed(type(whole)):
                named[type(whole)][whole.pk] = whole
    for model, wholes in named.items():
        index_references(model, wholes)


def index_references(model: type[models.Model], wholes: dict[Any, models.Model]) -> None:
    """What each of these names. Wagtail asks for each what it named before: that is nothing where it is new, and then
    all of it is written at once."""
    kinds = ContentType.objects.get_for_models(model, *model._meta.get_parent_list(), for_concrete_models=False)
    base = kinds[(model, *model._meta.get_parent_list())[-1]]
    before = ReferenceIndex.objects.filter(base_content_type=base, object_id__in=list(wholes))
    known = set(before.values_list("object_id", flat=True))
    new = []
    for pk, whole in wholes.items():
        if str(pk) in known:
            ReferenceIndex.create_or_update_for_object(whole)
        else:
            place = {"content_type": kinds[model], "base_content_type": base, "object_id": pk}
            new += [ReferenceIndex(**place, **told) for told in list_references(whole)]
    ReferenceIndex.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)


def list_references(whole: models.Model) -> Iterator[dict[str, Any]]:
    for kind, pk, model_path, content_path in set(ReferenceIndex._extract_references_from_object(whole)):
        yield {
            "to_content_type_id": kind,
            "to_object_id": pk,
            "model_path": model_path,
            "content_path": content_path,
            "content_path_hash": ReferenceIndex._get_content_path_hash(content_path),
        }


def list_indexed(rows: list[models.Model]) -> list[models.Model]:
    """Those that the admin's search may find, each as what it is. One query for each kind."""
    found = [one for row in rows if (one := get_indexed_instance(row, check_exists=False)) is not None]
    searched: dict[type[models.Model], set[Any]] = {
        kind: set(kind.get_indexed_objects().filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True))
        for kind in {type(one) for one in found}
    }
    return [one for one in found if one.pk in searched[type(one)]]


def find_parent(row: models.Model) -> models.Model | None:
    """What `row` is edited with: itself, or what it is a child row of."""
    for field in row._meta.get_fields():
        if isinstance(field, ParentalKey):
            parent = getattr(row, field.name)
            return parent and find_parent(parent)
    return row
