"""Wagtail's user screens, without the people whose discovery would endanger them: for an administrator they do not
exist, neither in a list nor by guessing a number."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_list_or_404
from wagtail import hooks
from wagtail.users.views import users
from wagtail.users.views.bulk_actions.assign_role import AssignRoleBulkAction
from wagtail.users.views.bulk_actions.delete import DeleteBulkAction
from wagtail.users.views.bulk_actions.set_active_state import SetActiveStateBulkAction

from accounts.models import User


class OpenRow:
    """One account by its number; 404 for a guarded one."""

    def get_object(self, *args: Any) -> User:
        user: User = super().get_object(*args)  # type: ignore[misc]
        if user.is_guarded:
            raise Http404
        return user


class OpenIndex(users.IndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().filter(pk__in=User.objects.open().values("pk"))


class OpenEdit(OpenRow, users.EditView):
    pass


class OpenDelete(OpenRow, users.DeleteView):
    pass


class OpenHistory(OpenRow, users.HistoryView):
    pass


class UserViewSet(users.UserViewSet):
    """Named by config.apps.UsersConfig."""

    index_view_class = OpenIndex
    edit_view_class = OpenEdit
    delete_view_class = OpenDelete
    history_view_class = OpenHistory


class OpenRows:
    """Many accounts at once: only those that are shown."""

    @classmethod
    def get_queryset(cls, model: Any, object_ids: list[int]) -> list[User]:
        return get_list_or_404(User.objects.open(), pk__in=object_ids)

    def get_all_objects_in_listing_query(self, parent_id: int) -> Any:
        listed = super().get_all_objects_in_listing_query(parent_id)  # type: ignore[misc]
        return listed.filter(pk__in=User.objects.open().values("pk"))


# Registered after Wagtail's own, and so instead of them.
for action in (AssignRoleBulkAction, DeleteBulkAction, SetActiveStateBulkAction):
    hooks.register("register_bulk_action", type(f"Open{action.__name__}", (OpenRows, action), {}), order=100)
