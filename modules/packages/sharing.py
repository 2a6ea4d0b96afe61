"""The picture that a link to a module shows where people share it."""

from exports.domain.kinds import PackageKind, primary_key
from exports.domain.packages import Package
from modules.models import Module
from toolkit.printouts.share_pictures import draw_share_picture, make_package

SHARE = PackageKind(kind="modules.share", pack=draw_share_picture, shows={Module: primary_key})
PACKAGES = [SHARE]  # for settings.FILE_KINDS


def build_share_picture(module: Module, *, site: str) -> Package:
    """Of a published module."""
    label = str(module._meta.verbose_name).capitalize()
    words = {"label": label, "title": module.title, "line": module.summary, "site": site}
    return make_package(SHARE, str(module.pk), module.locale.language_code, words)
