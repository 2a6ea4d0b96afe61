"""The companion as one file that goes from phone to phone: what its pages show, with links that stay inside it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from toolkit.domain.kit import may_be_said
from toolkit.domain.paths import portal_path
from toolkit.models import PathPage, SentencesPage, SignsPage
from toolkit.presenters.kit import list_open_points, path_context, sentences_context, signs_context
from toolkit.selectors.kit import find_sentences, list_public_pages
from toolkit.selectors.reading import get_closed_paths

Others = Mapping[str, list[dict[str, Any]]]


def build_companion(language: str, most_signs: int | None = None) -> dict[str, Any]:
    """The first path, words to say and signs of a language, or their English. Of the lists of signs no more than
    `most_signs`; the others are in `left_out`. Raises LookupError without a path."""
    path = next(iter(list_public_pages(PathPage, language)), None)
    words = list_public_pages(SentencesPage, language)
    lists = list_public_pages(SignsPage, language)
    signs = lists[:most_signs]
    if path is None:
        raise LookupError(f"There is no path in {language}.")
    others = find_other_languages(language)
    places = {
        path.translation_key: "path",
        **{page.translation_key: f"s{number}" for number, page in enumerate(signs, 1)},
        **{page.translation_key: f"w{number}" for number, page in enumerate(words, 1)},
    }
    return {
        "title": path.short_title or path.title,
        "path": show_path(path, places),
        "words": [show_words(page, places, others) for page in words],
        "signs": [{"page": page, "id": places[page.translation_key], **signs_context(page, None)} for page in signs],
        "left_out": lists[len(signs) :],
        "spoken": sorted({row["language"] for rows in others.values() for row in rows}),
    }


def find_other_languages(language: str) -> Others:
    """By the key of a sentence, its words in every other language that has them."""
    found: dict[str, list[dict[str, Any]]] = {}
    for code, _name in settings.LANGUAGES:
        for key, row in find_sentences(code, None).items() if code != language else ():
            if row["language"] == code and may_be_said(row):
                found.setdefault(key, []).append(row)
    return found


def show_path(page: PathPage, places: Mapping[Any, str]) -> dict[str, Any]:
    context = path_context(page, None, "path-")
    for screen in context["screens"]:
        screen["onward"] = link_pages(screen["onward"], places)
        screen["back"] = f"path-{screen['before']}" if screen["before"] else "start"
    return {"page": page, **context, "points": list_open_points(page)}  # all of them once, where screens lead to


def show_words(page: SentencesPage, places: Mapping[Any, str], others: Others) -> dict[str, Any]:
    """Each sentence with `others`, the same words in further languages."""
    context, shown = sentences_context(page, None), page.locale.language_code
    for part in context["parts"]:
        for item in part["items"]:
            item["others"] = [row for row in others.get(item["key"], []) if row["language"] != shown]
    return {"page": page, "id": places[page.translation_key], **context}


def link_pages(rows: Iterable[Any], places: Mapping[Any, str]) -> list[dict[str, str]]:
    """Pages where a path goes on: inside the file, or on the portal."""
    closed = get_closed_paths(None)
    return [
        {
            "title": row.title,
            "language": row.language,
            "address": f"#{places[row.translation_key]}"
            if row.translation_key in places
            else f"/{get_language()}/{portal_path(row)}",
        }
        for row in rows
        if not row.path.startswith(closed)
    ]
