"""Sentences to say as editors see them: by language, and one by one."""

from typing import Any

from toolkit.domain.kit import digest_sentence
from toolkit.models import SentenceCheck, SentenceRecording, SentencesPage
from toolkit.selectors.spoken import find_spoken_states


def build_table(pages: list[SentencesPage]) -> dict[str, Any]:
    """`rows`: each sentence with its cell on every page; None where a page has no such sentence. `left_over`:
    recordings of none."""
    states = find_spoken_states(pages)
    first = {key: item for page in reversed(pages) for key, item in page.sentences().items()}
    rows = [
        {
            "number": key.upper(),
            "text": item["text"],
            "cells": [{"page": page, "key": key, "state": states.get((page.pk, key))} for page in pages],
        }
        for key, item in first.items()
    ]
    return {"pages": pages, "rows": rows, "left_over": list_left_over(pages)}


def list_left_over(pages: list[SentencesPage]) -> list[SentenceRecording]:
    """Recordings of sentences that are no longer there: nobody hears them, and a voice is somebody's."""
    keys = {page.pk: page.sentences().keys() for page in pages}
    rows = SentenceRecording.objects.filter(page__in=keys)
    return [row for row in rows if row.key not in keys[row.page_id]]


def build_sentence_context(page: SentencesPage, key: str) -> dict[str, Any]:
    """The sentence, what was done with it, and which of that holds for its words of today."""
    sentence = page.sentences()[key]
    return {
        "page": page,
        "number": key.upper(),
        "sentence": sentence,
        "words": digest_sentence(sentence),
        "checks": list(SentenceCheck.objects.filter(page=page, key=key)),
        "recordings": list(SentenceRecording.objects.filter(page=page, key=key)),
    }
