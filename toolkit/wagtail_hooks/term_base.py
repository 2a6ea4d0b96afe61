"""The term base in the menu of law and words."""

from django.utils.translation import gettext_lazy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from toolkit.models import TermBaseEntry


class TermBaseViewSet(SnippetViewSet):
    model = TermBaseEntry
    icon = "openquote"
    menu_label = gettext_lazy("Term base")
    add_to_admin_menu = True
    menu_order = 251
    list_display = ["english", "avoid"]
    ordering = ["english"]
    list_per_page = 60
    panels = TermBaseEntry.panels


register_snippet(TermBaseViewSet)
