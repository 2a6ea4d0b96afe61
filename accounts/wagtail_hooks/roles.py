"""Wagtail's screens of roles: for superusers only. Who may say what a role can do could let it do everything."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.users.views import groups

from accounts.wagtail_hooks.people import RightsLogMixin


class ForSuperusers(RightsLogMixin):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_superuser:  # Wagtail's admin lets nobody else in
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class CreateRole(ForSuperusers, groups.CreateView):
    pass


class EditRole(ForSuperusers, groups.EditView):
    pass


class DeleteRole(ForSuperusers, groups.DeleteView):
    pass


class GroupViewSet(groups.GroupViewSet):
    """Named by config.apps.UsersConfig."""

    add_view_class = CreateRole
    edit_view_class = EditRole
    delete_view_class = DeleteRole
