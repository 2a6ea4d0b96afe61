"""Which digits a language is written with: one table for paper and screen (docs/translation/README.md)."""

LATIN_DIGITS = "0123456789"
PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹"
BENGALI_DIGITS = "০১২৩৪৫৬৭৮৯"
DIGITS = {"fa": PERSIAN_DIGITS, "prs": PERSIAN_DIGITS, "ps": PERSIAN_DIGITS, "bn": BENGALI_DIGITS}
TABLES = {language: str.maketrans(LATIN_DIGITS, digits) for language, digits in DIGITS.items()}


def write_digits(value: object, language: str) -> str:
    """`value` with its digits as this language writes them; as it is in languages with Latin ones."""
    return str(value).translate(TABLES.get(language, {}))
