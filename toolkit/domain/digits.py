"""Which digits a language is written with: one table for paper and screen (docs/translation/README.md)."""

import re

LATIN_DIGITS = "0123456789"
PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹"
BENGALI_DIGITS = "০১২৩৪৫৬৭৮৯"
DIGITS = {"fa": PERSIAN_DIGITS, "prs": PERSIAN_DIGITS, "ps": PERSIAN_DIGITS, "bn": BENGALI_DIGITS}
TABLES = {language: str.maketrans(LATIN_DIGITS, digits) for language, digits in DIGITS.items()}


def write_digits(value: object, language: str) -> str:
    """`value` with its digits as this language writes them; as it is in languages with Latin ones."""
    return str(value).translate(TABLES.get(language, {}))


# What a page is made of: tags with their attributes, comments, and the text between them.
TAG = re.compile(r"<!--.*?-->|<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\"[^\"]*\"|'[^']*'|[^>\"'])*)>", re.DOTALL)
# Elements that are read by machines, typed into, or copied; and what says that its words are not the page's own.
KEPT = frozenset("script style textarea code kbd samp pre svg math".split())
FOREIGN = re.compile(r'\slang="([^"]*)"|\sdir="(ltr)"|\stranslate="(no)"|\sclass="(?:[^"]* )?(ltr)(?: [^"]*)?"')
VOID = frozenset("area br col hr img input link meta source track wbr".split())
# A digit goes with the letters before it: “art. 16(3)”, “A/RES/55/25”, “&#39;” and “+93 20” stay as they are.
LATIN_FIRST = r"&[#\w]+;|\+[\d ()-]+|https?://\S+|[A-Za-z\u00c0-\u024f][^\u0600-\u06ff\u0980-\u09ff<]*"
NUMBERS = re.compile(rf"{LATIN_FIRST}|[0-9]+")


def write_page_digits(html: str, language: str, own: frozenset[str]) -> str:
    """A whole page, or a piece of one, with the numbers in its text as `language` writes them.

    Attributes stay, and so does what is in another language (`own` are the values of lang="" that are this one), an
    address, a code, and a number behind Latin letters: symbols of documents are the same everywhere.
    """
    table = TABLES.get(language)
    if table is None:
        return html
    pieces, at, kept = [], 0, ""
    depth = 0
    for tag in TAG.finditer(html):
        text = html[at : tag.start()]
        pieces.append(text if kept else _write_text(text, table))
        pieces.append(tag[0])
        at, name = tag.end(), (tag[2] or "").lower()
        if kept:
            depth += 0 if name != kept or tag[3].endswith("/") else -1 if tag[1] else 1
            kept = kept if depth else ""
        elif name and not tag[1] and name not in VOID and (name in KEPT or _is_foreign(tag[3], own)):
            kept, depth = name, 1
    rest = html[at:]
    pieces.append(rest if kept else _write_text(rest, table))
    return "".join(pieces)


def _write_text(text: str, table: dict[int, int]) -> str:
    return NUMBERS.sub(lambda found: found[0].translate(table) if found[0].isdigit() else found[0], text)


def _is_foreign(attributes: str, own: frozenset[str]) -> bool:
    if not ("lang" in attributes or "ltr" in attributes or "translate" in attributes):
        return False  # nearly all of them
    found = FOREIGN.findall(attributes)
    languages = [language for language, *_marks in found if language]
    return not own.issuperset(languages) if languages else bool(found)
