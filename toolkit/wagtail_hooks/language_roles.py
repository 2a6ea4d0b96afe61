"""Who works in which language: kept by administrators."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from toolkit.actions.language_roles import give_language_role, take_language_role
from toolkit.forms.desk import LanguageRoleForm
from toolkit.models import LanguageRole
from toolkit.permissions import may_give_languages


class RolesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_give_languages(request.user)


@hooks.register("register_settings_menu_item")
def roles_menu() -> MenuItem:
    return RolesMenuItem(
        gettext_lazy("People and languages"),
        reverse("language_roles"),
        name="language-roles",
        icon_name="group",
        order=610,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def language_roles(request: HttpRequest) -> HttpResponse:
    """All roles in languages, and the form to give one."""
    if not may_give_languages(request.user):
        raise PermissionDenied
    form = LanguageRoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        give_language_role(by=request.user, to=data.pop("email"), **data)
        messages.success(request, _("The role is given. “Translations” is in the menu now."))
        return redirect("language_roles")
    rows = LanguageRole.objects.select_related("user", "locale").order_by("locale__language_code", "role", "pk")
    context = {"rows": rows, "form": form, "page_title": _("People and languages"), "header_icon": "group"}
    return TemplateResponse(request, "toolkit/admin/language_roles.html", context)


@require_POST
def take_role(request: HttpRequest, pk: int) -> HttpResponse:
    if not may_give_languages(request.user):
        raise PermissionDenied
    take_language_role(by=request.user, row=get_object_or_404(LanguageRole.objects.select_related("user"), pk=pk))
    messages.success(request, _("The role is taken back."))
    return redirect("language_roles")


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return [
        path("translations/people/", language_roles, name="language_roles"),
        path("translations/people/<int:pk>/take/", take_role, name="take_language_role"),
    ]
