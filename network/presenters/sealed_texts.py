"""A sealed text as a page shows it."""

from django.utils.translation import gettext as _

from accounts.sealing import Sealed, Shredded


def unseal_or_explain(sealed: Sealed | str) -> str:
    """What was sealed, or a sentence where its keys were destroyed. For pages."""
    if isinstance(sealed, str):
        return sealed
    try:
        return sealed.open()
    except Shredded:
        return _("No longer readable: the keys were destroyed.")
