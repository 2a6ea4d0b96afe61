"""What a file for Kiwix says of itself: names and lengths as openZIM asks for them (wiki.openzim.org/wiki/Metadata)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

PROJECT = "rights-gender-toolkit"
TITLE, DESCRIPTION, LONG = 30, 80, 4000  # letters at most
# ISO 639-3. Readers choose a file by it, and cut endings off words by its rules where they know any.
LANGUAGES = {
    "en": "eng",
    "fr": "fra",
    "ar": "ara",
    "fa": "fas",
    "prs": "prs",
    "ps": "pus",
    "ur": "urd",
    "bn": "ben",
}
TAGS = ("_category:other", "_ftindex:yes", "_pictures:yes", "_videos:no", "_details:yes")
STOP = re.compile(r"\s*[:：]\s+")


@dataclass(frozen=True, kw_only=True)
class ZimFacts:
    """What it is told with: `title` and `summary` are those of its first page, in its language."""

    language: str
    title: str
    summary: str
    publisher: str
    portal: str
    as_of: str
    with_pdfs: bool


def describe_zim(facts: ZimFacts) -> dict[str, str]:
    """The title of the first page says first how the toolkit is called, then what it is about."""
    name, _stop, about = split_title(facts.title or facts.publisher)
    return {
        "Name": f"{PROJECT}_{facts.language}_all",
        "Flavour": "pdfs" if facts.with_pdfs else "pages",
        "Title": shorten_words(name, TITLE),
        "Description": shorten_words(about[:1].upper() + about[1:] or facts.summary or name, DESCRIPTION),
        "LongDescription": shorten_words(facts.summary or about or name, LONG),
        "Language": LANGUAGES[facts.language],
        "Creator": facts.publisher,
        "Publisher": facts.publisher,
        "Date": facts.as_of,
        "Source": facts.portal,
        "Scraper": f"{PROJECT} make_zim",
        "Tags": ";".join(TAGS),
    }


def split_title(title: str) -> Sequence[str]:
    """As str.partition does, at a colon as any language sets it."""
    found = STOP.search(title)
    return (title[: found.start()], found[0], title[found.end() :]) if found else (title, "", "")


def name_zim(told: dict[str, str]) -> str:
    """As openZIM calls files: what, which of it, and of which month."""
    return f"{told['Name']}_{told['Flavour']}_{told['Date'][:7]}.zim"


def shorten_words(text: str, most: int) -> str:
    """At the end of a word, with a sign that there was more."""
    plain = " ".join(text.split())
    if len(plain) <= most:
        return plain
    end = plain.rfind(" ", 0, most)
    return f"{plain[: end if end > 0 else most - 1]}…"
