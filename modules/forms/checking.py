"""What must be right before a module is published. A draft is kept as it is; the publisher gets a sentence."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.blocks import StreamBlock, StreamBlockValidationError
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from modules.blocks import PARTS
from modules.domain.adapting import resolve_parts
from modules.models.adapting import list_source_changes
from modules.presenters.outline_writer import get_part_name

BLOCKS = StreamBlock(PARTS)
# Which kinds of part a key may name.
POINTS_TO = {
    "references": {"reading"},
    "outcomes": {"outcome"},
    "part": {"issue", "exercise", "case", "film", "slides"},
}


class ModuleForm(WagtailAdminModelForm):
    """Checks what goes across parts: keys that name something, minutes that add up."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.is_deferred_validation and "parts" in cleaned:
            parent = cleaned["parent"].resolved_parts() if cleaned.get("parent") else []
            changes = list(self.instance.changes.all()) if parent else []
            inherited, own = resolve_parts(parent, changes, []), cleaned["parts"]
            try:
                check_parts(own, inherited)
            except ValidationError as error:
                self.add_error("parts", error)
            known = {**map_part_kinds(inherited), **map_part_kinds(own.get_prep_value())}
            for sentence in find_wrong_decisions(changes, known):
                self.add_error(None, sentence)
            if parent and not changes and list_source_changes(self.instance):
                self.add_error(None, undecided())
        return cleaned


def check_parts(parts: Any, inherited: list[dict[str, Any]]) -> None:
    """Raises StreamBlockValidationError with every error at its block."""
    own = Counter(part.value.get("key") or "" for part in parts)
    theirs = map_part_kinds(inherited)
    known = theirs | {part.value.get("key") or "": part.block_type for part in parts}
    often = {key for key, number in own.items() if number > 1 or key in theirs}
    errors = {place: error for place, part in enumerate(parts) if (error := check_part(part, known, often))}
    if errors:
        raise StreamBlockValidationError(block_errors=errors)


def check_part(part: Any, known: dict[str, str], often: set[str]) -> StructBlockValidationError | None:
    errors: dict[str, ValidationError] = {}
    if part.value.get("key") in often:
        errors["key"] = ValidationError(_("Another part of this module has this key."))
    for name in ("references", "outcomes"):
        if found := wrong_keys(part.value.get(name) or [], known, name):
            errors[name] = found
    if part.block_type == "plan":
        errors |= plan_errors(part.value, known)
    elif part.block_type in {"question", "practice"}:
        errors |= question_errors(part.value)
    elif part.block_type == "reading" and not part.value["year"] and not part.value["checked"]:
        errors["year"] = ValidationError(no_year())
    elif part.block_type == "exercise" and (part.value["smallest"] or 0) > (part.value["largest"] or 0):
        errors["largest"] = ValidationError(_("The largest group is smaller than the smallest."))
    return StructBlockValidationError(block_errors=errors) if errors else None


def wrong_keys(keys: Any, known: dict[str, str], name: str) -> ListBlockValidationError | None:
    errors = {n: ValidationError(no_such(key)) for n, key in enumerate(keys) if known.get(key) not in POINTS_TO[name]}
    return ListBlockValidationError(block_errors=errors) if errors else None


def no_such(key: str) -> str:
    return _("There is no such part with the key “%(key)s” in this module.") % {"key": key}


def no_year() -> str:
    """Some sources have none: who has seen one may say so."""
    return _(
        "This reading has no year. Write it; where the source itself names none, tick “Somebody has seen that it "
        "exists”, and it is cited without a date."
    )


def plan_errors(plan: Any, known: dict[str, str]) -> dict[str, ValidationError]:
    errors: dict[str, ValidationError] = {}
    total = sum(row["minutes"] or 0 for row in plan["rows"])
    if total != plan["minutes"]:
        errors["minutes"] = ValidationError(
            _("The rows add up to %(total)s minutes, the plan says %(said)s. Change one of them."),
            params={"total": total, "said": plan["minutes"]},
        )
    wrong = {
        n: StructBlockValidationError(block_errors={"part": ValidationError(no_such(row["part"]))})
        for n, row in enumerate(plan["rows"])
        if row["part"] and known.get(row["part"]) not in POINTS_TO["part"]
    }
    if wrong:
        errors["rows"] = ListBlockValidationError(block_errors=wrong)
    return errors


def question_errors(question: Any) -> dict[str, ValidationError]:
    right = sum(bool(option["right"]) for option in question["options"])
    if question["form"] == "essay" and len(question["options"]):
        return {"form": ValidationError(_("An essay has no answers to choose from."))}
    if question["form"] == "one" and right != 1:
        return {"options": ListBlockValidationError(non_block_errors=[ValidationError(_("Mark one answer as right."))])}
    if question["form"] == "several" and right < 1:
        told = _("Mark the right answers; at least one.")
        return {"options": ListBlockValidationError(non_block_errors=[ValidationError(told)])}
    return {}


def map_part_kinds(parts: Iterable[dict[str, Any]]) -> dict[str, str]:
    """The kind of each part by its key."""
    return {raw["value"].get("key") or "": raw["type"] for raw in parts}


def find_wrong_decisions(changes: Iterable[Any], known: dict[str, str]) -> Iterator[str]:
    """What is wrong in our versions of a parent's parts, a sentence each. `known`: the kinds of all parts by key."""
    for change in changes:
        if change.ours and not change.leaves_out:
            part = as_block(change.kind, change.ours)
            for told in sentences(check_part(part, known, set())):
                yield _("Your version of “%(part)s”: %(told)s") % {"part": get_part_name(change.ours), "told": told}


def as_block(kind: str, value: dict[str, Any]) -> Any:
    """A stored part as the editor's blocks have it."""
    return BLOCKS.to_python([{"type": kind, "value": value}])[0]


def sentences(error: ValidationError | None) -> Iterator[str]:
    """Every message in an error of a block, however deep."""
    if error is None:
        return
    inner = getattr(error, "block_errors", None)
    if inner is None:
        yield from error.messages
        return
    beside = getattr(error, "non_block_errors", None)
    for one in [*inner.values(), *(beside.as_data() if beside else [])]:
        yield from sentences(one)


def find_plans_missing_parts(parts: Iterable[dict[str, Any]], changes: Iterable[Any]) -> Iterator[str]:
    """Class plans of an adaptation with a row for a part that it leaves out: allowed, but its minutes stand empty."""
    gone = {change.base.get("key"): change.base for change in changes if change.leaves_out}
    for raw in parts:
        for row in raw["value"].get("rows") or [] if raw["type"] == "plan" else []:
            said = row.get("value", row)
            if said.get("part") in gone and said["part"]:
                told = {
                    "plan": raw["value"]["title"],
                    "minutes": said["minutes"],
                    "part": get_part_name(gone[said["part"]]),
                }
                yield _("“%(plan)s” still has %(minutes)s minutes for “%(part)s”, which is left out here.") % told


def undecided() -> str:
    return _(
        "The English adaptation changes parts of the original, this one none: readers would get what was found wrong. "
        "Make the same decisions in Teaching > Adaptations, then publish."
    )


def find_untranslated_decisions(module: Any) -> Iterator[str]:
    """Decisions that a translation took over and nobody has translated: allowed, but half a page is English then."""
    before = [(str(one.part), one.ours) for one in list_source_changes(module)]
    for change in module.changes.all():
        if change.ours and (str(change.part), change.ours) in before:
            told = {"part": get_part_name(change.ours)}
            yield _("“%(part)s” still stands in the words of the English adaptation. Change it to translate it.") % told


def find_part_warnings(parts: Any) -> Iterator[str]:
    """What an editor should know although nothing forbids it."""
    for part in parts:
        if part.block_type == "reading" and not part.value["year"]:
            yield _("The reading “%(title)s” has no year: it is cited without a date.") % {"title": part.value["title"]}
