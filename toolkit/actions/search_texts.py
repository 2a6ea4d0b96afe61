"""What the rows of the search say: of a page, a question, a sentence, an instrument, a provision, a term."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from wagtail.models import Page

from toolkit.domain.crimes import find_crimes
from toolkit.domain.kit import BRACKET, may_be_said
from toolkit.models import (
    ArticlePage,
    BlankFormPage,
    CasePage,
    ChecklistItem,
    ChecklistPage,
    Instrument,
    KitPage,
    LearningPage,
    PathPage,
    PracticePage,
    Provision,
    SearchEntry,
    SentencesPage,
    ShortPage,
    SignsPage,
    Term,
    ToolPage,
    keep_published,
)
from toolkit.selectors.linked import find_linked_provisions
from toolkit.selectors.search_names import format_search_names

KINDS = {
    ToolPage: SearchEntry.Kind.TOOL,
    ChecklistPage: SearchEntry.Kind.CHECKLIST,
    PracticePage: SearchEntry.Kind.PRACTICE,
    ArticlePage: SearchEntry.Kind.ARTICLE,
    PathPage: SearchEntry.Kind.PATH,
    SignsPage: SearchEntry.Kind.SIGNS,
    SentencesPage: SearchEntry.Kind.SENTENCE,
    BlankFormPage: SearchEntry.Kind.FORM,
    CasePage: SearchEntry.Kind.CASE,
    ShortPage: SearchEntry.Kind.SHORT,
    LearningPage: SearchEntry.Kind.LEARNING,
}
# The streams of a page besides its body whose words a search finds.
STREAMS = ("screens", "signs", "parts", "instead", "steps", "questions")
YEAR = re.compile(r"\s*\(\d{4}\)$")  # how full titles end


def page_row(page: Page, language: str) -> SearchEntry:
    kind = KINDS[type(page)]
    place = str(kind.label)
    if isinstance(page, ToolPage):
        place = _("Tool %(number)s") % {"number": page.number}
    elif isinstance(page, PracticePage):
        place = page.get_kind_display()
    return SearchEntry(
        kind=kind,
        language=language,
        path=page.portal_path(),
        place=place,
        title=page.title,
        text=text_of(page),
        page=page,
        order=getattr(page, "number", 0),
        **page.facet_columns(),
    )


def item_rows(page: ChecklistPage, language: str) -> list[SearchEntry]:
    models.prefetch_related_objects([one for item in page.items() for one in carrying(item)], "instrument")
    return [
        SearchEntry(
            kind=SearchEntry.Kind.ITEM,
            language=language,
            path=f"{page.portal_path()}#item-{item.id}",
            place=join_places(page.title, f"{item.section}{item.number}"),
            title=item.value["question"],
            text=" ".join(item.value[part] for part in ("why", "evidence", "action")),
            page=page,
            item=item.id,
            order=item.number,
            **{**page.facet_columns(), **find_crimes(one.instrument.key for one in carrying(item))},
        )
        for item in page.items()
    ]


def join_places(*places: str) -> str:
    return pgettext("between items of a list", ", ").join(places)


def carrying(item: ChecklistItem) -> list[Provision]:
    """The provisions that a question rests on."""
    return keep_published(item.value["provisions"])


def sentence_rows(page: SentencesPage, language: str) -> list[SearchEntry]:
    """Of what may be said: a sentence with an empty bracket is shown nowhere."""
    return [
        SearchEntry(
            kind=SearchEntry.Kind.SENTENCE,
            language=language,
            path=f"{page.portal_path()}#{key}",
            place=join_places(page.title, key.upper()),
            title=item["text"],
            text=item["note"],
            page=page,
            order=order,
            **page.facet_columns(),
        )
        for order, (key, item) in enumerate(page.sentences().items(), 1)
        if may_be_said(item)
    ]


def text_of(page: Page) -> str:
    """The page's words as plain text, lead first, for search and snippets. What a form is for is a line of its own:
    the labels below it are found, and make no sentence (`SearchEntry.told`)."""
    parts = [getattr(page, name, "") for name in ("code", "task", "summary", "reader", "text")]
    if isinstance(page, SentencesPage):
        parts += [item["text"] for item in page.sentences().values() if may_be_said(item)]
    for name in ("body", *STREAMS):
        if (stream := getattr(page, name, None)) and not (name == "parts" and isinstance(page, SentencesPage)):
            for block in stream:
                parts += words_of(block.block.get_searchable_content(block.value) or [], block)
    if isinstance(page, BlankFormPage):
        parts.remove(page.summary)
        return f"{join_sentences([page.summary])}\n{join_sentences(parts)}"
    return join_sentences(parts)


def join_sentences(parts: Iterable[object]) -> str:
    sentences = [f"{text}." if text[-1].isalnum() else text for text in (str(part).strip() for part in parts) if text]
    return re.sub(r"\s+", " ", BRACKET.sub(" ", " ".join(sentences)))


def words_of(content: Iterable[str], block: object) -> list[str]:
    if getattr(block, "block_type", "") == "table":
        rows = block.value["table"].rows  # type: ignore[attr-defined]
        return [str(cell.value) for row in rows for cell in row]
    return [strip_tags(str(part)) for part in content]


def provisions_in(page: Page) -> set[int]:
    """Primary keys of the provisions that the page's body cites or its text links to, or that a page of the kit rests
    on."""
    named = [] if not isinstance(page, KitPage) else [block.value for block in page.provisions]
    for block in getattr(page, "body", None) or []:
        named += block.value["provisions"] if block.block_type == "citation" else []
    if isinstance(page, CasePage):
        named += [block.value["provision"] for block in page.rights]
        named += [one for block in page.steps for one in block.value["provisions"]]
    linked = Provision.objects.published().filter(pk__in=find_linked_provisions(page))
    return {provision.pk for provision in keep_published(named)} | set(linked.values_list("pk", flat=True))


def list_provisions(page: Page) -> Iterator[set[int]]:
    """Row by row: a page rests on what its body cites, a question on its own provisions."""
    yield provisions_in(page)
    if isinstance(page, ChecklistPage):
        yield from ({one.pk for one in carrying(item)} for item in page.items())


def describe_entry(entry: Instrument | Provision | Term) -> dict[str, Any]:
    """The columns of its search row."""
    if isinstance(entry, Instrument):
        return describe_instrument(entry)
    return describe_provision(entry) if isinstance(entry, Provision) else describe_term(entry)


def describe_instrument(instrument: Instrument) -> dict[str, Any]:
    """It is found by all that people call it."""
    title = instrument.title
    return {
        "instrument": instrument,
        "kind": SearchEntry.Kind.INSTRUMENT,
        "language": instrument.locale.language_code,
        "path": path_without_language(instrument.get_absolute_url()),
        "place": instrument.short,
        "title": title,
        "text": " ".join(filter(None, [instrument.summary, instrument.note, instrument.original_title])),
        "names": format_search_names(
            instrument.short, instrument.key, title, YEAR.sub("", title), instrument.reference
        ),
        **find_crimes([instrument.key]),
    }


def describe_provision(provision: Provision) -> dict[str, Any]:
    return {
        "provision": provision,
        "kind": SearchEntry.Kind.PROVISION,
        "language": provision.locale.language_code,
        "path": path_without_language(provision.get_absolute_url()),
        "place": provision.label,
        "title": provision.title,
        "text": " ".join(filter(None, [provision.text, provision.reading])),
        **find_crimes([provision.instrument.key]),
    }


def describe_term(term: Term) -> dict[str, Any]:
    """In its own language, whatever the publisher's is."""
    language = term.locale.language_code
    with override(language):
        place = _("Glossary")
    return {
        "term": term,
        "kind": SearchEntry.Kind.TERM,
        "language": language,
        "path": path_without_language(term.get_absolute_url()),
        "place": place,
        "title": term.name,
        "text": " ".join(filter(None, [term.short, strip_tags(term.text), term.confuse])),
    }


def path_without_language(address: str) -> str:
    return address.split("/", 2)[2]
