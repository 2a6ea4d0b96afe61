"""What staff do with adaptations and lecturers: addresses, menu, log."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.widgets.button import Button

from modules.models import Module
from modules.permissions import may_edit, may_see_totals, may_verify


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    return [path("teaching/", include("modules.urls.staff"))]


class RestrictedMenuItem(MenuItem):
    """Shown to those who get in."""

    def __init__(self, label: Any, name: str, may: Any, **kwargs: Any) -> None:
        self.may = may
        super().__init__(label, reverse(f"adaptations:{name}"), name=f"modules-{name}", **kwargs)

    def is_shown(self, request: HttpRequest) -> bool:
        return self.may(request.user)


@hooks.register("register_admin_menu_item")
def menu() -> SubmenuMenuItem:
    items = [
        RestrictedMenuItem(_("Adaptations"), "adaptations", may_edit, icon_name="copy", order=10),
        RestrictedMenuItem(_("Feedback"), "feedback", may_edit, icon_name="comment", order=20),
        RestrictedMenuItem(_("Classes taught"), "teaching", may_see_totals, icon_name="group", order=30),
        RestrictedMenuItem(_("Lecturers"), "lecturers", may_verify, icon_name="user", order=40),
    ]
    return SubmenuMenuItem(_("Teaching"), Menu(items=items), name="teaching", icon_name="group", order=270)


@hooks.register("register_snippet_listing_buttons")
def listing_buttons(snippet: Any, user: Any, next_url: str | None = None) -> list[Button]:
    """From the list of modules to what is adapted of them."""
    if not isinstance(snippet, Module) or not may_edit(user):
        return []
    buttons = []
    if snippet.live:
        buttons.append((_("Adapt"), reverse("adaptations:begin", args=[snippet.pk])))
    if snippet.parent_id:
        buttons.append((_("Parts of the adaptation"), reverse("adaptations:parts", args=[snippet.pk])))
    return [Button(label, url, icon_name="copy", priority=30) for label, url in buttons]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    actions.register_action("modules.lecturer.verify", _("Verify a lecturer"), _("Verified a lecturer"))
    actions.register_action("modules.lecturer.decline", _("Decline a lecturer"), _("Declined a lecturer's request"))
    actions.register_action("modules.lecturer.end", _("End a verification"), _("Ended a lecturer's verification"))
    actions.register_action("modules.lecturer.withdraw", _("Withdraw a request"), _("Withdrawn by the lecturer"))
    actions.register_action("modules.feedback.close", _("Close feedback"), _("Closed feedback"))
