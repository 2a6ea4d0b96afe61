"""Glossary terms that link themselves where they first stand in a page."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import groupby
from os.path import commonprefix
from urllib.parse import quote

from django.db.models import Count, Max

from toolkit.domain.words import MARKS
from toolkit.models.glossary import Term

# Text inside these is left as it is: a link in a link, a heading or a button would be noise or invalid.
CLOSED = set("a h1 h2 h3 h4 summary button dfn dt th caption label legend svg script style textarea option".split())
VOID = {"br", "hr", "img", "input", "use", "path", "rect", "source", "track", "meta", "link", "col", "wbr"}
PIECES = re.compile(r"(<[^>]*>)")
# A word goes on with a letter, a hyphen, a joiner or a vowel sign; Python's \w leaves the last two out.
GOES_ON = rf"[\w{MARKS}-]"
TAG_NAME = re.compile(r"</?\s*([a-zA-Z0-9-]+)")


@dataclass(frozen=True)
class TermSpelling:
    form: str
    pk: int
    path: str
    meaning: str


class TermLinker:
    """Finds the glossary's spellings in text. Longer spellings win over shorter ones inside them."""

    def __init__(self, spellings: Iterable[TermSpelling]) -> None:
        self.by_form = {spelling.form.lower(): spelling for spelling in spellings}
        pattern = rf"(?<!{GOES_ON})({build_word_pattern(list(self.by_form))})(?!{GOES_ON})" if self.by_form else ""
        self.pattern = re.compile(pattern, re.IGNORECASE) if pattern else None

    @classmethod
    def build(cls, language: str) -> "TermLinker":
        return cls(
            TermSpelling(form=form, pk=term.pk, path=f"glossary/{term.slug}/", meaning=term.short)
            for term in Term.objects.published().filter(locale__language_code=language)
            for form in term.spellings()
        )

    @classmethod
    def for_language(cls, language: str) -> "TermLinker":
        """The linker of a language, built again only after a term changed. One query when nothing did."""
        terms = Term.objects.published().filter(locale__language_code=language)
        stamp = terms.aggregate(latest=Max("updated_at"), number=Count("pk"))
        return cached_linker(language, str(stamp["latest"]), stamp["number"])

    def mentioned_in(self, text: str) -> set[int]:
        """Primary keys of the terms that occur in plain text."""
        if not self.pattern:
            return set()
        return {self.by_form[found.lower()].pk for found in self.pattern.findall(text)}

    def link_first_uses(self, html: str, prefix: str = "/", already: set[int] | None = None) -> str:
        """`html` (well-formed, from our own templates) with the first use of each term as a link.

        `prefix` goes before the term's path; terms in `already` (changed in place) stay plain.
        """
        if not self.pattern:
            return html
        used = set() if already is None else already
        depth = 0
        pieces = PIECES.split(html)
        for position, piece in enumerate(pieces):
            if piece.startswith("<"):
                depth += change_of_depth(piece)
            elif depth == 0 and piece.strip():
                pieces[position] = self.pattern.sub(lambda found: self.anchor(found[0], prefix, used), piece)
        return "".join(pieces)

    def anchor(self, words: str, prefix: str, used: set[int]) -> str:
        spelling = self.by_form[words.lower()]
        if spelling.pk in used:
            return words
        used.add(spelling.pk)
        return f'<a class="term" href="{escape(prefix + quote(spelling.path))}">{words}</a>'


def build_word_pattern(words: list[str]) -> str:
    """A pattern for any of `words` (each once), the longest that fits. What words have in common at their beginning
    stands in it once: a page is searched in a third of the time that "word|word|..." takes."""
    start = commonprefix(words)  # noqa: RUF071  # of letters, and no paths
    rests = sorted(word[len(start) :] for word in words)
    branches = [build_word_pattern(list(group)) for first, group in groupby(rests, key=lambda rest: rest[:1]) if first]
    if not branches:
        return re.escape(start)
    return f"{re.escape(start)}(?:{'|'.join(branches)}){'?' if '' in rests else ''}"


@lru_cache(maxsize=1024)
def change_of_depth(tag: str) -> int:
    """+1 where an element opens in which nothing is linked, -1 where it ends."""
    name = TAG_NAME.match(tag)
    if not name or name[1].lower() not in CLOSED or name[1].lower() in VOID or tag.endswith("/>"):
        return 0
    return -1 if tag.startswith("</") else 1


@lru_cache(maxsize=32)
def cached_linker(language: str, latest: str, number: int) -> TermLinker:
    """`latest` and `number` are only part of the key: a changed glossary is a new key."""
    return TermLinker.build(language)
