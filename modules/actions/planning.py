"""A class plan while it is made, in the session, and kept, in the account."""

from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from modules.domain.planning import ClassBuilderPlan
from modules.models import Module, PlannedClass
from modules.models.teaching import MOST_PLANS
from modules.permissions import may_report

PLACE = "class plans"
# The session is read at every request: it holds the last few modules' plans only.
MOST_IN_SESSION = 5


def store_session_plan(session: SessionBase, module: Module, plan: ClassBuilderPlan) -> None:
    """Instead of the plan that this visitor had for this module."""
    plans = {key: value for key, value in session.get(PLACE, {}).items() if key != str(module.translation_key)}
    newest = list(plans.items())[-(MOST_IN_SESSION - 1) :]
    session[PLACE] = {**dict(newest), str(module.translation_key): plan.to_data()}


def load_session_plan(session: SessionBase, module: Module) -> ClassBuilderPlan | None:
    data = session.get(PLACE, {}).get(str(module.translation_key))
    try:
        return ClassBuilderPlan.from_data(data) if data else None
    except ValueError:  # written by an older portal
        return None


@transaction.atomic
def save_class_plan(
    *, by: User, module: Module, plan: ClassBuilderPlan, title: str, replaces: UUID | None = None
) -> PlannedClass:
    """In the user's account. Raises ValidationError where she has too many plans, PermissionDenied for a guarded
    account."""
    if not may_report(by):
        raise PermissionDenied
    mine = PlannedClass.objects.visible_to(by)
    values = {"module": module, "title": title, "minutes": plan.wishes.minutes, "plan": plan.to_data()}
    if replaces and (row := mine.select_for_update(of=("self",)).filter(pk=replaces).first()):
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        return row
    if mine.count() >= MOST_PLANS:
        raise ValidationError(_("You have kept 50 class plans. Delete one first."))
    return PlannedClass.objects.create(owner=by, **values)


@transaction.atomic
def delete_class_plan(*, by: User, planned: PlannedClass) -> None:
    PlannedClass.objects.visible_to(by).filter(pk=planned.pk).delete()
