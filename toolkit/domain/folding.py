"""One spelling for texts that say the same, so that a search finds what somebody else typed differently."""

import re
import unicodedata

# Persian, Pashto and Urdu letters beside the Arabic ones that keyboards put in their place.
LETTERS = str.maketrans({
    **dict.fromkeys("یىې", "ي"),
    **dict.fromkeys("ک", "ك"),
    **dict.fromkeys("ةھہەۃۂ", "ه"),
    **dict.fromkeys("ګ", "گ"),
    **dict.fromkeys("ءـ\u200d", ""),  # hamza by itself, the stroke that lengthens, a joiner
    "ٱ": "ا",
    "œ": "oe",
    "’": "'",
})  # fmt: skip
# The two forms of yeh and kaf that keyboards give.
PERSIAN, ARABIC = str.maketrans("يك", "یک"), str.maketrans("یک", "يك")
# What keyboards of the region give instead of 0 to 9.
TO_LATIN_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩০১২৩৪৫৬৭৮৯", "0123456789" * 3)
# Of Latin and Arabic letters only: Bangla words fall apart without theirs.
ACCENTS = re.compile("[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]")
JOINED = re.compile("[^\\s\u200c]*\u200c\\S*")  # words with a half space in them


def fold_spelling(text: str) -> str:
    """Lower case, no accents and vowel signs, one form of each letter, Latin digits; half spaces joined."""
    text = unicodedata.normalize("NFKD", text).lower()
    return ACCENTS.sub("", text).translate(LETTERS).translate(TO_LATIN_DIGITS).replace("\u200c", "")


def list_spellings(name: str) -> set[str]:
    """As it is, and with each form of yeh and kaf: for what is compared with texts that are not folded."""
    return {name, name.translate(PERSIAN), name.translate(ARABIC)}


def fold_for_index(text: str) -> str:
    """Folded, and each word with a half space a second time as two: both spellings are typed."""
    parted = " ".join(JOINED.findall(text)).replace("\u200c", " ")
    return fold_spelling(f"{text} {parted}" if parted else text)


def describe_folding() -> dict[str, object]:
    """`fold_spelling` as data, for a script that folds what is typed where no server does."""
    letters = {chr(sign): other for sign, other in {**LETTERS, **TO_LATIN_DIGITS, 0x200C: ""}.items()}
    return {
        "accents": ACCENTS.pattern,
        "letters": {sign: chr(other) if isinstance(other, int) else other for sign, other in letters.items()},
    }
