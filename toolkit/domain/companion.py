"""The companion as an app: neutral names, of which whoever installs it chooses one. None says what is in it."""

from django.utils.translation import gettext_lazy as _

# By the word in addresses and in the names of icons (static/img/app, drawn by script/draw_icons.py).
APP_NAMES = {"notes": _("Notes"), "reference": _("Reference book"), "handbook": _("Handbook")}
APP_SCOPE = "kit/"  # nothing below it is anybody's own; path and numbers stand there
# Ground and sheet of the icons; the first is also what a phone shows while the app opens.
APP_GROUND, APP_PAPER = "#4b5563", "#f9fafb"
