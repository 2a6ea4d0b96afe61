"""How a language is set on paper: fonts, leading, numerals, dates.

Page boxes cannot read :lang(), so all that differs between languages is decided here and written into
the document's own style sheet (templates/pdf/frame.css).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language_info

from toolkit.domain.digits import BENGALI_DIGITS, LATIN_DIGITS, PERSIAN_DIGITS
from toolkit.presenters.days import write_day


@dataclass(frozen=True)
class ScriptStyle:
    """`counter` is the CSS counter style with these digits, "" for Latin ones."""

    sans: str
    serif: str
    size: str
    leading: str
    heads: str
    lead: str
    small: str
    counter: str = ""
    digits: str = LATIN_DIGITS
    locl: bool = True  # whether Naskh may swap in Urdu's forms of 4, 6 and 7

    def number(self, value: object) -> str:
        """`value` with its digits as this script writes them."""
        return str(value).translate(str.maketrans(LATIN_DIGITS, self.digits))


LATIN = ScriptStyle(
    sans='"Noto Sans", "Noto Naskh Arabic", "Noto Sans Bengali", sans-serif',
    serif='"Noto Serif", "Noto Naskh Arabic", "Noto Serif Bengali", serif',
    size="9.5pt",
    leading="1.5",
    heads="1.2",
    lead="1.4",
    small="1.42",
)
NASKH: dict[str, Any] = {
    "sans": '"Noto Naskh Arabic", "Noto Sans", sans-serif',
    "serif": '"Noto Naskh Arabic", "Noto Serif", serif',
    "size": "9.8pt",
    "leading": "1.65",
    "heads": "1.5",
    "lead": "1.6",
    "small": "1.6",
}
ARABIC = ScriptStyle(**NASKH)
PERSIAN = ScriptStyle(**NASKH, counter="persian", digits=PERSIAN_DIGITS, locl=False)
URDU = ScriptStyle(**NASKH)
BENGALI = ScriptStyle(
    sans='"Noto Sans Bengali", "Noto Sans", sans-serif',
    serif='"Noto Serif Bengali", "Noto Serif", serif',
    size="9.5pt",
    leading="1.6",
    heads="1.35",
    lead="1.5",
    small="1.5",
    counter="bengali",
    digits=BENGALI_DIGITS,
)
SCRIPTS = {"ar": ARABIC, "fa": PERSIAN, "prs": PERSIAN, "ps": PERSIAN, "ur": URDU, "bn": BENGALI}


def get_script(language: str) -> ScriptStyle:
    return SCRIPTS.get(language, LATIN)


def get_direction(language: str) -> str:
    return "rtl" if get_language_info(language)["bidi"] else "ltr"


def format_day(value: date, language: str) -> str:
    """“24 November 2026” in the active language, by both calendars where its readers have another."""
    return write_day(value, language)
