"""The operators' page in the admin's reports, for superusers; what the admin gives away as spreadsheets."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from config import spreadsheets
from config.health.views import show_health_report

spreadsheets.guard_csv_cells()  # here, because Wagtail reads this file before any of its views


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [path("reports/state/", show_health_report, name="portal_state")]


class ForSuperusers(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)


@hooks.register("register_reports_menu_item")
def to_state() -> MenuItem:
    return ForSuperusers(
        _("State of the portal"), reverse("portal_state"), name="portal-state", icon_name="view", order=10
    )
