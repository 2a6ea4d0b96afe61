"""How an adaptation differs from its parent: a decision for a part, with what the parent said when it was made.

A part without a decision follows the parent as it is now. Decisions belong to the adaptation's draft, so that they are
published with it.
"""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.fields import ParentalKey

from modules.domain.merging import is_same_content
from modules.models.videos import Video
from toolkit.domain.entry_links import find_linked
from toolkit.models import Provision, Term

MOST_GENERATIONS = 5


class Decision(models.TextChoices):
    EDIT = "edit", gettext_lazy("Changed")
    REPLACE = "replace", gettext_lazy("Replaced")
    DROP = "drop", gettext_lazy("Left out")


class AdaptedPartField(models.JSONField):
    """A part of an adaptation, as its block is stored. Wagtail's index of references hears what it names: what an
    adaptation alone prints is not deleted under it, and its files go when that is taken from readers."""

    def extract_references(self, value: Any) -> Iterator[tuple[type[models.Model], str, str, str]]:
        """Model, primary key, and twice where it stands, as Wagtail asks fields for them."""
        part = value if isinstance(value, dict) else {}
        for raw in part.get("provisions") or []:
            if pk := raw.get("value") if isinstance(raw, dict) else raw:
                yield Provision, str(pk), "provisions", "provisions"
        if part.get("video"):
            yield Video, str(part["video"]), "video", "video"
        text = json.dumps(part, default=str)
        for kind, model in (("provision", Provision), ("term", Term)):
            yield from ((model, str(pk), "text", "text") for pk in sorted(find_linked(text, kind)))


class PartChange(models.Model):
    """What an adaptation does with one part of its parent, and why; readers see both."""

    module = ParentalKey("modules.Module", on_delete=models.CASCADE, related_name="changes")
    part = models.UUIDField(gettext_lazy("part"))
    kind = models.CharField(max_length=20, help_text="The part's type of block.")
    decision = models.CharField(gettext_lazy("decision"), max_length=8, choices=Decision)
    base = models.JSONField(default=dict, help_text="The parent's part when this was decided.")
    ours = AdaptedPartField(default=dict, blank=True, help_text="Our part; empty where it is left out.")
    why = models.TextField(gettext_lazy("why"), max_length=600)

    class Meta:
        db_table = "modules_change"  # release 0.1's, whose processes use it while an upgrade replaces them
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["module", "part"], name="a_part_is_decided_once"),
            models.CheckConstraint(condition=Q(decision__in=Decision.values), name="a_decision_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.part}: {self.decision}"

    @property
    def leaves_out(self) -> bool:
        return self.decision == Decision.DROP

    def is_stale(self, now: Any) -> bool:
        """Whether the parent's part is no longer what it was when this was decided. `now`: its value, None: gone."""
        return not is_same_content(self.base, now)


def refuse_cycle(module: Any) -> None:
    """Raises ValidationError where a module would descend from itself, in whatever language, or from too many."""
    parent, generations = module.parent, 0
    while parent is not None:
        generations += 1
        if same_module(parent, module):
            told = _("A module cannot be adapted from itself, nor from one adapted from it.")
            raise ValidationError({"parent": told})
        if generations > MOST_GENERATIONS:
            raise ValidationError({"parent": _("This module is the adaptation of an adaptation too many times over.")})
        parent = parent.parent


def same_module(one: Any, other: Any) -> bool:
    known = one.pk is not None and one.pk == other.pk
    return known or (one.translation_key is not None and one.translation_key == other.translation_key)


def list_drafted_changes(module: Any) -> list[PartChange]:
    """The decisions of the latest draft, without building the whole draft: for lists of many."""
    revision = module.latest_revision
    if revision is None:
        return list(module.changes.all())
    return [restore_change(row) for row in revision.content.get("changes", [])]


def list_translated_changes(source: Any, target: Any) -> list[PartChange]:
    """What a translation decides: what its editors decided in its language, published or not, and for the other parts
    what the source decides, in the source's words until somebody translates them. Without those its readers would get
    the parent's parts, which the adaptation found wrong."""
    own = list_drafted_changes(target) if target.pk else []
    decided, parent = {change.part for change in own}, target.parent_now()
    now = {raw["id"]: raw["value"] for raw in parent.resolved_parts()} if parent else {}
    found = [taken_over(change) for change in source.changes.all() if change.part not in decided]
    for change in found:  # in the language of the translation: compared with another one, all of it would be stale
        change.base = now.get(str(change.part), change.base)
    return own + found


def taken_over(change: PartChange) -> PartChange:
    """The same decision for another module."""
    return PartChange(**{name: getattr(change, name) for name in ("part", "kind", "decision", "base", "ours", "why")})


def list_source_changes(module: Any) -> list[PartChange]:
    """The published decisions of the adaptation that this one is a translation of: [] for the English one."""
    if module.locale.language_code == settings.LANGUAGE_CODE:
        return []
    rows = PartChange.objects.filter(module__translation_key=module.translation_key, module__live=True)
    return list(rows.filter(module__locale__language_code=settings.LANGUAGE_CODE))


def restore_change(row: dict[str, Any]) -> PartChange:
    """A decision as a draft stored it."""
    words = {name: row[name] for name in ("kind", "decision", "base", "ours", "why")}
    return PartChange(pk=row.get("pk"), part=UUID(str(row["part"])), **words)
