"""Names that Django translates for us, but not into ps and prs: here makemessages finds them for our catalogues. Units
of sizes, too, which Django says otherwise than our sentences in some other languages."""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

MONTHS = [
    *(_("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"), _("August")),
    *(_("September"), _("October"), _("November"), _("December")),
]
DAYS = [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")]
LANGUAGES = [_("English"), _("French"), _("Arabic"), _("Persian"), _("Dari"), _("Pashto"), _("Urdu"), _("Bangla")]
SIZES = [
    ngettext_lazy("%(size)d byte", "%(size)d bytes", "size"),
    *(_("%s KB"), _("%s MB"), _("%s GB"), _("%s TB"), _("%s PB")),
]
