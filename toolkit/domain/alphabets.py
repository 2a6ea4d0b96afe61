"""The order of letters, where it is not that of Unicode: there, what Persian, Pashto and Urdu have beside the Arabic
letters stands behind all of those."""

import unicodedata

PERSIAN = "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
ALPHABETS = {
    "fa": PERSIAN,
    "prs": PERSIAN,
    "ps": "ابپتټثجځچڅحخدډذرړزژږسشښصضطظعغفقکګلمنڼوهیيېۍ",
    "ur": "ابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنوہھیے",
}
# The forms that keyboards of other languages give.
SAME = {
    **dict.fromkeys(["fa", "prs", "ur"], str.maketrans("يك", "یک")),
    "ps": str.maketrans("كگ", "کګ"),
}
# Arabic words stand under their own first letter, behind the article; these begin with its two letters themselves.
ARTICLE, NO_ARTICLE = "ال", ("التزام", "التماس", "التحاق", "التقاء")
PLACES = {code: {letter: place for place, letter in enumerate(letters)} for code, letters in ALPHABETS.items()}


def fold_case(name: str, language: str) -> str:
    """In small letters of the forms that the language writes; without accents, so that “État” stands under E, and
    without the Arabic article."""
    if language == "ar" and name.startswith(ARTICLE) and not name.startswith(NO_ARTICLE):
        name = name.removeprefix(ARTICLE)
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return plain.translate(SAME.get(language, {}))


def compute_sort_key(name: str, language: str) -> list[tuple[int, int]]:
    """What names are put in order by: the place of each letter in the alphabet of the language, then all else."""
    places = PLACES.get(language, {})
    return [(1 if c in places else c.isalpha() * 2, places.get(c, ord(c))) for c in fold_case(name, language)]


def get_first_letter(name: str, language: str) -> str:
    return fold_case(name, language)[:1].upper()
