"""Adapting a module part by part. Everything goes into the adaptation's draft; publication is Wagtail's."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from modules.domain.adapting import AdaptedPart, pair_parts_with_changes
from modules.domain.merging import is_same_content, merge_versions
from modules.models import Decision, Module, PartChange
from modules.permissions import may_edit
from toolkit.domain.spelling import ABSENT

# What an adaptation takes over from its parent and may change afterwards.
TAKEN_OVER = "summary description reader minutes level crime disciplines topics authors machine_translated".split()


@transaction.atomic
def begin_adaptation(
    *, by: User, parent: Module, title: str, country: str, institution: str, adapted_by: str
) -> Module:
    """A new adaptation, unpublished, in which every part follows the parent.

    Raises PermissionDenied for whoever may not edit modules, ValidationError for a field that is not right."""
    require_editor(by)
    slug = free_slug(parent, country, institution)
    module = Module(
        live=False,
        has_unpublished_changes=True,
        locale=parent.locale,
        parent=parent,
        parent_version=parent.version,
        slug=slug,
        title=title,
        country=country,
        institution=institution,
        adapted_by=adapted_by,
        for_review=True,
        **{name: getattr(parent, name) for name in TAKEN_OVER},
    )
    module.full_clean()
    module.save()
    log(instance=module, action="wagtail.create", user=by)
    module.save_revision(user=by)
    return module


def free_slug(parent: Module, country: str, institution: str) -> str:
    """The parent's with whom it is for; numbered where that is taken."""
    stem = "-".join(filter(None, [parent.slug, slugify(institution)[:40], country.lower()]))[:90]
    taken = set(Module.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


def get_latest_draft(module: Module) -> Module:
    """The adaptation as its editors see it: the latest draft."""
    draft: Module = module.get_latest_revision_as_object()
    return draft


def list_adapted_parts(draft: Module) -> list[AdaptedPart]:
    """The parent's parts as they are now, with the draft's decisions."""
    parent = draft.parent_now()
    return pair_parts_with_changes(parent.resolved_parts() if parent else [], draft.changes.all())


def find_adapted_part(draft: Module, part: UUID) -> AdaptedPart | None:
    return next((one for one in list_adapted_parts(draft) if one.part == str(part)), None)


def compute_part_stamp(part: AdaptedPart) -> str:
    """Changes as soon as the parent's part, our version or the decision does: the optimistic lock of a form."""
    change = part.change
    told = [part.now, change and [change.decision, change.base, change.ours]]
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:16]


@transaction.atomic
def decide_part(
    *, by: User, module: Module, part: UUID, decision: Decision, ours: Any, why: str, seen: str
) -> PartChange:
    """Changes, replaces or leaves out a part. Raises ValidationError where somebody was faster,
    PermissionDenied for whoever may not edit modules."""
    draft, found = lock_draft_part(by, module, part, seen)
    if found.now is None:
        raise ValidationError(_("The parent no longer has this part. Settle that first."))
    # The key stays: other parts point to it.
    ours = {} if decision == Decision.DROP else {**ours, "key": found.now.get("key", "")}
    change = PartChange(part=part, kind=found.kind, decision=decision, base=found.now, ours=ours, why=why)
    save_part_change(draft, change, by=by)
    return change


@transaction.atomic
def follow_parent_part(*, by: User, module: Module, part: UUID, seen: str) -> None:
    """Takes the decision back: the part is the parent's again. Raises as `decide_part`."""
    draft, _found = lock_draft_part(by, module, part, seen)
    draft.changes.set([change for change in draft.changes.all() if change.part != part])
    save_draft(draft, by=by)


@transaction.atomic
def merge_parent_changes(
    *, by: User, module: Module, part: UUID, choices: Mapping[str, str], seen: str
) -> PartChange | None:
    """Merges what the parent changed into our version, field by field as chosen. None where both are one again.

    Raises as `decide_part`, and where there is nothing to merge."""
    draft, found = lock_draft_part(by, module, part, seen)
    change = found.change
    if change is None or found.now is None:
        raise ValidationError(_("There is nothing to merge in this part any more."))
    ours = {} if change.leaves_out else merge_versions(change.base, found.now, change.ours, choices)
    if not change.leaves_out and (ours is ABSENT or is_same_content(ours, found.now)):
        draft.changes.set([one for one in draft.changes.all() if one.part != part])
        save_draft(draft, by=by)
        return None
    merged = PartChange(
        part=part, kind=change.kind, decision=change.decision, base=found.now, ours=ours, why=change.why
    )
    save_part_change(draft, merged, by=by)
    return merged


@transaction.atomic
def adopt_part(*, by: User, module: Module, part: UUID, seen: str) -> None:
    """Makes a part that the parent took out one of our own, under its old id. Left out, it is simply forgotten.

    Raises as `decide_part`, and where the parent has it."""
    draft, found = lock_draft_part(by, module, part, seen)
    if found.now is not None or found.change is None:
        raise ValidationError(_("The parent has this part."))
    if not found.change.leaves_out:
        own = [*draft.parts.raw_data, {"type": found.kind, "value": found.change.ours, "id": found.part}]
        draft.parts = json.dumps(own)
    draft.changes.set([one for one in draft.changes.all() if one.part != part])
    save_draft(draft, by=by)


def lock_draft_part(by: User, module: Module, part: UUID, seen: str) -> tuple[Module, AdaptedPart]:
    """Draft and part, with the module's row locked. Raises ValidationError where they are not as `seen`, or the
    module is locked for this editor; PermissionDenied for whoever may not edit modules."""
    require_editor(by)
    row = Module.objects.select_for_update(of=("self",)).get(pk=module.pk)
    lock = row.get_lock()
    if lock and lock.for_user(by):
        raise ValidationError(_("This adaptation is locked, for instance while somebody checks it. Ask who locked it."))
    draft = get_latest_draft(row)
    found = find_adapted_part(draft, part)
    if found is None or compute_part_stamp(found) != seen:
        raise ValidationError(
            _("Somebody changed this part meanwhile. Nothing was saved. Look at what it says now and decide again.")
        )
    return draft, found


def save_part_change(draft: Module, change: PartChange, *, by: User) -> None:
    draft.changes.set([*(one for one in draft.changes.all() if one.part != change.part), change])
    save_draft(draft, by=by)


def save_draft(draft: Module, *, by: User) -> None:
    """A new draft. Once nothing is stale, it stands on the parent's present version."""
    parent = draft.parent_now()
    if parent and not any(one.is_stale for one in list_adapted_parts(draft)):
        draft.parent_version = parent.version
    draft.save_revision(user=by, log_action=True)


def require_editor(by: User) -> None:
    """Raises PermissionDenied for whoever may not edit modules."""
    if not may_edit(by):
        raise PermissionDenied
