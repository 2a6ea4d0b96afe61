"""What was tested, signed off and recorded of the sentences as they stand now."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from toolkit.domain.kit import digest_sentence
from toolkit.models import SentenceCheck, SentenceRecord, SentenceRecording, SentencesPage


@dataclass
class SpokenState:
    """Of one sentence. Whatever was done for other words is not in it."""

    tests: list[SentenceCheck] = field(default_factory=list)
    signed: SentenceCheck | None = None
    recordings: list[SentenceRecording] = field(default_factory=list)

    @property
    def is_tested(self) -> bool:
        return bool(self.tests)

    @property
    def tested(self) -> SentenceCheck | None:
        """The latest one."""
        return next(iter(self.tests), None)

    @property
    def voices(self) -> list[list[SentenceRecording]]:
        """The files of each voice, Opus first: a player takes the first that it knows."""
        return [list(rows) for _voice, rows in groupby(self.recordings, key=lambda row: row.voice)]


def find_spoken_states(pages: Iterable[SentencesPage]) -> dict[tuple[int, str], SpokenState]:
    """By page and key, of every sentence of these pages. Two queries, however many they are."""
    words = {(page.pk, key): digest_sentence(item) for page in pages for key, item in page.sentences().items()}
    states = {place: SpokenState() for place in words}
    named = {pk for pk, _key in words}

    def fits(row: SentenceRecord) -> bool:
        return words.get((row.page_id, row.key)) == row.words

    for check in filter(fits, SentenceCheck.objects.filter(page__in=named)):
        state = states[check.page_id, check.key]
        if check.kind == SentenceCheck.Kind.TESTED:
            state.tests.append(check)
        else:
            state.signed = state.signed or check
    for recording in filter(fits, SentenceRecording.objects.filter(page__in=named)):
        states[recording.page_id, recording.key].recordings.append(recording)
    return states


def find_public_recording(pk: int) -> SentenceRecording | None:
    """One that readers may hear: its page is public, and says the same words still."""
    pages = SentencesPage.objects.live().public()
    row = SentenceRecording.objects.select_related("page").filter(pk=pk, page__in=pages).first()
    sentence = row.page.sentences().get(row.key) if row else None
    return row if row and sentence and digest_sentence(sentence) == row.words else None
