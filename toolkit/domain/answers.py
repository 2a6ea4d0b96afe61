"""What an answer to a question of a checklist can be."""

from django.utils.translation import gettext_lazy as _

# In this order, on pages and in rules. The tokens stand in files and come back with them.
ANSWERS = {
    "yes": _("Yes"),
    "partly": _("Partly"),
    "no": _("No"),
    "na": _("Not applicable"),
}
