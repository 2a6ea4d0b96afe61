"""Wagtail's own indexes, brought up to date once after many rows were written, not with each of them.

They are the admin's search and the list of what names what; readers search rows of ours (search_rows.py).
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

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
    named: dict[tuple[type[models.Model], Any], models.Model] = {}
    for model, keys in written.items():
        rows = list(model._base_manager.filter(pk__in=list(keys)))
        if class_is_indexed(model):
            found = [one for row in rows if (one := get_indexed_instance(row)) is not None]
            for backend in get_search_backends(with_auto_update=True):
                backend.add_bulk(model, found)
        for row in rows:
            if (whole := find_parent(row)) is not None and ReferenceIndex.is_indexed(type(whole)):
                named[type(whole), whole.pk] = whole
    for whole in named.values():
        ReferenceIndex.create_or_update_for_object(whole)


def find_parent(row: models.Model) -> models.Model | None:
    """What `row` is edited with: itself, or what it is a child row of."""
    for field in row._meta.get_fields():
        if isinstance(field, ParentalKey):
            parent = getattr(row, field.name)
            return parent and find_parent(parent)
    return row
