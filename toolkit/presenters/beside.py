"""One page in two languages, passage by passage."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from wagtail.models import Page

from toolkit.domain.citations import join_words
from toolkit.domain.gaps import ATTRIBUTES, mark_gaps
from toolkit.domain.kit import BRACKET
from toolkit.domain.passages import Passage, PassagePair, TranslationGaps, pair_passages
from toolkit.domain.paths import portal_path
from toolkit.domain.walking import NAMED
from toolkit.models import BlankFormPage, KitPage, PathPage, Provision, SentencesPage
from toolkit.presenters.gaps import get_translation_gaps
from toolkit.presenters.passages import list_passages
from toolkit.selectors.beside import list_languages_of, name_kind
from toolkit.selectors.reading import get_provisions
from toolkit.selectors.spoken import SpokenState, find_spoken_states

# A link that only Wagtail can follow; the page itself has it.
INNER_LINK = re.compile(r"<a\b[^>]*\blinktype=[^>]*>(.*?)</a>", re.DOTALL)


@dataclass(frozen=True)
class Side:
    """One of the two languages: the row, and what is known of all that it shows."""

    row: Any
    language: str
    numbers: dict[str, int]  # of the screens of a path, by key
    spoken: dict[tuple[int, str], SpokenState]

    @property
    def address(self) -> str:
        """Where the page itself stands in this language."""
        if isinstance(self.row, Page):
            return f"/{self.language}/{portal_path(self.row)}"
        with override(self.language):
            return str(self.row.get_absolute_url())

    @property
    def title(self) -> str:
        return str(self.row.label if isinstance(self.row, Provision) else self.row)

    @property
    def gaps(self) -> TranslationGaps | None:
        return get_translation_gaps(self.row)

    def is_untested(self, passage: Passage) -> bool:
        """Whether nobody has tested aloud what is said to a person here."""
        if not passage.is_spoken:
            return False
        state = self.spoken.get((self.row.pk, passage.code.lower()))
        return state is None or not state.is_tested


@dataclass(frozen=True)
class BesideLine:
    """One pair as it is shown. `tag`: its element; `one` and `two` are "" where that language has nothing here."""

    anchor: str
    tag: str  # of the first side; headings are none on the second, or each would be told twice
    name: str  # its code, else its number
    label: str
    number: int
    one: SafeString | str
    two: SafeString | str
    untested_one: bool
    untested_two: bool
    is_head: bool

    @property
    def second_tag(self) -> str:
        return "p" if self.is_head else self.tag


def build_beside_context(one: Any, two: Any, request: HttpRequest | None = None) -> dict[str, Any]:
    """`one` and `two` are the same thing in two languages, as everybody may read it."""
    return arrange_sides(one, two, list_passages(one), list_passages(two), request)


def arrange_sides(
    one: Any, two: Any, first: list[Passage], second: list[Passage], request: HttpRequest | None = None
) -> dict[str, Any]:
    """The same with passages that were read elsewhere: `first` of `one`, `second` of `two`."""
    left, right = read_sides(one, two)
    pairs = pair_passages(first, second)
    named = {pk for pair in pairs for side in (pair.one, pair.two) if side for pk in side.cites}
    provisions = get_provisions(sorted(named), request) if named else {}
    lines = [build_line(pair, place, left, right, provisions) for place, pair in enumerate(pairs, 1)]
    return {
        "one": left,
        "two": right,
        "named": right if right.language == get_language() else left,  # in the reader's words, where one side is hers
        "lines": lines,
        "of_kit": isinstance(one, KitPage),
        "firsts": [code for code in list_languages_of(one) if code != right.language],
        "seconds": [code for code in list_languages_of(one) if code != left.language],
        "place": left.address.split("/", 2)[2],
        "file_kind": "toolkit.beside",
        "subject": name_subject(one, two),
        "by_machine": [side for side in (left, right) if getattr(side.row, "machine_translated", False)],
    }


def read_sides(one: Any, two: Any) -> tuple[Side, Side]:
    numbers, spoken = {}, {}
    if isinstance(one, PathPage):
        numbers = {raw["value"]["key"]: place for place, raw in enumerate(one.screens.raw_data, 1)}
    if isinstance(one, SentencesPage):
        spoken = find_spoken_states([one, two])
    left, right = (Side(row, row.locale.language_code, numbers, spoken) for row in (one, two))
    return left, right


def name_subject(one: Any, two: Any) -> str:
    """Under which the file of both is asked for: "page-12-57"."""
    return f"{name_kind(one)}-{one.pk}-{two.pk}"


def build_line(pair: PassagePair, place: int, left: Side, right: Side, provisions: dict[int, Provision]) -> BesideLine:
    shown = pair.either
    is_head = shown.tag in {"h1", "h2", "h3"}
    is_whole = any(side.is_whole_text for side in (pair.one, pair.two) if side)
    return BesideLine(
        anchor=shown.anchor,
        tag=shown.tag if is_head else "div" if is_whole else "p",
        name=shown.code or str(place),
        label=shown.label,
        number=shown.number,
        one=show_words(pair.one, left, provisions),
        two=show_words(pair.two, right, provisions),
        untested_one=pair.one is not None and left.is_untested(pair.one),
        untested_two=pair.two is not None and right.is_untested(pair.two),
        is_head=is_head,
    )


def show_words(passage: Passage | None, side: Side, provisions: dict[int, Provision]) -> SafeString | str:
    if passage is None:
        return ""
    if passage.cites:
        return show_cited([provisions[pk] for pk in passage.cites if pk in provisions], side.language)
    if passage.is_rich:
        words = INNER_LINK.sub(r"\1", passage.words)
    else:
        words = fill_blanks(str(escape(passage.words.strip())).replace("\n", "<br>"), side)
    return mark_safe(mark_english(words, passage, side.gaps))  # noqa: S308  # sanitised rich text, or escaped


def mark_english(words: str, passage: Passage, gaps: TranslationGaps | None) -> str:
    """What a translation left in English, as such."""
    if gaps is None or passage.plain not in gaps.words:
        return words
    return mark_gaps(words, gaps) if passage.is_whole_text else f"<span{ATTRIBUTES}>{words}</span>"


def fill_blanks(words: str, side: Side) -> str:
    """A key in curly brackets is the number of a screen or a sentence in a path, and a line to write on in a form."""

    def name(found: re.Match[str]) -> str:
        with override(side.language):
            number = side.numbers.get(found[1])
            return _("screen %(number)s") % {"number": number} if number else found[1].upper()

    if isinstance(side.row, PathPage):
        return NAMED.sub(name, words)
    if isinstance(side.row, BlankFormPage):
        return BRACKET.sub(lambda found: f"______ ({found[0][1:-1]})" if found[0] != "…" else "…", words)
    return words


def show_cited(rows: list[Provision], language: str) -> SafeString:
    """How each is cited, with its state where it is not in force, in the language of its column."""
    with override(language):  # the reader's is another one
        told = [f"{row.label} ({row.state_words})" if row.state_words else row.label for row in rows]
    return escape(join_words(told, ";"))


def find_second_language(others: list[str], readers: str | None) -> str:
    """Which of the `others` to offer first beside what is shown: English, beside English the reader's own, else the
    first that has it. "" where it is written in no other."""
    wished = [code for code in (settings.LANGUAGE_CODE, readers) if code in others]
    return next(iter([*wished, *others]), "")
