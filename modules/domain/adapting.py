"""The parts that an adaptation's readers get: its parent's, where it decided nothing else."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

# A part as a StreamField stores it: {"type": ..., "value": {...}, "id": ...}.
Raw = dict[str, Any]


class AdaptedPart(NamedTuple):
    """A part of the parent as an adaptation has it. `now` is None where the parent no longer has it, `change` (a
    PartChange, or what speaks like one) where nothing was decided."""

    part: str
    kind: str
    now: Any
    change: Any

    @property
    def is_stale(self) -> bool:
        return self.change is not None and bool(self.change.is_stale(self.now))

    @property
    def value(self) -> Any:
        """What readers get; None where the part is left out."""
        if self.change is None:
            return self.now
        return None if self.change.leaves_out else self.change.ours


def pair_parts_with_changes(parent_parts: Sequence[Raw], changes: Iterable[Any]) -> list[AdaptedPart]:
    """The parent's parts in their order, then those that it took out but we have something of."""
    decided = {str(change.part): change for change in changes}
    found = [AdaptedPart(raw["id"], raw["type"], raw["value"], decided.pop(raw["id"], None)) for raw in parent_parts]
    return found + [AdaptedPart(part, change.kind, None, change) for part, change in decided.items()]


def resolve_parts(parent_parts: Sequence[Raw], changes: Iterable[Any], own_parts: Sequence[Raw]) -> list[Raw]:
    """Every part that an adaptation's readers get: the parent's as they are now, our versions, then what we added."""
    found = pair_parts_with_changes(parent_parts, changes)
    kept = [{"type": one.kind, "value": one.value, "id": one.part} for one in found if one.value is not None]
    return [*kept, *own_parts]


def part_named(parts: Sequence[Raw], part: UUID | str) -> Raw | None:
    return next((raw for raw in parts if raw["id"] == str(part)), None)
