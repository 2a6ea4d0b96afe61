"""The admin in languages that Wagtail does not speak: our own words in Dari, Pashto or Urdu, Wagtail's in a language
that the editor reads as well.

She chooses it in her account, as one language: "prs-fa" is Dari with Wagtail's words in Persian.
"""

from functools import cached_property
from typing import Any

from django.utils.translation import trans_real

OWN = ("prs", "ps", "ur")
LENT = ("fa", "ar", "en")


class BorrowedTranslation:
    """The words of one language, and of another where the first has none. Neither is read before the first use."""

    def __init__(self, own: str, lent: str) -> None:
        self.code = f"{own}-{lent}"
        self.names = own, lent

    @cached_property
    def own(self) -> Any:
        return trans_real.translation(self.names[0])

    @cached_property
    def lent(self) -> Any:
        return trans_real.translation(self.names[1])

    def to_language(self) -> str:
        return self.code

    def gettext(self, message: str) -> str:
        found = str(self.own.gettext(message))
        return found if found != message else str(self.lent.gettext(message))

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        found = str(self.own.ngettext(singular, plural, number))
        return found if found not in (singular, plural) else str(self.lent.ngettext(singular, plural, number))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.own, name)


def register_borrowed_words() -> None:
    """Lets Django find them under their codes. It keeps its translations in this table, and asks nothing else."""
    for own in OWN:
        for lent in LENT:
            words: Any = BorrowedTranslation(own, lent)
            trans_real._translations[words.code] = words  # type: ignore[attr-defined]
