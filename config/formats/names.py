"""Names that Django translates for us, but not into ps and prs: here makemessages finds them for our catalogues."""

from django.utils.translation import gettext_noop as _

MONTHS = [
    *(_("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"), _("August")),
    *(_("September"), _("October"), _("November"), _("December")),
]
DAYS = [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")]
LANGUAGES = [_("English"), _("French"), _("Arabic"), _("Persian"), _("Dari"), _("Pashto"), _("Urdu"), _("Bangla")]
