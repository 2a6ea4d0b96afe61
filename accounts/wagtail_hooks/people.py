"""Wagtail's user screens. People whose discovery would endanger them do not exist there, neither in a list nor by
guessing a number; and nobody gets hold of an account that can do more than her own.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_list_or_404
from wagtail import hooks
from wagtail.admin.views.account import AvatarSettingsPanel
from wagtail.admin.views.generic.usage import UsageView
from wagtail.users.views import users
from wagtail.users.views.bulk_actions.assign_role import AssignRoleBulkAction
from wagtail.users.views.bulk_actions.delete import DeleteBulkAction
from wagtail.users.views.bulk_actions.set_active_state import SetActiveStateBulkAction

from accounts.forms.people import NewPersonForm, PersonForm, RoleForm
from accounts.models import User, attribute_changes_to
from accounts.permissions import may_manage_account


class RightsLogMixin:
    """What is done here goes into the log of rights under the name of who does it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with attribute_changes_to(request.user):  # type: ignore[arg-type]  # Wagtail's admin lets nobody else in
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class UserAwareFormMixin:
    """The form knows who fills it in."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "for_user": self.request.user}  # type: ignore[misc,attr-defined]


class OpenRow(RightsLogMixin):
    """One account by its number; 404 for a guarded one, 403 for one that can do more than the administrator's own."""

    def get_object(self, *args: Any) -> User:
        user: User = super().get_object(*args)  # type: ignore[misc]
        if user.is_guarded:
            raise Http404
        if not may_manage_account(self.request.user, user):  # type: ignore[attr-defined]
            raise PermissionDenied
        return user


class OpenIndex(users.IndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().filter(pk__in=User.objects.open().values("pk"))


class SignedCreate(RightsLogMixin, UserAwareFormMixin, users.CreateView):
    pass


class OpenEdit(OpenRow, UserAwareFormMixin, users.EditView):
    pass


class OpenDelete(OpenRow, users.DeleteView):
    pass


class OpenHistory(OpenRow, users.HistoryView):
    pass


class OpenUsage(OpenRow, UsageView):
    pass


class UserViewSet(users.UserViewSet):
    """Named by config.apps.UsersConfig."""

    index_view_class = OpenIndex
    add_view_class = SignedCreate
    edit_view_class = OpenEdit
    delete_view_class = OpenDelete
    history_view_class = OpenHistory
    usage_view_class = OpenUsage
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type:
        return PersonForm if for_update else NewPersonForm


class OpenRows(RightsLogMixin):
    """Many accounts at once: only those that are shown, and of them those that the administrator may change."""

    @classmethod
    def get_queryset(cls, model: Any, object_ids: list[int]) -> list[User]:
        return get_list_or_404(User.objects.open(), pk__in=object_ids)

    def get_all_objects_in_listing_query(self, parent_id: int) -> Any:
        listed = super().get_all_objects_in_listing_query(parent_id)  # type: ignore[misc]
        return listed.filter(pk__in=User.objects.open().values("pk"))

    def check_perm(self, obj: User) -> bool:
        return super().check_perm(obj) and may_manage_account(self.request.user, obj)  # type: ignore[misc,attr-defined]


class AssignRole(OpenRows, UserAwareFormMixin, AssignRoleBulkAction):
    form_class = RoleForm


class Delete(OpenRows, DeleteBulkAction):
    @classmethod
    def execute_action(cls, objects: list[User], **kwargs: Any) -> tuple[int, int]:
        for user in objects:
            user.delete()
        return len(objects), 0


class SetActiveState(OpenRows, SetActiveStateBulkAction):
    @classmethod
    def execute_action(cls, objects: list[User], mark_as_active: bool = False, **kwargs: Any) -> tuple[int, int]:
        """One by one, so that the log hears of each; never the administrator herself."""
        others = [one for one in objects if one != kwargs["user"]]
        for user in others:
            user.is_active = mark_as_active
            user.save(update_fields=["is_active"])
        return len(others), 0


# Wagtail keeps whatever picture is chosen there, with its place and camera, and no address of ours serves it.
AvatarSettingsPanel.is_active = lambda self: False

# Registered after Wagtail's own, and so instead of them.
for action in (AssignRole, Delete, SetActiveState):
    hooks.register("register_bulk_action", action, order=100)
