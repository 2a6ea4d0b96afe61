"""What can be told of a translation without reading it: its form, its letters, its numbers, and words that go wrong."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from toolkit.domain.folding import TO_LATIN_DIGITS

ARABIC_SCRIPT = frozenset(("ar", "fa", "prs", "ps", "ur"))
# What a letter must not be: another script, or another language's form of the same letter.
WRONG_LETTERS = {
    "ar": "[یکگچپژٹڈڑےہھ\u0980-\u09ff]",
    "fa": "[يكىةٹڈڑےہھ\u0980-\u09ff]",
    "prs": "[يكىٹڈڑےہھ\u0980-\u09ff]",
    "ps": "[كٹڈڑےہھ\u0980-\u09ff]",
    "ur": "[يكىةښځڅ\u0980-\u09ff]",
    "bn": "[\u0600-\u06ff\u0900-\u0963\u0966-\u097f]",
    "fr": "[\u0600-\u06ff\u0900-\u09ff]",
}
WRONG_DIGITS = {"ar": "[۰-۹٠-٩]", "ur": "[۰-۹٠-٩]", "fr": "[٠-٩۰-۹০-৯]", "fa": "[٠-٩]", "prs": "[٠-٩]", "ps": "[٠-٩]"}
LATIN_STOPS = re.compile(r"[\u0600-\u06ff][,;?](\s|$)")
LINK = re.compile(r"\]\(([^)]*)\)")
UNREAD = re.compile(r"https?://\S+|\]\([^)]*\)|\{[^}]*\}|`[^`]*`|[«“\"‘][^»”\"’]*[»”\"’]")
LINES = ("- ", "### ", "## ")
SMALL = 12  # numbers up to it may be written as words
SOLAR_YEARS = range(1300, 1420)  # of the calendar of Afghanistan and Iran, told beside ours


@dataclass(frozen=True)
class ForbiddenWord:
    """A rendering that misleads. `pattern` is a regular expression, `why` a few words for the translator."""

    pattern: str
    why: str


def list_faults(source: str, translation: str, language: str, forbidden: Iterable[ForbiddenWord] = ()) -> list[str]:
    """What is wrong with `translation`, a phrase each; empty where nothing is. Words are for a person to judge."""
    checks: tuple[Callable[[str, str, str], Iterator[str]], ...] = (
        find_changed_form,
        find_wrong_letters,
        find_lost_numbers,
    )
    found = [fault for check in checks for fault in check(source, translation, language)]
    return found + [f"“{words}”: {why}" for words, why in find_forbidden_words(translation, forbidden)]


def find_forbidden_words(translation: str, forbidden: Iterable[ForbiddenWord]) -> list[tuple[str, str]]:
    """Each rendering in it that misleads, as it stands there, and why."""
    hits = ((one, re.search(one.pattern, translation)) for one in forbidden)
    return [(hit[0], one.why) for one, hit in hits if hit]


def find_changed_form(source: str, translation: str, language: str) -> Iterator[str]:
    """Links, blanks, emphasis, lists and paragraphs are those of the source."""
    if sorted(LINK.findall(source)) != sorted(LINK.findall(translation)):
        yield "other links"
    for mark in ("{", "}", "**"):
        if source.count(mark) != translation.count(mark):
            yield f"{mark} {translation.count(mark)} times, not {source.count(mark)}"
    for begin in LINES:
        if (have := count_lines(begin, translation)) != (want := count_lines(begin, source)):
            yield f"{have} lines that begin with “{begin.strip()}”, not {want}"
    if source.count("\n\n") != translation.count("\n\n"):
        yield "other paragraphs"


def count_lines(begin: str, text: str) -> int:
    return len(re.findall(rf"(?m)^ *{re.escape(begin)}", text))


def find_wrong_letters(source: str, translation: str, language: str) -> Iterator[str]:
    """But in quotation marks, where another language may be quoted."""
    text = UNREAD.sub(" ", translation)
    for letters in (WRONG_LETTERS, WRONG_DIGITS):
        if language in letters and (hit := re.search(letters[language], text)):
            yield f"“{hit[0]}” is no letter or digit of this language"
    if language in ARABIC_SCRIPT and (hit := LATIN_STOPS.search(text)):
        yield f"“{hit[0].strip()}”: a Latin stop"


def find_lost_numbers(source: str, translation: str, language: str) -> Iterator[str]:
    """Each larger number of one is in the other."""
    ours, theirs = (Counter(read_numbers(text)) for text in (source, translation))
    lost = [number for number in (ours - theirs) if int(number) > SMALL]
    added = [number for number in (theirs - ours) if int(number) > 31 and int(number) not in SOLAR_YEARS]
    if lost:
        yield f"without {', '.join(lost)}"
    if added:
        yield f"with {', '.join(added)}"


def read_numbers(text: str) -> list[str]:
    text = re.sub(r"\]\([^)]*\)|\{[^}]*\}", " ", text).translate(TO_LATIN_DIGITS)
    return [str(int(number)) for number in re.findall(r"\d+", text)]
